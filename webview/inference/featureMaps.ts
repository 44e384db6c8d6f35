import { colorTable } from "../shared/colorMap.ts";
import { h } from "../shared/dom.ts";
import { number, significant, text } from "../shared/text.ts";
import { button } from "../toolkit.ts";
import type { TensorResult } from "./protocol.ts";

const FIRST = 32;
const MORE = 128;
const LARGEST = 112;

/** The channels of a layer's output as pictures on one scale, or a vector as one strip. */
export function featureMaps(tensor: TensorResult): HTMLElement {
  const { dims, data } = tensor;
  const [rows, columns] = dims.length >= 3 ? [dims.at(-2) ?? 1, dims.at(-1) ?? 1] : [1, dims.at(-1) ?? 1];
  const plane = Math.max(1, rows * columns);
  const channels = Math.floor(data.length / plane);
  const [low, high] = rangeOf(data);
  const grid = h("div", { class: "maps" });
  // Whole screen pixels a value, so that every unit is seen as a square.
  const enlarge = Math.max(1, Math.floor(LARGEST / Math.max(rows, columns)));
  const shrink = Math.min(1, LARGEST / Math.max(rows, columns));
  const width = rows === 1 ? Math.min(columns * enlarge, 640) : columns * enlarge * shrink;
  const height = rows === 1 ? 24 : rows * enlarge * shrink;
  let shown = 0;
  const more = button({ label: text("inferenceMoreMaps"), press: () => showMore(MORE) });
  const showMore = (count: number): void => {
    const until = Math.min(channels, shown + count);
    for (; shown < until; shown++) {
      const picture = paint(data, shown * plane, rows, columns, low, high);
      picture.style.width = `${width}px`;
      picture.style.height = `${height}px`;
      const label = text("inferenceChannel", { index: shown });
      picture.setAttribute("role", "img");
      picture.setAttribute("aria-label", label);
      grid.append(h("figure", { title: label }, picture, h("figcaption", { class: "muted number" }, String(shown))));
    }
    more.hidden = shown >= channels;
  };
  showMore(FIRST);
  return h(
    "div",
    { class: "feature-maps" },
    scale(low, high),
    grid,
    more,
    h("p", { class: "muted" }, channelCount(channels)),
  );
}

function channelCount(channels: number): string {
  return text("inferenceChannels", { count: number(channels) });
}

function scale(low: number, high: number): HTMLElement {
  const bar = paint(
    Float32Array.from({ length: 256 }, (_, i) => i),
    0,
    1,
    256,
    0,
    255,
  );
  bar.className = "scale-bar";
  bar.setAttribute("aria-hidden", "true");
  return h("div", { class: "scale number muted" }, significant(low, 4), bar, significant(high, 4));
}

function paint(
  data: Float32Array,
  offset: number,
  rows: number,
  columns: number,
  low: number,
  high: number,
): HTMLCanvasElement {
  const canvas = h("canvas", { width: columns, height: rows });
  const context = canvas.getContext("2d");
  if (!context) return canvas;
  const pixels = new Uint32Array(rows * columns);
  const colors = new Uint32Array(colorTable.buffer);
  const span = high > low ? 255 / (high - low) : 0;
  for (let i = 0; i < pixels.length; i++) {
    const level = Math.round(((data[offset + i] ?? 0) - low) * span);
    pixels[i] = colors[Math.min(255, Math.max(0, level || 0))] ?? 0;
  }
  context.putImageData(new ImageData(new Uint8ClampedArray(pixels.buffer), columns, rows), 0, 0);
  return canvas;
}

function rangeOf(data: Float32Array): [number, number] {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const value of data) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return low <= high ? [low, high] : [0, 0];
}
