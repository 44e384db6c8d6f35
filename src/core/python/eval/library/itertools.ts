// itertools
import { overArray } from "../iteration.ts";
import { type Machine, type NativeModule, NOT_GIVEN, native, nativeClass } from "../native.ts";
import { asInt } from "../numbers.ts";
import { objectClass } from "../types.ts";
import {
  ClassMethod,
  IteratorValue,
  type Result,
  StaticMethod,
  type Step,
  stop,
  Tuple,
  Unknown,
  type Value,
} from "../value.ts";

const items = (value: Value | undefined): readonly Value[] => (value instanceof Tuple ? value.items : []);
const iterator = (next: () => Step): IteratorValue => new IteratorValue("itertools", next);

/** All elements of each iterable. */
function lists(machine: Machine, iterables: readonly Value[]): Value[][] | Unknown | undefined {
  const all: Value[][] = [];
  for (const iterable of iterables) {
    const list = machine.list(iterable);
    if (list === undefined || list instanceof Unknown) return list;
    all.push(list);
  }
  return all;
}

function chained(machine: Machine, iterables: () => Step): Value {
  let current: (() => Step) | null = null;
  return iterator(() => {
    for (;;) {
      if (current === null) {
        const iterable = iterables();
        if (iterable === undefined || iterable === stop) return iterable;
        const next = machine.iterate(iterable);
        if (next === undefined) return undefined;
        if (next instanceof Unknown) return next;
        current = next;
      }
      const item = current();
      if (item !== stop) return item;
      current = null;
    }
  });
}

const chainClass = nativeClass("itertools", "chain", [objectClass], {
  __new__: new StaticMethod(
    native("chain", "cls, *iterables", (machine, [, iterables]) => chained(machine, overArray(items(iterables)))),
  ),
  from_iterable: new ClassMethod(
    native("from_iterable", "cls, iterable, /", (machine, [, iterable = null]) => {
      const next = machine.iterate(iterable);
      return next === undefined || next instanceof Unknown ? next : chained(machine, next);
    }),
  ),
});

/** Counts like an odometer over index lists. */
function* combinationsOf(
  count: number,
  size: number,
  pick: "product" | "permutations" | "combinations" | "replacement",
): Generator<number[]> {
  const place = function* (chosen: number[]): Generator<number[]> {
    if (chosen.length === size) {
      yield chosen;
      return;
    }
    const last = chosen.at(-1) ?? 0;
    const from = pick === "combinations" ? (chosen.length === 0 ? 0 : last + 1) : pick === "replacement" ? last : 0;
    for (let index = from; index < count; index++) {
      if (pick === "permutations" && chosen.includes(index)) continue;
      yield* place([...chosen, index]);
    }
  };
  yield* place([]);
}

function chosen(
  machine: Machine,
  iterable: Value,
  size: Value,
  pick: "permutations" | "combinations" | "replacement",
): Result {
  const pool = machine.list(iterable);
  if (pool === undefined || pool instanceof Unknown) return pool;
  const count = size === null ? pool.length : Number(asInt(size) ?? 0);
  const rows = combinationsOf(pool.length, count, pick);
  return iterator(() => {
    const row = rows.next();
    if (row.done === true) return stop;
    return machine.charge(count) ? new Tuple(row.value.map((index) => pool[index] ?? null)) : machine.outOfBudget();
  });
}

function* productOf(pools: readonly (readonly Value[])[], depth = 0): Generator<Value[]> {
  const pool = pools[depth];
  if (pool === undefined) {
    yield [];
    return;
  }
  for (const item of pool) for (const rest of productOf(pools, depth + 1)) yield [item, ...rest];
}

function product(machine: Machine, iterables: readonly Value[], repeat: Value): Result {
  const pools = lists(machine, iterables);
  if (pools === undefined || pools instanceof Unknown) return pools;
  const times = Number(asInt(repeat) ?? 1);
  if (!machine.charge(times)) return machine.outOfBudget();
  const repeated = Array.from({ length: times }, () => pools).flat();
  const rows = productOf(repeated);
  return iterator(() => {
    const row = rows.next();
    if (row.done === true) return stop;
    return machine.charge(repeated.length) ? new Tuple(row.value) : machine.outOfBudget();
  });
}

