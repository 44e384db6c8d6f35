/** A file is named by its URI. */
export type FileId = string;

/** A piece of a file: UTF-16 offsets, end exclusive. */
export interface SourceRange {
  readonly file: FileId;
  readonly start: number;
  readonly end: number;
}

/**
 * Where an attribute of a layer is written. `constant` says that the text is a constant expression (`64`, `16 * 5 * 5`),
 * so that a fix may replace it; a name or a call is not.
 */
export interface AttributeSite extends SourceRange {
  readonly constant: boolean;
  /** The framework's name of the argument (`in_channels`), for the title of a fix. Default: the attribute's own name. */
  readonly argument?: string;
  /** The parameters that it was handed on by, innermost first: `Conv2d(channels, …)` in `Block(64)`. */
  readonly via?: readonly SourceRange[];
}

/** By the attribute's name. A function where tracing them back has a price: most are never asked for. */
export type AttributeSites = Readonly<Record<string, AttributeSite>> | (() => Readonly<Record<string, AttributeSite>>);

/** Sites that are traced back when they are first asked for. From then on nothing is held that they were traced by. */
export function lateSites(
  trace: () => Readonly<Record<string, AttributeSite>>,
): () => Readonly<Record<string, AttributeSite>> {
  let pending: typeof trace | null = trace;
  let found: Readonly<Record<string, AttributeSite>> = {};
  return () => {
    if (pending !== null) found = pending();
    pending = null;
    return found;
  };
}

export const attributeSitesOf = (sites: AttributeSites): Readonly<Record<string, AttributeSite>> =>
  typeof sites === "function" ? sites() : sites;

export const rangeContains = (range: SourceRange, offset: number): boolean =>
  range.start <= offset && offset <= range.end;

export const rangeLength = (range: SourceRange): number => range.end - range.start;
