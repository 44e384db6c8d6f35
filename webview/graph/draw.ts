import type { Diagnostic, Network } from "../../src/core/ir/index.ts";
import { svg } from "../shared/dom.ts";
import { iconPath } from "../shared/icons.ts";
import { renderMessage, text } from "../shared/text.ts";
import { boxText, fitText, HEADER_HEIGHT, TEXT_LEFT, TEXT_RIGHT, textWidth } from "./boxes.ts";
import type { GraphItem } from "./hierarchy.ts";
import type { Point } from "./layout/types.ts";
import type { SceneBox, SceneEdge } from "./scene.ts";

/** What drawing needs to know beside the places. */
export interface DrawContext {
  readonly network: Network;
  readonly faults: ReadonlyMap<GraphItem, readonly Diagnostic[]>;
}

const RADIUS = 5;

/** One box, at its own origin. Names come from the user's file and are text nodes only. */
export function drawBox({ network, faults }: DrawContext, box: SceneBox): SVGGElement {
  const { item, width, height, open } = box;
  const content = boxText(network, item);
  // An opened module leaves the mark to the layer inside.
  const severity = open ? null : worst(faults.get(item));
  const classes = ["item", item.kind, `family-${content.family}`, open ? "open" : "closed", severity ?? ""];
  const element = svg("g", {
    class: classes.filter(Boolean).join(" "),
    id: elementId(item),
    role: "button",
    "aria-label": spokenName({ network, faults }, item),
    "data-key": item.key,
    ...(item.kind === "group" ? { "aria-expanded": String(open) } : {}),
  });
  if (item.kind === "group" && !open) {
    element.append(svg("rect", { class: "stack", x: 4, y: 4, width, height, rx: RADIUS }));
  }
  const rounding = item.kind === "input" || item.kind === "output" ? height / 2 : RADIUS;
  element.append(svg("rect", { class: "body", width, height, rx: rounding }));
  if (item.kind === "layer" || item.kind === "group") element.append(stripe(open ? HEADER_HEIGHT : height));
  if (open) element.append(svg("path", { class: "rule", d: `M0 ${HEADER_HEIGHT}H${width}` }));

  const baseline = open ? 19.5 : content.slim ? 18 : 19;
  let left = TEXT_LEFT;
  let right = width - TEXT_RIGHT;
  if (item.kind === "group") {
    element.append(chevron(open, left - 3, baseline - 11));
    left += 15;
  }
  if (severity) {
    element.append(mark(severity, right - 13, baseline - 11));
    right -= 18;
  }
  const corner = open ? content.shape : content.corner;
  // The name goes first; it leaves at least this part.
  const cornerRoom = Math.max((right - left) * 0.6, right - left - textWidth(content.strong, "strong") - 10);
  const cornerText = fitText(corner, "weak", cornerRoom);
  if (cornerText) {
    element.append(
      svg("text", { class: cornerClass(cornerText), x: right, y: baseline, "text-anchor": "end" }, cornerText),
    );
    right -= textWidth(cornerText, "weak") + 10;
  }
  const strong = fitText(content.strong, "strong", right - left);
  const room = right - left - textWidth(strong, "strong") - 12;
  // Half a type name in a header says less than none.
  const weak = open && textWidth(content.weak, "weak") > room ? "" : fitText(content.weak, "weak", room);
  element.append(
    svg(
      "text",
      { x: left, y: baseline },
      svg("tspan", { class: "strong" }, strong),
      weak ? svg("tspan", { class: "weak", dx: 7 }, weak) : null,
    ),
  );

  if (!open && !content.slim) {
    const second = height - 11;
    const shape = fitText(content.shape, "weak", width - TEXT_LEFT - TEXT_RIGHT);
    element.append(
      svg(
        "text",
        { class: cornerClass(shape, "shape"), x: width - TEXT_RIGHT, y: second, "text-anchor": "end" },
        shape,
      ),
    );
    const rest = width - TEXT_LEFT - TEXT_RIGHT - textWidth(shape, "weak") - 10;
    const below = fitText(content.below, "weak", rest);
    if (below) element.append(svg("text", { class: "weak", x: TEXT_LEFT, y: second }, below));
  }
  return element;
}

