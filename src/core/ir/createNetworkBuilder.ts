import { message } from "../messages/index.ts";
import type { DiagnosticPlacement, NetworkBuilder, OperationCall, RecordedOperation } from "./builder.ts";
import type { Diagnostic, Fix } from "./diagnostic.ts";
import { type Dim, formatDim, isUnknown, unknownDim } from "./dim.ts";
import type { Message } from "./message.ts";
import type {
  Attribute,
  Attributes,
  CallContext,
  CallId,
  ConstantData,
  ContextId,
  ModuleCall,
  NamedValue,
  Network,
  NetworkNode,
  Param,
  StateEntry,
  TensorType,
  UnknownPart,
  Value,
  ValueId,
} from "./network.ts";
import type { OperatorSpec, ParameterSpec, Problem } from "./operator.ts";
import { unknownShape } from "./shape.ts";
import { attributeSitesOf, type SourceRange } from "./source.ts";

export interface NetworkBuilderOptions {
  readonly framework: string;
  readonly model: string;
  readonly phase: "TRAIN" | "TEST";
  readonly operators: ReadonlyMap<string, OperatorSpec>;
  /** Default: the place where the attribute is written, else the call. */
  readonly placement?: DiagnosticPlacement;
}

/** Marks the attribute where it is written; its fix may be applied where the text is a constant. */
export const placeAtAttribute: DiagnosticPlacement = {
  place(call, attribute) {
    const site = attribute === null ? undefined : attributeSitesOf(call.attrAt)[attribute];
    return site ? { at: site, editable: site.constant } : { at: call.at, editable: false };
  },
};

/** What a rule gave without a fault. */
interface Inferred {
  readonly op: string;
  readonly inputs: readonly (TensorType | null)[];
  readonly types: readonly TensorType[];
  readonly macs: Dim;
}

/** Whether a rule must give the same again. Sizes that are no plain numbers count as different. */
function sameTypes(before: Inferred["inputs"], after: Inferred["inputs"]): boolean {
  if (before.length !== after.length) return false;
  for (let index = 0; index < before.length; index++)
    if (!sameType(before[index] ?? null, after[index] ?? null)) return false;
  return true;
}

function sameType(before: TensorType | null, after: TensorType | null): boolean {
  if (before === after) return true;
  if (before === null || after === null || before.dtype !== after.dtype) return false;
  if (before.shape.rank === "unknown" || after.shape.rank === "unknown") return false;
  const { dims } = after.shape;
  const { dims: dimsBefore } = before.shape;
  if (dimsBefore.length !== dims.length) return false;
  for (let axis = 0; axis < dims.length; axis++)
    if (typeof dims[axis] !== "number" || dims[axis] !== dimsBefore[axis]) return false;
  return true;
}

/** What a rollback restores: how much of each list was there, and which calls were open. */
interface Mark {
  readonly lengths: readonly number[];
  readonly openCalls: readonly CallId[];
  readonly refinements: number;
}

/** No producer, no state, no data. */
const none = {};

export const createNetworkBuilder = (options: NetworkBuilderOptions): NetworkBuilder => new RecordingBuilder(options);

/**
 * A class, so that all builders share their methods: compiled code of functions that are made anew for each network is
 * lost with the network.
 */
class RecordingBuilder implements NetworkBuilder {
  private readonly options: NetworkBuilderOptions;
  private readonly placement: DiagnosticPlacement;
  private readonly inputs: NamedValue[] = [];
  private readonly outputs: NamedValue[] = [];
  private readonly values: Value[] = [];
  private readonly nodes: NetworkNode[] = [];
  /** Filled in when a call is left. */
  private readonly calls: { -readonly [Field in keyof ModuleCall]: ModuleCall[Field] }[] = [];
  private readonly states: StateEntry[] = [];
  private readonly unknownParts: UnknownPart[] = [];
  private readonly diagnostics: Diagnostic[] = [];
  private readonly lists: readonly unknown[][] = [
    this.inputs,
    this.outputs,
    this.values,
    this.nodes,
    this.calls,
    this.states,
    this.unknownParts,
    this.diagnostics,
  ];

  private readonly contexts: CallContext[] = [];
  private readonly contextIds = new Map<string, number>();
  private readonly stateValues = new Map<string, ValueId>();
  private readonly stateNames = new Set<string>();
  /** What a rule gave last for attributes that several operations share. */
  private readonly inferred = new WeakMap<Attributes, Inferred>();
  private openCalls: CallId[] = [];
  private readonly marks: Mark[] = [];
  private readonly refinements: { readonly value: ValueId; readonly before: TensorType }[] = [];

  constructor(options: NetworkBuilderOptions) {
    this.options = options;
    this.placement = options.placement ?? placeAtAttribute;
  }

  input(name: string, type: TensorType): ValueId {
    const value = this.addValue(name, type);
    this.inputs.push({ name, value });
    return value;
  }

  constant(name: string, type: TensorType, data: ConstantData | null): ValueId {
    return this.addValue(name, type, { data });
  }

