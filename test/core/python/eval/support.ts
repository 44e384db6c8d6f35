import { render } from "../../../../src/core/messages/index.ts";
import type { Analysis } from "../../../../src/core/python/eval/index.ts";
import { Interpreter, type InterpreterOptions } from "../../../../src/core/python/eval/index.ts";
import type { NativeModule } from "../../../../src/core/python/eval/native.ts";
import { Unknown, type Value } from "../../../../src/core/python/eval/value.ts";

export interface Ran {
  /** What the program printed, one entry a call of print. */
  readonly printed: readonly string[];
  /** Exceptions that ended statements of the file's top level. */
  readonly failures: readonly string[];
}

/** Files by name; "main.py" is run. */
export type Sources = Readonly<Record<string, string>>;

export function interpreterOf(sources: Sources, options: Partial<InterpreterOptions> = {}): Interpreter {
  return new Interpreter({
    files: {
      read: (uri) => {
        const text = sources[uri.replace("file:///project/", "")];
        return text === undefined ? "absent" : { text, version: text };
      },
    },
    workspaceRoots: ["file:///project"],
    ...options,
  });
}

export function run(source: string | Sources, natives: readonly NativeModule[] = []): Ran {
  const sources = typeof source === "string" ? { "main.py": source } : source;
  const printed: string[] = [];
  const interpreter = interpreterOf(sources, { natives, onPrint: (text) => printed.push(text) });
  const failures = interpreter.analyse(
    { uri: "file:///project/main.py", text: sources["main.py"] ?? "" },
    (analysis) => {
      analysis.run();
      return analysis.failures.map((failure) => failure.text);
    },
  );
  return { printed, failures };
}

/** Texts of the program's variables after it ran: repr, or `? reason` where unknown. */
export function variables(source: string | Sources, ...names: readonly string[]): Readonly<Record<string, string>> {
  const sources = typeof source === "string" ? { "main.py": source } : source;
  return interpreterOf(sources).analyse(
    { uri: "file:///project/main.py", text: sources["main.py"] ?? "" },
    (analysis) => {
      analysis.run();
      return Object.fromEntries(names.map((name) => [name, shown(analysis, analysis.lookup(name))]));
    },
  );
}

export function shown(analysis: Analysis, value: Value | undefined): string {
  if (value === undefined) return "not defined";
  const text = value instanceof Unknown ? value : analysis.machine.repr(value);
  if (text === undefined) return "raised";
  return text instanceof Unknown ? `? ${render(text.because)}` : text;
}
