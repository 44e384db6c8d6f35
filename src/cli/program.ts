// The program of the command line as a script with, where the build has left it, the code that the engine made of it:
// compiling the functions that a summary uses takes longer than running them. It is the program's code and nothing else,
// no answer is in it: docs/decisions/0004-code-compiled-ahead.md.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { Script } from "node:vm";
import { prepareShortRun } from "./shortRun.ts";

/** What the build makes of main.ts, in ASCII: a function of Node's `require`, and a last line that names its content. */
const programFile = "cliProgram.cjs";
const contentName = /\n\/\/ (\w+)\n$/;

export interface Program {
  readonly script: Script;
  /** Where code of this content for this engine and processor belongs; null where the content has no name. */
  readonly codeFile: string | null;
  /** Carries out the command that the process's arguments name. */
  run(): Promise<void>;
}

/** `folder` holds the program. Code that another version or other flags made is refused by the engine, which compiles then. */
export function loadProgram(folder: string): Program {
  // Before anything is compiled: the flags are part of what code is checked against.
  prepareShortRun();
  const filename = path.join(folder, programFile);
  const source = readFileSync(filename, "latin1");
  const name = contentName.exec(source.slice(-100))?.[1];
  const codeFile =
    name === undefined ? null : path.join(folder, `cliProgram-${name}-${process.version}-${process.arch}.code`);
  const cachedData = codeFile === null ? undefined : contentOf(codeFile);
  const script = new Script(source, { filename, ...(cachedData === undefined ? {} : { cachedData }) });
  return { script, codeFile, run: () => script.runInThisContext()(createRequire(filename)).finished };
}

function contentOf(file: string): Buffer | undefined {
  try {
    return readFileSync(file);
  } catch {
    return undefined;
  }
}
