/** Fewer layers than that are no block of their own. */
const smallestBlock = { outer: 3, inner: 6 } as const;

/** The parts of a name that counts its block: `res3b2_branch2a` is of block 3b2, `inception_a1_3x3` of a1. */
interface CountedName {
  readonly stem: string;
  readonly block: string;
  /** What follows the block: `branch2a`; empty where nothing does. */
  readonly rest: string;
}

/**
 * The folder that each layer lies in, for those who draw the network. Names with slashes say it themselves:
 * `inception_3a/1x1`. Where they have none and most of them count blocks, layers of one block that follow each other make a
 * folder: `res2a_branch1 bn2a_branch1 … res2a`, `conv1_1 relu1_1 … pool1`; and `conv2_1_0 bn2_1_0 …` one within block 2.
 * Other names lie in none.
 */
export function scopesOf(names: readonly string[]): readonly (readonly string[])[] {
  const folders = names.map(folderOf);
  const counted: (CountedName | null)[] = [];
  let flat = 0;
  for (const [index, name] of names.entries()) {
    const isFlat = folders[index]?.length === 0;
    if (isFlat) flat++;
    counted.push(isFlat ? countedName(name) : null);
  }
  if (flat < 0.75 * names.length) return folders;
  const blocks = runs(counted, (name) => name.block, smallestBlock.outer);
  const covered = blocks.reduce((sum, { from, to }) => sum + to - from, 0);
  if (blocks.length < 3 || covered < names.length / 2) return folders;
  const scopes: (readonly string[])[] = [...folders];
  for (const block of blocks) {
    const members = counted.slice(block.from, block.to);
    for (let index = block.from; index < block.to; index++) scopes[index] = [block.label];
    for (const inner of runs(members, innerBlock, smallestBlock.inner)) {
      if (inner.to - inner.from === members.length) continue;
      for (let index = inner.from; index < inner.to; index++) scopes[block.from + index] = [block.label, inner.label];
    }
  }
  return scopes;
}

const folderOf = (name: string): readonly string[] => name.split("/").slice(0, -1);

function countedName(name: string): CountedName | null {
  // A kernel such as 3x3 is no number of a block.
  const found = /^([A-Za-z]+(?:_[A-Za-z]+)*?_?)((?!\d+x\d)[a-z]?\d+[a-z]?\d*|[a-z](?=_))(?:_(.+))?$/.exec(name);
  const [, stem, block, rest = ""] = found ?? [];
  return stem === undefined || block === undefined ? null : { stem, block, rest };
}

/** `conv2_1_0` is of block 2_1. */
function innerBlock({ block, rest }: CountedName): string | null {
  const number = /^\d+(?=_)/.exec(rest)?.[0];
  return number === undefined ? null : `${block}_${number}`;
}

interface Run {
  readonly from: number;
  /** Exclusive. */
  readonly to: number;
  /** `res2a_*`, after the first layer that has more to its name than the block. */
  readonly label: string;
}

/** Neighbours of one block, at least so many of them, and two that have more to their names than the block. */
function runs(
  names: readonly (CountedName | null)[],
  blockOf: (name: CountedName) => string | null,
  least: number,
): Run[] {
  const found: Run[] = [];
  const labels = new Map<string, number>();
  for (let from = 0, to = 0; from < names.length; from = to) {
    const first = names[from];
    const block = first ? blockOf(first) : null;
    for (to = from + 1; to < names.length; to++) {
      const next = names[to];
      if (block === null || !next || blockOf(next) !== block) break;
    }
    const parts = names.slice(from, to).filter((name) => name !== null && name?.rest !== "");
    const [named] = parts;
    if (block === null || !named || parts.length < 2 || to - from < least) continue;
    const label = `${named.stem}${block}_*`;
    const count = (labels.get(label) ?? 0) + 1;
    labels.set(label, count);
    found.push({ from, to, label: count === 1 ? label : `${label} (${count})` });
  }
  return found;
}
