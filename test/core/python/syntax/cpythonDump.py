"""Dumps the syntax trees that CPython makes, for comparison with ours.

Reads file names from standard input, one a line, and writes one JSON line for each: null where CPython rejects the file,
else the MD5 of its nodes; with --full the nodes themselves. A node is "START END KIND DETAIL"; nodes are sorted, offsets
are UTF-16. Inside an f-string CPython 3.11 has no exact positions: there the offsets are left out. Files that write
characters by name (backslash N) have no digests of strings, since our parser knows no names of characters.
"""
import ast
import hashlib
import json
import re
import sys
import warnings

warnings.simplefilter("ignore")
sys.set_int_max_str_digits(0)

LINE_END = re.compile(r"\r\n|\r|\n")
OPERATORS = {
    "Add": "+", "Sub": "-", "Mult": "*", "MatMult": "@", "Div": "/", "FloorDiv": "//", "Mod": "%", "Pow": "**",
    "LShift": "<<", "RShift": ">>", "BitAnd": "&", "BitOr": "|", "BitXor": "^", "And": "and", "Or": "or", "Not": "not",
    "USub": "-", "UAdd": "+", "Invert": "~", "Eq": "==", "NotEq": "!=", "Lt": "<", "LtE": "<=", "Gt": ">", "GtE": ">=",
    "Is": "is", "IsNot": "is not", "In": "in", "NotIn": "not in",
}
CONVERSIONS = {-1: "", 115: "s", 114: "r", 97: "a"}


characters_by_name = False


def digest(text):
    if characters_by_name:
        return ""
    return hashlib.md5(text.encode("utf-16-le", "surrogatepass")).hexdigest()[:8]


def operator(node):
    return OPERATORS[type(node).__name__]


def number(value):
    """As JavaScript prints it."""
    if value == float("inf"):
        return "inf"
    return str(int(value)) if value == int(value) and abs(value) < 1e21 else value.hex()


def constant(node):
    value = node.value
    if value is None or value is True or value is False:
        return str(value), ""
    if value is Ellipsis:
        return "Ellipsis", ""
    if isinstance(value, int):
        return "Int", str(value)
    if isinstance(value, float):
        return "Float", number(value)
    if isinstance(value, complex):
        return "Complex", number(value.imag)
    if isinstance(value, bytes):
        return "Bytes", digest(value.decode("latin-1"))
    return "String", digest(value)


def parameters(args):
    roles = []
    positional = args.posonlyargs + args.args
    missing = len(positional) - len(args.defaults)
    for at, arg in enumerate(positional):
        role = "positionalOnly" if at < len(args.posonlyargs) else "positional"
        roles.append(role + ":" + arg.arg + ("=" if at >= missing else ""))
    if args.vararg:
        roles.append("varPositional:" + args.vararg.arg)
    for arg, default in zip(args.kwonlyargs, args.kw_defaults):
        roles.append("keywordOnly:" + arg.arg + ("=" if default is not None else ""))
    if args.kwarg:
        roles.append("varKeyword:" + args.kwarg.arg)
    return ",".join(roles)