function slice(machine: Machine, iterable: Value, bounds: readonly Value[]): Result {
  const next = machine.iterate(iterable);
  if (next === undefined || next instanceof Unknown) return next;
  const [first, second, third] = bounds.length === 1 ? [0, bounds[0], 1] : bounds;
  const start = Number(asInt(first ?? 0) ?? 0);
  const end = second === null || second === undefined ? Number.POSITIVE_INFINITY : Number(asInt(second) ?? 0);
  const step = Number(asInt(third ?? 1) ?? 1);
  let position = 0;
  let wanted = start;
  return iterator(() => {
    for (;;) {
      if (wanted >= end) return stop;
      const item = next();
      if (item === undefined || item === stop) return item;
      if (position++ === wanted) {
        wanted += step;
        return item;
      }
      if (!machine.charge(1)) return machine.outOfBudget();
    }
  });
}

function zipLongest(machine: Machine, iterables: readonly Value[], fill: Value): Result {
  const pools = lists(machine, iterables);
  if (pools === undefined || pools instanceof Unknown) return pools;
  const length = Math.max(0, ...pools.map((pool) => pool.length));
  return iterator(overArray(Array.from({ length }, (_, row) => new Tuple(pools.map((pool) => pool[row] ?? fill)))));
}

function accumulate(machine: Machine, iterable: Value, fn: Value, initial: Value): Result {
  const next = machine.iterate(iterable);
  if (next === undefined || next instanceof Unknown) return next;
  let total: Value | undefined;
  let first = initial;
  return iterator(() => {
    if (first !== null) {
      total = first;
      first = null;
      return total;
    }
    const item = next();
    if (item === undefined || item === stop) return item;
    if (total === undefined) total = item;
    else {
      const result = fn === null ? machine.binary("+", total, item) : machine.call(fn, [total, item]);
      if (result === undefined) return undefined;
      total = result;
    }
    return total;
  });
}

/** Elements that a test lets through, by how it is used. */
function tested(
  machine: Machine,
  test: Value,
  iterable: Value,
  how: "takewhile" | "dropwhile" | "filterfalse",
): Result {
  const next = machine.iterate(iterable);
  if (next === undefined || next instanceof Unknown) return next;
  let phase = true;
  return iterator(() => {
    for (;;) {
      if (how === "takewhile" && !phase) return stop;
      const item = next();
      if (item === undefined || item === stop) return item;
      if (how === "dropwhile" && !phase) return item;
      const result = test === null ? item : machine.call(test, [item]);
      const truth = result === undefined ? undefined : machine.truth(result);
      if (truth === undefined) return undefined;
      if (truth instanceof Unknown) return new Unknown(truth.because);
      if (how === "takewhile") {
        phase = truth;
        if (truth) return item;
      } else if (how === "dropwhile") {
        if (!truth) {
          phase = false;
          return item;
        }
      } else if (!truth) return item;
      if (!machine.charge(1)) return machine.outOfBudget();
    }
  });
}

function groupby(machine: Machine, iterable: Value, key: Value): Result {
  const all = machine.list(iterable);
  if (all === undefined || all instanceof Unknown) return all;
  const groups: { key: Value; items: Value[] }[] = [];
  for (const item of all) {
    const by = key === null ? item : machine.call(key, [item]);
    if (by === undefined) return undefined;
    const last = groups.at(-1);
    if (last !== undefined && machine.equals(last.key, by) === true) last.items.push(item);
    else groups.push({ key: by, items: [item] });
  }
  return iterator(overArray(groups.map((group) => new Tuple([group.key, iterator(overArray(group.items))]))));
}

function tee(machine: Machine, iterable: Value, count: Value): Result {
  const all = machine.list(iterable);
  if (all === undefined || all instanceof Unknown) return all;
  const copies = Math.min(Number(asInt(count) ?? 2), 100);
  return new Tuple(Array.from({ length: copies }, () => iterator(overArray(all))));
}

