// Arguments that configure a model: `def __init__(self, config: UNetConfig)`. Where a class of the program is said to be
// what is given, and needs nothing itself, the model is shown with its defaults instead of with an argument of which nothing
// is known.
import type { ModelOffer } from "../ir/facts.ts";
import { ClassValue, Dict, FunctionValue, type Value } from "./eval/value.ts";
import type { Program } from "./program.ts";
import { isOpen, requiredArguments } from "./requiredArguments.ts";
import { moduleClass } from "./torch/module.ts";
import { derivesFrom } from "./torch/moduleTree.ts";

/** The offers, those that need nothing but configurations with an expression that gives them. */
export function withConfigurations(program: Program, offers: readonly ModelOffer[]): readonly ModelOffer[] {
  return offers.map((offer) => {
    const cls = isOpen(offer) ? program.lookup(offer.name) : undefined;
    if (!(cls instanceof ClassValue)) return offer;
    const given: string[] = [];
    for (const need of offer.needs ?? []) {
      const configuration = configurationOf(program, cls, need);
      if (configuration === null) return offer;
      given.push(`${need}=${configuration.name}()`);
    }
    return { ...offer, expression: `${offer.name}(${given.join(", ")})` };
  });
}

function configurationOf(program: Program, cls: ClassValue, parameter: string): ClassValue | null {
  const said = statedClass(program, cls, parameter);
  if (said === null || said.at === null || derivesFrom(said, moduleClass)) return null;
  const named = program.lookup(said.name);
  return named === said && requiredArguments(said)?.length === 0 ? said : null;
}

/** By the annotation of the parameter, else by that of the attribute that has its name, which the classes of a library share. */
function statedClass({ machine }: Program, cls: ClassValue, parameter: string): ClassValue | null {
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
  return null;
}

const classIn = (value: Value): ClassValue | null => (value instanceof ClassValue ? value : null);
