// Every Python file of three packages, as `check` reads it: published code, so that each error and each warning is a false
// alarm. A crash fails, and what a file costs is told.
import { readdirSync } from "node:fs";
import path from "node:path";
import { analyseFile } from "../../src/cli/analyse.ts";
import { diagnosticsOf, reportDiagnostic } from "../../src/cli/diagnostics.ts";
import { createDiskFiles, toFileId } from "../../src/cli/files.ts";
import { createPositions } from "../../src/cli/positions.ts";
import { wheelFolder } from "../support/wheel.ts";
import type { Case, CaseSet, Outcome, Selection } from "./cases.ts";

const packages = ["torchvision-0.28.0", "timm-1.0.29", "keras-3.15.1"] as const;

/** The definition files among those that are read in every test run: the others take minutes. */
const promised = /^torchvision\/(models|ops)\//;

/** Processor time above which a file is listed, in seconds. */
const slow = 5;

interface CheckedFile {
  readonly name: string;
  readonly models: number;
  readonly seconds: number;
}

export function falseAlarmSet(selection: Selection): CaseSet {
  const folders = packages.map((name) => ({ name, folder: wheelFolder(name) }));
  const missing = folders.flatMap(({ name, folder }) => (folder === null ? [name] : []));
  if (missing.length > 0) return { name: "false-alarms", cases: [], missing: missing.join(", ") };
  const checked: CheckedFile[] = [];
  const cases = folders.flatMap(({ folder }) => {
    if (folder === null) return [];
    const disk = createDiskFiles(new Map());
    const chosen = pythonFiles(folder, "").filter((name) =>
      selection.names === null
        ? selection.all || promised.test(name)
        : selection.names.some((part) => name === part || name.startsWith(`${part}/`)),
    );
    return chosen.map((name): Case => ({ name, run: () => check(name, folder, disk, checked) }));
  });
  return { name: "false-alarms", cases, missing: null, figures: () => figuresOf(checked) };
}

function pythonFiles(folder: string, below: string): readonly string[] {
  const entries = readdirSync(path.join(folder, below), { withFileTypes: true });
  return entries
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const name = below === "" ? entry.name : `${below}/${entry.name}`;
      if (entry.isDirectory()) return pythonFiles(folder, name);
      return entry.name.endsWith(".py") ? [name] : [];
    });
}

function check(
  name: string,
  folder: string,
  files: ReturnType<typeof createDiskFiles>,
  checked: CheckedFile[],
): Outcome {
  const start = process.cpuUsage();
  const facts = analyseFile(path.join(folder, name), files, {
    model: null,
    inputs: [],
    phase: null,
    stages: [],
    scale: null,
    allModels: true,
    searchPaths: [toFileId(folder)],
  });
  const { user, system } = process.cpuUsage(start);
  const seconds = (user + system) / 1e6;
  if (facts === null) return "no answer";
  checked.push({ name, models: facts.models.length, seconds });
  const alarms = diagnosticsOf(facts).filter(({ severity }) => severity === "error" || severity === "warning");
  const [alarm] = alarms.map((diagnostic) => reportDiagnostic(diagnostic, createPositions(files)));
  if (alarm === undefined)
    return { note: `silent, ${facts.models.length} models, ${seconds.toFixed(2)} s`, partly: false };
  const place = alarm.range === null ? "" : ` at ${path.relative(folder, alarm.range.file)}:${alarm.range.startLine}`;
  return `${alarms.length} false: ${alarm.severity} ${alarm.code}: ${alarm.message}${place}`;
}

function figuresOf(checked: readonly CheckedFile[]): readonly string[] {
  const late = checked.filter(({ seconds }) => seconds > slow).sort((a, b) => b.seconds - a.seconds);
  const sum = (of: (file: CheckedFile) => number): number => checked.reduce((total, file) => total + of(file), 0);
  const models = sum((file) => file.models);
  const seconds = sum((file) => file.seconds).toFixed(0);
  return [
    ...late.map((file) => `  ${file.seconds.toFixed(2)} s of processor time: ${file.name}`),
    `  ${checked.length} files, ${models} models, ${seconds} s of processor time; ${late.length} files above ${slow} s`,
  ];
}
