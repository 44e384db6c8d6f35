// Models whose constructor takes arguments that have no default, and that the file does not give: `class UNet` in its own
// file, made in the one that trains it. They are built with those arguments unknown.
import type { ModelOffer } from "../ir/facts.ts";
import { message } from "../messages/index.ts";
import type { Keywords } from "./eval/native.ts";
import { parseSignature } from "./eval/signature.ts";
import { ClassValue, FunctionValue, NativeFunction, Unknown, type Value } from "./eval/value.ts";

/** How an offer says that its arguments are left open; Python takes it for an expression too. */
export const openExpression = (name: string): string => `${name}(...)`;

/** Nobody says with which arguments the model is made: what it has to be given is not known, or supposed. */
export const isOpen = ({ constructible, needs = [] }: ModelOffer): boolean => needs.length > 0 && !constructible;

interface OwnParameter {
  readonly name: string;
  readonly isRequired: boolean;
  readonly gathers: boolean;
}

/** Names of what a call of the class has to give; null: it is none, or cannot be called at all. */
export function requiredArguments(value: Value | undefined): readonly string[] | null {
  if (!(value instanceof ClassValue) || value.namespace.entries.has("__abstractmethods__")) return null;
  const required = new Set<string>();
  const given = new Set<string>();
  for (const { namespace } of value.mro) {
    const init = namespace.entries.get("__init__");
    if (init === undefined) continue;
    const own = parametersOf(init);
    if (own === null) break;
    for (const { name, isRequired } of own) {
      if (isRequired && !given.has(name)) required.add(name);
      given.add(name);
    }
    // `def __init__(self, *args, **kwargs)` hands on to the next class. One that takes something may well give all of it.
    if (required.size > 0 || !own.some(({ gathers }) => gathers)) break;
  }
  return [...required];
}

/** Null: whatever it is, it is called without arguments. */
function parametersOf(init: Value): readonly OwnParameter[] | null {
  if (init instanceof NativeFunction)
    return parseSignature(init.signature).parameters.map(({ name, role, optional }) =>
      ownParameter(name, role, optional),
    );
  if (!(init instanceof FunctionValue)) return null;
  const own: OwnParameter[] = [];
  for (const { name, role, hasDefault } of init.code.parameters.slice(1))
    own.push(ownParameter(name, role, hasDefault));
  return own;
}

function ownParameter(name: string, role: string, hasDefault: boolean): OwnParameter {
  const gathers = role === "varPositional" || role === "varKeyword";
  return { name, isRequired: !hasDefault && !gathers, gathers };
}

/** What is handed over in place of the arguments: nothing is known of them but why. */
export function openArguments({ name, needs = [] }: ModelOffer): Keywords {
  const unknown = (argument: string): Unknown => new Unknown(message("pythonArgumentOpen", { argument, model: name }));
  return { names: needs, values: needs.map(unknown) };
}

/** The same with more of them: `**kwargs` may have to hold what the parts of the model cannot do without. */
export const openToMore = (offer: ModelOffer): Keywords => ({
  ...openArguments(offer),
  rest: new Unknown(message("pythonArgumentsOpen", { model: offer.name })),
});

export const takesMore = (value: Value | undefined): boolean => {
  const init = value instanceof ClassValue ? value.mro.find(hasInit)?.namespace.entries.get("__init__") : undefined;
  return init !== undefined && parametersOf(init)?.some(({ gathers }) => gathers) === true;
};

const hasInit = ({ namespace }: ClassValue): boolean => namespace.entries.has("__init__");
