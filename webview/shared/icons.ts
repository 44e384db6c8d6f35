import { svg } from "./dom.ts";

/** 16×16 line drawings in the current text colour. */
const paths = {
  search: "M10.5 10.5 14 14M11.5 7a4.5 4.5 0 1 1-9 0 4.5 4.5 0 0 1 9 0Z",
  zoomIn: "M8 3v10M3 8h10",
  zoomOut: "M3 8h10",
  fit: "M2.5 6V2.5H6M10 2.5h3.5V6M13.5 10v3.5H10M6 13.5H2.5V10M6 6h4v4H6Z",
  expandAll: "M2.5 5.5v-3h3M2.5 2.5l4 4M13.5 10.5v3h-3M13.5 13.5l-4-4",
  collapseAll: "M6.5 3.5v3h-3M6.5 6.5l-4-4M9.5 12.5v-3h3M9.5 9.5l4 4",
  download: "M8 2.5v7M5 7l3 3 3-3M2.5 13.5h11",
  play: "M4.5 2.8v10.4l8.5-5.2Z",
  stop: "M4 4h8v8H4Z",
  image: "M2.5 3h11v10h-11ZM2.5 11l3.2-3.4 2.6 2.6 1.9-1.9 3.3 3.2M10.5 6.2a.7.7 0 1 1-1.4 0 .7.7 0 0 1 1.4 0Z",
  close: "M4 4l8 8M12 4l-8 8",
  target: "M8 1.5v3M8 11.5v3M1.5 8h3M11.5 8h3M12 8a4 4 0 1 1-8 0 4 4 0 0 1 8 0Z",
  source: "M5.5 4 2 8l3.5 4M10.5 4 14 8l-3.5 4",
  call: "M5.5 3C3 5.5 3 10.5 5.5 13M10.5 3c2.5 2.5 2.5 7.5 0 10M7 8h2",
  graph: "M5.5 2.5h5v3h-5ZM2 10.5h5v3H2ZM9 10.5h5v3H9ZM8 5.5V8M4.5 10.5V8h7v2.5",
  center: "M8 5.5v5M5.5 8h5M13.5 8a5.5 5.5 0 1 1-11 0 5.5 5.5 0 0 1 11 0Z",
  chevronRight: "M6 3.5 10.5 8 6 12.5",
  chevronDown: "M3.5 6 8 10.5 12.5 6",
  previous: "M10 3.5 5.5 8 10 12.5",
  next: "M6 3.5 10.5 8 6 12.5",
  error: "M14 8A6 6 0 1 1 2 8a6 6 0 0 1 12 0ZM5.8 5.8l4.4 4.4M10.2 5.8l-4.4 4.4",
  warning: "M8 2.5 14.2 13.5H1.8ZM8 6.5v3.2M8 11.3v.4",
  check: "M3 8.5 6.5 12 13 4.5",
} as const;

export type IconName = keyof typeof paths;

export function icon(name: IconName): SVGSVGElement {
  return svg(
    "svg",
    { viewBox: "0 0 16 16", width: 16, height: 16, class: `icon icon-${name}`, "aria-hidden": "true" },
    svg("path", {
      d: paths[name],
      fill: "none",
      stroke: "currentColor",
      "stroke-width": 1.2,
      "stroke-linecap": "round",
      "stroke-linejoin": "round",
    }),
  );
}

export function iconPath(name: IconName): string {
  return paths[name];
}
