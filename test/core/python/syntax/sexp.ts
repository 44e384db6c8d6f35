import { render } from "../../../../src/core/messages/index.ts";
import type { Node } from "../../../../src/core/python/syntax/ast.ts";
import { parse } from "../../../../src/core/python/syntax/parser.ts";

const isNode = (value: unknown): value is Node => typeof value === "object" && value !== null && "kind" in value;

/** A tree as text: names, numbers and strings as they are, else `(Kind field field)`; `-` is null, lists are in brackets. */
export function sexp(node: Node): string {
  switch (node.kind) {
    case "Name":
      return node.id;
    case "Int":
      return typeof node.value === "bigint" ? `${node.value}n` : String(node.value);
    case "Float":
      return Number.isInteger(node.value) ? `${node.value}.0` : String(node.value);
    case "String":
      return JSON.stringify(node.value);
    case "True":
    case "False":
    case "None":
    case "Ellipsis":
      return node.kind;
    case "Keyword":
      return `${node.name ?? "**"}=${sexp(node.value)}`;
    case "Expr":
      return sexp(node.value);
    case "Parameter": {
      const annotation = node.annotation === null ? "" : `: ${sexp(node.annotation)}`;
      const value = node.default === null ? "" : ` = ${sexp(node.default)}`;
      return `(${node.role} ${node.name}${annotation}${value})`;
    }
    default:
      return `(${[node.kind, ...fields(node)].join(" ")})`;
  }
}

function fields(node: Node): string[] {
  return Object.entries(node)
    .filter(([name]) => !/^(?:kind|start|end|\w+(?:Start|End))$/.test(name))
    .flatMap(([name, value]) => (typeof value === "boolean" ? (value ? [name] : []) : [fieldText(value)]));
}

function fieldText(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(fieldText).join(" ")}]`;
  if (value === null) return "-";
  return isNode(value) ? sexp(value) : String(value);
}

/** The statements of a text, a line each, and its problems: `! LINE: MESSAGE`. */
export function parsed(text: string): string {
  const { module, errors } = parse(text);
  const line = (offset: number): number => text.slice(0, offset).split(/\r\n|\r|\n/).length;
  return [
    ...module.body.map(sexp),
    ...errors.map((problem) => `! ${line(problem.start)}: ${render(problem.message)}`),
  ].join("\n");
}
