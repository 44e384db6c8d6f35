// `# convlens: model=Net() input=1x3x32x32` in Python source: which definition it is about.
import { type DirectivePair, parseDirective } from "../ir/directive.ts";
import type { ClassDef, FunctionDef, Module, TextRange } from "./syntax/ast.ts";

export interface Directive {
  /** Of the comment. */
  readonly start: number;
  readonly end: number;
  readonly pairs: readonly DirectivePair[];
  /** The class or function that follows or holds it; null: the file. */
  readonly target: string | null;
}

export function directivesOf(text: string, module: Module, comments: readonly TextRange[]): readonly Directive[] {
  const directives: Directive[] = [];
  for (const { start, end } of comments) {
    const pairs = parseDirective(text.slice(start, end));
    if (pairs === null) continue;
    const placed = pairs.map((pair) => ({ ...pair, start: pair.start + start, end: pair.end + start }));
    directives.push({ start, end, pairs: placed, target: targetOf(module, start) });
  }
  return directives;
}

/** The definition around the comment, or the next statement where that is a definition. */
function targetOf(module: Module, at: number): string | null {
  for (const statement of module.body) {
    if (statement.end <= at) continue;
    const definition = statement.kind === "ClassDef" || statement.kind === "FunctionDef" ? statement : null;
    if (definition === null) return null;
    return startOf(definition) <= at || at < definition.start ? definition.name : null;
  }
  return null;
}

const startOf = (definition: ClassDef | FunctionDef): number => definition.decorators[0]?.start ?? definition.start;

/** The values of a key for a model: those of its own definition, else those of the file. The last of them wins. */
export function directiveValues(
  directives: readonly Directive[],
  key: string,
  target: string | null,
): readonly DirectivePair[] {
  for (const scope of target === null ? [null] : [target, null]) {
    const found = directives
      .filter((directive) => directive.target === scope)
      .map(({ pairs }) => pairs.filter((pair) => pair.key === key))
      .filter((pairs) => pairs.length > 0);
    const last = found.at(-1);
    if (last !== undefined) return last;
  }
  return [];
}
