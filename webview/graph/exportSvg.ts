import { svg } from "../shared/dom.ts";
import { concreteColor } from "../theme.ts";
import { type DrawContext, drawBox, drawEdge } from "./draw.ts";
import type { Scene } from "./scene.ts";

const MARGIN = 24;

/** The whole graph as a file of its own: the theme's colours are written out, nothing refers to the editor. */
export function exportSvg(context: DrawContext, scene: Scene, style: string): string {
  const width = Math.ceil(scene.width + 2 * MARGIN);
  const height = Math.ceil(scene.height + 2 * MARGIN);
  const picture = svg("svg", {
    xmlns: "http://www.w3.org/2000/svg",
    width,
    height,
    viewBox: `${-MARGIN} ${-MARGIN} ${width} ${height}`,
    "font-family": getComputedStyle(document.body).fontFamily,
  });
  const background = concreteColor("--vscode-editor-background", "#ffffff");
  picture.append(
    svg("style", {}, resolveVariables(style)),
    svg("rect", { x: -MARGIN, y: -MARGIN, width, height, fill: background }),
  );
  const add = (part: SVGElement, x: number, y: number): void => {
    part.setAttribute("transform", `translate(${x} ${y})`);
    picture.append(part);
  };
  for (const box of scene.boxes) if (box.open) add(drawBox(context, box), box.x, box.y);
  for (const edge of scene.edges) picture.append(drawEdge(edge));
  for (const box of scene.boxes) if (!box.open) add(drawBox(context, box), box.x, box.y);
  return new XMLSerializer().serializeToString(picture);
}

/** Writes the colours of variables out; other programs than browsers know neither variables nor mixed colours. */
function resolveVariables(style: string): string {
  return style.replace(/var\((--[\w-]+)(?:,\s*([^()]*))?\)/g, (_, name: string, fallback = "currentColor") =>
    name === "--motion" ? "0ms" : concreteColor(name, fallback),
  );
}
