import { h, svg } from "../shared/dom.ts";
import { text } from "../shared/text.ts";

/** Lines between units are drawn up to this many along an axis. */
const GRID = 40;
const BAND = 0.14;

export interface UnitMapOptions {
  readonly layer: string;
  /** Sizes of the axes that units are counted along; the last two are drawn, earlier ones have a slider. */
  readonly sizes: readonly number[];
  readonly unit: readonly number[];
  readonly label: string;
  readonly move: (unit: readonly number[]) => void;
}

/** The output map, on which one unit is marked and moved. */
export function drawUnitMap({ layer, sizes, unit, label, move }: UnitMapOptions): HTMLElement {
  const width = sizes.at(-1) ?? 1;
  const flat = sizes.length === 1;
  const height = flat ? Math.max(0.4, width * BAND) : (sizes.at(-2) ?? 1);
  const column = unit.at(-1) ?? 0;
  const row = flat ? 0 : (unit.at(-2) ?? 0);
  const map = svg(
    "svg",
    {
      class: "unit-map",
      viewBox: `${-width * 0.01} ${-height * 0.01} ${width * 1.02} ${height * 1.02}`,
      tabindex: 0,
      role: "application",
      "aria-roledescription": text("fieldUnitMap", { layer }),
      "aria-label": label,
    },
    svg("rect", { class: "ground", width, height }),
    width <= GRID && height <= GRID
      ? svg("path", { class: "grid", d: gridPath(width, flat ? 0 : height, height) })
      : null,
    svg("rect", { class: "border", width, height }),
    svg("rect", { class: "unit", x: column, y: row, width: 1, height: flat ? height : 1 }),
    marker(width, height, column + 0.5, flat ? height / 2 : row + 0.5),
  );
  // Keys may come faster than the picture is drawn anew: each goes on from the one before.
  let position = { row, column };
  const moveTo = (next: { row: number; column: number }): void => {
    position = { row: clamp(next.row, height), column: clamp(next.column, width) };
    const last = flat ? [position.column] : [position.row, position.column];
    move([...unit.slice(0, -last.length), ...last]);
  };
  const toPointer = (event: PointerEvent): void => {
    const matrix = map.getScreenCTM()?.inverse();
    if (!matrix) return;
    const point = new DOMPoint(event.clientX, event.clientY).matrixTransform(matrix);
    moveTo({ row: Math.floor(point.y), column: Math.floor(point.x) });
  };
  map.addEventListener("pointerdown", (event) => {
    map.setPointerCapture(event.pointerId);
    toPointer(event);
  });
  map.addEventListener("pointermove", (event) => {
    if (event.buttons & 1) toPointer(event);
  });
  map.addEventListener("keydown", (event) => {
    const step = keys[event.key];
    if (!step) return;
    event.preventDefault();
    const far = event.shiftKey ? Math.max(1, Math.round(width / 10)) : 1;
    const [down, across] = step;
    const columns = flat ? across || down : across;
    moveTo({ row: position.row + down * far, column: position.column + columns * far });
  });
  return h("div", { class: "unit-box" }, ...sliders(sizes, unit, move), map);
}

const keys: Readonly<Record<string, readonly [down: number, across: number]>> = {
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
  Home: [-1e9, -1e9],
  End: [1e9, 1e9],
};

function clamp(value: number, size: number): number {
  return Math.min(Math.max(0, value), Math.ceil(size) - 1);
}

/** Axes before the last two (time, depth) have no room in a picture. */
function sliders(sizes: readonly number[], unit: readonly number[], move: (unit: readonly number[]) => void) {
  return sizes.slice(0, -2).map((size, axis) => {
    const label = sizes.length === 3 ? text("fieldDepth") : text("fieldAxis", { index: axis });
    const slider = h("input", { type: "range", min: 0, max: size - 1, value: unit[axis] ?? 0, "aria-label": label });
    slider.addEventListener("input", () => move(unit.map((at, index) => (index === axis ? Number(slider.value) : at))));
    return h(
      "label",
      { class: "depth" },
      h("span", { class: "muted" }, label),
      slider,
      h("span", { class: "number" }, slider.value),
    );
  });
}

function gridPath(width: number, rows: number, height: number): string {
  let path = "";
  for (let x = 1; x < width; x++) path += `M${x} 0V${height}`;
  for (let y = 1; y < rows; y++) path += `M0 ${y}H${width}`;
  return path;
}

/** A ring that shows the unit where a single cell is too small to see. */
function marker(width: number, height: number, x: number, y: number): SVGCircleElement | null {
  return width > GRID || height > GRID
    ? svg("circle", { class: "ring", cx: x, cy: y, r: Math.max(width, height) / 26 })
    : null;
}
