import assert from "node:assert/strict";
import { interpreterOf, run, type Sources, shown, variables } from "./support.ts";

const prints = (sources: Sources, ...expected: readonly string[]): void => {
  const { printed, failures } = run(sources);
  assert.deepEqual(printed, expected);
  assert.deepEqual(failures, []);
};

describe("imports", () => {
  it("bind modules, names and submodules", () => {
    prints(
      {
        "main.py":
          "import lib.a\nfrom lib import a as other, b\nfrom lib.b import Y as Z\nprint(lib.a.X, other.X, b.Y, Z, lib.__name__, b.__name__)",
        "lib/__init__.py": "",
        "lib/a.py": "X = 1",
        "lib/b.py": "Y = 2",
      },
      "1 1 2 2 lib lib.b",
    );
  });

  it("find what lies beside a notebook, whose cells have a scheme of their own", () => {
    const sources = { "deep/lib.py": "x = 1", "top.py": "y = 2" };
    const text = "from lib import x\nfrom top import y\nz = (x, y)";
    const shownOf = (uri: string): string =>
      interpreterOf(sources).analyse({ uri, text }, (analysis) => {
        analysis.run();
        return shown(analysis, analysis.lookup("z"));
      });
    assert.equal(shownOf("vscode-notebook-cell:/project/deep/net.ipynb#W0sZmlsZQ%3D%3D"), "(1, 2)");
    assert.equal(shownOf("vscode-notebook-cell://remote/project/deep/net.ipynb#W0s"), "(1, 2)");
    assert.match(shownOf("untitled:Untitled-1"), /^\(\?|^\? /);
    assert.match(shownOf("vscode-notebook-cell:/elsewhere/deep/net.ipynb#W0s"), /\?/);
  });

  describe("of a package run for a key", () => {
    // `other` says when it runs.
    const ran = (tables: string, question: string, other: string): readonly string[] =>
      run({
        "main.py": `import pkg\nfrom pkg.tables import *\nprint(${question})`,
        "pkg/__init__.py": "from .other import thing\n",
        "pkg/tables.py": tables,
        "pkg/other.py": `print("other runs")\nthing = 1\n${other}`,
      }).printed;

    for (const [what, tables, question, other] of [
      [
        "that is missing in an empty table",
        "TABLE = {}",
        "'net' in TABLE",
        "from .tables import TABLE\nTABLE['net'] = 1",
      ],
      [
        "by the name of a function",
        "TABLE = {}",
        "'net' in TABLE",
        "from .tables import TABLE\ndef net(): pass\nTABLE[net.__name__] = net",
      ],
      [
        "of a table that they name",
        "TABLE = {'a': 1}",
        "'net' in TABLE",
        "from .tables import TABLE\nTABLE['net'] = 1",
      ],
      [
        "of a table that a display of tables gives to a function",
        "TABLE = dict(a=1)\nALL = [TABLE]\ndef register(net):\n    ALL[0][net.__name__] = net\n    return net",
        "'net' in TABLE",
        "from .tables import register\n@register\ndef net(): pass",
      ],
      [
        "of a table that they reach through a display of tables",
        "TABLE = dict(a=1)\nALL = (TABLE,)",
        "'net' in TABLE",
        "from .tables import ALL\nALL[0]['net'] = 1",
      ],
      [
        "of a table that is filled by a function beside it",
        "TABLE = {'a': 1}\ndef register(f):\n    TABLE[f.__name__] = f\n    return f",
        "'net' in TABLE",
        "from .tables import register\n@register\ndef net(): pass",
      ],
    ] as const)
      it(what, () => assert.deepEqual(ran(tables, question, other), ["other runs", "True"]));

    for (const [what, tables, question, other] of [
      ["but not where a table is written out", "TABLE = {'a': 1}", "'net' in TABLE", "names = ['net']"],
      ["nor where it is called dict", "TABLE = dict(a=1)", "'net' in TABLE", "names = ['net']"],
      [
        "nor for what its module does to it as it runs",
        "FAST = dict(a=1)\nSLOW = dict(a=2, b=3)\nALL = (FAST, SLOW)\nfor each in ALL:\n    each.setdefault('c', 4)\ndef find(name):\n    return FAST[name] if name in FAST else SLOW[name]",
        "'net' in FAST",
        "names = ['net']",
      ],
      ["but not of what lies in one", "TABLE = {'a': {'b': 1}}", "'net' in TABLE['a']", "names = ['net']"],
      ["but not of a class's namespace", "class A:\n    pass", "'net' in A.__dict__", "names = ['net']"],
      ["but not of annotations", "def f(x: int): pass", "'net' in f.__annotations__", "names = ['net']"],
      [
        "but not for a word in passing",
        "TABLE = {}",
        "'net' in TABLE",
        "def f():\n    net = 1 # the net\n    return net",
      ],
    ] as const)
      it(what, () => assert.deepEqual(ran(tables, question, other), ["False"]));
  });

  it("find a file of the project before a package of its name that is left out", () => {
    const files = { "main.py": "from requests.reader import width\nimport tqdm\nprint(width, tqdm.steps)" };
    const own = { "requests/__init__.py": "", "requests/reader.py": "width = 8", "tqdm.py": "steps = 3" };
    assert.deepEqual(run({ ...files, ...own }).printed, ["8 3"]);
  });

  it("find a file of the project before a package of its name that is known", () => {
    const own = {
      "yaml.py": "def load(text):\n    return 'own ' + text",
      "einops/__init__.py": "from .parts import rearrange",
      "einops/parts.py": "def rearrange(*given):\n    return len(given)",
      "statistics.py": "def mean(values):\n    return 'own mean'",
      "copy.py": "def deepcopy(value):\n    return 'never'",
      "os.py": "sep = 'never'",
      "math.py": "pi = 'never'",
    };
    const main =
      "import copy, math, os, statistics, yaml\nfrom einops import rearrange\nfrom einops.parts import rearrange as same\n" +
      "print(yaml.load('a'), rearrange(1, 2), same is rearrange, statistics.mean([1]), copy.deepcopy(3), os.sep, math.pi > 3)";
    assert.deepEqual(run({ "main.py": main, ...own }).printed, ["own a 2 True own mean 3 / True"]);
  });

  it("run the modules of the packages around a registry that is imported by itself", () => {
    prints(
      {
        "main.py": "from pkg.models.registry import LOSSES\nprint(LOSSES.get('focal'))",
        "pkg/__init__.py": "",
        "pkg/models/__init__.py": "from .losses import *",
        "pkg/models/registry.py": "LOSSES = {}",
        "pkg/models/losses.py": "from .registry import LOSSES\nLOSSES['focal'] = 7",
      },
      "7",
    );
  });

  it("run a module when its names are used, and once", () => {
    prints(
      {
        "main.py": "from lib import x, y\nprint('start')\nprint(x)\nprint(y, x)",
        "lib.py": "print('running')\nx = 1\ny = 2",
      },
      "start",
      "running",
      "1",
      "2 1",
    );
  });

  it("never run what is only passed on", () => {
    prints(
      {
        "main.py":
          "from functools import partial\nfrom lib import f\np = partial(f, 1)\nd = {'f': f}\nl = [f]\nprint('not run')",
        "lib.py": "print('running')\ndef f(a): return a",
      },
      "not run",
    );
  });

  it("follow re-exports past packages", () => {
    prints(
      {
        "main.py": "from lib import f\nprint(f())",
        "lib/__init__.py": "print('package')\nfrom .inner import f\nfrom .heavy import *",
        "lib/inner/__init__.py": "print('inner package')\nfrom .deep import g as f",
        "lib/inner/deep.py": "def g(): return 'deep'",
        "lib/heavy.py": "print('heavy')",
      },
      "deep",
    );
  });

  it("find names behind stars by the text of the files", () => {
    prints(
      {
        "main.py": "from lib import *\nprint(resnet(), _hidden if False else 'hidden')",
        "lib/__init__.py": "from .a import *\nfrom .b import *\nfrom .c import *",
        "lib/a.py": "print('a')\ndef alexnet(): return 'alexnet'",
        "lib/b.py": "def resnet(): return 'resnet'",
        "lib/c.py": "print('c')\n_hidden = 1",
      },
      "resnet hidden",
    );
  });

  it("are relative", () => {
    prints(
      {
        "main.py": "from pkg.sub.m import go\nprint(go())",
        "pkg/__init__.py": "",
        "pkg/top.py": "T = 'top'",
        "pkg/sub/__init__.py": "",
        "pkg/sub/n.py": "N = 'n'",
        "pkg/sub/m.py":
          "from ..top import T\nfrom .n import N\nfrom . import n\nfrom .. import top\ndef go(): return T + N + n.N + top.T",
      },
      "topnntop",
    );
  });

  it("find what lies in folders without a file of their own", () => {
    prints(
      {
        "main.py": [
          "from models import net, gone",
          "import models.deep.inner",
          "import pkg.plain.part",
          "from models.deep import inner as again",
          "print(net.N, models.deep.inner.I, again.I, pkg.plain.part.P, net.inner.I)",
          "try:",
          "    from models import nothing",
          "except ImportError:",
          "    print('nothing')",
        ].join("\n"),
        "models/net.py": "from .deep import inner\nfrom . import other\nN = 'n' + other.O",
        "models/other.py": "O = 'o'",
        "models/deep/inner.py": "I = 'i'",
        "pkg/__init__.py": "",
        "pkg/plain/part.py": "P = 'p'",
      },
      "no i i p i",
      "nothing",
    );
  });

  it("know nothing of what a folder without a file lacks: an installed package may have it", () => {
    const sources = {
      "main.py": "import paddle.net\nx = paddle.tensor\nprint(paddle.net.N)",
      "paddle/net.py": "N = 1",
    };
    prints(sources, "1");
    assert.deepEqual(variables(sources, "x"), { x: "? tensor was not found in paddle" });
  });

  it("bring names with an underscore where a list says so", () => {
    prints(
      {
        "main.py": "from nn import _Conv\nfrom nn import *\nprint(_Conv, _Pool)",
        "nn/__init__.py": "from .basic import *\nfrom .other import *\n__all__ = ['_Pool']",
        "nn/basic.py": "__all__ = ['_Conv', '_Pool']\n_Conv = 'conv'\n_Pool = 'pool'",
        "nn/other.py": "_Hidden = 1",
      },
      "conv pool",
    );
  });

  it("go in cycles", () => {
    prints(
      {
        "main.py": "from a import f\nprint(f())",
        "a.py": "import b\nA = 1\ndef f(): return b.g()",
        "b.py": "from a import A\ndef g(): return A + 1",
      },
      "2",
    );
  });

  it("raise where the program is prepared for it, and are unknown elsewhere", () => {
    prints(
      {
        "main.py": [
          "try:",
          "    import apex",
          "    has = True",
          "except ImportError:",
          "    has = False",
          "try:",
          "    from lib import nothing",
          "except ImportError:",
          "    print('no name')",
          "try:",
          "    from lib import x",
          "    print('found', x)",
          "except ImportError:",
          "    print('lost')",
          "import missing",
          "missing.call()",
          "print(has)",
        ].join("\n"),
        "lib.py": "x = 1",
      },
      "no name",
      "found 1",
      "False",
    );
  });

  it("are run for a registry of another package that they import, after one of their own", () => {
    const { printed, failures } = run({
      "main.py": "from tools import build\nimport blocks\nprint(build('wide'))",
      "engine/__init__.py": "",
      "engine/registry.py": "ROOT = {}",
      "tools.py":
        "from engine.registry import ROOT\nOWN = {}\ndef build(name): return OWN[name] if name in OWN else ROOT[name]",
      "blocks/__init__.py": "from .wide import wide",
      "blocks/wide.py": "from engine.registry import ROOT\nROOT['wide'] = 'built'\ndef wide(): pass",
    });
    assert.deepEqual([printed, failures], [["built"], []]);
  });

  it("see what a module put into a registry of another", () => {
    prints(
      {
        "main.py":
          "from registry import build\nimport models\nprint(build('resnet')(), 'nothing' in __import__('registry').table)",
        "registry.py":
          "table = {}\ndef register(f):\n    table[f.__name__] = f\n    return f\ndef build(name):\n    return table[name]",
        "models/__init__.py": "from .resnet import *\nfrom .vgg import *",
        "models/resnet.py": "from registry import register\n@register\ndef resnet(): return 'built'",
        "models/vgg.py": "print('vgg')\nfrom registry import register\n@register\ndef vgg(): return 'vgg'",
      },
      "built False",
    );
  });

  it("let a file run as __main__", () => {
    prints({ "main.py": "if __name__ == '__main__':\n    print('main')" }, "main");
  });
});

describe("evaluated modules", () => {
  it("are kept, and what an analysis does to them is undone", () => {
    const sources = {
      "lib.py":
        "print('run')\nitems = [1]\nclass C: flag = False\ncache = {}\ndef memo(k):\n    cache[k] = len(cache)\n    return cache[k]",
    };
    const printed: string[] = [];
    const interpreter = interpreterOf(sources, { onPrint: (text) => printed.push(text) });
    const text =
      "import lib\nlib.items.append(2)\nlib.C.flag = True\nlib.extra = 1\nx = (lib.items, lib.C.flag, lib.memo('k'), hasattr(lib, 'other'))";
    const once = () =>
      interpreter.analyse({ uri: "file:///project/main.py", text }, (analysis) => {
        analysis.run();
        return shown(analysis, analysis.lookup("x"));
      });
    assert.equal(once(), "([1, 2], True, 0, False)");
    assert.equal(once(), "([1, 2], True, 0, False)");
    assert.deepEqual(printed, ["run"]);
  });

  it("run again when a text that they were made from has changed", () => {
    const sources: Record<string, string> = { "a.py": "from b import X\nY = X + 1", "b.py": "X = 1" };
    const interpreter = interpreterOf(sources);
    const once = () =>
      interpreter.analyse({ uri: "file:///project/main.py", text: "from a import Y" }, (analysis) => {
        analysis.run();
        return shown(analysis, analysis.lookup("Y"));
      });
    assert.equal(once(), "2");
    sources["b.py"] = "X = 10";
    assert.equal(once(), "11");
    delete sources["b.py"];
    assert.equal(once(), "? module b was not found");
  });

  it("take what they left in others along when they are edited", () => {
    const sources = {
      "pkg/__init__.py": "",
      "pkg/registry.py":
        "print('registry')\ntable = {}\ndef register(f):\n    if f.__name__ in table:\n        raise ValueError('twice')\n    table[f.__name__] = f\n    return f",
      "pkg/model.py": "from .registry import register\n@register\ndef net(): return 1",
      "pkg/other.py": "print('other')\nX = 1",
      "user.py": "from pkg.model import net\nfrom pkg.other import X\ny = net() + X",
    };
    const printed: string[] = [];
    const interpreter = interpreterOf(sources, { onPrint: (text) => printed.push(text) });
    const open = (name: keyof typeof sources, variable: string) =>
      interpreter.analyse({ uri: `file:///project/${name}`, text: sources[name] }, (analysis) => {
        analysis.run();
        assert.deepEqual(analysis.failures, []);
        return shown(analysis, analysis.lookup(variable)).replace(/ at .*/, "");
      });
    assert.equal(open("user.py", "y"), "2");
    assert.equal(open("pkg/model.py", "net"), "<function net");
    assert.equal(open("pkg/model.py", "net"), "<function net");
    assert.equal(open("user.py", "y"), "2");
    assert.equal(printed.filter((text) => text === "other").length, 1);
  });

  it("lose what an analysis hangs on their functions", () => {
    const interpreter = interpreterOf({ "a.py": "def f(): pass" });
    const answers = ["from a import f\nf.flag = 1\nx = hasattr(f, 'flag')", "from a import f\nx = hasattr(f, 'flag')"];
    const seen = answers.map((text) =>
      interpreter.analyse({ uri: "file:///project/main.py", text }, (analysis) => {
        analysis.run();
        return shown(analysis, analysis.lookup("x"));
      }),
    );
    assert.deepEqual(seen, ["True", "False"]);
  });

  describe("of a package of which several files are edited in turn", () => {
    const sources = {
      "pkg/__init__.py": "",
      "pkg/shared.py": "print('shared')\nfrom .deep import Y\nX = Y",
      "pkg/deep.py": "print('deep')\nY = 1",
      "pkg/a.py": "from .shared import X\nx = X",
      "pkg/b.py": "from .shared import X\nx = X + 1",
      "pkg/c.py": "from .a import x",
      "pkg/unrelated.py": "x = 1",
    };
    const opened = (names: readonly (keyof typeof sources)[], mostText?: number): readonly string[] => {
      const printed: string[] = [];
      const onPrint = (text: string): void => void printed.push(text);
      const interpreter = interpreterOf(sources, mostText === undefined ? { onPrint } : { onPrint, mostText });
      for (const name of names) {
        const shownValue = interpreter.analyse({ uri: `file:///project/${name}`, text: sources[name] }, (analysis) => {
          analysis.run();
          return shown(analysis, analysis.lookup("x"));
        });
        assert.equal(shownValue, name === "pkg/b.py" ? "2" : "1");
      }
      return printed;
    };

    it("stay as they are, also where one of the files is imported by another", () => {
      assert.deepEqual(opened(["pkg/a.py", "pkg/b.py", "pkg/c.py", "pkg/a.py", "pkg/b.py"]), ["shared", "deep"]);
    });

    it("go where there is no room for them, those in use last", () => {
      const names = ["pkg/a.py", "pkg/b.py", "pkg/unrelated.py", "pkg/a.py"] as const;
      assert.deepEqual(opened(names, 10), ["shared", "deep", "shared", "deep"]);
      assert.deepEqual(opened(names), ["shared", "deep"]);
    });
  });

  it("are found by what they register in every analysis, not only in the first", () => {
    const sources = {
      "pkg/__init__.py": "from .resnet import *\nfrom .vgg import *\nfrom .registry import build",
      "pkg/registry.py":
        "table = {}\ndef register(f):\n    table[f.__name__] = f\n    return f\ndef build(name):\n    return table[name]() if name in table else 'none'",
      "pkg/resnet.py": "from .registry import register\n@register\ndef resnet(): return 'a resnet'",
      "pkg/vgg.py": "from .registry import register\n@register\ndef vgg(): return 'a vgg'",
    };
    const interpreter = interpreterOf(sources);
    for (const name of ["resnet", "vgg", "resnet", "alexnet"]) {
      const text = `import pkg\nx = pkg.build('${name}')`;
      const built = interpreter.analyse({ uri: "file:///project/main.py", text }, (analysis) => {
        analysis.run();
        return shown(analysis, analysis.lookup("x"));
      });
      assert.equal(built, name === "alexnet" ? "'none'" : `'a ${name}'`);
    }
  });

  it("are not run to see whether they register what a module defines itself", () => {
    const sources = {
      "pkg/__init__.py": "from .resnet import *\nfrom .vgg import *",
      "pkg/registry.py":
        "table = {}\ndef register(f):\n    if f.__name__ in table:\n        print('twice')\n    table[f.__name__] = f\n    return f",
      "pkg/resnet.py": "import pkg\nfrom .registry import register\n@register\ndef resnet(): return 'a resnet'",
      "pkg/vgg.py": "print('vgg')\nfrom .registry import register\n@register\ndef vgg(): return 'no resnet'",
      "main.py": "from pkg.resnet import resnet\nprint(resnet())",
    };
    prints(sources, "a resnet");
  });

  it("read the data files of their packages", () => {
    const sources: Sources = {
      "main.py":
        "from lib.prune import table, missing\nprint(table('widths'), missing() if False else 'not asked')\ngone = missing()",
      "lib/__init__.py": "",
      "lib/prune.py":
        "import os, pkgutil\ndef table(name):\n    data = pkgutil.get_data(__name__, os.path.join('_data', name + '.txt'))\n    return [int(line) for line in data.decode('utf-8').split()]\ndef missing(): return table('missing')",
      "lib/_data/widths.txt": "12\n40\n",
    };
    prints(sources, "[12, 40] not asked");
    assert.equal(variables(sources, "gone")["gone"], "? file _data/missing.txt was not found");
  });

  it("tell what they depend on, absent files included, and what is still being read", () => {
    const interpreter = interpreterOf(
      {},
      {
        files: { read: (uri) => (uri.endsWith("/late.py") ? "pending" : "absent") },
      },
    );
    const [dependencies, pending, value] = interpreter.analyse(
      { uri: "file:///project/main.py", text: "import late, gone\nx = late.y" },
      (analysis) => {
        analysis.run();
        return [analysis.dependencies, analysis.pending, shown(analysis, analysis.lookup("x"))];
      },
    );
    assert.ok(dependencies.includes("file:///project/gone.py"));
    assert.deepEqual(pending, ["file:///project/late.py"]);
    assert.equal(value, "? module late is still being read");
  });
});
