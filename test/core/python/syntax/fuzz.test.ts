import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { random } from "../../../../bench/parser/breakages.ts";
import { tokenize } from "../../../../src/core/python/syntax/lexer.ts";
import { type ParseResult, parse } from "../../../../src/core/python/syntax/parser.ts";
import * as T from "../../../../src/core/python/syntax/tokens.ts";
import { walk } from "../../../../src/core/python/syntax/walk.ts";

/** A bit of everything that is hard to cut in two. */
const text = `# A net.
@decorated(1, *a, **b)
class Net[T: int = str](nn.Module, metaclass=M):
    """Text
    with "quotes"."""

    def __init__(self, a: int = 1, /, b=(1, 2), *args, c: str, **kwargs) -> None:
        super().__init__()
        self.layers = nn.Sequential(
            nn.Conv2d(3, 64, kernel_size=7, stride=2),  # first
            *[Block(i, f"b{i!r:>{w}}") for i in range(3) if i % 2],
        )
        with (open(p) as f, g):
            x: dict[str, int] = {"a": 1, **z}

    async def forward(self, x):
        if (n := len(x)) > 1 and not x is None:
            return lambda y=1: await x[1:2, ::3]
        elif x: raise E from None
        else:
            match x:
                case {"k": [A.b, *_], **r} | C(d=1) as m if m:
                    del x[0], y
                case _: pass
        try:
            y = -x ** 2 @ z // 1e3 if x else 0xff
        except* (A, B) as e:
            yield from ()
        finally:
            print(f"""{
                x = }""" 'a' r'\\d', b"\\x00", t"{x}", \\
                  sep="")
`;

function check(source: string): ParseResult {
  const result = parse(source);
  walk(result.module, (node) => {
    assert(0 <= node.start && node.start <= node.end && node.end <= source.length, `${node.kind} has a range`);
    return true;
  });
  for (const { start, end } of result.errors) assert(0 <= start && start <= end && end <= source.length);
  return result;
}

const fixtures = (folder: string): string[] =>
  readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(".py"))
    .map((entry) => path.join(entry.parentPath ?? entry.path, entry.name));

describe("any text parses", function () {
  this.timeout(60_000);

  it("the whole sample has no error", () => assert.deepEqual(check(text).errors, []));

  it("each prefix and each suffix of the sample", () => {
    for (let at = 0; at <= text.length; at++) {
      check(text.slice(0, at));
      check(text.slice(at));
    }
  });

  it("the sample with each token deleted or doubled", () => {
    const tokens = tokenize(text);
    for (let at = 0; at < tokens.count; at++) {
      if ((tokens.kinds[at] ?? 0) <= T.DEDENT) continue;
      const start = tokens.starts[at] ?? 0;
      const end = tokens.ends[at] ?? 0;
      check(text.slice(0, start) + text.slice(end));
      check(`${text.slice(0, end)} ${text.slice(start)}`);
    }
  });

  it("the sample with seeded damage", () => {
    const next = random(20_240_601);
    const pieces = [
      '"',
      "'",
      '"""',
      "f'{",
      "(",
      ")",
      "[",
      "}",
      "\n",
      "\n  ",
      ":",
      "\\",
      "\r",
      "\0",
      "é",
      "\ud800",
      ";",
    ];
    for (let round = 0; round < 3000; round++) {
      let damaged = text;
      for (let count = 1 + Math.floor(next() * 6); count > 0; count--) {
        const at = Math.floor(next() * damaged.length);
        const removed = next() < 0.5 ? Math.floor(next() * 6) : 0;
        const piece = pieces[Math.floor(next() * pieces.length)] ?? "";
        damaged = damaged.slice(0, at) + piece + damaged.slice(at + removed);
      }
      check(damaged);
    }
  });

  it("each prefix by lines of each example", () => {
    const folder = path.resolve("examples");
    for (const file of fixtures(folder)) {
      const source = readFileSync(file, "utf8");
      for (let at = source.indexOf("\n"); at >= 0; at = source.indexOf("\n", at + 1)) check(source.slice(0, at));
    }
  });
});
