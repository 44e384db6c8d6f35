// argparse: what a program sees that is started without arguments. What it needs to be given is unknown.
import { message } from "../../../messages/index.ts";
import { type Machine, method, type NativeModule, nativeClass } from "../native.ts";
import { asString } from "../numbers.ts";
import { objectClass } from "../types.ts";
import { type ClassValue, Dict, Instance, List, Tuple, Unknown, type Value } from "../value.ts";
import { keywordsOf } from "./functools.ts";

/** What has been added to a parser so far: the value of each name where the command line does not give it. */
interface ParserState {
  readonly values: Map<string, Value>;
  /** Command words of their own add names that nobody can list. */
  hasCommands: boolean;
}

const stateOf = (self: Value): ParserState | null =>
  self instanceof Instance ? (self.payload as ParserState | null) : null;

const given = (): Unknown => new Unknown(message("pythonCommandLine"));

const itemsOf = (value: Value | undefined): readonly Value[] => (value instanceof Tuple ? value.items : []);
const optionsOf = (value: Value | undefined): ReadonlyMap<unknown, Value> =>
  value instanceof Dict ? value.entries : new Map();

/** `--img-size` is `img_size`; a long name goes before a short one. */
function destination(flags: readonly string[], options: ReadonlyMap<unknown, Value>): string | null {
  const stated = asString(options.get("dest") ?? null);
  if (stated !== undefined) return stated;
  const named = flags.find((flag) => flag.startsWith("--")) ?? flags[0];
  return named?.replace(/^-+/, "").replaceAll("-", "_") ?? null;
}

/** Actions that store nothing, and what others start from. */
const silentActions: ReadonlySet<string> = new Set(["help", "version"]);
const flagDefaults: ReadonlyMap<string, boolean> = new Map([
  ["store_true", false],
  ["store_false", true],
]);

function defaultOf(machine: Machine, flags: readonly string[], options: ReadonlyMap<unknown, Value>): Value {
  const positional = flags[0]?.startsWith("-") === false;
  const count = asString(options.get("nargs") ?? null);
  const optional = positional ? count === "?" || count === "*" : options.get("required") !== true;
  if (!optional) return given();
  const stated = options.get("default");
  if (stated === undefined) {
    const action = asString(options.get("action") ?? null);
    return flagDefaults.get(action ?? "") ?? (positional && count === "*" ? new List([]) : null);
  }
  return converted(machine, machine.force(stated), options.get("type"));
}

/** A default that is a text goes through `type`, as what is typed would. */
function converted(machine: Machine, value: Value, type: Value | undefined): Value {
  if (typeof value !== "string" || type === undefined || type === null) return value;
  const made = machine.call(type, [value]);
  if (made !== undefined) return made;
  // What is typed may still be right.
  machine.caught();
  return given();
}

const addArgument = method("*flags, **options", (machine, self, [flags, options]) => {
  const state = stateOf(self);
  const names = itemsOf(flags).flatMap((flag) => asString(machine.force(flag)) ?? []);
  const settings = optionsOf(options);
  const name = destination(names, settings);
  const action = asString(settings.get("action") ?? null) ?? "store";
  if (state !== null && name !== null && !silentActions.has(action) && !state.values.has(name))
    state.values.set(name, defaultOf(machine, names, settings));
  return new Instance(actionClass);
});

const actionClass: ClassValue = nativeClass("argparse", "Action", [objectClass], {}, { open: true });

/** Arguments that the program hands over itself: those it names are given. */
function parsed(machine: Machine, self: Value, args: Value): Value | undefined {
  const state = stateOf(self);
  if (state === null) return given();
  const cls = state.hasCommands ? openNamespaceClass : namespaceClass;
  const namespace = new Instance(cls);
  const words = args === null ? [] : machine.list(args);
  if (words === undefined || words instanceof Unknown) return words;
  const named = new Set(words.flatMap((word) => (typeof word === "string" ? [destination([word], new Map())] : [])));
  for (const [name, value] of state.values)
    if (!machine.setPlainAttribute(namespace, name, named.has(name) ? given() : value)) return undefined;
  return namespace;
}