function pairwise(machine: Machine, iterable: Value): Result {
  const all = machine.list(iterable);
  if (all === undefined || all instanceof Unknown) return all;
  return iterator(overArray(all.slice(1).map((item, index) => new Tuple([all[index] ?? null, item]))));
}

function cycle(machine: Machine, iterable: Value): Result {
  const all = machine.list(iterable);
  if (all === undefined || all instanceof Unknown) return all;
  let index = 0;
  return iterator(() => (all.length === 0 ? stop : (all[index++ % all.length] ?? null)));
}

export const itertoolsModule: NativeModule = {
  name: "itertools",
  attributes: {
    chain: chainClass,
    product: native("product", "*iterables, repeat=1", (machine, [iterables, repeat = 1]) =>
      product(machine, items(iterables), repeat),
    ),
    permutations: native("permutations", "iterable, r=None", (machine, [iterable = null, size = null]) =>
      chosen(machine, iterable, size, "permutations"),
    ),
    combinations: native("combinations", "iterable, r", (machine, [iterable = null, size = null]) =>
      chosen(machine, iterable, size, "combinations"),
    ),
    combinations_with_replacement: native(
      "combinations_with_replacement",
      "iterable, r",
      (machine, [iterable = null, size = null]) => chosen(machine, iterable, size, "replacement"),
    ),
    repeat: native("repeat", "object, times=...", (_machine, [object = null, times = null]) => {
      let left = times === NOT_GIVEN ? Number.POSITIVE_INFINITY : Number(asInt(times) ?? 0);
      return iterator(() => (left-- > 0 ? object : stop));
    }),
    count: native("count", "start=0, step=1", (machine, [start = 0, step = 1]) => {
      let current: Value = start;
      return iterator(() => {
        const value = current;
        const next = machine.binary("+", value, step);
        if (next === undefined) return undefined;
        current = next;
        return value;
      });
    }),
    cycle: native("cycle", "iterable", (machine, [iterable = null]) => cycle(machine, iterable)),
    islice: native("islice", "iterable, *bounds", (machine, [iterable = null, bounds]) =>
      slice(machine, iterable, items(bounds)),
    ),
    zip_longest: native("zip_longest", "*iterables, fillvalue=None", (machine, [iterables, fill = null]) =>
      zipLongest(machine, items(iterables), fill),
    ),
    accumulate: native(
      "accumulate",
      "iterable, func=None, *, initial=None",
      (machine, [iterable = null, fn = null, initial = null]) => accumulate(machine, iterable, fn, initial),
    ),
    starmap: native("starmap", "func, iterable", (machine, [fn = null, iterable = null]) => {
      const next = machine.iterate(iterable);
      if (next === undefined || next instanceof Unknown) return next;
      return iterator(() => {
        const row = next();
        if (row === undefined || row === stop) return row;
        const args = machine.list(row);
        return args === undefined || args instanceof Unknown ? args : machine.call(fn, args);
      });
    }),
    takewhile: native("takewhile", "predicate, iterable", (machine, [test = null, iterable = null]) =>
      tested(machine, test, iterable, "takewhile"),
    ),
    dropwhile: native("dropwhile", "predicate, iterable", (machine, [test = null, iterable = null]) =>
      tested(machine, test, iterable, "dropwhile"),
    ),
    filterfalse: native("filterfalse", "predicate, iterable", (machine, [test = null, iterable = null]) =>
      tested(machine, test, iterable, "filterfalse"),
    ),
    compress: native("compress", "data, selectors", (machine, [data = null, selectors = null]) => {
      const pools = lists(machine, [data, selectors]);
      if (pools === undefined || pools instanceof Unknown) return pools;
      const [values = [], flags = []] = pools;
      return iterator(overArray(values.filter((_, index) => machine.truth(flags[index] ?? false) === true)));
    }),
    groupby: native("groupby", "iterable, key=None", (machine, [iterable = null, key = null]) =>
      groupby(machine, iterable, key),
    ),
    tee: native("tee", "iterable, n=2", (machine, [iterable = null, count = 2]) => tee(machine, iterable, count)),
    pairwise: native("pairwise", "iterable", (machine, [iterable = null]) => pairwise(machine, iterable)),
  },
};
