import type { GivenInput } from "../core/ir/facts.ts";
import { parseGivenInput } from "../core/ir/shapeText.ts";
import { message } from "../core/messages/index.ts";
import { CommandError } from "./commandError.ts";

/** What a command's arguments may be. Options are written `--name value` or `--name=value`. */
export interface ArgumentRules {
  /** Names of the options that take one value each. */
  readonly single: readonly string[];
  readonly repeated: readonly string[];
  /** Names of the options that take none. */
  readonly flags?: readonly string[];
  /** What the positional arguments are called; `…` after the last one's name: one or more. */
  readonly positional: readonly string[];
}

export interface ParsedArguments {
  readonly positional: readonly string[];
  has(flag: string): boolean;
  value(option: string): string | null;
  values(option: string): readonly string[];
}

export function parseArguments(args: readonly string[], rules: ArgumentRules): ParsedArguments {
  const positional: string[] = [];
  const options = new Map<string, string[]>();
  const given = new Set<string>();
  const known = [...rules.single, ...rules.repeated];
  for (let index = 0; index < args.length; index++) {
    const argument = args[index] ?? "";
    if (argument === "--") {
      positional.push(...args.slice(index + 1));
      break;
    }
    if (!argument.startsWith("--")) {
      positional.push(argument);
      continue;
    }
    const equals = argument.indexOf("=");
    const name = equals < 0 ? argument.slice(2) : argument.slice(2, equals);
    if (rules.flags?.includes(name)) {
      if (equals >= 0) throw new CommandError(message("cliFlagValue", { option: `--${name}` }));
      given.add(name);
      continue;
    }
    if (!known.includes(name)) throw new CommandError(message("cliUnknownOption", { option: `--${name}` }));
    const value = equals < 0 ? args[++index] : argument.slice(equals + 1);
    if (value === undefined) throw new CommandError(message("cliOptionValue", { option: `--${name}` }));
    if (rules.single.includes(name) && options.has(name)) {
      throw new CommandError(message("cliOptionTwice", { option: `--${name}` }));
    }
    options.set(name, [...(options.get(name) ?? []), value]);
  }
  checkPositional(positional, rules.positional);
  return {
    positional,
    has: (flag) => given.has(flag),
    value: (option) => options.get(option)?.[0] ?? null,
    values: (option) => options.get(option) ?? [],
  };
}

function checkPositional(positional: readonly string[], names: readonly string[]): void {
  const missing = names[positional.length];
  if (missing !== undefined) throw new CommandError(message("cliArgumentMissing", { name: missing.replace("…", "") }));
  const extra = positional[names.length];
  if (extra !== undefined && !names.at(-1)?.endsWith("…")) {
    throw new CommandError(message("cliArgumentExtra", { argument: extra }));
  }
}

/** The option's value, one of `choices`; the first of them where it is not given. */
export function choiceOf<Choice extends string>(
  parsed: ParsedArguments,
  option: string,
  choices: readonly [Choice, ...Choice[]],
): Choice {
  const value = parsed.value(option);
  if (value === null) return choices[0];
  const choice = choices.find((candidate) => candidate === value);
  if (choice !== undefined) return choice;
  throw new CommandError(message("cliChoice", { option: `--${option}`, choices: choices.join(", "), value }));
}

/** `--input [NAME=]SHAPE`, each. */
export function givenInputs(parsed: ParsedArguments): readonly GivenInput[] {
  return parsed.values("input").map((text) => {
    const input = parseGivenInput(text);
    if (input === null) throw new CommandError(message("cliInput", { text }));
    return input;
  });
}
