// Arguments to parameters, as Python binds them.
import type { CallSite, Keywords } from "./native.ts";
import { NOT_GIVEN } from "./native.ts";
import type { Runtime } from "./runtime.ts";
import { parseSignature, type Signature } from "./signature.ts";
import {
  Dict,
  emptyTuple,
  type FunctionValue,
  type NativeFunction,
  Reference,
  Tuple,
  Unknown,
  type Value,
} from "./value.ts";

/** Fills `slots` (by parameter index). False: raised. `self`, if any, comes before the positional arguments. */
export function bindFunction(
  machine: Runtime,
  fn: FunctionValue,
  slots: (Value | undefined)[],
  self: Value | undefined,
  positional: readonly Value[],
  keywords: Keywords | null,
): boolean {
  const parameters = fn.code.parameters;
  const offset = self === undefined ? 0 : 1;
  const given = positional.length + offset;
  let used = 0;
  let varKeyword = -1;
  let excess = false;
  if (self !== undefined && parameters.length > 0 && parameters[0]?.role !== "varPositional") {
    slots[0] = self;
    used = 1;
  }
  for (let index = 0; index < parameters.length; index++) {
    const parameter = parameters[index];
    if (parameter === undefined) break;
    switch (parameter.role) {
      case "positionalOnly":
      case "positional":
        if (used < given && used === index) {
          if (index >= offset) slots[index] = positional[index - offset];
          used = index + 1;
        }
        break;
      case "varPositional": {
        const rest = positional.slice(Math.max(0, used - offset));
        slots[index] =
          used === 0 && self !== undefined
            ? new Tuple([self, ...positional])
            : rest.length === 0
              ? emptyTuple
              : new Tuple(rest);
        used = given;
        if (keywords?.rest !== undefined) slots[index] = keywords.rest;
        break;
      }
      case "varKeyword":
        varKeyword = index;
        break;
    }
  }
  if (used < given) excess = true;
  let extra: Dict | null = null;
  if (varKeyword >= 0) {
    extra = new Dict();
    if (keywords?.rest !== undefined) extra.lost = keywords.rest;
    slots[varKeyword] = extra;
  }
  if (keywords !== null) {
    for (let index = 0; index < keywords.names.length; index++) {
      const name = keywords.names[index] ?? "";
      const value = keywords.values[index] ?? null;
      const place = parameters.findIndex(
        (parameter) => parameter.name === name && (parameter.role === "positional" || parameter.role === "keywordOnly"),
      );
      if (place < 0) {
        if (extra === null) {
          raiseBinding(machine, fn.code.qualifiedName, `got an unexpected keyword argument '${name}'`);
          return false;
        }
        extra.entries.set(name, value);
      } else if (slots[place] !== undefined && place < used) {
        raiseBinding(machine, fn.code.qualifiedName, `got multiple values for argument '${name}'`);
        return false;
      } else {
        slots[place] = value;
      }
    }
  }
  if (excess) {
    raiseBinding(machine, fn.code.qualifiedName, excessText(fn, given, keywords));
    return false;
  }
  for (let index = 0; index < parameters.length; index++) {
    if (slots[index] !== undefined) continue;
    const value = keywords?.rest ?? fn.defaults[index];
    if (value === undefined) {
      raiseBinding(machine, fn.code.qualifiedName, missingText(fn, slots, index));
      return false;
    }
    slots[index] = value;
  }
  return true;
}

/** `takes from 1 to 2 positional arguments but 3 were given` */
function excessText(fn: FunctionValue, given: number, keywords: Keywords | null): string {
  const { parameters } = fn.code;
  const places = parameters.flatMap(({ role }, index) =>
    role === "positional" || role === "positionalOnly" ? [index] : [],
  );
  const least = places.filter((index) => fn.defaults[index] === undefined).length;
  const takes = least === places.length ? String(least) : `from ${least} to ${places.length}`;
  const named = (keywords?.names ?? []).filter((name) =>
    parameters.some((parameter) => parameter.role === "keywordOnly" && parameter.name === name),
  ).length;
  const got =
    named === 0
      ? `${given} ${given === 1 ? "was" : "were"} given`
      : `${given} positional argument${given === 1 ? "" : "s"} (and ${named} keyword-only argument${named === 1 ? "" : "s"}) were given`;
  return `takes ${takes} positional argument${takes === "1" ? "" : "s"} but ${got}`;
}