def detail(node, kind):
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
        return f"{node.name}({parameters(node.args)}){isinstance(node, ast.AsyncFunctionDef)}{len(node.body)}"
    if isinstance(node, ast.Lambda):
        return parameters(node.args)
    if isinstance(node, ast.ClassDef):
        return f"{node.name} {len(node.bases)} {len(node.body)}"
    if isinstance(node, ast.Attribute):
        return node.attr
    if isinstance(node, (ast.BinOp, ast.UnaryOp, ast.BoolOp, ast.AugAssign)):
        return operator(node.op)
    if isinstance(node, ast.Compare):
        return " ".join(map(operator, node.ops))
    if isinstance(node, ast.keyword):
        return node.arg or "**"
    if isinstance(node, ast.alias):
        return f"{node.name} {node.asname}"
    if isinstance(node, ast.ImportFrom):
        return f"{node.module} {node.level}"
    if isinstance(node, (ast.Global, ast.Nonlocal)):
        return ",".join(node.names)
    if isinstance(node, (ast.If, ast.For, ast.AsyncFor, ast.While)):
        return f"{len(node.body)} {len(node.orelse)}"
    if isinstance(node, (ast.Try, getattr(ast, "TryStar", ast.Try))):
        star = type(node).__name__ == "TryStar"
        return f"{len(node.body)} {len(node.handlers)} {len(node.orelse)} {len(node.finalbody)} {star}"
    if isinstance(node, ast.Call):
        return f"{len(node.args)} {len(node.keywords)}"
    if isinstance(node, (ast.ExceptHandler, ast.MatchAs, ast.MatchStar)):
        return str(node.name)
    if isinstance(node, ast.AnnAssign):
        return str(bool(node.simple))
    if isinstance(node, ast.FormattedValue):
        return CONVERSIONS[node.conversion]
    if isinstance(node, ast.MatchMapping):
        return f"{len(node.keys)} {node.rest}"
    if isinstance(node, ast.MatchClass):
        return f"{len(node.patterns)} {','.join(node.kwd_attrs)}"
    return ""


KINDS = {
    "AsyncFunctionDef": "FunctionDef", "AsyncFor": "For", "AsyncWith": "With", "TryStar": "Try", "arg": "Parameter",
    "keyword": "Keyword", "alias": "Alias",
}


def columns(lines):
    """For each line with characters above ASCII, the UTF-16 column of each byte."""
    tables = {}
    for number_, line in enumerate(lines):
        if line.isascii():
            continue
        table = []
        column = 0
        for character in line:
            table += [column] * len(character.encode("utf-8", "surrogatepass"))
            column += 2 if ord(character) > 0xFFFF else 1
        table.append(column)
        tables[number_] = table
    return tables


def dump(text):
    global characters_by_name
    characters_by_name = "\\N{" in text
    tree = ast.parse(text)
    lines = LINE_END.split(text)
    starts = [0]
    for match in LINE_END.finditer(text):
        starts.append(match.end())
    if not text.isascii():
        # From code points to UTF-16 units.
        units = [0]
        for character in text:
            units.append(units[-1] + (2 if ord(character) > 0xFFFF else 1))
        starts = [units[start] for start in starts]
    tables = columns(lines)
    nodes = []

    def offset(line, column):
        table = tables.get(line - 1)
        return starts[line - 1] + (column if table is None else table[column])

    def visit(node, exact):
        kind = type(node).__name__
        if kind == "Constant":
            kind, text_ = constant(node)
        else:
            kind = KINDS.get(kind, kind)
            text_ = detail(node, kind)
        if hasattr(node, "lineno"):
            if exact:
                start = offset(node.lineno, node.col_offset)
                end = offset(node.end_lineno, node.end_col_offset)
                nodes.append(f"{start} {end} {kind} {text_}")
            else:
                nodes.append(f"{kind} {text_}")
        inner = exact and kind != "JoinedStr"
        for child in ast.iter_child_nodes(node):
            visit(child, inner)

    visit(tree, True)
    return sorted(nodes)


def main():
    full = "--full" in sys.argv
    sys.setrecursionlimit(20000)
    for name in sys.stdin:
        name = name.rstrip("\n")
        try:
            with open(name, "rb") as file:
                text = file.read().decode("utf-8")
            nodes = dump(text.removeprefix("\ufeff")) if not text.startswith("\ufeff") else None
        except (SyntaxError, ValueError, RecursionError):
            nodes = None
        if nodes is None:
            print("null", flush=True)
        elif full:
            print(json.dumps(nodes), flush=True)
        else:
            print(json.dumps(hashlib.md5("\n".join(nodes).encode("utf-8", "surrogatepass")).hexdigest()), flush=True)


main()
