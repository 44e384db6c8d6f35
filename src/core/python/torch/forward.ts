// What a model's forward takes, and what a call in the file shows it to take.
import { isUnknown } from "../../ir/dim.ts";
import type { TensorType } from "../../ir/network.ts";
import { unknownShape } from "../../ir/shape.ts";
import type { FileId, SourceRange } from "../../ir/source.ts";
import { message } from "../../messages/index.ts";
import type { Machine } from "../eval/native.ts";
import { parseSignature } from "../eval/signature.ts";
import {
  BoundMethod,
  Dict,
  FunctionValue,
  type Instance,
  List,
  NativeFunction,
  Tuple,
  Unknown,
  type Value,
} from "../eval/value.ts";
import type { ForwardParameter } from "../inputs.ts";
import { tensorsIn } from "./callRecord.ts";
import { graphModuleClass, placeholdersOf } from "./fx/graphModule.ts";
import { moduleClass } from "./module.ts";
import { isInstanceOf } from "./moduleTree.ts";
import { isTensor, payloadOf } from "./tensor.ts";
import type { ObservedCall } from "./trace.ts";

/** Parameters of forward, self left out; those that gather the rest too. */
export function forwardParameters(
  machine: Machine,
  model: Instance,
  sourceOf: (file: FileId) => string,
): readonly ForwardParameter[] {
  const own = ownParameters(machine, model, sourceOf);
  // `forward(self, *inputs)` of a wrapper (DataParallel, Lightning's) hands on to the module it holds.
  const wrapped = own.length === 0 ? (machine.findAttribute(model, "module") ?? null) : null;
  if (isInstanceOf(wrapped, moduleClass)) return ownParameters(machine, wrapped as Instance, sourceOf);
  // `forward(self, *args, **kwargs)` hands on to another of its methods: what that takes first is a tensor.
  return own.length === 0 && gathers(machine, model) ? [supposed] : own;
}

const supposed: ForwardParameter = { name: "input", required: true, isList: false, isSupposed: true };

function gathers(machine: Machine, model: Instance): boolean {
  const forward = machine.findAttribute(model, "forward");
  const callee = forward instanceof BoundMethod ? forward.callee : forward;
  return callee instanceof FunctionValue && callee.code.parameters.some(({ role }) => role === "varPositional");
}

function ownParameters(
  machine: Machine,
  model: Instance,
  sourceOf: (file: FileId) => string,
): readonly ForwardParameter[] {
  if (isInstanceOf(model, graphModuleClass))
    return placeholdersOf(model).map((name) => ({ name, required: true, isList: false }));
  const forward = machine.findAttribute(model, "forward") ?? null;
  const callee = forward instanceof BoundMethod ? forward.callee : forward;
  if (callee instanceof NativeFunction) {
    return parseSignature(callee.signature).parameters.flatMap(({ name, role, optional }) =>
      role === "positional" ? [{ name, required: !optional, isList: false }] : [],
    );
  }
  if (!(callee instanceof FunctionValue)) return [{ name: "input", required: true, isList: false }];
  const source = sourceOf(callee.code.file).slice(callee.code.start, callee.code.end);
  const parameters = parametersIn(source);
  const commented = commentedTypes(source);
  const skipped = forward instanceof BoundMethod ? 1 : 0;
  return callee.code.parameters
    .slice(skipped)
    .filter(({ role }) => role === "positional" || role === "positionalOnly")
    .map(({ name, hasDefault }, index) => ({
      name,
      required: !hasDefault,
      isList: isListAnnotation(parameters, name) || isListType(commented[index] ?? ""),
      ...(callee.defaults[index + skipped] === null ? { isNone: true } : {}),
    }));
}

const isListType = (text: string): boolean => /^(?:\w+\.)*(?:list|List|Sequence|Iterable)\b/.test(text.trim());

/** `# type: (List[Tensor], Optional[int]) -> Tensor` under the header: one type a parameter. */
function commentedTypes(header: string): readonly string[] {
  const types = /^[^\n]*(?:\n[^\n]*){0,12}?#[ \t]*type:[ \t]*\(([^\n]*)\)[ \t]*->/.exec(header)?.[1] ?? "";
  const parts: string[] = [];
  let depth = 0;
  let start = 0;
  for (let at = 0; at <= types.length; at++) {
    const character = types.charAt(at);
    if (character === "[") depth++;
    else if (character === "]") depth--;
    else if ((character === "," && depth === 0) || at === types.length) {
      parts.push(types.slice(start, at));
      start = at + 1;
    }
  }
  return parts;
}

/** What stands in the first brackets: documentation below them says `scores : list` too, of tensors as often as not. */
function parametersIn(source: string): string {
  let depth = 0;
  for (let at = source.indexOf("("); at >= 0 && at < source.length; at++) {
    const character = source.charAt(at);
    if (character === "(" || character === "[") depth++;
    else if ((character === ")" || character === "]") && --depth === 0) return source.slice(0, at);
  }
  return source;
}

