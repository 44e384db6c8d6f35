// Fixes of floats in places of integers, by how the argument is written: a division divides to integers, a number loses its
// point, everything else is converted.
import type { Diagnostic, Fix, TextEdit } from "../ir/diagnostic.ts";
import type { FileId, SourceRange } from "../ir/source.ts";
import { message } from "../messages/index.ts";
import type { Expression, Module } from "./syntax/ast.ts";
import { expressionAt } from "./writtenExpression.ts";

interface Source {
  readonly file: FileId;
  readonly text: string;
  readonly tree: Module;
}

/** The diagnostics with fixes for those about floats in the file. */
export function withIntegerFixes(source: Source, diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  if (!diagnostics.some(isOpenFault)) return diagnostics;
  return diagnostics.map((fault) => {
    const { at } = fault;
    return isOpenFault(fault) && at?.file === source.file ? { ...fault, fixes: fixesAt(source, at) } : fault;
  });
}

const isOpenFault = ({ code, fixes }: Diagnostic): boolean => code === "argument-float" && fixes.length === 0;

function fixesAt(source: Source, at: SourceRange): readonly Fix[] {
  const written = expressionAt(source.tree, at);
  if (written === null) return [];
  const isSequence = written.kind === "Tuple" || written.kind === "List";
  const parts = isSequence ? written.elts : [written];
  const divisions = parts.flatMap((part) => floorDivision(source, part));
  if (divisions.length > 0) {
    const fixes: Fix[] = [{ title: message("divideToInteger"), edits: divisions }];
    return isSequence ? fixes : [...fixes, conversion(source, written)];
  }
  const numbers = parts.flatMap((part) => wholeNumber(source, part));
  const [first] = numbers;
  if (first !== undefined) {
    const title = numbers.length === 1 ? message("pythonUseName", { name: first.text }) : message("dropFractions");
    return [{ title, edits: numbers }];
  }
  return isSequence || written.kind === "Float" ? [] : [conversion(source, written)];
}

/** `64 / 4`: `64 // 4`. */
function floorDivision({ file, text }: Source, node: Expression): readonly TextEdit[] {
  if (node.kind !== "BinOp" || node.op !== "/") return [];
  const between = text.slice(node.left.end, node.right.start);
  const slash = between.indexOf("/");
  // Nothing but brackets and blanks: a comment may have a slash of its own.
  if (slash < 0 || between.includes("#")) return [];
  const at = node.left.end + slash;
  return [{ at: { file, start: at, end: at + 1 }, text: "//" }];
}

/** `8.0`: `8`. */
function wholeNumber({ file, text }: Source, { kind, start, end }: Expression): readonly TextEdit[] {
  const value = kind === "Float" ? Number(text.slice(start, end).replaceAll("_", "")) : Number.NaN;
  return Number.isSafeInteger(value) ? [{ at: { file, start, end }, text: String(value) }] : [];
}

const conversion = ({ file, text }: Source, { start, end }: Expression): Fix => ({
  title: message("convertToInteger"),
  edits: [{ at: { file, start, end }, text: `int(${text.slice(start, end)})` }],
});
