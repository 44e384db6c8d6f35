// Fixes of sizes that are computed: `nn.Linear(256 * block.expansion, 10)` where 2048 features arrive. What the names in it
// stand for is not asked: how far the result is off says what the number that is written has to be.
import type { Fix } from "../ir/diagnostic.ts";
import type { SourceRange } from "../ir/source.ts";
import { message } from "../messages/index.ts";
import type { Expression, Int, Module } from "./syntax/ast.ts";
import { expressionAt } from "./writtenExpression.ts";

/**
 * Changes the number in the expression at `site` so that its result becomes `wanted`, where it now `is` another: in a sum with
 * one number, or a product of names and one number, that number as often as it likes (`channels * 7 * 7`). null where several
 * would do, or none does.
 */
export function numberFix(tree: Module, site: SourceRange, is: number, wanted: number): Fix | null {
  const written = expressionAt(tree, site);
  if (written?.kind !== "BinOp" || is === wanted) return null;
  const found = written.op === "*" ? productEdits(written, is, wanted) : sumEdits(written, wanted - is);
  const [first] = found;
  if (first === undefined) return null;
  const title = message("changeAttribute", { attribute: String(first.node.value), value: String(first.value) });
  const { file } = site;
  return {
    title,
    edits: found.map(({ node: { start, end }, value }) => ({ at: { file, start, end }, text: String(value) })),
  };
}

interface NumberEdit {
  readonly node: Int;
  readonly value: number;
}

function productEdits(product: Expression, is: number, wanted: number): readonly NumberEdit[] {
  const factors = operandsOf(product, ["*"]).map(({ node }) => node);
  const numbers = factors.filter((factor) => factor.kind === "Int");
  const [first] = numbers;
  if (first === undefined || factors.some(holdsNumbers) || numbers.some(({ value }) => value !== first.value))
    return [];
  const power = Number(first.value) ** numbers.length;
  const value = Math.round(((power * wanted) / is) ** (1 / numbers.length));
  const isExact = value > 0 && value ** numbers.length * is === power * wanted;
  return isExact ? numbers.map((node) => ({ node, value })) : [];
}

function sumEdits(sum: Expression, difference: number): readonly NumberEdit[] {
  const terms = operandsOf(sum, ["+", "-"]);
  const numbers = terms.flatMap(({ node, sign }) => (node.kind === "Int" ? [{ node, sign }] : []));
  const [only] = numbers;
  if (only === undefined || numbers.length > 1 || terms.some(({ node }) => holdsNumbers(node))) return [];
  const value = Number(only.node.value) + only.sign * difference;
  return value > 0 ? [{ node: only.node, value }] : [];
}

interface Operand {
  readonly node: Expression;
  readonly sign: 1 | -1;
}

/** The operands of a chain of operations, however they are bracketed. */
function operandsOf(node: Expression, operators: readonly string[], sign: 1 | -1 = 1): readonly Operand[] {
  if (node.kind !== "BinOp" || !operators.includes(node.op)) return [{ node, sign }];
  const right = node.op === "-" ? (sign === 1 ? -1 : 1) : sign;
  return [...operandsOf(node.left, operators, sign), ...operandsOf(node.right, operators, right)];
}

/** Whether arithmetic below has numbers of its own: it could as well be they that are wrong. */
function holdsNumbers(node: Expression): boolean {
  if (node.kind === "UnaryOp") return isNumber(node.operand) || holdsNumbers(node.operand);
  if (node.kind !== "BinOp") return false;
  return [node.left, node.right].some((side) => isNumber(side) || holdsNumbers(side));
}

const isNumber = ({ kind }: Expression): boolean => kind === "Int" || kind === "Float";
