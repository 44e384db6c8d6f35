// What one analysis answers may not depend on those before it: modules that have run stay, what they import is found again.
import assert from "node:assert/strict";
import { interpreterOf, type Sources, shown } from "./support.ts";

const uri = "file:///project/main.py";

/** The value of `x` in each text, all by one interpreter, in this order. */
function inTurn(sources: Sources, texts: readonly string[]): readonly string[] {
  const interpreter = interpreterOf(sources);
  return texts.map((text) =>
    interpreter.analyse({ uri, text }, (analysis) => {
      analysis.run();
      return shown(analysis, analysis.lookup("x"));
    }),
  );
}

const eachAlone = (sources: Sources, texts: readonly string[]): readonly string[] =>
  texts.flatMap((text) => inTurn(sources, [text]));

const registry = `\
table = {}
def register(thing):
    table[thing.__name__] = thing
    return thing
def build(name):
    return table[name]()
`;

const parts = {
  "pkg/registry.py": registry,
  "pkg/resnet.py": "from .registry import register\n@register\ndef resnet(): return 'a resnet'",
};

describe("registries", () => {
  it("hold what is imported under a condition, whichever analysis has run the module that has the condition", () => {
    const sources = {
      ...parts,
      "pkg/__init__.py": "from .registry import build\nfrom .parts import *",
      "pkg/parts/__init__.py": "from absent import FOUND\nif FOUND:\n    from .hidden import *\nwidth = 3",
      "pkg/parts/hidden.py": "from pkg.registry import register\n@register\ndef hidden(): return 'hidden'",
    };
    const texts = ["import pkg\nx = pkg.width", "import pkg\nx = pkg.build('hidden')"];
    assert.deepEqual(inTurn(sources, texts), ["3", "'hidden'"]);
    assert.deepEqual(eachAlone(sources, texts), ["3", "'hidden'"]);
  });

  it("hold what modules import that ran for another key before", () => {
    const sources = {
      ...parts,
      "pkg/__init__.py": "from .registry import build\nfrom .resnet import resnet\nfrom .wide import wide",
      "pkg/wide.py":
        "from .registry import register\nfrom .deep import deep\n@register\ndef wide(): return 'a wide one'",
      "pkg/deep.py": "from .registry import register\n@register\ndef deep(): return 'a deep one'",
    };
    const texts = ["wide", "resnet", "deep"].map((name) => `import pkg\nx = pkg.build('${name}')`);
    for (const order of [texts, texts.toReversed()])
      assert.deepEqual(inTurn(sources, order), eachAlone(sources, order));
  });

  it("hold what has not run yet beside an entry of which the key is not known", () => {
    const sources = {
      ...parts,
      "pkg/__init__.py": "from .registry import build\nfrom .resnet import resnet\nfrom .other import thing",
      "pkg/other.py": "from absent import key\nfrom .registry import table\ntable[key()] = print\nthing = 1",
    };
    const texts = ["import pkg\nx = pkg.thing", "import pkg\nx = pkg.build('resnet')"];
    assert.deepEqual(inTurn(sources, texts), ["1", "'a resnet'"]);
  });

  it("hold what a module that is not read has, by its name", () => {
    const sources = {
      ...parts,
      "pkg/__init__.py": "from .registry import build, table\nfrom .tokens import *",
      "pkg/tokens.py":
        "import absent\nfrom absent.auto import Tokenizer\nfrom .registry import register\nregister(Tokenizer)\nregister(absent.Other)",
    };
    assert.deepEqual(eachAlone(sources, ["import pkg\nx = 'Tokenizer' in pkg.table, 'Other' in pkg.table"]), [
      "(True, True)",
    ]);
  });

  it("tell that they depend on what was made before the analysis", () => {
    const sources = {
      "a.py": "from b import width\ndef wide(): return width",
      "b.py": "from c import width",
      "c.py": "width = 3",
    };
    const interpreter = interpreterOf(sources);
    const dependencies = () =>
      interpreter.analyse({ uri, text: "from a import wide\nx = wide() + 1" }, (analysis) => {
        analysis.run();
        return analysis.dependencies.filter((name) => /\/[abc]\.py$/.test(name)).toSorted();
      });
    const all = ["file:///project/a.py", "file:///project/b.py", "file:///project/c.py"];
    assert.deepEqual([dependencies(), dependencies()], [all, all]);
  });

  it("tell that they depend on who has registered what was found", () => {
    const sources = {
      ...parts,
      "pkg/__init__.py": "from .registry import build\nfrom .resnet import resnet",
    };
    const interpreter = interpreterOf(sources);
    const dependsOnResnet = () =>
      interpreter.analyse({ uri, text: "from pkg.registry import build\nx = build('resnet')" }, (analysis) => {
        analysis.run();
        return analysis.dependencies.includes("file:///project/pkg/resnet.py");
      });
    assert.deepEqual([dependsOnResnet(), dependsOnResnet()], [true, true]);
  });
});
