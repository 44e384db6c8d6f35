import type { ValueId } from "../../../src/core/ir/index.ts";
import type { GraphItem, Link } from "../hierarchy.ts";

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** A compound to lay out: boxes with their sizes, and connections by index; null is the border. */
export interface LayoutProblem {
  readonly boxes: readonly LayoutBox[];
  readonly links: readonly LayoutLink[];
  /** How many distinct values come in and go out over the border. */
  readonly incoming: number;
  readonly outgoing: number;
}

/** Ports of an opened group sit where its inside put them; other boxes are joined in their middle. */
export interface LayoutBox {
  readonly width: number;
  readonly height: number;
  readonly top: readonly number[] | null;
  readonly bottom: readonly number[] | null;
}

export interface LayoutEnd {
  /** null: the border. */
  readonly box: number | null;
  /** Which port of the box or the border; 0 where the box has none. */
  readonly port: number;
}

export interface LayoutLink {
  readonly from: LayoutEnd;
  readonly to: LayoutEnd;
  /** There is a longer way between the same two: this one bends, the other stays straight. */
  readonly skip: boolean;
}

export interface LayoutSolution {
  readonly width: number;
  readonly height: number;
  readonly boxes: readonly Point[];
  /** Corner points of each link, from its source down to its target. */
  readonly links: readonly (readonly Point[])[];
  /** x of the border's ports. */
  readonly incoming: readonly number[];
  readonly outgoing: readonly number[];
}

/** A laid-out item; `inside` for an opened group, in the group's own coordinates. */
export interface PlacedItem {
  readonly item: GraphItem;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly inside: PlacedGroup | null;
}

export interface PlacedGroup {
  readonly width: number;
  readonly height: number;
  readonly items: readonly PlacedItem[];
  readonly links: readonly { readonly link: Link; readonly points: readonly Point[] }[];
  readonly incoming: ReadonlyMap<ValueId, number>;
  readonly outgoing: ReadonlyMap<ValueId, number>;
}
