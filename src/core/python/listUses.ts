// Parameters of forward that its body uses as lists or tuples of tensors, though no annotation says so: `zip(self.convs, x)`,
// `c3, c4, c5 = x`, `torch.cat(x, 1)`.
import type { Machine } from "./eval/native.ts";
import { BoundMethod, FunctionValue, type Instance, type Value } from "./eval/value.ts";
import type { ForwardParameter } from "./inputs.ts";
import type { Call, Expression, FunctionDef, Node } from "./syntax/ast.ts";
import { walk } from "./syntax/walk.ts";

/** Lists of more are none of feature maps. */
const mostElements = 16;

/** Parameters of which the body of forward says that they hold several tensors, with how many. */
export function withListUses(
  machine: Machine,
  model: Instance,
  parameters: readonly ForwardParameter[],
): readonly ForwardParameter[] {
  const forward = machine.findAttribute(model, "forward");
  const callee = forward instanceof BoundMethod ? forward.callee : forward;
  const node = callee instanceof FunctionValue && "node" in callee.code ? (callee.code.node as Node) : null;
  if (node?.kind !== "FunctionDef") return parameters;
  const [self] = node.params;
  return parameters.map((parameter) => {
    const use = parameter.isSupposed ? null : knownUse(node, parameter.name, self?.name ?? "self");
    if (use === null) return parameter;
    const count = countOf(use, (expression) => selfValue(machine, model, self?.name ?? "self", expression));
    return use.isSure ? { ...parameter, elements: count } : { ...parameter, mayHold: count };
  });
}

/** What was found in functions that an edit has left as they were. */
const known = new WeakMap<FunctionDef, Map<string, ListUse | null>>();

function knownUse(forward: FunctionDef, name: string, self: string): ListUse | null {
  const uses = known.get(forward) ?? new Map<string, ListUse | null>();
  known.set(forward, uses);
  const before = uses.get(name);
  if (before !== undefined) return before;
  const use = listUse(forward, name, self);
  uses.set(name, use);
  return use;
}

/** How many tensors a list holds, as the places say where it is used. */
interface ListUse {
  /** False: a tensor may be used so too. */
  readonly isSure: boolean;
  /** So many, or as many as something else has and more. */
  readonly exact: readonly Count[];
  /** At least so many. */
  readonly least: number;
}

interface Count {
  readonly as: Expression | null;
  readonly more: number;
}

function countOf({ exact, least }: ListUse, sizeOf: (expression: Expression) => number | null): number {
  for (const one of exact) {
    const size = one.as === null ? 0 : sizeOf(one.as);
    const count = size === null ? 0 : size + one.more;
    if (count > 0 && count >= least && count <= mostElements) return count;
  }
  return Math.min(mostElements, Math.max(1, least));
}

/** A number, or the length of a container, that the model holds. */
function selfValue(machine: Machine, model: Instance, self: string, expression: Expression): number | null {
  const value = read(machine, model, self, expression);
  if (typeof value === "number") return value;
  if (value === undefined || value === null || typeof value !== "object") return null;
  const length =
    machine.findAttribute(value, "__len__") === undefined ? undefined : machine.callMethod(value, "__len__");
  return typeof length === "number" ? length : null;
}

function read(machine: Machine, model: Instance, self: string, expression: Expression): Value | undefined {
  if (expression.kind === "Int") return typeof expression.value === "number" ? expression.value : undefined;
  if (expression.kind === "Name") return expression.id === self ? model : undefined;
  if (expression.kind === "Call") {
    const [only] = expression.args;
    return only !== undefined && nameOf(expression.func) === "len" ? read(machine, model, self, only) : undefined;
  }
  if (expression.kind !== "Attribute") return undefined;
  const owner = read(machine, model, self, expression.value);
  return owner === undefined ? undefined : machine.findAttribute(owner, expression.attr);
}

const nameOf = (node: Node): string | null => (node.kind === "Name" ? node.id : null);

/** Functions that take several tensors at once. */
const joins = new Set("cat concat concatenate stack hstack vstack dstack column_stack".split(" "));

/** What only a list has. */
const listMethods = new Set(["append", "extend", "insert", "pop", "reverse", "copy", "index", "count"]);

