import { message, render } from "../core/messages/index.ts";
import { CommandError } from "./commandError.ts";

/** What a command gives back: its text on stdout and the exit code. */
export interface CommandResult {
  readonly output: string;
  /** 0: no error diagnostics; 1: at least one. */
  readonly code: 0 | 1;
}

export type Command = (args: readonly string[]) => Promise<CommandResult>;

/** Each command is loaded when it is called: `check` needs no exporter, `summary` no SARIF. */
const commands: Readonly<Record<string, () => Promise<{ readonly run: Command }>>> = {
  summary: () => import("./commands/summary.ts"),
  check: () => import("./commands/check.ts"),
  "receptive-field": () => import("./commands/receptiveField.ts"),
  diff: () => import("./commands/diff.ts"),
  export: () => import("./commands/export.ts"),
};

async function runCommandLine(args: readonly string[]): Promise<0 | 1 | 2> {
  const [name = "--help", ...rest] = args;
  try {
    if (name === "--help" || name === "-h" || name === "help" || rest.includes("--help")) {
      process.stdout.write(`${render(message("cliUsage"))}\n`);
      return 0;
    }
    const load = Object.hasOwn(commands, name) ? commands[name] : undefined;
    if (!load) throw new CommandError(message("cliUnknownCommand", { command: name }));
    const { run } = await load();
    const { output, code } = await run(rest);
    process.stdout.write(output.endsWith("\n") || output === "" ? output : `${output}\n`);
    return code;
  } catch (error) {
    const text = error instanceof CommandError ? error.text : message("cliInternal", { text: firstLine(error) });
    process.stderr.write(`convlens: ${render(text)}\n`);
    if (!(error instanceof CommandError) && process.env["CONVLENS_TRACE"] !== undefined) console.error(error);
    return 2;
  }
}

const firstLine = (error: unknown): string =>
  String(error instanceof Error ? error.message : error).split("\n")[0] ?? "";

// A reader that stops early (`| head`) is no fault.
process.stdout.on("error", () => process.exit(0));
/** Settles when the command that the process's arguments name has been carried out. */
export const finished: Promise<void> = runCommandLine(process.argv.slice(2)).then((code) => {
  // Setting the code instead of exiting lets a long output reach its pipe.
  process.exitCode = code;
});