const namespaceMethods = {
  __init__: method("**values", (machine, self, [values]) => {
    for (const [name, value] of optionsOf(values))
      if (!machine.setPlainAttribute(self, String(name), value)) return undefined;
    return null;
  }),
  __contains__: method("key, /", (_machine, self, [key = null]) =>
    self instanceof Instance ? self.attributes.entries.has(asString(key) ?? "") : false,
  ),
};

const namespaceClass: ClassValue = nativeClass("argparse", "Namespace", [objectClass], namespaceMethods);
const openNamespaceClass: ClassValue = nativeClass("argparse", "Namespace", [namespaceClass], {}, { open: true });

function parserMethods(): Readonly<Record<string, Value>> {
  const self = method("*args, **kwargs", (_machine, parser) => parser);
  const nothing = method("*args, **kwargs", () => null);
  return {
    __init__: method("*args, **kwargs", (machine, parser, [, kwargs]) => {
      const values = new Map<string, Value>();
      const parents = machine.list(optionsOf(kwargs).get("parents") ?? new Tuple([]));
      if (Array.isArray(parents))
        for (const parent of parents)
          for (const [name, value] of stateOf(parent)?.values ?? []) values.set(name, value);
      (parser as Instance).payload = { values, hasCommands: false } satisfies ParserState;
      return null;
    }),
    add_argument: addArgument,
    // Groups are only for the help text: what is added to one is added to the parser.
    add_argument_group: self,
    add_mutually_exclusive_group: self,
    add_subparsers: method("*args, **options", (_machine, parser, [, options]) => {
      const state = stateOf(parser);
      if (state === null) return null;
      state.hasCommands = true;
      const name = asString(optionsOf(options).get("dest") ?? null);
      if (name !== undefined) state.values.set(name, given());
      return new Instance(commandsClass);
    }),
    set_defaults: method("**values", (_machine, parser, [values]) => {
      for (const [name, value] of optionsOf(values)) stateOf(parser)?.values.set(String(name), value);
      return null;
    }),
    get_default: method("dest", (_machine, parser, [name = null]) => {
      return stateOf(parser)?.values.get(asString(name) ?? "") ?? null;
    }),
    parse_args: method("args=None, namespace=None", (machine, parser, [args = null]) => parsed(machine, parser, args)),
    parse_known_args: method("args=None, namespace=None", (machine, parser, [args = null]) => {
      const namespace = parsed(machine, parser, args);
      return namespace === undefined ? undefined : new Tuple([namespace, new List([])]);
    }),
    error: method("message", (machine) => machine.raise("SystemExit", "2")),
    exit: method("*args, **kwargs", (machine) => machine.raise("SystemExit", "0")),
    print_help: nothing,
    print_usage: nothing,
    format_help: method("", () => ""),
    format_usage: method("", () => ""),
  };
}

const parserClass: ClassValue = nativeClass("argparse", "ArgumentParser", [objectClass], parserMethods(), {
  open: true,
});

/** `parser.add_subparsers()`: which of them is named on the command line is not known. */
const commandsClass: ClassValue = nativeClass(
  "argparse",
  "_SubParsersAction",
  [objectClass],
  {
    add_parser: method("*args, **kwargs", (machine, _self, [args, kwargs]) =>
      machine.call(parserClass, itemsOf(args), keywordsOf(kwargs)),
    ),
  },
  { open: true },
);

const formatters = ["HelpFormatter", "ArgumentDefaultsHelpFormatter", "RawTextHelpFormatter"];

export const argparseModule: NativeModule = {
  name: "argparse",
  attributes: {
    ArgumentParser: parserClass,
    Namespace: namespaceClass,
    Action: actionClass,
    SUPPRESS: "==SUPPRESS==",
    OPTIONAL: "?",
    ZERO_OR_MORE: "*",
    ONE_OR_MORE: "+",
    REMAINDER: "...",
    ...Object.fromEntries(formatters.map((name) => [name, nativeClass("argparse", name, [objectClass], {})])),
  },
};
