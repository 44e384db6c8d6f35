/**
 * The text without blanks at the ends of lines, around "=" and inside of a section's brackets: Darknet leaves them out as
 * well. Comments keep their words, and values the blanks between their parts.
 */
export function formatCfg(text: string): string {
  const mark = text.startsWith("\ufeff") ? "\ufeff" : "";
  return (
    mark +
    text
      .slice(mark.length)
      .split(/(\r\n?|\n)/)
      .map((line, index) => (index % 2 === 1 ? line : formatLine(line)))
      .join("")
  );
}

function formatLine(line: string): string {
  const content = line.replace(/^[ \t]+/, "").trimEnd();
  if (content.startsWith("#") || content.startsWith(";")) return content;
  if (content.startsWith("[")) return content.replace(/^\[([^\]]*)\]/, (_, type: string) => `[${type.trim()}]`);
  const equals = content.indexOf("=");
  return equals < 0 ? content : `${content.slice(0, equals).trimEnd()}=${content.slice(equals + 1).trimStart()}`;
}