/** `missing 2 required positional arguments: 'a' and 'b'`: all of the kind of the first one. */
function missingText(fn: FunctionValue, slots: readonly (Value | undefined)[], first: number): string {
  const { parameters } = fn.code;
  const keywordOnly = parameters[first]?.role === "keywordOnly";
  const names = parameters.flatMap(({ name, role }, index) => {
    const open = slots[index] === undefined && fn.defaults[index] === undefined;
    const gathers = role === "varPositional" || role === "varKeyword";
    return open && !gathers && (role === "keywordOnly") === keywordOnly ? [`'${name}'`] : [];
  });
  return missingNames(names, keywordOnly ? "keyword-only" : "positional");
}

function missingNames(names: readonly string[], kind: "keyword-only" | "positional"): string {
  const last = names.at(-1) ?? "";
  const list = names.length < 2 ? last : `${names.slice(0, -1).join(", ")}${names.length > 2 ? "," : ""} and ${last}`;
  return `missing ${names.length} required ${kind} argument${names.length === 1 ? "" : "s"}: ${list}`;
}

/** A method is named with its class. */
const shownName = ({ name, owner }: NativeFunction): string => (owner === null ? name : `${owner.name}.${name}`);

/** The name that was most likely meant: one slip away, or the start of it; null: none is near. */
function nearest(wanted: string, names: readonly string[]): string | null {
  const near = names.filter(
    (name) =>
      (name.length > 2 && wanted.startsWith(name)) ||
      (wanted.length > 2 && name.startsWith(wanted)) ||
      isOneSlip(name, wanted),
  );
  return near.length === 1 ? (near[0] ?? null) : null;
}

/** One letter more, less, other, or two swapped. */
function isOneSlip(a: string, b: string): boolean {
  const [short, long] = a.length <= b.length ? [a, b] : [b, a];
  if (long.length - short.length > 1 || short.length < 3) return false;
  let same = 0;
  while (same < short.length && short[same] === long[same]) same++;
  const rest = short.slice(same);
  if (short.length < long.length) return rest === long.slice(same + 1);
  const swapped = rest.charAt(1) + rest.charAt(0) + rest.slice(2);
  return rest.slice(1) === long.slice(same + 1) || swapped === long.slice(same);
}

/** An argument that is not taken is the place of the exception about it. */
export function pointAtKeyword(machine: Runtime, site: CallSite | null): undefined {
  const args = machine.pending?.attributes.entries.get("args");
  const text = args instanceof Tuple ? args.items[0] : null;
  const name = typeof text === "string" ? /unexpected keyword argument '(\w+)'/.exec(text)?.[1] : undefined;
  const keywords = site?.node?.kind === "Call" ? site.node.keywords : [];
  const keyword = keywords.find((candidate) => candidate.name === name);
  if (name !== undefined && keyword !== undefined && site !== null)
    machine.raisedAt = { file: site.file, start: keyword.start, end: keyword.end };
  return undefined;
}

const raiseBinding = (machine: Runtime, name: string, fault: string): undefined =>
  machine.raise("TypeError", `${name}() ${fault}`);

/** As Python says it of a function in its place: with self. */
function excessOfNative({ isMethod }: NativeFunction, { parameters, positional }: Signature, given: number): string {
  const self = isMethod ? 1 : 0;
  const most = positional + self;
  const least = parameters.slice(0, positional).filter(({ optional }) => !optional).length + self;
  const takes = least === most ? String(most) : `from ${least} to ${most}`;
  const got = given + self;
  return `takes ${takes} positional argument${takes === "1" ? "" : "s"} but ${got} ${got === 1 ? "was" : "were"} given`;
}

