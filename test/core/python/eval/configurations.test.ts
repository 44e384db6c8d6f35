// Objects that projects keep their configuration in, as the documentation of each package says: attributes are entries,
// files are merged over defaults, texts name other places.
import assert from "node:assert/strict";
import { run, variables } from "./support.ts";

const files = {
  "configs/net.yaml": "MODEL:\n  WIDTH: 24\n  SIZES: (1, 2, 3)\n  STEM: {KERNEL: 7}\n",
  "configs/child.yaml": "_BASE_: net.yaml\nMODEL:\n  STEM: {KERNEL: 5}\n",
  "configs/odd.yaml": "MODEL:\n  WIDE: 24\n",
  "configs/type.yaml": "MODEL:\n  WIDTH: wide\n",
  "net.yaml":
    'model:\n  width: 16\n  stages: [1, "@{model.width}", "@{..width}"]\n  name: w@{model.width}\n  head: ???\n'.replaceAll(
      "@",
      "$",
    ),
  "configs/base.py":
    "import os\nwidth = 8\nmodel = dict(type='Net', stem=dict(kernel=3, stride=2), sizes=[1, dict(a=2)])\n",
  "configs/own.py": "_base_ = ['./base.py']\nmodel = dict(stem=dict(kernel=7), head=dict(_delete_=True, classes=5))\n",
  "parts/__init__.py":
    "class Head:\n    def __init__(self, classes): self.classes = classes\nclass Net:\n    def __init__(self, width, head, act): self.width, self.head, self.act = width, head, act\n",
  "parts/sub.py": "def twice(n): return 2 * n\n",
  "conf/main.yaml":
    "defaults:\n  - _self_\n  - net: small\n  - optional data@inputs: images\n  - override hydra/launcher: none\nwidth: 8\nnet: {depth: 2}\n",
  "conf/net/small.yaml": "defaults: [base]\ndepth: 3\n",
  "conf/net/base.yaml": "depth: 1\nkernel: 5\n",
  "conf/data/images.yaml": "# @package _group_\nsize: 32\n",
  "net.json": '{"width": 16, "stages": [{"depth": 2}, {"depth": 3}]}',
};

const yacs = `
from yacs.config import CfgNode as CN
_C = CN()
_C.MODEL = CN()
_C.MODEL.WIDTH = 8
_C.MODEL.SIZES = [1]
_C.MODEL.STEM = CN({"KERNEL": 3, "EXTRA": None})
def get_cfg():
    return _C.clone()
`;

