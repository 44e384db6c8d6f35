import { onNextFrame } from "../shared/dom.ts";
import type { Bounds } from "./scene.ts";

/** Where the graph lies on the screen: screen = world · scale + offset. */
export interface CameraState {
  readonly x: number;
  readonly y: number;
  readonly scale: number;
}

export interface Camera {
  state(): CameraState;
  set(state: CameraState): void;
  /** The part of the world that is seen. */
  seen(): Bounds;
  zoom(factor: number, at?: { readonly x: number; readonly y: number }): void;
  pan(dx: number, dy: number): void;
  /** Shows all of it, or its top where all would be too small to read. */
  fit(content: Bounds): void;
  /** Brings a place into the middle, unless it is in sight already and `force` is not set. */
  reveal(place: Bounds, force: boolean): void;
}

const MIN_SCALE = 0.04;
const MAX_SCALE = 3;
const MARGIN = 32;
/** A fitted graph is not drawn smaller than this while its width allows it: texts must stay readable. */
const READABLE = 0.8;

export function createCamera(viewport: SVGSVGElement, world: SVGGElement, moved: () => void): Camera {
  let state: CameraState = { x: 0, y: 0, scale: 1 };
  const apply = onNextFrame(() => {
    world.setAttribute("transform", `translate(${state.x} ${state.y}) scale(${state.scale})`);
    moved();
  });
  const set = (next: CameraState): void => {
    state = next;
    apply();
  };
  const size = () => ({ width: viewport.clientWidth || 1, height: viewport.clientHeight || 1 });
  const seen = (): Bounds => {
    const { width, height } = size();
    return {
      x: -state.x / state.scale,
      y: -state.y / state.scale,
      width: width / state.scale,
      height: height / state.scale,
    };
  };
  const camera: Camera = {
    state: () => state,
    set,
    seen,
    zoom(factor, at) {
      const { width, height } = size();
      const { x, y } = at ?? { x: width / 2, y: height / 2 };
      const scale = Math.min(MAX_SCALE, Math.max(MIN_SCALE, state.scale * factor));
      const ratio = scale / state.scale;
      set({ scale, x: x - (x - state.x) * ratio, y: y - (y - state.y) * ratio });
    },
    pan(dx, dy) {
      set({ ...state, x: state.x + dx, y: state.y + dy });
    },
    fit(content) {
      const { width, height } = size();
      const across = (width - 2 * MARGIN) / Math.max(content.width, 1);
      const down = (height - MARGIN) / Math.max(content.height, 1);
      const scale = Math.min(1.15, Math.max(MIN_SCALE, Math.min(across, Math.max(down, READABLE))));
      const x = (width - content.width * scale) / 2 - content.x * scale;
      const centred = (height - content.height * scale) / 2;
      set({ scale, x, y: Math.max(centred, MARGIN / 2) - content.y * scale });
    },
    reveal(place, force) {
      const { width, height } = size();
      const view = seen();
      const inside =
        place.x >= view.x &&
        place.y >= view.y &&
        place.x + place.width <= view.x + view.width &&
        place.y + place.height <= view.y + view.height;
      if (inside && !force) return;
      const scale = Math.max(state.scale, READABLE);
      const tall = Math.min(place.height * scale, height - 2 * MARGIN);
      set({ scale, x: width / 2 - (place.x + place.width / 2) * scale, y: (height - tall) / 2 - place.y * scale });
    },
  };
  listen(viewport, camera);
  return camera;
}

function listen(viewport: SVGSVGElement, camera: Camera): void {
  viewport.addEventListener(
    "wheel",
    (event) => {
      event.preventDefault();
      const unit = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 16 : 1;
      if (event.ctrlKey || event.metaKey) {
        const box = viewport.getBoundingClientRect();
        const at = { x: event.clientX - box.left, y: event.clientY - box.top };
        camera.zoom(Math.exp(-event.deltaY * unit * 0.0035), at);
      } else if (event.shiftKey && event.deltaX === 0) camera.pan(-event.deltaY * unit, 0);
      else camera.pan(-event.deltaX * unit, -event.deltaY * unit);
    },
    { passive: false },
  );
  let from: { x: number; y: number; pointer: number; dragging: boolean } | null = null;
  viewport.addEventListener("pointerdown", (event) => {
    if (event.button === 0 || event.button === 1) {
      from = { x: event.clientX, y: event.clientY, pointer: event.pointerId, dragging: false };
    }
  });
  viewport.addEventListener("pointermove", (event) => {
    if (!from || event.pointerId !== from.pointer) return;
    const dx = event.clientX - from.x;
    const dy = event.clientY - from.y;
    // A click that trembles is still a click.
    if (!from.dragging && Math.hypot(dx, dy) < 4) return;
    if (!from.dragging) {
      viewport.setPointerCapture(event.pointerId);
      viewport.classList.add("dragging");
    }
    from = { x: event.clientX, y: event.clientY, pointer: event.pointerId, dragging: true };
    camera.pan(dx, dy);
  });
  const end = (): void => {
    // Kept until the click event that follows the release has been seen.
    setTimeout(() => viewport.classList.remove("dragging"));
    from = null;
  };
  viewport.addEventListener("pointerup", end);
  viewport.addEventListener("pointercancel", end);
}
