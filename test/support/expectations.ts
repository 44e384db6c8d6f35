/** What a comment under a line of a fixture says of a piece of that line. Offsets into the fixture's text. */
export interface Expectation {
  readonly start: number;
  readonly end: number;
  /** "error[conv-channels]", "warning[…]", "fix", or "shape" where the comment is a shape alone. */
  readonly kind: string;
  readonly text: string;
  /** 1-based line of the comment, for messages. */
  readonly line: number;
}

const comment = /^(\s*#\s*)(\^+)\s*(.*)$/;

/**
 * Reads the expectations of a fixture whose language has `#` comments. Carets stand under what they are about, in the
 * nearest line above that is no expectation itself:
 *
 *     self.conv = nn.Conv2d(1, 64, 7)
 *     #                     ^ error[conv-channels]: expected 1 input channels, got 3
 */
export function readExpectations(text: string): readonly Expectation[] {
  const found: Expectation[] = [];
  let above = 0;
  let offset = 0;
  for (const [index, line] of text.split("\n").entries()) {
    const match = comment.exec(line);
    if (match) {
      const [, before = "", carets = "", said = ""] = match;
      const start = above + before.length;
      const kind = /^([a-z]+(?:\[[\w-]+\])?):\s*/.exec(said);
      found.push({
        start,
        end: start + carets.length,
        kind: kind?.[1] ?? "shape",
        text: said.slice(kind?.[0].length ?? 0).trim(),
        line: index + 1,
      });
    } else {
      above = offset;
    }
    offset += line.length + 1;
  }
  return found;
}
