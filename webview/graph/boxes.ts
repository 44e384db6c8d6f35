import { isZero, knownSumText } from "../../src/core/analysis/knownSum.ts";
import type { Network } from "../../src/core/ir/index.ts";
import { keyAttributes, shapeText, valueById } from "../shared/describe.ts";
import { short, text } from "../shared/text.ts";
import { familyOf, type OperatorFamily } from "../theme.ts";
import { type GraphItem, type GroupItem, nodesOf, outputsOf, parametersOf } from "./hierarchy.ts";
import { FRAME, type Size } from "./layout/place.ts";

/** The texts of one box. `strong` and `weak` stand on the first line, `below` and `shape` on the second. */
export interface BoxText {
  readonly strong: string;
  readonly weak: string;
  readonly corner: string;
  readonly below: string;
  readonly shape: string;
  /** One line: layers that neither change the shape nor multiply anything. */
  readonly slim: boolean;
  readonly family: OperatorFamily;
}

const HEIGHT = { slim: 28, full: 46 } as const;
const PADDING = { left: 14, right: 10, between: 16 } as const;
/** The room that the arrow of a module takes. */
const CHEVRON = 16;
const MIN_WIDTH = 150;
const MAX_WIDTH = 290;

export function boxText(network: Network, item: GraphItem): BoxText {
  const shapes = outputsOf(item).map((id) => valueById(network, id)?.type.shape);
  const first = shapes[0];
  const shape = first ? shapeText(first) + (shapes.length > 1 ? `  +${shapes.length - 1}` : "") : "";
  if (item.kind === "input" || item.kind === "output") {
    return { strong: item.label, weak: "", corner: shape, below: "", shape: "", slim: true, family: "other" };
  }
  const parameters = parametersOf(item);
  const corner = isZero(parameters) ? "" : knownSumText(parameters, short);
  if (item.kind === "group") {
    const count = nodesOf(item).length;
    const layers = count === 1 ? text("viewOneLayer") : text("viewLayerCount", { count });
    const family = dominantFamily(item);
    return { strong: item.label, weak: item.type, corner, below: layers, shape, slim: false, family };
  }
  const node = item.kind === "layer" ? item.nodes[0] : undefined;
  const family = familyOf(node?.op ?? "");
  if (item.label === item.type) {
    return { strong: item.type, weak: "", corner: shape, below: "", shape: "", slim: true, family };
  }
  const slim =
    family === "activation" || family === "normalization" || node?.op === "Identity" || node?.op === "Dropout";
  if (slim) {
    const same = node ? shapeText(valueById(network, node.inputs[0])?.type.shape ?? { rank: "known", dims: [] }) : "";
    const changed = same === shape ? corner : shape;
    return { strong: item.type, weak: item.label, corner: changed, below: "", shape: "", slim, family };
  }
  return { strong: item.type, weak: node ? keyAttributes(node) : "", corner, below: item.label, shape, slim, family };
}

/** A closed module has the colour of what it computes with: its convolutions, else its first operation. */
function dominantFamily(item: GraphItem): OperatorFamily {
  const families = nodesOf(item).map((node) => familyOf(node.op));
  return families.find((family) => family === "convolution" || family === "dense") ?? families[0] ?? "other";
}

const context = document.createElement("canvas").getContext("2d");
let fontFamily = "";

export const FONTS = { strong: "600 12px", weak: "400 11px" } as const;

export function readFont(): void {
  fontFamily = getComputedStyle(document.body).fontFamily;
}

export function textWidth(value: string, font: keyof typeof FONTS): number {
  if (!context || value === "") return 0;
  context.font = `${FONTS[font]} ${fontFamily}`;
  // As the picture is drawn: without it widths are those of hinted glyphs.
  context.textRendering = "geometricPrecision";
  return context.measureText(value).width;
}

/** Cuts a text so that it fits, with an ellipsis. */
export function fitText(value: string, font: keyof typeof FONTS, room: number): string {
  if (textWidth(value, font) <= room) return value;
  let low = 0;
  let high = value.length;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (textWidth(`${value.slice(0, middle)}…`, font) <= room) low = middle;
    else high = middle - 1;
  }
  return low === 0 ? "" : `${value.slice(0, low)}…`;
}

/** Siblings share one width, so that a chain of layers is an even column. */
export function measureBoxes(network: Network, siblings: readonly GraphItem[]): readonly Size[] {
  let width = MIN_WIDTH;
  const heights = siblings.map((item) => {
    const box = boxText(network, item);
    const sum = (left: number, right: number): number => left + right + (left > 0 && right > 0 ? PADDING.between : 0);
    const chevron = item.kind === "group" ? CHEVRON : 0;
    const title = textWidth(box.strong, "strong") + (box.weak ? 7 + textWidth(box.weak, "weak") : 0) + chevron;
    const first = sum(title, textWidth(box.corner, "weak"));
    const second = sum(textWidth(box.below, "weak"), textWidth(box.shape, "weak"));
    width = Math.max(width, Math.max(first, second) + PADDING.left + PADDING.right);
    return box.slim ? HEIGHT.slim : HEIGHT.full;
  });
  const even = Math.min(MAX_WIDTH, Math.ceil(width / 10) * 10);
  return heights.map((height) => ({ width: even, height }));
}

/** An opened module is wide enough for its name and its shape. */
export function headerWidth(network: Network, group: GroupItem): number {
  const { strong, shape } = boxText(network, group);
  const content = CHEVRON + textWidth(strong, "strong") + PADDING.between + textWidth(shape, "weak");
  return Math.min(MAX_WIDTH, PADDING.left + content + PADDING.right);
}

export const HEADER_HEIGHT = FRAME.header;
export const TEXT_LEFT = PADDING.left;
export const TEXT_RIGHT = PADDING.right;
