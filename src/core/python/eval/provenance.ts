// Where a value was written: the calls around a record, and the text of an argument traced back through parameters that
// callers pass on unchanged.
import type { AttributeSite, SourceRange } from "../../ir/source.ts";
import type { Call as CallNode, Expression } from "../syntax/ast.ts";
import type { Code } from "./code.ts";
import type { Call, CallFrame, CallSite, Context } from "./native.ts";
import { parseSignature } from "./signature.ts";

/** Interned chains: the same calls are the same object. */
export class Contexts {
  private readonly roots = new Map<CallSite, Context>();
  private readonly below = new Map<Context, Map<CallSite, Context>>();

  of(frame: CallFrame | null): Context | null {
    if (frame === null) return null;
    if (frame.context !== null) return frame.context;
    const parent = this.of(frame.parent);
    frame.context = frame.site === null ? parent : this.at(parent, frame.site, frame.code);
    return frame.context;
  }

  at(parent: Context | null, site: CallSite, callee: Context["callee"]): Context {
    let table = this.roots;
    if (parent !== null) {
      table = this.below.get(parent) ?? new Map();
      this.below.set(parent, table);
    }
    let context = table.get(site);
    if (context === undefined) {
      context = { parent, site, callee };
      table.set(site, context);
    }
    return context;
  }
}

/** Chains of plain parameters longer than this are not followed. */
const MAX_TRACE = 40;

export function argumentSite(call: Call, parameter: string): AttributeSite | null {
  const signature = parseSignature(call.callee.signature);
  const index = signature.places.get(parameter) ?? -1;
  const { role, aliases } = signature.parameters[index] ?? {};
  const positional = role === "positional" || role === "positionalOnly" ? index : -1;
  const alias = aliases?.find((name) => call.keywords?.names.includes(name));
  return fromCall(call, positional, alias ?? parameter);
}

/** The argument at a position or with a name; of a partial, what the partial was given. */
function fromCall(call: Call, position: number, name: string): AttributeSite | null {
  let index = position;
  const bound = call.site?.bound;
  if (bound !== undefined) {
    if (index >= 0 && index < bound.positional.length) return fromCall(bound, index + 1, "");
    if (index >= 0) index -= bound.positional.length;
    const given = call.keywords?.names.includes(name) === true && namedExpression(call.site, name) === null;
    if (given && bound.keywords?.names.includes(name) === true) return fromCall(bound, -1, name);
  }
  const found = argumentExpression(call.site, index, name);
  return found === null ? null : trace(found, call.site, call.frame);
}

type Found = Expression | { readonly spread: Expression; readonly name: string };

function argumentExpression(site: CallSite | null, index: number, name: string): Found | null {
  const node = site?.node;
  if (node?.kind !== "Call") return null;
  const named = namedExpression(site, name);
  if (named !== null) return named;
  if (index >= 0) {
    const position = positionalExpression(node, index);
    if (position !== null) return position;
  }
  const spread = node.keywords.find((keyword) => keyword.name === null);
  return spread === undefined || name === "" ? null : { spread: spread.value, name };
}

const namedExpression = (site: CallSite | null, name: string): Expression | null =>
  (site?.node?.kind === "Call" ? site.node.keywords.find((keyword) => keyword.name === name)?.value : undefined) ??
  null;

/** Null behind a `*spread`: its elements have no text of their own. */
function positionalExpression(node: CallNode, index: number): Expression | null {
  for (let place = 0; place <= index; place++) if (node.args[place]?.kind === "Starred") return null;
  return node.args[index] ?? null;
}

function trace(start: Found, site: CallSite | null, from: CallFrame | null): AttributeSite | null {
  let found: Found = start;
  let file = site?.file ?? "";
  let frame = from;
  const via: SourceRange[] = [];
  for (let step = 0; step < MAX_TRACE; step++) {
    const name =
      "spread" in found
        ? found.spread.kind === "Name"
          ? found.spread.id
          : null
        : found.kind === "Name"
          ? found.id
          : null;
    const next = name === null || frame === null ? null : passedOn(found, name, frame);
    if (next === null || frame === null) break;
    if (!("spread" in found)) via.push({ file, start: found.start, end: found.end });
    if ("defaultAt" in next) return { ...next.defaultAt, via };
    found = next.found;
    file = frame.site?.file ?? file;
    frame = frame.parent;
  }
  if ("spread" in found) return null;
  const constant = isConstant(found);
  const at = { file, start: found.start, end: found.end, constant };
  return via.length === 0 ? at : { ...at, via };
}

/** What the caller gave for a plain parameter. */
function passedOn(
  found: Found,
  name: string,
  frame: CallFrame,
): { readonly found: Found } | { readonly defaultAt: AttributeSite } | null {
  const code = frame.code as Code | null;
  if (code === null || code.reassigned.has(name)) return null;
  const index = code.parameters.findIndex((parameter) => parameter.name === name);
  const parameter = code.parameters[index];
  if (parameter === undefined) return null;
  if ("spread" in found) {
    if (parameter.role !== "varKeyword") return null;
    const passed = argumentExpression(frame.site, -1, found.name);
    return passed === null ? null : { found: passed };
  }
  if (parameter.role === "varKeyword" || parameter.role === "varPositional") return null;
  const position = parameter.role === "keywordOnly" ? -1 : index - frame.selfOffset;
  if (frame.site?.bound !== undefined) return null;
  const passed = argumentExpression(frame.site, position, name);
  if (passed !== null) return { found: passed };
  const at = parameter.defaultAt;
  return at === null ? null : { defaultAt: { ...at, constant: code.constantDefaults.has(name) } };
}

/** A text that a fix may replace: literals and arithmetic on them. */
export function isConstant(node: Expression): boolean {
  switch (node.kind) {
    case "Int":
    case "Float":
    case "String":
    case "True":
    case "False":
    case "None":
      return true;
    case "UnaryOp":
      return isConstant(node.operand);
    case "BinOp":
      return isConstant(node.left) && isConstant(node.right);
    case "Tuple":
    case "List":
      return node.elts.every(isConstant);
    default:
      return false;
  }
}
