/** The candidate that a mistyped name most likely meant: few edits away for its length; null when none is. */
export const nearestName = (name: string, candidates: Iterable<string>): string | null =>
  nearestNames(name, candidates)[0] ?? null;

/**
 * The only one that a fix may put in its place: of several alike nobody knows which, names that differ in their numbers
 * (`conv1`, `conv2`) are names of different things, and of a single letter nothing is left.
 */
export function nearestOnly(name: string, candidates: Iterable<string>): string | null {
  const unnumbered = (text: string): string => text.replace(/\d+/g, "0");
  const others = [...new Set(candidates)].filter((other) => unnumbered(other) !== unnumbered(name));
  const [nearest = null, second] = name.length > 1 ? nearestNames(name, others) : [];
  return second === undefined ? nearest : null;
}

/** Those at the least distance. */
function nearestNames(name: string, candidates: Iterable<string>): readonly string[] {
  const allowed = Math.max(1, Math.min(3, Math.floor(name.length / 3)));
  let best: string[] = [];
  let bestDistance = allowed;
  for (const candidate of candidates) {
    if (candidate === name || Math.abs(candidate.length - name.length) > bestDistance) continue;
    const distance = editDistance(name, candidate, bestDistance + 1);
    if (distance > bestDistance) continue;
    best = distance < bestDistance ? [candidate] : [...best, candidate];
    bestDistance = distance;
  }
  return best;
}

/** Levenshtein's distance, a swap of neighbours counted as one edit; `limit` when it is not less. */
function editDistance(a: string, b: string, limit: number): number {
  let before: number[] = [];
  let previous = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row++) {
    const current = [row];
    for (let column = 1; column <= b.length; column++) {
      const same = a[row - 1] === b[column - 1];
      let cost = Math.min(
        (previous[column] ?? limit) + 1,
        (current[column - 1] ?? limit) + 1,
        (previous[column - 1] ?? limit) + (same ? 0 : 1),
      );
      if (a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1])
        cost = Math.min(cost, (before[column - 2] ?? limit) + 1);
      current.push(cost);
    }
    if (Math.min(...current) >= limit) return limit;
    before = previous;
    previous = current;
  }
  return previous[b.length] ?? limit;
}
