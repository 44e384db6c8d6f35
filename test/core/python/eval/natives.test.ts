import assert from "node:assert/strict";
import type { Analysis } from "../../../../src/core/python/eval/index.ts";
import {
  type Call,
  type Machine,
  method,
  type NativeModule,
  native,
  nativeClass,
} from "../../../../src/core/python/eval/native.ts";
import { objectClass } from "../../../../src/core/python/eval/types.ts";
import { Float, Instance, Unknown } from "../../../../src/core/python/eval/value.ts";
import { interpreterOf, run, type Sources } from "./support.ts";

/** A little library: a class that programs derive from, a function, and a constant that is made when read. */
function shapes(onLayer: (machine: Machine, call: Call) => void = () => {}): NativeModule {
  const base = nativeClass("shapes", "Layer", [objectClass], {
    __init__: method(
      "width, height=1, *, scale=0.5, padding='same', **extra",
      (machine, self, [width, height, scale, padding], call) => {
        if (!(self instanceof Instance)) return null;
        self.payload = { width, height };
        onLayer(machine, call);
        if (typeof width !== "number") return machine.raise("TypeError", "width must be an int");
        const shown = scale instanceof Float ? scale.value : scale;
        return machine.setAttribute(self, "area", `${width}x${String(height)} ${String(shown)} ${String(padding)}`)
          ? null
          : undefined;
      },
    ),
    __call__: method("value", (machine, self, [value]) => machine.callMethod(self, "forward", [value ?? null])),
  });
  return {
    name: "shapes",
    attributes: {
      Layer: base,
      double: native("double", "value", (machine, [value]) => machine.binary("*", value ?? null, 2)),
      late: () => "made when read",
    },
  };
}

describe("native libraries", () => {
  it("give classes that programs derive from, functions and values", () => {
    const source = [
      "import shapes",
      "from shapes import Layer, double",
      "class Mine(Layer):",
      "    def __init__(self, n, **kw):",
      "        super().__init__(n, 4, **kw)",
      "    def forward(self, v): return double(v) + 1",
      "m = Mine(3, scale=2.0)",
      "print(m.area, m(10), isinstance(m, Layer), Mine.__mro__[1].__name__)",
      "print(Layer(width=5, padding='valid').area, shapes.late, shapes.double('ab'))",
      "try: Layer()",
      "except TypeError as e: print(e)",
      "try: Layer('x')",
      "except TypeError as e: print(e)",
      "print(hasattr(m, 'nothing'))",
    ].join("\n");
    const { printed, failures } = run(source, [shapes()]);
    assert.deepEqual(failures, []);
    assert.deepEqual(printed, [
      "3x4 2 same 21 True Layer",
      "5x1 0.5 valid made when read abab",
      "Layer.__init__() missing 1 required positional argument: 'width'",
      "width must be an int",
      "False",
    ]);
  });

  it("answer for what their table lacks with unknown", () => {
    const interpreter = interpreterOf({}, { natives: [shapes()] });
    const value = interpreter.analyse(
      { uri: "file:///project/main.py", text: "import shapes\nx = shapes.other(1)" },
      (analysis) => {
        analysis.run();
        return analysis.lookup("x");
      },
    );
    assert.ok(value instanceof Unknown);
    assert.deepEqual(value.because, { key: "pythonNotModelled", args: { name: "shapes.other" } });
  });
});

describe("where an argument is written", () => {
  /** The text of the `width` of each Layer that main.py makes, `!` in front where a fix may replace it. */
  function sites(sources: Sources): readonly string[] {
    const found: string[] = [];
    const library = shapes((machine, call) => {
      const site = machine.argumentSite(call, "width");
      const text =
        site === null ? null : sources[site.file.replace("file:///project/", "")]?.slice(site.start, site.end);
      found.push(site === null ? "none" : `${site.constant ? "!" : ""}${text}`);
    });
    interpreterOf(sources, { natives: [library] }).analyse(
      { uri: "file:///project/main.py", text: sources["main.py"] ?? "" },
      (analysis: Analysis) => analysis.run(),
    );
    return found;
  }

  it("is followed through plain parameters, keywords, defaults, partials and mappings", () => {
    const source = [
      "from functools import partial",
      "from shapes import Layer",
      "def make(a, b=7, **kw): return Layer(a, **kw) if a else Layer(b)",
      "class Block(Layer):",
      "    def __init__(self, n, *rest): super().__init__(n, *rest)",
      "Layer(64)",
      "Layer(width=16 * 4)",
      "n = 32",
      "Layer(n)",
      "make(3)",
      "make(0)",
      "make(0, b=9)",
      "Block(11)",
      "Block(n + 1, 2)",
      "partial(Layer, 21)(2)",
      "partial(Layer, height=3)(22)",
      "partial(make, 23)()",
      "args = [5]",
      "Layer(*args)",
      "Layer(**{'width': 6})",
    ].join("\n");
    assert.deepEqual(sites({ "main.py": source }), [
      "!64",
      "!16 * 4",
      "n",
      "!3",
      "!7",
      "!9",
      "!11",
      "n + 1",
      "!21",
      "!22",
      "a",
      "none",
      "none",
    ]);
  });

  it("is in the caller's file when a library passes it on", () => {
    const sources = {
      "main.py": "from lib import Conv\nConv(48)",
      "lib.py":
        "from shapes import Layer\ndef Conv(c):\n    return inner(c)\ndef inner(width):\n    return Layer(width=width)",
    };
    assert.deepEqual(sites(sources), ["!48"]);
  });

  it("has the calls around it", () => {
    const chains: string[] = [];
    const text = "from shapes import Layer\ndef f(n):\n    return Layer(n)\ndef g():\n    return f(1)\ng()\ng()";
    const contexts = new Set<unknown>();
    const library = shapes((machine, call) => {
      const lines: string[] = [];
      const innermost = machine.contextOf(call);
      contexts.add(innermost);
      for (let context = innermost; context !== null; context = context.parent) {
        lines.push(text.slice(context.site.at.start, context.site.at.end));
      }
      chains.push(lines.join(" < "));
    });
    interpreterOf({ "main.py": text }, { natives: [library] }).analyse(
      { uri: "file:///project/main.py", text },
      (analysis) => analysis.run(),
    );
    assert.deepEqual(chains, ["Layer(n) < f(1) < g()", "Layer(n) < f(1) < g()"]);
    assert.equal(contexts.size, 2);
  });
});
