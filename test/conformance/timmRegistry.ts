import { readdirSync } from "node:fs";
import path from "node:path";
import { createDiskFiles, toFileId } from "../../src/cli/files.ts";
import { Interpreter } from "../../src/core/python/eval/index.ts";
import { List, Tuple, type Value } from "../../src/core/python/eval/value.ts";
import { torchModules } from "../../src/core/python/torch/index.ts";

/** A model that timm registers: its name, the module that defines it, and the input of its default configuration. */
export interface RegisteredModel {
  readonly name: string;
  readonly module: string;
  readonly input: readonly number[];
}

/** What timm's own registry lists once all of its model files have run: evaluated from the sources, as a program would ask. */
export function timmRegistry(folder: string): readonly RegisteredModel[] {
  const files = createDiskFiles(new Map());
  const interpreter = new Interpreter({
    files: {
      read(uri) {
        const content = files.get(uri);
        return content.kind === "text" ? { text: content.text, version: content.version } : content.kind;
      },
    },
    natives: torchModules,
    searchPaths: [toFileId(folder)],
  });
  const modules = readdirSync(path.join(folder, "timm/models"))
    .filter((name) => /^[a-z]\w*\.py$/.test(name))
    .map((name) => name.replace(/\.py$/, ""));
  // A module runs when something of it is used.
  const imports = modules.map((name) => `from timm.models import ${name}\n${name}.__dict__\n`);
  const text = `${imports.join("")}
from timm.models._registry import list_models, get_pretrained_cfg, _model_to_module
models = [(name, _model_to_module[name], get_pretrained_cfg(name).input_size) for name in list_models()]
`;
  return interpreter.analyse({ uri: toFileId("registry.py"), text }, (analysis) => {
    analysis.run();
    const [failure] = analysis.failures;
    if (failure !== undefined) throw new Error(`timm's registry: ${failure.text}`);
    return itemsOf(analysis.lookup("models")).map((row) => {
      const [name, module, input] = itemsOf(row);
      const sizes = itemsOf(input).filter((size) => typeof size === "number");
      return { name: String(name), module: String(module), input: sizes };
    });
  });
}

function itemsOf(value: Value | undefined): readonly Value[] {
  if (value instanceof List || value instanceof Tuple) return value.items;
  throw new Error("timm's registry is not known whole");
}
