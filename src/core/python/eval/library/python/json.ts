// Texts of json.
export const jsonSource = `
_escapes = {'"': '\\\\"', "\\\\": "\\\\\\\\", "\\n": "\\\\n", "\\r": "\\\\r", "\\t": "\\\\t"}

def _quoted(text, ascii):
    out = ""
    for letter in text:
        code = ord(letter)
        if letter in _escapes:
            out += _escapes[letter]
        elif code < 32 or ascii and 127 < code < 65536:
            out += "\\\\u" + format(code, "04x")
        elif ascii and code > 65535:
            code -= 65536
            out += "\\\\u" + format(55296 + (code >> 10), "04x") + "\\\\u" + format(56320 + (code & 1023), "04x")
        else:
            out += letter
    return '"' + out + '"'

def dumps(obj, *, skipkeys=False, ensure_ascii=True, indent=None, separators=None, default=None, sort_keys=False, **options):
    step = " " * indent if isinstance(indent, int) else indent
    item, key = separators or ((",", ": ") if step is not None else (", ", ": "))

    def around(parts, start, end, depth):
        if not parts:
            return start + end
        if step is None:
            return start + item.join(parts) + end
        line = "\\n" + step * (depth + 1)
        return start + line + (item + line).join(parts) + "\\n" + step * depth + end

    def name(value):
        return value if isinstance(value, str) else text(value, 0)

    def text(value, depth):
        if value is None:
            return "null"
        if value is True:
            return "true"
        if value is False:
            return "false"
        if isinstance(value, str):
            return _quoted(value, ensure_ascii)
        if isinstance(value, int):
            return int.__repr__(int(value))
        if isinstance(value, float):
            return {"inf": "Infinity", "-inf": "-Infinity", "nan": "NaN"}.get(repr(value), repr(value))
        if isinstance(value, dict):
            pairs = sorted(value.items()) if sort_keys else value.items()
            return around([_quoted(name(k), ensure_ascii) + key + text(v, depth + 1) for k, v in pairs], "{", "}", depth)
        if isinstance(value, (list, tuple)):
            return around([text(each, depth + 1) for each in value], "[", "]", depth)
        if default is not None:
            return text(default(value), depth)
        raise TypeError(f"Object of type {type(value).__name__} is not JSON serializable")

    return text(obj, 0)
`;
