/**
 * How a comparison ended: null, all is as it was measured; a text, the first thing that is not. Where there is more to
 * say, `note` says it; `partly` is set where nothing is wrong but something is not known.
 */
export type Outcome = string | null | { readonly note: string; readonly partly: boolean };

/** A truth that the code it describes contradicts: a difference then is no fault, agreement is. */
export interface Dispute {
  /** What the code says instead, and where. */
  readonly why: string;
  /** The comparison with that put right, which must find nothing. */
  corrected(): Promise<Outcome> | Outcome;
}

/** One comparison. */
export interface Case {
  readonly name: string;
  readonly disputed?: Dispute | undefined;
  run(): Promise<Outcome> | Outcome;
}

/** Cases that share a truth; `missing` says why they cannot run. */
export interface CaseSet {
  readonly name: string;
  readonly cases: readonly Case[];
  readonly missing: string | null;
  /** What can be said of the set when its cases have run, a line each. */
  figures?(): readonly string[];
}

/** What a set is asked for: some names, or everything there is instead of the part that every test run takes. */
export interface Selection {
  readonly names: readonly string[] | null;
  readonly all: boolean;
}

export const selects = (selection: Selection, name: string, promised: boolean): boolean =>
  selection.names === null ? selection.all || promised : selection.names.includes(name);

export const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

export const show = (value: unknown): string => JSON.stringify(value) ?? "nothing";