const cases: readonly (readonly [title: string, source: string, ...printed: string[]])[] = [
  [
    "yacs",
    `${yacs}cfg = get_cfg()\ncfg.MODEL.WIDTH *= 2\nprint(cfg.MODEL.WIDTH, _C.MODEL.WIDTH, cfg["MODEL"]["STEM"].KERNEL)`,
    "16 8 3",
  ],
  [
    "yacs, a file over the defaults",
    `${yacs}cfg = get_cfg()\ncfg.merge_from_file("configs/net.yaml")\ncfg.freeze()\nprint(cfg.MODEL.WIDTH, cfg.MODEL.SIZES, cfg.MODEL.STEM.KERNEL, cfg.MODEL.STEM.EXTRA)`,
    "24 [1, 2, 3] 7 None",
  ],
  [
    "yacs, a list of changes",
    `${yacs}_C.merge_from_list(["MODEL.WIDTH", "64", "MODEL.STEM.EXTRA", "x"])\nprint(_C.MODEL.WIDTH, _C.MODEL.STEM.EXTRA)`,
    "64 x",
  ],
  [
    "yacs, a name that the defaults lack",
    `${yacs}try:\n    _C.merge_from_file("configs/odd.yaml")\nexcept KeyError as e:\n    print(e)\n_C.set_new_allowed(True)\n_C.merge_from_file("configs/odd.yaml")\nprint(_C.MODEL.WIDE)`,
    "'Non-existent config key: MODEL.WIDE'",
    "24",
  ],
  [
    "yacs, a value of another type",
    `${yacs}try:\n    _C.merge_from_file("configs/type.yaml")\nexcept ValueError as e:\n    print("refused")`,
    "refused",
  ],
  [
    "yacs, a name that is not there",
    `${yacs}print(hasattr(_C.MODEL, "HEAD"), getattr(_C.MODEL, "HEAD", 3), "WIDTH" in _C.MODEL, list(_C.MODEL.keys()))`,
    "False 3 True ['WIDTH', 'SIZES', 'STEM']",
  ],
  [
    "fvcore, a file with a base",
    'from fvcore.common.config import CfgNode\ncfg = CfgNode(new_allowed=True)\ncfg.merge_from_file("configs/child.yaml")\nprint(cfg.MODEL.WIDTH, cfg.MODEL.STEM.KERNEL)',
    "24 5",
  ],
  [
    "easydict",
    'from easydict import EasyDict as edict\nimport json\nc = edict(json.load(open("net.json")))\nc.head = {"width": 4}\nc.width += 1\nprint(c.width, c["width"], c.stages[1].depth, c.head.width, "head" in c)',
    "17 17 3 4 True",
  ],
  [
    "addict",
    'from addict import Dict\nc = Dict({"a": {"b": [1, {"c": 2}]}})\nc.x.y.z = 5\nc.update({"a": {"d": 3}})\nprint(c.a.b[1].c, c.x.y.z, c.a.d, len(c), bool(c.none), c.to_dict())',
    "2 5 3 2 False {'a': {'b': [1, {'c': 2}], 'd': 3}, 'x': {'y': {'z': 5}}}",
  ],
  [
    "munch",
    'from munch import Munch, munchify\nc = munchify({"a": [{"b": 1}]})\nc.d = {"e": 2}\nprint(c.a[0].b, c.d.e, Munch(x=3).x, c.toDict())',
    "1 2 3 {'a': [{'b': 1}], 'd': {'e': 2}}",
  ],
  [
    "ml_collections",
    'import ml_collections\nc = ml_collections.ConfigDict({"size": (16, 16)})\nc.t = ml_collections.ConfigDict()\nc.t.heads = 12\nc.update({"t": {"depth": 2}})\nprint(c.size, c.t.heads, c["t"].depth, c.get("z", 1), "t" in c, {**c.t})',
    "(16, 16) 12 2 1 True {'heads': 12, 'depth': 2}",
  ],
  [
    "omegaconf, texts that name other places",
    'from omegaconf import OmegaConf\nc = OmegaConf.load("net.yaml")\nprint(list(c.model.stages), c.model.name, OmegaConf.is_missing(c.model, "head"))\nc.model.width = 32\nprint(list(c.model.stages)[1], OmegaConf.to_container(c.model, resolve=False)["name"])',
    "[1, 16, 16] w16 True",
    "32 w$" + "{model.width}",
  ],
  [
    "omegaconf",
    'from omegaconf import OmegaConf, DictConfig\nc = OmegaConf.merge(OmegaConf.create({"a": {"b": 1, "c": 2}}), {"a": {"b": 3}}, OmegaConf.from_dotlist(["a.d=[4, 5]"]))\nprint(c.a.b, c["a"].c, c.a.d[1], isinstance(c.a, DictConfig), dict(**c.a)["b"], c.get("z"), [x for x in c.a.d])',
    "3 2 5 True 3 None [4, 5]",
  ],
  [
    "omegaconf, a name that is not there",
    'from omegaconf import OmegaConf\nc = OmegaConf.create({"a": 1})\nprint(hasattr(c, "b"), getattr(c, "b", 2), c.get("b", 3), c.a)',
    "False 2 3 1",
  ],
  [
    "omegaconf, resolvers",
    `from omegaconf import OmegaConf
OmegaConf.register_new_resolver("mul", lambda a, b=2: a * b)
OmegaConf.register_new_resolver("beside", lambda name, _parent_: _parent_[name])
c = OmegaConf.create({
    "w": 8, "k": "w", "wide": "@{mul:@{w},3}", "two": "@{mul:@{w}}", "text": "n@{mul:2, 4}x",
    "nested": "@{@{k}}", "list": "@{mul:[1],2}", "place": "@{oc.env:SOMEWHERE,/data}", "next": "@{beside:w}",
})
print(c.wide, c.two, c.text, c.nested, list(c.list), c.place, c.next, OmegaConf.has_resolver("mul"))
OmegaConf.resolve(c)
print(OmegaConf.to_container(c)["wide"])`.replaceAll("@{", "$" + "{"),
    "24 16 n8x 8 [1, 1] /data 8 True",
    "24",
  ],
  [
    "omegaconf, struct mode",
    `from omegaconf import OmegaConf, open_dict
c = OmegaConf.create({"a": {"b": 1}})
OmegaConf.set_struct(c, True)
try:
    c.a.z = 2
except AttributeError as error:
    print(error)
with open_dict(c):
    c.a.z = 3
c.a.b = 4
print(c.a.z, c.a.b, OmegaConf.is_struct(c), "y" in c)`,
    "Key 'z' is not in struct",
    "3 4 True False",
  ],
  [
    "hydra, what a configuration says to make",
    `from hydra.utils import instantiate, get_class
import hydra
from omegaconf import OmegaConf
c = OmegaConf.create({"net": {"_target_": "parts.Net", "width": 8, "head": {"_target_": "parts.Head", "classes": 3},
    "act": {"_target_": "parts.Head", "_partial_": True}}, "many": [{"_target_": "parts.Head", "_args_": [5]}]})
net = instantiate(c.net, width=16)
print(net.width, net.head.classes, net.act(classes=2).classes, hydra.utils.instantiate(c.many)[0].classes)
lazy = instantiate(c.net, _recursive_=False)
print(type(lazy.head).__name__, get_class("parts.Head").__name__, instantiate(None), instantiate({"_target_": "parts.Head"}, 7).classes)
print(hydra.utils.call({"_target_": "parts.sub.twice", "n": 4}), instantiate({"a": 1}).a)
@hydra.main(config_path="configs", config_name="net")
def main(cfg):
    return cfg
main()
print(main({"x": 1}))`,
    "16 3 2 5",
    "DictConfig Head None 7",
    "8 1",
    "{'x': 1}",
  ],
  [
    "hydra, what a program gets where its command line says nothing",
    `import hydra
@hydra.main(version_base=None, config_path="conf", config_name="main")
def main(cfg):
    print(cfg.width, cfg.net.depth, cfg.net.kernel, "hydra" in cfg)
main()`,
    "8 3 5 False",
  ],
  [
    "SimpleNamespace and Namespace",
    'from types import SimpleNamespace\nfrom argparse import Namespace\nn = SimpleNamespace(**{"a": 1}, b=SimpleNamespace(c=2))\nm = Namespace(x=3)\nm.y = 4\nprint(n.a, n.b.c, vars(m), "x" in m, getattr(n, "z", 0))',
    "1 2 {'x': 3, 'y': 4} True 0",
  ],
  [
    "mmcv, a file of Python that builds on another",
    'from mmcv import Config\nc = Config.fromfile("configs/own.py")\nc.merge_from_dict({"model.stem.stride": 1, "model.sizes.1.a": 3})\nprint(c.width, c.model.stem, c.model.sizes[1].a, c["model"].head.classes, c.get("x", 0), c.model.get("type"), hasattr(c, "os"))',
    "8 {'kernel': 7, 'stride': 1} 3 5 0 Net False",
  ],
  [
    "mmengine, a dict",
    'from mmengine.config import Config, ConfigDict\nc = Config(dict(a=dict(b=1)))\nc.d = dict(e=2)\nprint(c.a.b, c.d.e, isinstance(c.a, dict), "a" in c)\ntry:\n    c.a.z\nexcept AttributeError:\n    print("none")',
    "1 2 True True",
    "none",
  ],
  [
    "a package that the program does without",
    "try:\n    import mmcv\nexcept ImportError:\n    mmcv = None\nprint(mmcv)",
    "None",
  ],
  [
    "literals as text",
    'import ast\nprint(ast.literal_eval("[1, -2.5, {\'a\': (True, None)}]"))\ntry:\n    ast.literal_eval("open(\'x\')")\nexcept ValueError:\n    print("none")',
    "[1, -2.5, {'a': (True, None)}]",
    "none",
  ],
];