  stateValue(name: string, type: TensorType): ValueId {
    const known = this.stateValues.get(name);
    if (known !== undefined) return known;
    const value = this.addValue(name, type, { state: name });
    this.stateValues.set(name, value);
    return value;
  }

  unknownValue(name: string, type: TensorType, because: Message): ValueId {
    return this.addValue(name, type.shape.rank === "unknown" ? { ...type, shape: unknownShape(because) } : type);
  }

  add(call: OperationCall): RecordedOperation {
    const spec = this.options.operators.get(call.op);
    const inputTypes: (TensorType | null)[] = [];
    for (const value of call.inputs) inputTypes.push(value === null ? null : this.typeOf(value));
    const problems: Diagnostic[] = [];
    const { types, macs } = this.infer(call, spec, inputTypes, problems);
    this.diagnostics.push(...problems);
    const id = this.nodes.length;
    const outputs: ValueId[] = [];
    for (const type of types)
      outputs.push(this.addValue(call.outputNames?.[outputs.length] ?? "", type, { producer: id }));
    this.nodes.push({
      id,
      op: call.op,
      type: call.type,
      kind: call.kind,
      name: call.name,
      scope: call.scope,
      attrs: call.attrs,
      inputs: call.inputs,
      outputs,
      params: call.params ?? (spec ? this.ownParams(call, spec.params(call.attrs, inputTypes)) : []),
      macs,
      at: call.at,
      definedAt: call.definedAt,
      attrAt: call.attrAt,
      call: this.openCalls.at(-1) ?? null,
      context: call.context,
      when: call.when ?? "always",
      unknownBecause: reasonOf(types),
    });
    return { node: id, outputs, problems };
  }

  typeOf(value: ValueId): TensorType {
    const known = this.values[value];
    if (!known) throw new Error(`no value ${value}`);
    return known.type;
  }

  refine(value: ValueId, type: TensorType): void {
    this.refinements.push({ value, before: this.typeOf(value) });
    this.setType(value, type);
  }

  enterCall({ name, type, leaf, inputs, at, definedAt, context }: Parameters<NetworkBuilder["enterCall"]>[0]): CallId {
    const id = this.calls.length;
    const parent = this.openCalls.at(-1) ?? null;
    const firstNode = this.nodes.length;
    this.calls.push({
      id,
      parent,
      name,
      type,
      leaf,
      inputs,
      outputs: [],
      firstNode,
      endNode: -1,
      at,
      definedAt,
      context,
    });
    this.openCalls.push(id);
    return id;
  }

  leaveCall(call: CallId, outputs: readonly ValueId[]): void {
    this.closeCall(call, outputs, this.nodes.length);
    if (!this.openCalls.includes(call)) return;
    // Calls inside that were never left (the program raised) end with it.
    for (let open = this.openCalls.pop(); open !== undefined && open !== call; open = this.openCalls.pop())
      this.closeCall(open, [], this.nodes.length);
  }

  context(parent: ContextId | null, at: SourceRange): ContextId {
    const key = `${parent}:${at.start}:${at.end}:${at.file}`;
    const known = this.contextIds.get(key);
    if (known !== undefined) return known;
    const id = this.contexts.length;
    this.contexts.push({ parent, at });
    this.contextIds.set(key, id);
    return id;
  }

  state(entry: StateEntry): void {
    if (this.stateNames.has(entry.name)) return;
    this.stateNames.add(entry.name);
    this.states.push(entry);
  }

  unknownPart(part: UnknownPart): void {
    this.unknownParts.push(part);
  }

  diagnostic(diagnostic: Diagnostic): void {
    this.diagnostics.push(diagnostic);
  }

  output(name: string, value: ValueId): void {
    this.outputs.push({ name, value });
  }

  mark(): number {
    const lengths = this.lists.map((list) => list.length);
    this.marks.push({ lengths, openCalls: [...this.openCalls], refinements: this.refinements.length });
    return this.marks.length - 1;
  }

  rollback(mark: number): void {
    const to = this.marks[mark];
    if (!to) throw new Error(`no mark ${mark}`);
    for (const { value, before } of this.refinements.splice(to.refinements).reverse()) this.setType(value, before);
    for (const [index, list] of this.lists.entries()) list.length = to.lengths[index] ?? 0;
    for (const [name, value] of this.stateValues) if (value >= this.values.length) this.stateValues.delete(name);
    this.stateNames.clear();
    for (const entry of this.states) this.stateNames.add(entry.name);
    this.openCalls = [...to.openCalls];
    // A call that was open at the mark and has been left since is open again.
    for (const id of this.openCalls) this.closeCall(id, [], -1);
    this.marks.length = mark + 1;
  }

  finish(): Network {
    while (this.openCalls.length > 0) this.closeCall(this.openCalls.pop() ?? 0, [], this.nodes.length);
    const { framework, model, phase } = this.options;
    const { inputs, outputs, values, nodes, calls, contexts, states: state, unknownParts, diagnostics } = this;
    const parts = unknownParts.length === 0 ? null : { unknownParts };
    return { framework, model, phase, inputs, outputs, values, nodes, calls, contexts, state, ...parts, diagnostics };
  }

