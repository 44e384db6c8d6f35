/** Magics of cells whose further lines are Python still. */
const pythonMagics = /^\s*%%(?:time|timeit|capture|prun|memit|mprun|lprun)\b/;
const cellMagic = /^\s*%%\w/;
/** `%matplotlib inline`, `!pip install x`, `?name`, `name??`: lines for IPython itself. */
const lineMagic = /^\s*(?:%[A-Za-z]|!(?!=)|\?)|^\s*[\w.]+\?{1,2}\s*$/;

/**
 * A notebook cell as Python reads it: lines for IPython become empty statements of the same length, so that every place
 * stays where it is.
 */
export function pythonOfCell(text: string): string {
  const isForeign = cellMagic.test(text) && !pythonMagics.test(text);
  return text.replace(/^.*$/gm, (line) =>
    isForeign || cellMagic.test(line) || lineMagic.test(line) ? emptied(line) : line,
  );
}

/** An ellipsis, since a block may hold nothing else, and a comment. */
function emptied(line: string): string {
  const indent = /^\s*/.exec(line)?.[0] ?? "";
  const rest = line.length - indent.length;
  return indent + (rest < 3 ? "0".repeat(Math.min(rest, 1)) : "...").padEnd(rest, "#");
}
