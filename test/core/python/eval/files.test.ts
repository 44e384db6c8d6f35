import assert from "node:assert/strict";
import { modelOf } from "../../../support/pythonModel.ts";
import { run, variables } from "./support.ts";

/** A model whose layers are named in a configuration beside it. */
const fromConfiguration = (read: string) => `
import json, os, yaml
from pathlib import Path

class Net(nn.Module):
    def __init__(self, path="parts/net.yaml"):
        super().__init__()
        classes = 7
        ${read}
        layers = []
        for kind, args in config["layers"]:
            made = eval(kind)
            for index, argument in enumerate(args):
                try:
                    args[index] = eval(argument) if isinstance(argument, str) else argument
                except NameError:
                    pass
            layers.append(made(*args))
        self.layers = nn.Sequential(*layers)

    def forward(self, x):
        return self.layers(x)
`;

const configuration = `# layers of the net
layers:
  # kind, arguments
  [[nn.Conv2d, [3, 4, 3]],
   [nn.Upsample, [None, 2, nearest]],
   [nn.Conv2d, [4, classes, 1]],
  ]
`;

const files = {
  "file:///w/parts/net.yaml": configuration,
  "file:///w/net.json": '{"layers": [["nn.Conv2d", [3, "classes", 1]]]}',
  "file:///secret/net.yaml": configuration,
  // A folder's text are the names in it.
  "file:///w/": ".cache/\nnet.json\nparts/",
  "file:///w/parts/": "net.yaml\nold/",
  "file:///w/parts/old/": "net[1].yml",
  "file:///secret/": "net.yaml",
};

const outputs = (read: string): string => modelOf(fromConfiguration(read), { files }).outputs;

describe("files that a program opens", () => {
  it("are read where they belong to the project", () => {
    for (const read of [
      "config = yaml.safe_load(open(path))",
      "config = yaml.load(Path(path).read_text(), Loader=yaml.FullLoader)",
      "config = yaml.safe_load(Path(__file__).resolve().parent.joinpath(path).open())",
      "config = yaml.safe_load(open('/w/sub/../parts/net.yaml', 'r', encoding='utf-8').read())",
      "config = yaml.safe_load('\\n'.join(line.rstrip() for line in open(path)))",
    ])
      assert.equal(outputs(read), "output 1x7x444x444", read);
    assert.equal(outputs("config = json.load(open('net.json'))"), "output 1x7x224x224");
    assert.equal(outputs("config = yaml.safe_load(open(path if os.path.isfile(path) else 'x'))"), "output 1x7x444x444");
  });

  it("are unknown where they lie outside of it, or are written", () => {
    for (const path of ["'/secret/net.yaml'", "'../secret/net.yaml'", "'missing.yaml'", "path, 'w'", "path, 'rb'"])
      assert.equal(outputs(`config = yaml.safe_load(open(${path}))`), "output ?", path);
  });
});

describe("folders that a program looks into", () => {
  const names = (expression: string): string =>
    variables({ ...project, "main.py": `import glob, os\nfrom pathlib import Path\nfound = ${expression}` }, "found")[
      "found"
    ] ?? "";
  const project = {
    "": "main.py\nparts/\n.git/",
    "parts/": "a.yaml\nb.yml\ndeep/\n.hidden.yaml",
    "parts/deep/": "a.yaml\nc[1].yaml",
  };

  it("are listed, and searched by patterns", () => {
    for (const [expression, expected] of [
      ["os.listdir('parts')", "['a.yaml', 'b.yml', 'deep', '.hidden.yaml']"],
      ["glob.glob('parts/*.yaml')", "['parts/a.yaml']"],
      ["glob.glob('parts/[!b].y?ml')", "['parts/a.yaml']"],
      ["glob.glob('parts/.*.yaml')", "['parts/.hidden.yaml']"],
      ["glob.glob('*/d*/a.yaml')", "['parts/deep/a.yaml']"],
      ["glob.glob('**/a.yaml', recursive=True)", "['parts/a.yaml', 'parts/deep/a.yaml']"],
      ["glob.glob('**/a.yaml')", "['parts/a.yaml']"],
      [
        "glob.glob('parts/**', recursive=True)",
        "['parts/', 'parts/a.yaml', 'parts/b.yml', 'parts/deep/', 'parts/deep/a.yaml', 'parts/deep/c[1].yaml']",
      ],
      ["glob.glob('parts/deep/' + glob.escape('c[1].yaml'))", "['parts/deep/c[1].yaml']"],
      ["glob.glob('parts/nothing.yaml')", "[]"],
      ["list(glob.iglob('parts/*.yml'))", "['parts/b.yml']"],
      ["[str(path) for path in Path('parts').rglob('a.yaml')]", "['parts/a.yaml', 'parts/deep/a.yaml']"],
      ["[path.stem for path in Path('parts').glob('*.yaml')]", "['a']"],
      ["sorted(path.name for path in Path('parts').iterdir())", "['.hidden.yaml', 'a.yaml', 'b.yml', 'deep']"],
      [
        "[os.path.isdir(p) for p in ('parts', 'parts/deep/')], Path('parts').is_dir(), os.path.exists('parts')",
        "([True, True], True, True)",
      ],
      ["Path('parts/a.yaml').with_name('b.yml').with_stem('c').as_posix()", "'parts/c.yml'"],
    ] as const)
      assert.equal(names(expression), expected, expression);
  });

  it("are unknown where nobody can list them, and so are paths that are made of what is not known", () => {
    for (const expression of [
      "os.listdir('/elsewhere')",
      "glob.glob('absent/*.yaml')",
      "Path('absent').glob('*')",
      "Path(os.getcwd()).suffix",
      "Path(os.getcwd()) / 'a' in {'b'}",
    ])
      assert.match(names(expression), /^\? /, expression);
  });

  it("say which file a program opens", () => {
    const find = `
        import contextlib, ast, glob
        def find(name, hard=True):
            if Path(name).exists():
                return name
            found = glob.glob(str(Path(__file__).parent / '**' / name), recursive=True)
            if not found and hard:
                raise FileNotFoundError(name)
            return found[0] if found else []
        file = find('nets.yaml', hard=False) or find('net.yaml')
        assert Path(file).suffix in {'.yaml', '.yml'}
        config = yaml.safe_load(open(file))`;
    assert.equal(outputs(find), "output 1x7x444x444");
  });
});

describe("literals in a text", () => {
  it("are read, None among them", () => {
    const source = (text: string) => `import ast\nvalue = ast.literal_eval(${text})`;
    for (const text of ["None", "True", "3", "-1.5", "'nearest'", "[1, (2, None)]", "{'a': {1}}"])
      assert.equal(variables(source(`"${text}"`), "value")["value"], text);
    assert.deepEqual(run(source("'nearest'")).failures, ["ValueError: malformed node or string: nearest"]);
  });
});

describe("eval", () => {
  const value = (expression: string): string =>
    modelOf(`
class Net(nn.Module):
    def __init__(self, width=4):
        super().__init__()
        local = 3
        kept = lambda: local
        self.conv = nn.Conv2d(3, ${expression}, 1)

    def forward(self, x):
        return self.conv(x)
`).outputs;

  it("sees the names of the call, or those that it is given", () => {
    assert.equal(value("eval('width * local')"), "output 1x12x224x224");
    assert.equal(value("eval('width', {'width': 9})"), "output 1x9x224x224");
  });

  it("raises where a name is nowhere, or where there is no expression", () => {
    assert.throws(() => value("eval('nowhere')"), /NameError: name 'nowhere' is not defined/);
    assert.throws(() => value("eval('import os')"), /SyntaxError/);
  });
});
