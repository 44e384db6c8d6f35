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
  ModuleCall,
  NamedValue,
  Network,
  NetworkNode,
  Param,
  StateEntry,
  TensorType,
  Value,
  ValueId,
} from "./network.ts";
import type { OperatorSpec, ParameterSpec, Problem } from "./operator.ts";
import { unknownShape } from "./shape.ts";
import { attributeSitesOf } from "./source.ts";

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
const sameTypes = (before: Inferred["inputs"], after: Inferred["inputs"]): boolean =>
  before.length === after.length && before.every((type, index) => sameType(type, after[index] ?? null));

function sameType(before: TensorType | null, after: TensorType | null): boolean {
  if (before === after) return true;
  if (before === null || after === null || before.dtype !== after.dtype) return false;
  if (before.shape.rank === "unknown" || after.shape.rank === "unknown") return false;
  const { dims } = after.shape;
  return (
    before.shape.dims.length === dims.length &&
    before.shape.dims.every((dim, axis) => typeof dim === "number" && dim === dims[axis])
  );
}

/** What a rollback restores: how much of each list was there, and which calls were open. */
interface Mark {
  readonly lengths: readonly number[];
  readonly openCalls: readonly CallId[];
  readonly refinements: number;
}

/** No producer, no state, no data. */
const none = {};

