// Indentation of texts.
export const textwrapSource = `
def dedent(text):
    lines = text.split("\\n")
    margin = None
    for line in lines:
        if not line.strip():
            continue
        indent = line[:len(line) - len(line.lstrip())]
        if margin is None:
            margin = indent
        while not indent.startswith(margin):
            margin = margin[:-1]
    margin = margin or ""
    return "\\n".join(line[len(margin):] if line.strip() else "" for line in lines)

def indent(text, prefix, predicate=None):
    chosen = predicate or str.strip
    return "".join(prefix + line if chosen(line) else line for line in text.splitlines(True))

def wrap(text, width=70, **options):
    lines, line = [], ""
    for word in text.split():
        if line and len(line) + 1 + len(word) > width:
            lines.append(line)
            line = word
        else:
            line = line + " " + word if line else word
    return lines + [line] if line else lines

def fill(text, width=70, **options):
    return "\\n".join(wrap(text, width))
`;