/** `images: list[Tensor]`. */
function isListAnnotation(parameters: string, name: string): boolean {
  const annotation = new RegExp(`\\b${name}\\s*:\\s*(?:\\w+\\.)*(list|List|Sequence|Iterable)\\b`);
  return annotation.test(parameters);
}

/** One argument of a call that the file makes. */
export interface ShownInput {
  readonly name: string;
  readonly types: readonly TensorType[];
  readonly isList: boolean;
  /** The argument itself where its tensors lie in containers within containers, or in a dict. */
  readonly nest?: Value;
  readonly byName: boolean;
  /** The argument itself where it holds no tensor: it has no shape, and forward takes it as it is. */
  readonly constant?: { readonly value: Value };
  readonly at: SourceRange | null;
}

/** The arguments of an observed call, under the names of forward's parameters; null where its tensors are not known. */
export function shownInputs(
  call: Pick<ObservedCall, "site" | "args" | "keywords">,
  parameters: readonly ForwardParameter[],
): readonly ShownInput[] | null {
  const inputs: ShownInput[] = [];
  const at = call.site?.at ?? null;
  for (const [index, value] of call.args.entries()) {
    const name = parameters[index]?.name ?? `input_${index}`;
    const argument = shownArgument(value, index > 0);
    if (argument === null) return null;
    inputs.push({ name, ...argument, byName: false, at });
  }
  for (const [name, value] of call.keywords) {
    const argument = shownArgument(value, true);
    if (argument !== null) inputs.push({ name, ...argument, byName: true, at });
  }
  return inputs.some(({ types }) => types.some((type) => type !== notStated)) ? inputs : null;
}

/** What a module of Lightning gives as an example of its input: a tensor, several, or some by name. */
export function exampleInputs(module: Instance, parameters: readonly ForwardParameter[]): readonly ShownInput[] | null {
  const example = module.own("example_input_array");
  if (example instanceof Dict) {
    const keywords = [...example.entries].map(([name, value]) => [String(name), value] as const);
    return shownInputs({ site: null, args: [], keywords: new Map(keywords) }, parameters);
  }
  const args = example instanceof Tuple ? example.items : isTensor(example ?? null) ? [example ?? null] : [];
  // A forward that takes nothing is given nothing.
  return args.length === 0 || parameters.length === 0
    ? null
    : shownInputs({ site: null, args, keywords: new Map() }, parameters);
}

/** `mayBeUnknown`: other arguments say enough without it. */
function shownArgument(
  value: Value,
  mayBeUnknown: boolean,
): Pick<ShownInput, "types" | "isList" | "nest" | "constant"> | null {
  const types = tensorTypes(value);
  if (types !== null) return { types, isList: !isTensor(value) };
  const nested = nestedTypes(value);
  if (nested !== null) return { types: nested, isList: true, nest: value };
  if (mayBeTensor(value)) return mayBeUnknown ? { types: [notStated], isList: false } : null;
  return tensorsIn(value).length > 0 && !mayBeUnknown ? null : { types: [], isList: false, constant: { value } };
}

function tensorTypes(value: Value): readonly TensorType[] | null {
  if (isTensor(value)) {
    const type = withOneSample(payloadOf(value).type);
    return type === null ? null : [type];
  }
  if (!(value instanceof List || value instanceof Tuple) || value.items.length === 0) return null;
  // Its tensors are no list of inputs.
  if (value.cls?.name === "PackedSequence") return null;
  const types = value.items.map((item) => (isTensor(item) ? withOneSample(payloadOf(item).type) : null));
  return types.every((type) => type !== null) ? types : null;
}

/** Types of the tensors in containers within containers, the rest of which is known: `(image, (hidden, cell))`. */
function nestedTypes(value: Value): readonly TensorType[] | null {
  if (!(value instanceof List || value instanceof Tuple || value instanceof Dict)) return null;
  if (!isKnown(value)) return null;
  const types = tensorsIn(value).map((tensor) => withOneSample(payloadOf(tensor).type));
  return types.length > 0 && types.every((type) => type !== null) ? types : null;
}

function isKnown(value: Value, depth = 0): boolean {
  if (value instanceof Unknown || depth > 4) return false;
  if (value instanceof Dict)
    return (
      value.cls === null && value.lost === null && [...value.entries.values()].every((item) => isKnown(item, depth + 1))
    );
  if (!(value instanceof List || value instanceof Tuple)) return true;
  return value.cls === null && value.items.every((item) => isKnown(item, depth + 1));
}

/** How many samples a batch has need not be known; everything else has to be. */
function withOneSample({ shape, dtype }: TensorType): TensorType | null {
  if (shape.rank === "unknown") return null;
  const dims = shape.dims.map((dim, axis) => (axis === 0 && isUnknown(dim) ? 1 : dim));
  return dims.some(isUnknown) ? null : { shape: { rank: "known", dims }, dtype };
}

const mayBeTensor = (value: Value): boolean => value instanceof Unknown || isTensor(value);

const notStated: TensorType = { shape: unknownShape(message("inputNotStated")), dtype: null };