function cornerClass(content: string, base = "corner"): string {
  return content.includes("?") ? `${base} unknown` : base;
}

export function elementId(item: GraphItem): string {
  return `item-${encodeURIComponent(item.key)}`;
}

/** What a screen reader says: type, name, shape, faults. */
export function spokenName({ network, faults }: DrawContext, item: GraphItem): string {
  const { strong, weak, below, shape, corner, slim } = boxText(network, item);
  const texts = slim ? [strong, weak, corner] : [strong, weak, below, shape];
  const problems = (faults.get(item) ?? []).map((fault) => renderMessage(fault.message));
  const kind = item.kind === "input" ? text("viewInput") : item.kind === "output" ? text("viewOutput") : "";
  return [kind, ...texts, ...problems].filter(Boolean).join(", ");
}

export function worst(faults: readonly Diagnostic[] | undefined): "error" | "warning" | null {
  if (!faults || faults.length === 0) return null;
  if (faults.some((fault) => fault.severity === "error")) return "error";
  return faults.some((fault) => fault.severity === "warning") ? "warning" : null;
}

function stripe(height: number): SVGPathElement {
  const r = RADIUS;
  return svg("path", {
    class: "stripe",
    d: `M${r} 0H5V${height}H${r}A${r} ${r} 0 0 1 0 ${height - r}V${r}A${r} ${r} 0 0 1 ${r} 0Z`,
  });
}

function chevron(open: boolean, x: number, y: number): SVGGElement {
  return svg(
    "g",
    { class: "chevron", transform: `translate(${x} ${y})` },
    svg("rect", { class: "chevron-target", x: -4, y: -4, width: 22, height: 22 }),
    svg("path", { d: iconPath(open ? "chevronDown" : "chevronRight"), transform: "scale(0.85)" }),
  );
}

function mark(severity: "error" | "warning", x: number, y: number): SVGGElement {
  return svg(
    "g",
    { class: `mark ${severity}`, transform: `translate(${x} ${y}) scale(0.88)` },
    svg("path", { d: iconPath(severity) }),
  );
}

/** One connection: the line, its arrow, and a wide invisible line that the pointer finds. */
export function drawEdge(edge: SceneEdge): SVGGElement {
  const line = roundedPath(edge.points);
  const element = svg(
    "g",
    { class: edge.skip ? "edge skip" : "edge", "data-key": edge.key },
    svg("path", { class: "hit", d: line }),
    svg("path", { class: "line", d: line }),
  );
  const end = edge.points.at(-1);
  if (end && edge.link.to) element.append(svg("path", { class: "arrow", d: `M${end.x - 3.5} ${end.y - 6}h7l-3.5 6Z` }));
  return element;
}

/** Straight pieces with rounded corners. */
export function roundedPath(points: readonly Point[], radius = 7): string {
  const [first] = points;
  if (!first) return "";
  let path = `M${round(first.x)} ${round(first.y)}`;
  for (let i = 1; i < points.length; i++) {
    const before = points[i - 1];
    const at = points[i];
    const after = points[i + 1];
    if (!before || !at) continue;
    if (!after) {
      path += `L${round(at.x)} ${round(at.y)}`;
      continue;
    }
    const into = towards(at, before, radius);
    const out = towards(at, after, radius);
    path += `L${round(into.x)} ${round(into.y)}Q${round(at.x)} ${round(at.y)} ${round(out.x)} ${round(out.y)}`;
  }
  return path;
}

/** The point at most `reach` from `from` on the way to `to`, no further than the middle. */
function towards(from: Point, to: Point, reach: number): Point {
  const length = Math.hypot(to.x - from.x, to.y - from.y);
  if (length === 0) return from;
  const part = Math.min(reach, length / 2) / length;
  return { x: from.x + (to.x - from.x) * part, y: from.y + (to.y - from.y) * part };
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