/** Null where nothing says that it is a list, or something that it is none. */
function listUse(forward: FunctionDef, name: string, self: string): ListUse | null {
  const end = rebound(forward, name);
  const is = (node: Node | undefined): boolean => node?.kind === "Name" && node.id === name && node.start < end;
  const exact: Count[] = [];
  const asMany = (as: Expression, more = 0): Count => ({ as, more });
  const places = new Set<number>();
  const chosen = new Set<number>();
  const branches = branchesOf(forward);
  let sure = false;
  let maybe = false;
  // `if self.training: images, targets = x` takes a list there alone.
  const show = (node: Node): void => {
    if (branches.some(({ start, end }) => start <= node.start && node.end <= end)) maybe = true;
    else sure = true;
  };
  let isTensor = false;
  let isPassed = false;
  const turns = new Map<string, Expression>();
  const walked = (target: Expression, iter: Expression): void => {
    if (is(iter)) maybe = true;
    if (iter.kind !== "Call") return;
    const [first] = iter.args;
    const [index] = target.kind === "Tuple" ? target.elts : [target];
    const over = nameOf(iter.func);
    if (first === undefined || index?.kind !== "Name" || is(first)) return;
    if ((over === "enumerate" || over === "range") && iter.args.length === 1) turns.set(index.id, first);
  };
  const called = (call: Call): void => {
    const [first] = call.args;
    const given = call.args.filter((argument) => is(argument));
    if (call.args.some((argument) => argument.kind === "Starred" && is(argument.value))) show(call);
    if (given.length === 0) return;
    const { func } = call;
    const callee = nameOf(func);
    const owner = func.kind === "Attribute" ? nameOf(func.value) : null;
    const isJoin =
      joins.has(callee ?? "") ||
      (func.kind === "Attribute" && owner !== null && owner !== self && joins.has(func.attr));
    if (callee === "zip") {
      const beside = call.args.filter((argument) => belongsTo(argument, self));
      if (beside.length > 0) show(call);
      else maybe = true;
      exact.push(...beside.map((one) => asMany(one)));
    } else if (isJoin && is(first)) show(call);
    else if (callee === "len" || callee === "enumerate" || callee === "reversed" || callee === "sum") maybe = true;
    else if (callee === "isinstance" || callee === "is_tensor") isTensor = true;
    else if (callee !== "list" && callee !== "tuple") isPassed = true;
  };
  walk(forward, (node) => {
    switch (node.kind) {
      case "For":
      case "Comprehension":
        walked(node.target, node.iter);
        break;
      case "Call":
        called(node);
        break;
      case "Attribute":
        if (is(node.value)) {
          if (listMethods.has(node.attr)) show(node);
          else isTensor = true;
        }
        break;
      case "BinOp":
        if (is(node.left) || is(node.right)) isTensor = true;
        break;
      case "Assign": {
        const [target] = node.targets;
        if (!is(node.value) || (target?.kind !== "Tuple" && target?.kind !== "List")) break;
        show(node);
        const plain = target.elts.filter(({ kind }) => kind !== "Starred").length;
        if (plain === target.elts.length) exact.unshift({ as: null, more: plain });
        for (let index = 0; index < plain; index++) places.add(index);
        break;
      }
      case "Compare": {
        const [size] = [node.left, ...node.comparators].filter(
          (side) => side.kind === "Call" && nameOf(side.func) === "len" && is(side.args[0]),
        );
        const other = [node.left, ...node.comparators].find((side) => side !== size);
        const [operator] = node.ops;
        if (size === undefined || other === undefined || (operator !== "==" && operator !== "!=")) break;
        if (other.kind !== "Int" && !belongsTo(other, self)) break;
        show(node);
        exact.unshift(asMany(other));
        break;
      }
      case "Subscript": {
        if (!is(node.value)) break;
        const { slice } = node;
        const index = constantIndex(slice);
        const turn = turnOf(slice);
        if (index !== null) {
          places.add(index);
          chosen.add(index);
        } else if (slice.kind === "Tuple") isTensor = true;
        else if (slice.kind === "Slice" && slice.step !== null && (constantIndex(slice.step) ?? 1) < 0) show(node);
        else if (turn !== null) {
          const modules = chosenBy(forward, turn.name, self);
          const over = modules ?? turns.get(turn.name);
          if (modules !== null) show(node);
          else maybe = true;
          if (over !== undefined && belongsTo(over, self)) exact.push(asMany(over, turn.more));
        } else maybe = true;
        break;
      }
    }
    return undefined;
  });
  if (isTensor) return null;
  if (chosen.size > 1 && !isPassed) sure = true;
  if (!sure && !maybe && places.size === 0) return null;
  const least = Math.max(0, ...[...places].map((index) => (index < 0 ? -index : index + 1)));
  return { isSure: sure, exact, least };
}