  private addValue(
    name: string,
    type: TensorType,
    { producer, state, data }: Partial<Pick<Value, "producer" | "state" | "data">> = none,
  ): ValueId {
    const id = this.values.length;
    this.values.push({ id, name, type, producer: producer ?? null, state: state ?? null, data: data ?? null });
    return id;
  }

  private setType(value: ValueId, type: TensorType): void {
    const known = this.values[value];
    if (known) this.values[value] = { ...known, type };
  }

  private closeCall(id: CallId, outputs: readonly ValueId[], endNode: number): void {
    const call = this.calls[id];
    if (!call) return;
    call.outputs = outputs;
    call.endNode = endNode;
  }

  /** What the operator's rule says, once for operations that share attributes and whose inputs are alike. */
  private infer(
    call: OperationCall,
    spec: OperatorSpec | undefined,
    inputs: readonly (TensorType | null)[],
    problems: Diagnostic[],
  ): Pick<Inferred, "types" | "macs"> {
    if (spec === undefined) return { types: unknownOutputs(call), macs: unknownMacs(call) };
    const { op, attrs } = call;
    const known = this.inferred.get(attrs);
    if (known?.op === op && sameTypes(known.inputs, inputs)) return known;
    const types = spec.infer({ attrs, inputs, report: (problem) => this.report(call, problem, problems) });
    const found: Inferred = { op, inputs, types, macs: spec.macs(attrs, inputs, types) };
    if (problems.length === 0) this.inferred.set(attrs, found);
    return found;
  }

  /** A rule looks at each axis by itself: axes alike have one fault. */
  private report(call: OperationCall, problem: Problem, into: Diagnostic[]): void {
    const found = this.diagnose(call, problem);
    if (!into.some((one) => sameFault(one, found))) into.push(found);
  }

  private diagnose(call: OperationCall, problem: Problem): Diagnostic {
    const placed = this.placement.place(call, problem.attribute);
    const fix = fixOf(call, problem, placed);
    const { code, severity, message } = problem;
    return { code, severity, message, at: placed.at, fixes: fix === null ? [] : [fix], related: placed.related ?? [] };
  }

  /** The operator's own parameters, named after the node; the first node of a name owns the state entry. */
  private ownParams(call: OperationCall, specs: readonly ParameterSpec[]): Param[] {
    return specs.map((spec) => {
      const name = `${call.name}.${spec.slot}`;
      const trainable = spec.trainable ?? true;
      const param: Param = {
        name,
        slot: spec.slot,
        shape: { rank: "known", dims: spec.dims },
        trainable,
        sharedAs: name,
      };
      this.state({
        name,
        kind: trainable ? "parameter" : "buffer",
        shape: param.shape,
        dtype: "float32",
        trainable,
        sharedAs: name,
        persistent: true,
        data: null,
      });
      return param;
    });
  }
}

const sameFault = (a: Diagnostic, b: Diagnostic): boolean =>
  a.code === b.code && JSON.stringify([a.at, a.message]) === JSON.stringify([b.at, b.message]);

/** What is not modelled may well multiply. */
const unknownMacs = ({ unknownBecause }: OperationCall): Dim =>
  unknownBecause === undefined ? 0 : unknownDim(unknownBecause);

function unknownOutputs(call: OperationCall): TensorType[] {
  const because = call.unknownBecause ?? message("operatorNotModelled", { op: call.type });
  const type: TensorType = { shape: unknownShape(because), dtype: null };
  return Array.from({ length: Math.max(1, call.outputNames?.length ?? 1) }, () => type);
}

function reasonOf(types: readonly TensorType[]): Message | null {
  for (const { shape } of types) {
    if (shape.rank === "unknown") return shape.because;
    for (const dim of shape.dims) if (isUnknown(dim)) return dim.because;
  }
  return null;
}

/** The suggestion in the place of the attribute, or the number that makes a computed one what is suggested. */
export function fixOf(
  { attrs, attrAt }: Pick<OperationCall, "attrs" | "attrAt">,
  { attribute, suggestion }: Pick<Problem, "attribute" | "suggestion">,
  { at, editable, rewrite }: ReturnType<DiagnosticPlacement["place"]>,
): Fix | null {
  const text = sourceText(suggestion);
  if (attribute === null || at === null || text === null) return null;
  if (editable) {
    const name = attributeSitesOf(attrAt)[attribute]?.argument ?? attribute;
    return { title: message("changeAttribute", { attribute: name, value: text }), edits: [{ at, text }] };
  }
  const is = attrs[attribute];
  return typeof is === "number" && typeof suggestion === "number" ? (rewrite?.(is, suggestion) ?? null) : null;
}

/** An attribute's value as it is written in source; null where it has no such text. */
function sourceText(value: Attribute): string | null {
  if (typeof value === "number") return String(value);
  if (typeof value !== "object" || value === null) return null;
  if ("kind" in value) return value.kind === "symbolic" ? formatDim(value) : null;
  const items = value.map(sourceText);
  return items.includes(null) ? null : `(${items.join(", ")}${items.length === 1 ? "," : ""})`;
}
