import { createHash } from "node:crypto";
import type { Module, Node, Parameter } from "../../../../src/core/python/syntax/ast.ts";
import { forEachChild } from "../../../../src/core/python/syntax/walk.ts";

/** Kinds to which CPython gives no position. */
const unplaced = new Set(["Module", "WithItem", "Comprehension", "MatchCase"]);

/** Our tree as `cpythonDump.py` prints CPython's: "START END KIND DETAIL" for each node, sorted by code point. */
export function cpythonForm(module: Module, text: string): string[] {
  const charactersByName = text.includes("\\N{");
  const nodes: string[] = [];
  const visit = (node: Node, exact: boolean): void => {
    if (!unplaced.has(node.kind)) {
      const isText = node.kind === "String" || node.kind === "Bytes";
      const line = `${node.kind} ${isText && charactersByName ? "" : detail(node)}`;
      nodes.push(exact ? `${node.start} ${node.end} ${line}` : line);
    }
    const inner = exact && node.kind !== "JoinedStr";
    // CPython has a bare value in a MatchSingleton.
    if (node.kind !== "MatchSingleton") forEachChild(node, (child) => visit(child, inner));
  };
  visit(module, true);
  return nodes.sort((a, b) => (isAscii(a) && isAscii(b) ? (a < b ? -1 : a > b ? 1 : 0) : byCodePoint(a, b)));
}

const isAscii = (text: string): boolean => !/[^ -~]/.test(text);
const byCodePoint = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b));

export const md5 = (text: string): string => createHash("md5").update(text).digest("hex");

const digest = (text: string): string =>
  createHash("md5").update(Buffer.from(text, "utf16le")).digest("hex").slice(0, 8);

/** Like `float.hex` of Python where the number is no short integer. */
function numberText(value: number): string {
  if (Number.isInteger(value) && Math.abs(value) < 1e21) return BigInt(value).toString();
  if (!Number.isFinite(value)) return "inf";
  const bits = new DataView(new ArrayBuffer(8));
  bits.setFloat64(0, value);
  const high = bits.getUint32(0);
  const exponent = (high >>> 20) & 0x7ff;
  const mantissa = (BigInt(high & 0xfffff) << 32n) | BigInt(bits.getUint32(4));
  const digits = mantissa.toString(16).padStart(13, "0");
  if (exponent === 0) return `0x0.${digits}p-1022`;
  const power = exponent - 1023;
  return `0x1.${digits}p${power < 0 ? "" : "+"}${power}`;
}

function parametersText(params: readonly Parameter[]): string {
  const text = (param: Parameter): string => `${param.role}:${param.name}${param.default === null ? "" : "="}`;
  return params.map(text).join(",");
}

const pythonBoolean = (value: boolean): string => (value ? "True" : "False");
const pythonName = (name: string | null): string => name ?? "None";

function detail(node: Node): string {
  switch (node.kind) {
    case "Name":
      return node.id;
    case "Int":
      return String(node.value);
    case "Float":
    case "Complex":
      return numberText(node.value);
    case "String":
    case "Bytes":
      return digest(node.value);
    case "FunctionDef":
      return `${node.name}(${parametersText(node.params)})${pythonBoolean(node.isAsync)}${node.body.length}`;
    case "Lambda":
      return parametersText(node.params);
    case "ClassDef":
      return `${node.name} ${node.bases.length} ${node.body.length}`;
    case "Attribute":
      return node.attr;
    case "BinOp":
    case "UnaryOp":
    case "BoolOp":
    case "AugAssign":
      return node.op;
    case "Compare":
      return node.ops.join(" ");
    case "Keyword":
      return node.name ?? "**";
    case "Parameter":
      return "";
    case "Alias":
      return `${node.name} ${pythonName(node.asname)}`;
    case "ImportFrom":
      return `${pythonName(node.module)} ${node.level}`;
    case "Global":
    case "Nonlocal":
      return node.names.join(",");
    case "If":
    case "For":
    case "While":
      return `${node.body.length} ${node.orelse.length}`;
    case "Try": {
      const counts = [node.body, node.handlers, node.orelse, node.finalbody].map((part) => part.length);
      return `${counts.join(" ")} ${pythonBoolean(node.isStar)}`;
    }
    case "Call":
      return `${node.args.length} ${node.keywords.length}`;
    case "ExceptHandler":
    case "MatchAs":
    case "MatchStar":
      return pythonName(node.name);
    case "AnnAssign":
      return pythonBoolean(node.simple);
    case "FormattedValue":
      return node.conversion ?? "";
    case "MatchMapping":
      return `${node.keys.length} ${pythonName(node.rest)}`;
    case "MatchClass":
      return `${node.patterns.length} ${node.kwdAttrs.join(",")}`;
    default:
      return "";
  }
}
