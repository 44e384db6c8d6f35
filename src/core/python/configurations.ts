// Arguments that configure a model: `def __init__(self, config: UNetConfig)`. Where a class of the program is said to be
// what is given, and needs nothing itself, the model is shown with its defaults instead of with an argument of which nothing
// is known. Where nothing is said, `config` of a `UNetModel` is supposed to be a `UNetConfig`, if there is one.
import type { ModelOffer } from "../ir/facts.ts";
import { ClassValue, Dict, FunctionValue, type Value } from "./eval/value.ts";
import { topLevel } from "./models.ts";
import type { Program } from "./program.ts";
import { isOpen, openExpression, requiredArguments } from "./requiredArguments.ts";
import { moduleClass } from "./torch/module.ts";
import { derivesFrom } from "./torch/moduleTree.ts";

/** The offers, those that need nothing but configurations with an expression that gives them. */
export function withConfigurations(program: Program, offers: readonly ModelOffer[]): readonly ModelOffer[] {
  return offers.map((offer) => {
    const cls = isOpen(offer) ? program.lookup(offer.name) : undefined;
    if (!(cls instanceof ClassValue)) return offer;
    const given: string[] = [];
    let supposed = false;
    for (const need of offer.needs ?? []) {
      const said = statedClass(program, cls, need);
      const configuration = said === undefined ? suggestedClass(program, cls, need) : said;
      if (configuration === null || !isConfiguration(program, configuration)) return offer;
      supposed ||= said === undefined;
      given.push(`${need}=${configuration.name}()`);
    }
    const expression = `${offer.name}(${given.join(", ")})`;
    return supposed ? { ...offer, expression, supposed } : { ...offer, expression };
  });
}

/** The same offer with its arguments unknown: the defaults of its configuration make no model. */
export function unconfigured({ supposed: _, ...offer }: ModelOffer): ModelOffer {
  return { ...offer, expression: openExpression(offer.name) };
}

/** A class of the program, by that name in the file, that is made without arguments. */
const isConfiguration = (program: Program, cls: ClassValue): boolean =>
  cls.at !== null &&
  !derivesFrom(cls, moduleClass) &&
  program.lookup(cls.name) === cls &&
  requiredArguments(cls)?.length === 0;

const configurationParameter = /^(?:\w+_)?(?:config|configuration|cfg)$/;
const configurationName = /^(\w*?)(?:Config|Configuration|Cfg)$/;

/**
 * Whose name goes with the class's: of `ViTConfig` and `ViTMAEConfig` the latter for a `ViTMAEModel`; else the only one that
 * the file defines or imports by name.
 */
function suggestedClass(program: Program, cls: ClassValue, parameter: string): ClassValue | null {
  if (!configurationParameter.test(parameter)) return null;
  const found = new Map<ClassValue, string>();
  for (const name of namesOf(program)) {
    const stem = configurationName.exec(name)?.[1];
    const value = stem === undefined ? undefined : program.lookup(name);
    if (stem !== undefined && value instanceof ClassValue && isConfiguration(program, value)) found.set(value, stem);
  }
  const matching = [...found].filter(([, stem]) => stem !== "" && cls.name.startsWith(stem));
  const [best] = matching.sort(([, a], [, b]) => b.length - a.length);
  if (best !== undefined) return best[0];
  const [only] = found.keys();
  return found.size === 1 && only !== undefined ? only : null;
}

/** Classes that the file defines, and names that it imports one by one. */
function* namesOf({ tree }: Program): Generator<string> {
  for (const statement of topLevel(tree)) {
    if (statement.kind === "ClassDef") yield statement.name;
    if (statement.kind === "ImportFrom") for (const { name, asname } of statement.names) yield asname ?? name;
  }
}

/**
 * By the annotation of the parameter, else by that of the attribute that has its name, which the classes of a library share;
 * undefined: nothing is said.
 */
function statedClass({ machine }: Program, cls: ClassValue, parameter: string): ClassValue | null | undefined {
  const init = cls.mro.map(({ namespace }) => namespace.entries.get("__init__")).find((found) => found !== undefined);
  if (init instanceof FunctionValue) {
    const own = machine.annotationsOf(init).entries.get(parameter);
    if (own !== undefined) return classIn(own);
  }
  for (const { namespace } of cls.mro) {
    const annotations = namespace.entries.get("__annotations__");
    const said = annotations instanceof Dict ? annotations.entries.get(parameter) : undefined;
    if (said !== undefined) return classIn(machine.force(said));
  }
  return undefined;
}

const classIn = (value: Value): ClassValue | null => (value instanceof ClassValue ? value : null);
