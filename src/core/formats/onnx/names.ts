/** Hands out names that were not used before in one graph: `relu`, `relu#2`, `relu#3`. */
export function uniqueNames(): (wanted: string) => string {
  const used = new Map<string, number>();
  return (wanted) => {
    const base = wanted === "" ? "value" : wanted;
    let name = base;
    let count = used.get(base) ?? 0;
    while (count > 0 && used.has(name)) name = `${base}#${++count}`;
    used.set(base, Math.max(count, 1));
    if (name !== base) used.set(name, 1);
    return name;
  };
}