describe("objects of configuration", () => {
  for (const [title, source, ...printed] of cases)
    it(title, () => {
      const ran = run({ "main.py": source, ...files });
      assert.deepEqual([ran.failures, ran.printed], [[], printed]);
    });

  it("are the same where the package is installed, whose own reader takes files to pieces", () => {
    const installed = {
      "mmengine/__init__.py": "from .config import *",
      "mmengine/config/__init__.py": "from .config import Config, ConfigDict, read_base",
      "mmengine/config/config.py": "import ast, tempfile\nclass Config: fromfile = staticmethod(ast.walk)",
      "mmengine/registry.py": "from mmengine.config import Config\ndef build(path): return Config.fromfile(path).model",
      "configs/new.py":
        "from mmengine.config import read_base\nwith read_base():\n    from .base import *\nmodel['classes'] = 7",
      "configs/base.py": "model = dict(type='Net', classes=3)",
    };
    const source =
      'from mmengine.registry import build\nprint(build("configs/own.py").stem.kernel, build("configs/new.py"))';
    assert.deepEqual(run({ ...files, ...installed, "main.py": source }), {
      printed: ["7 {'type': 'Net', 'classes': 7}"],
      failures: [],
    });
  });

  it("are not known after a merge with a file that is not there", () => {
    const source = `${yacs}_C.merge_from_file("absent.yaml")
from omegaconf import OmegaConf
o = OmegaConf.load("absent.yaml")
m = OmegaConf.merge({"a": 1}, o)
x, y, z = _C.MODEL.WIDTH, o.a, m.a`;
    const unknown = "? file absent.yaml was not found";
    assert.deepEqual(variables(source, "x", "y", "z"), { x: unknown, y: unknown, z: unknown });
  });

  it("lack nothing that somebody might know: the rest of a package is unknown", () => {
    const source = "import easydict\nx = easydict.something\ny = hasattr(easydict, 'EasyDict')";
    assert.deepEqual(variables(source, "x", "y"), { x: "? easydict.something is not modelled", y: "True" });
  });
});