export function createNetworkBuilder(options: NetworkBuilderOptions): NetworkBuilder {
  const { operators, placement = placeAtAttribute } = options;
  const inputs: NamedValue[] = [];
  const outputs: NamedValue[] = [];
  const values: Value[] = [];
  const nodes: NetworkNode[] = [];
  // Filled in when a call is left.
  const calls: { -readonly [Field in keyof ModuleCall]: ModuleCall[Field] }[] = [];
  const state: StateEntry[] = [];
  const diagnostics: Diagnostic[] = [];
  const lists: readonly unknown[][] = [inputs, outputs, values, nodes, calls, state, diagnostics];

  const contexts: CallContext[] = [];
  const contextIds = new Map<string, number>();
  const stateValues = new Map<string, ValueId>();
  const stateNames = new Set<string>();
  /** What a rule gave last for attributes that several operations share. */
  const inferred = new WeakMap<Attributes, Inferred>();
  let openCalls: CallId[] = [];
  let marks: Mark[] = [];
  const refinements: { readonly value: ValueId; readonly before: TensorType }[] = [];

  function addValue(
    name: string,
    type: TensorType,
    { producer, state, data }: Partial<Pick<Value, "producer" | "state" | "data">> = none,
  ): ValueId {
    const id = values.length;
    values.push({ id, name, type, producer: producer ?? null, state: state ?? null, data: data ?? null });
    return id;
  }

  function typeOf(value: ValueId): TensorType {
    const known = values[value];
    if (!known) throw new Error(`no value ${value}`);
    return known.type;
  }

  /** The operator's own parameters, named after the node; the first node of a name owns the state entry. */
  function ownParams(call: OperationCall, specs: readonly ParameterSpec[]): Param[] {
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
      addState({
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

  function addState(entry: StateEntry): void {
    if (stateNames.has(entry.name)) return;
    stateNames.add(entry.name);
    state.push(entry);
  }

  function diagnose(call: OperationCall, problem: Problem): Diagnostic {
    const { at, editable, related = [] } = placement.place(call, problem.attribute);
    const site = problem.attribute === null ? undefined : attributeSitesOf(call.attrAt)[problem.attribute];
    const text = sourceText(problem.suggestion);
    const fixes: Fix[] = [];
    if (editable && at && text !== null && problem.attribute !== null) {
      const attribute = site?.argument ?? problem.attribute;
      fixes.push({ title: message("changeAttribute", { attribute, value: text }), edits: [{ at, text }] });
    }
    return { code: problem.code, severity: problem.severity, message: problem.message, at, fixes, related };
  }

  function add(call: OperationCall): RecordedOperation {
    const spec = operators.get(call.op);
    const inputTypes = call.inputs.map((value) => (value === null ? null : typeOf(value)));
    const problems: Diagnostic[] = [];
    const known = inferred.get(call.attrs);
    const isKnown = spec !== undefined && known?.op === call.op && sameTypes(known.inputs, inputTypes);
    const types = isKnown
      ? known.types
      : spec
        ? spec.infer({
            attrs: call.attrs,
            inputs: inputTypes,
            // A rule looks at each axis by itself: axes alike have one fault.
            report(problem) {
              const found = diagnose(call, problem);
              if (!problems.some((one) => sameFault(one, found))) problems.push(found);
            },
          })
        : unknownOutputs(call);
    const macs = isKnown ? known.macs : spec ? spec.macs(call.attrs, inputTypes, types) : unknownMacs(call);
    if (spec && !isKnown && problems.length === 0)
      inferred.set(call.attrs, { op: call.op, inputs: inputTypes, types, macs });
    diagnostics.push(...problems);
    const id = nodes.length;
    const outputIds = types.map((type, index) => addValue(call.outputNames?.[index] ?? "", type, { producer: id }));
    nodes.push({
      id,
      op: call.op,
      type: call.type,
      kind: call.kind,
      name: call.name,
      scope: call.scope,
      attrs: call.attrs,
      inputs: call.inputs,
      outputs: outputIds,
      params: call.params ?? (spec ? ownParams(call, spec.params(call.attrs, inputTypes)) : []),
      macs,
      at: call.at,
      definedAt: call.definedAt,
      attrAt: call.attrAt,
      call: openCalls.at(-1) ?? null,
      context: call.context,
      when: call.when ?? "always",
      unknownBecause: reasonOf(types),
    });
    return { node: id, outputs: outputIds, problems };
  }

  function rollback(mark: number): void {
    const to = marks[mark];
    if (!to) throw new Error(`no mark ${mark}`);
    for (const refinement of refinements.splice(to.refinements).reverse()) setType(refinement.value, refinement.before);
    for (const [index, list] of lists.entries()) list.length = to.lengths[index] ?? 0;
    for (const [name, value] of stateValues) if (value >= values.length) stateValues.delete(name);
    stateNames.clear();
    for (const entry of state) stateNames.add(entry.name);
    openCalls = [...to.openCalls];
    // A call that was open at the mark and has been left since is open again.
    for (const id of openCalls) closeCall(id, [], -1);
    marks = marks.slice(0, mark + 1);
  }

  function setType(value: ValueId, type: TensorType): void {
    const known = values[value];
    if (known) values[value] = { ...known, type };
  }

  function closeCall(id: CallId, callOutputs: readonly ValueId[], endNode: number): void {
    const call = calls[id];
    if (!call) return;
    call.outputs = callOutputs;
    call.endNode = endNode;
  }

  return {
    input(name, type) {
      const value = addValue(name, type);
      inputs.push({ name, value });
      return value;
    },
    constant: (name, type, data) => addValue(name, type, { data }),
    stateValue(name, type) {
      const known = stateValues.get(name);
      if (known !== undefined) return known;
      const value = addValue(name, type, { state: name });
      stateValues.set(name, value);
      return value;
    },
    unknownValue: (name, type, because) =>
      addValue(name, type.shape.rank === "unknown" ? { ...type, shape: unknownShape(because) } : type),
    add,
    typeOf,
    refine(value, type) {
      refinements.push({ value, before: typeOf(value) });
      setType(value, type);
    },
    enterCall(call) {
      const id = calls.length;
      const parent = openCalls.at(-1) ?? null;
      const { name, type, leaf, inputs, at, definedAt, context } = call;
      const firstNode = nodes.length;
      calls.push({
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
      openCalls.push(id);
      return id;
    },
    leaveCall(call, callOutputs) {
      closeCall(call, callOutputs, nodes.length);
      if (!openCalls.includes(call)) return;
      // Calls inside that were never left (the program raised) end with it.
      for (let open = openCalls.pop(); open !== undefined && open !== call; open = openCalls.pop())
        closeCall(open, [], nodes.length);
    },
    context(parent, at) {
      const key = `${parent}:${at.start}:${at.end}:${at.file}`;
      const known = contextIds.get(key);
      if (known !== undefined) return known;
      const id = contexts.length;
      contexts.push({ parent, at });
      contextIds.set(key, id);
      return id;
    },
    state: addState,
    diagnostic: (diagnostic) => void diagnostics.push(diagnostic),
    output: (name, value) => void outputs.push({ name, value }),
    mark() {
      const lengths = lists.map((list) => list.length);
      marks.push({ lengths, openCalls: [...openCalls], refinements: refinements.length });
      return marks.length - 1;
    },
    rollback,
    finish(): Network {
      while (openCalls.length > 0) closeCall(openCalls.pop() ?? 0, [], nodes.length);
      const { framework, model, phase } = options;
      return { framework, model, phase, inputs, outputs, values, nodes, calls, contexts, state, diagnostics };
    },
  };
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

/** An attribute's value as it is written in source; null where it has no such text. */
function sourceText(value: Attribute): string | null {
  if (typeof value === "number") return String(value);
  if (typeof value !== "object" || value === null) return null;
  if ("kind" in value) return value.kind === "symbolic" ? formatDim(value) : null;
  const items = value.map(sourceText);
  return items.includes(null) ? null : `(${items.join(", ")}${items.length === 1 ? "," : ""})`;
}
