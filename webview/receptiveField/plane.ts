import type { InputRegion, Interval } from "../../src/core/analysis/receptiveField.ts";
import { svg } from "../shared/dom.ts";
import { text } from "../shared/text.ts";

/** A rectangle in input positions, sides included. */
interface Area {
  readonly rows: Interval;
  readonly columns: Interval;
}

/** What lies over the border is drawn at most this far out, as a part of the plane's size; beyond, the dashes run out. */
const OVERHANG = 0.55;
/** One axis is drawn as a band of this part of its length. */
const BAND = 0.14;

export interface PlaneOptions {
  /** Rows, columns, and axes before them, which are not drawn; one axis alone is a band. */
  readonly sizes: readonly number[];
  readonly region: InputRegion;
  /** What the units of the whole layer see, borders ignored: the picture has room for it, so that it stands still. */
  readonly reach: readonly Interval[];
  /** An image to draw on the plane, as a URL; null: none. */
  readonly picture: string | null;
}

/** Draws an input to scale with what a unit sees of it. */
export function drawPlane({ sizes, region, reach, picture }: PlaneOptions): SVGSVGElement {
  const height = sizes.length > 1 ? (sizes.at(-2) ?? 1) : Math.max(1, (sizes.at(-1) ?? 1) * BAND);
  const width = sizes.at(-1) ?? 1;
  const whole: Interval = { low: 0, high: height - 1 };
  const area = (intervals: readonly Interval[] | null | undefined): Area | null => {
    const columns = intervals?.at(-1);
    const rows = sizes.length > 1 ? intervals?.at(-2) : whole;
    return columns && rows ? { rows, columns } : null;
  };
  const seen = area(region.clipped);
  const free = area(region.unclipped);
  const most = area(reach);
  const out = ({ low, high }: Interval, size: number): [number, number] => {
    const limit = size * OVERHANG;
    return [Math.max(Math.min(0, low), -limit), Math.min(Math.max(size, high + 1), size + limit)];
  };
  const [left, right] = out(most?.columns ?? whole, width);
  const [top, bottom] = out(most?.rows ?? whole, height);
  const margin = Math.max(right - left, bottom - top) * 0.015;
  const shape = sizes.join("×");
  return svg(
    "svg",
    {
      class: picture ? "plane pictured" : "plane",
      viewBox: `${left - margin} ${top - margin} ${right - left + 2 * margin} ${bottom - top + 2 * margin}`,
      role: "img",
      "aria-label": text("fieldInputPlane", { name: region.input, shape }),
    },
    svg("rect", { class: "ground", width, height }),
    picture ? svg("image", { href: picture, width, height, preserveAspectRatio: "none" }) : null,
    picture && seen ? shade(width, height, seen) : null,
    free ? rectangle("free", free) : null,
    seen ? rectangle("seen", seen) : null,
    svg("rect", { class: "border", width, height }),
  );
}

function rectangle(style: string, { rows, columns }: Area): SVGRectElement {
  const width = columns.high - columns.low + 1;
  const height = rows.high - rows.low + 1;
  return svg("rect", { class: style, x: columns.low, y: rows.low, width, height });
}

/** Darkens what the unit does not see of a picture. */
function shade(width: number, height: number, { rows, columns }: Area): SVGPathElement {
  const [x, y] = [columns.low, rows.low];
  const hole = `M${x} ${y}V${rows.high + 1}H${columns.high + 1}V${y}Z`;
  return svg("path", { class: "shade", "fill-rule": "evenodd", d: `M0 0H${width}V${height}H0Z${hole}` });
}
