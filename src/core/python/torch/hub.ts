// torch.hub: `load` runs an entry of a repository's hubconf.py where the repository lies in the workspace. Nothing is fetched.
import { message } from "../../messages/index.ts";
import { type Machine, type NativeModule, native } from "../eval/native.ts";
import { asString } from "../eval/numbers.ts";
import { type Result, Unknown, type Value } from "../eval/value.ts";
import { keywordsOf } from "./ambient.ts";

/** Where the repository may lie: the stated folder, or for `owner/name:ref` a checkout or a copy as torch's cache has it. */
function folders(repository: string, isLocal: boolean): readonly string[] {
  if (isLocal) return [repository.replace(/\/+$/, "")];
  const [, owner, name, ref] = /^([\w.-]+)\/([\w.-]+?)(?::(.+))?$/.exec(repository) ?? [];
  if (owner === undefined || name === undefined) return [];
  const cached = ["main", "master", ...(ref === undefined ? [] : [ref.replaceAll("/", "_")])].reverse();
  return [name, `../${name}`, ...cached.map((branch) => `${owner}_${name}_${branch}`)];
}

function entry(machine: Machine, repository: Value, name: Value, source: Value): Result {
  const unknown = [repository, name, source].find((value) => value instanceof Unknown);
  if (unknown !== undefined) return unknown;
  const from = asString(source) ?? "";
  if (from !== "github" && from !== "local")
    return machine.raise("ValueError", `Unknown source: "${from}". Allowed values: "github" | "local".`);
  const repo = asString(repository) ?? "";
  for (const folder of folders(repo, from === "local")) {
    const hubconf = machine.importFile(`${folder}/hubconf.py`);
    if (hubconf === null) continue;
    if (hubconf === undefined || hubconf instanceof Unknown) return hubconf;
    const callee = machine.findAttribute(hubconf, asString(name) ?? "");
    return callee ?? machine.raise("RuntimeError", `Cannot find callable ${asString(name) ?? ""} in hubconf`);
  }
  const installed = packageOf(repo);
  const models = installed === undefined ? undefined : machine.importModule(installed);
  const callee =
    models === undefined || models instanceof Unknown ? undefined : machine.findAttribute(models, asString(name) ?? "");
  return callee ?? new Unknown(message("torchHubElsewhere", { repository: repo }));
}

/** The package whose models the hubconf.py of a repository hands on. */
const packageOf = (repository: string): string | undefined =>
  /^pytorch\/vision(?::|$)/.test(repository) ? "torchvision.models" : undefined;

export const hubModule: NativeModule = {
  name: "torch.hub",
  attributes: {
    load: native(
      "load",
      "repo_or_dir, model, *args, source='github', trust_repo=None, force_reload=False, verbose=True, skip_validation=False, **kwargs",
      (machine, given, call) => {
        const [repository = null, name = null, args = null, source = null] = given;
        const callee = entry(machine, repository, name, source);
        if (callee === undefined || callee instanceof Unknown) return callee;
        const positional = machine.list(args);
        if (positional === undefined || positional instanceof Unknown) return positional;
        return machine.call(callee, positional, keywordsOf(given.at(-1) ?? null), call.site);
      },
    ),
    load_state_dict_from_url: native("load_state_dict_from_url", "*args, **options", (machine) =>
      machine.unknown(message("torchNotModelled", { name: "load_state_dict_from_url" })),
    ),
    get_dir: native("get_dir", "", () => ""),
    set_dir: native("set_dir", "d", () => null),
  },
};