/** The arguments of a native by parameter, or undefined: raised; or Unknown: it propagates one. */
export function bindNative(
  machine: Runtime,
  fn: NativeFunction,
  positional: readonly Value[],
  keywords: Keywords | null,
): readonly Value[] | Unknown | undefined {
  fn.parsed ??= parseSignature(fn.signature);
  const signature = fn.parsed;
  if (keywords === null && signature.isPlain && positional.length === signature.parameters.length) {
    if (canPassOn(fn, positional)) return positional;
  }
  const bound = new Array<Value | undefined>(signature.parameters.length).fill(undefined);
  const count = Math.min(positional.length, signature.positional);
  for (let index = 0; index < count; index++) bound[index] = prepare(machine, fn, positional[index] ?? null);
  if (positional.length > signature.positional && signature.varPositional === null) {
    return raiseBinding(machine, shownName(fn), excessOfNative(fn, signature, positional.length));
  }
  if (signature.varPositional !== null) {
    // What zips, joins or compares any number of things gives nothing known of an unknown number of them.
    const isOpen = signature.varKeyword === null && !fn.isMethod && keywords?.rest !== undefined;
    if (isOpen) return new Unknown(keywords.rest.because);
    const rest = positional.slice(count);
    bound[signature.varPositional] =
      keywords?.rest ?? (rest.length === 0 ? emptyTuple : new Tuple(prepareAll(machine, fn, rest)));
  }
  if (signature.varKeyword !== null) bound[signature.varKeyword] = new Dict();
  if (keywords !== null && !bindKeywords(machine, fn, signature, bound, keywords)) return undefined;
  for (let index = 0; index < signature.parameters.length; index++) {
    const parameter = signature.parameters[index];
    let value = bound[index];
    if (value === undefined) {
      value = keywords?.rest ?? parameter?.default;
      if (value === undefined) {
        if (parameter?.optional !== true) {
          const names = signature.parameters.flatMap(({ name, optional }, at) =>
            optional || bound[at] !== undefined ? [] : [`'${name}'`],
          );
          return raiseBinding(machine, shownName(fn), missingNames(names, "positional"));
        }
        value = NOT_GIVEN;
      }
      bound[index] = value;
    }
    if (fn.propagatesUnknown && value instanceof Unknown && value !== NOT_GIVEN) return new Unknown(value.because);
  }
  // Every parameter has its value now.
  return bound as Value[];
}

/** Whether arguments need nothing done to them: no imported name to resolve, no unknown to pass on. */
function canPassOn(fn: NativeFunction, positional: readonly Value[]): boolean {
  for (const value of positional) {
    if (value instanceof Reference && !fn.keepsReferences) return false;
    if (value instanceof Unknown && fn.propagatesUnknown) return false;
  }
  return true;
}

const prepare = (machine: Runtime, fn: NativeFunction, value: Value): Value =>
  fn.keepsReferences ? value : machine.force(value);

function prepareAll(machine: Runtime, fn: NativeFunction, values: readonly Value[]): Value[] {
  const prepared: Value[] = [];
  for (const value of values) prepared.push(prepare(machine, fn, value));
  return prepared;
}

function bindKeywords(
  machine: Runtime,
  fn: NativeFunction,
  signature: Signature,
  bound: (Value | undefined)[],
  keywords: Keywords,
): boolean {
  const extra = signature.varKeyword === null ? null : (bound[signature.varKeyword] as Dict);
  if (extra !== null && keywords.rest !== undefined) extra.lost = keywords.rest;
  for (let index = 0; index < keywords.names.length; index++) {
    const name = keywords.names[index] ?? "";
    const value = prepare(machine, fn, keywords.values[index] ?? null);
    const place = signature.byName.get(name);
    if (place === undefined) {
      if (extra === null) {
        const near = nearest(name, [...signature.byName.keys()]);
        const hint = near === null ? "" : `. Did you mean '${near}'?`;
        raiseBinding(machine, shownName(fn), `got an unexpected keyword argument '${name}'${hint}`);
        return false;
      }
      extra.entries.set(name, value);
    } else if (bound[place] !== undefined) {
      raiseBinding(machine, shownName(fn), `got multiple values for argument '${name}'`);
      return false;
    } else {
      bound[place] = value;
    }
  }
  return true;
}
