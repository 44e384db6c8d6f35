import type { Message } from "../../ir/message.ts";
import { message } from "../../messages/index.ts";
import type { ErrorExpression, Expression, SyntaxProblem } from "./ast.ts";
import * as T from "./tokens.ts";

/**
 * How deep the parser itself goes: brackets, blocks, prefix operators. CPython stops at 200 brackets and 100 blocks; the
 * JavaScript stack allows several times this.
 */
const MAX_NESTING = 200;

/**
 * How deep a tree may be, so that whoever walks it by recursion is safe: a chain `a.b().c()…` nests to the left. The deepest
 * file of CPython's library has 32 levels.
 */
export const MAX_TREE_DEPTH = 400;

/** A position among tokens, and what every part of the parser shares: reports and the bounds on depth. */
export class Cursor {
  protected readonly text: string;
  protected readonly kinds: Uint8Array;
  protected readonly starts: Int32Array;
  protected readonly ends: Int32Array;
  protected readonly values: Int32Array;
  protected readonly names: readonly string[];
  readonly problems: SyntaxProblem[];
  protected pos = 0;
  /** The kind of the token at `pos`. */
  protected kind: number;
  /** How many levels of the tree are above what is being read. */
  protected depth = 0;
  private nesting = 0;
  /** How many levels what was just read has, at least. */
  protected height = 0;

  constructor(text: string, tokens: T.Tokens) {
    this.text = text;
    this.kinds = tokens.kinds;
    this.starts = tokens.starts;
    this.ends = tokens.ends;
    this.values = tokens.values;
    this.names = tokens.names;
    this.problems = [...tokens.problems];
    this.kind = tokens.kinds[0] ?? T.END;
  }

  // ---- Tokens

  protected advance(): void {
    this.kind = this.kinds[++this.pos] ?? T.END;
  }

  protected moveTo(pos: number): void {
    this.pos = pos;
    this.kind = this.kinds[pos] ?? T.END;
  }

  protected peek(): number {
    return this.kinds[this.pos + 1] ?? T.END;
  }

  /** Where the current token starts. */
  protected start(): number {
    return this.starts[this.pos] ?? 0;
  }

  /** Where the current token ends. */
  protected tokenEnd(): number {
    return this.ends[this.pos] ?? 0;
  }

  /** Where the token before the current one ends. */
  protected end(): number {
    return this.ends[this.pos - 1] ?? 0;
  }

  /** The same, line ends and indentation left out. */
  protected endOfCode(): number {
    let at = this.pos - 1;
    while (at >= 0 && (this.kinds[at] ?? 0) <= T.DEDENT) at--;
    return this.ends[at] ?? 0;
  }

  /** The text of a NAME or keyword. */
  protected nameAt(pos: number): string {
    return this.names[this.values[pos] ?? 0] ?? "";
  }

  /** No code is left in the line. */
  protected atLineEnd(): boolean {
    return this.kind <= T.DEDENT;
  }

  protected take(kind: number): boolean {
    if (this.kind !== kind) return false;
    this.advance();
    return true;
  }

  protected expect(kind: number, spelling: string): boolean {
    if (this.take(kind)) return true;
    this.reportHere(
      this.atLineEnd()
        ? message("syntaxExpectedAtEnd", { expected: spelling })
        : message("syntaxExpected", { expected: spelling, got: this.gotText() }),
    );
    return false;
  }

  // ---- Problems

  protected report(start: number, end: number, text: Message): void {
    this.problems.push({ start, end: Math.max(start, end), message: text });
  }

  /** Reports at the current token, or at the end of the line that lacks one. */
  protected reportHere(text: Message): void {
    if (this.atLineEnd()) {
      const end = this.endOfCode();
      this.report(Math.max(0, end - 1), end, text);
    } else {
      this.report(this.start(), this.tokenEnd(), text);
    }
  }

  /** The current token as a message shows it. */
  protected gotText(): string {
    const text = this.text.slice(this.start(), this.tokenEnd());
    return text.length <= 30 ? text : `${text.slice(0, 29)}…`;
  }

  protected reportUnexpected(): void {
    this.reportHere(message("syntaxUnexpected", { got: this.gotText() }));
  }

  /** An expression that is not there. */
  protected missing(): ErrorExpression {
    this.reportHere(
      this.atLineEnd()
        ? message("syntaxExpectedExpressionAtEnd")
        : message("syntaxExpectedExpression", { got: this.gotText() }),
    );
    const at = this.atLineEnd() ? this.endOfCode() : this.start();
    return { kind: "ErrorExpression", start: at, end: at, parts: [] };
  }

  /** A gap that another report speaks of. */
  protected absent(): ErrorExpression {
    const at = this.atLineEnd() ? this.endOfCode() : this.start();
    return { kind: "ErrorExpression", start: at, end: at, parts: [] };
  }

  protected reportNoName(): void {
    this.reportHere(
      this.atLineEnd() ? message("syntaxExpectedNameAtEnd") : message("syntaxExpectedName", { got: this.gotText() }),
    );
  }

  // ---- Depth

  /** May the parser go a level deeper? If not, that is reported. Followed by `enter` and `leave`. */
  protected mayEnter(): boolean {
    if (this.nesting < MAX_NESTING && this.depth < MAX_TREE_DEPTH) return true;
    this.reportHere(message("syntaxTooDeep"));
    return false;
  }

  /** Goes a level deeper; what it gives is for `leave`. */
  protected enter(): number {
    this.depth++;
    this.nesting++;
    const height = this.height;
    this.height = 0;
    return height;
  }

  protected leave(height: number): void {
    this.depth--;
    this.nesting--;
    this.height = Math.max(height, this.height + 1);
  }

  /** A node was put on top of `left`, which starts at `start`. Where that makes the tree too deep, `left` is given up. */
  protected stacked<Kind extends Expression>(left: Kind, start: number): Kind | ErrorExpression {
    if (this.depth + ++this.height <= MAX_TREE_DEPTH) return left;
    const end = this.end();
    this.report(start, end, message("syntaxTooDeep"));
    this.height = 0;
    return { kind: "ErrorExpression", start, end, parts: [] };
  }

  /** Passes over a bracket and all in it; the cursor is at the opening one. */
  protected skipBrackets(): ErrorExpression {
    const start = this.start();
    let open = 0;
    do {
      if (this.kind === T.LPAREN || this.kind === T.LBRACKET || this.kind === T.LBRACE) open++;
      else if (this.kind === T.RPAREN || this.kind === T.RBRACKET || this.kind === T.RBRACE) open--;
      this.advance();
    } while (open > 0 && !this.atLineEnd());
    return { kind: "ErrorExpression", start, end: this.end(), parts: [] };
  }

  /** What is left of an expression that goes too deep: it ends at the line's or the bracket's end. */
  protected given(start: number): ErrorExpression {
    while (!this.atLineEnd() && T.endsExpression[this.kind] !== 1) {
      if (this.kind === T.LPAREN || this.kind === T.LBRACKET || this.kind === T.LBRACE) this.skipBrackets();
      else this.advance();
    }
    return { kind: "ErrorExpression", start, end: Math.max(start, this.end()), parts: [] };
  }
}