/** What runs under a condition only. */
function branchesOf(forward: FunctionDef): readonly Node[] {
  const branches: Node[] = [];
  walk(forward, (node) => {
    if (node.kind === "If") branches.push(...node.body, ...node.orelse);
    else if (node.kind === "IfExp") branches.push(node.body, node.orelse);
    return undefined;
  });
  return branches;
}

/** Where the name begins to mean something else: behind the first statement that binds it, unless to the list in another order. */
function rebound(forward: FunctionDef, name: string): number {
  let end = Number.POSITIVE_INFINITY;
  const binds = (target: Expression): boolean =>
    target.kind === "Name"
      ? target.id === name
      : (target.kind === "Tuple" || target.kind === "List") && target.elts.some(binds);
  const isSame = (value: Expression): boolean =>
    (value.kind === "Subscript" && value.slice.kind === "Slice" && nameOf(value.value) === name) ||
    (value.kind === "Call" &&
      /^(?:list|tuple)$/.test(nameOf(value.func) ?? "") &&
      value.args.some((one) => nameOf(one) === name));
  walk(forward, (node) => {
    if (node.kind === "Assign" && node.targets.some(binds) && !isSame(node.value)) end = Math.min(end, node.end);
    else if (node.kind === "For" && binds(node.target)) end = Math.min(end, node.iter.end);
    return undefined;
  });
  return end;
}

/** `i`, `i + 1` */
function turnOf(slice: Expression): { readonly name: string; readonly more: number } | null {
  if (slice.kind === "Name") return { name: slice.id, more: 0 };
  if (slice.kind !== "BinOp" || slice.op !== "+" || slice.left.kind !== "Name" || slice.right.kind !== "Int")
    return null;
  return { name: slice.left.id, more: Number(slice.right.value) };
}

/** `self.convs`, `len(self.convs)`, `self.convs[1:]`: something that the model holds. */
function belongsTo(node: Expression, self: string): boolean {
  if (node.kind === "Attribute") return nameOf(node.value) === self || belongsTo(node.value, self);
  if (node.kind === "Call") return node.args.length === 1 && node.args.some((one) => belongsTo(one, self));
  return false;
}

/** What the model holds of which the same index chooses one: `self.convs[i](x[i])`, `for i, conv in enumerate(self.convs)`. */
function chosenBy(forward: FunctionDef, index: string, self: string): Expression | null {
  let found: Expression | null = null;
  walk(forward, (node) => {
    if (node.kind === "Subscript" && nameOf(node.slice) === index && belongsTo(node.value, self)) found ??= node.value;
    const isLoop = node.kind === "For" || node.kind === "Comprehension";
    if (!isLoop || node.iter.kind !== "Call" || nameOf(node.iter.func) !== "enumerate") return undefined;
    const [first] = node.iter.args;
    if (firstName(node.target) === index && first !== undefined && belongsTo(first, self)) found ??= first;
    return undefined;
  });
  return found;
}

const firstName = (target: Expression): string | null =>
  target.kind === "Tuple" && target.elts[0] !== undefined ? nameOf(target.elts[0]) : null;

function constantIndex(slice: Expression): number | null {
  if (slice.kind === "Int") return typeof slice.value === "number" ? slice.value : null;
  if (slice.kind !== "UnaryOp" || slice.op !== "-" || slice.operand.kind !== "Int") return null;
  return typeof slice.operand.value === "number" ? -slice.operand.value : null;
}
