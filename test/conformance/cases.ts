/** One comparison. `differs`: the first thing that is not as it was measured; null where all is. */
export interface Case {
  readonly name: string;
  /** Why the truth is held to be wrong, with the source that says so: a difference then is no fault, agreement is. */
  readonly disputed?: string | undefined;
  run(): Promise<string | null> | string | null;
}

/** Cases that share a truth; `missing` says why they cannot run. */
export interface CaseSet {
  readonly name: string;
  readonly cases: readonly Case[];
  readonly missing: string | null;
}

/** What a set is asked for: some names, or everything there is instead of what is promised. */
export interface Selection {
  readonly names: readonly string[] | null;
  readonly all: boolean;
}

export const selects = (selection: Selection, name: string, promised: boolean): boolean =>
  selection.names === null ? selection.all || promised : selection.names.includes(name);

export const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

export const show = (value: unknown): string => JSON.stringify(value) ?? "nothing";
