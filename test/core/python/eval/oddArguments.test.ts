// Natives of the language and its library are called with arguments that nobody means: each raises or gives something, and
// none throws or goes on for ever.
import assert from "node:assert/strict";
import { builtinNames } from "../../../../src/core/python/eval/builtins/index.ts";
import { Interpreter } from "../../../../src/core/python/eval/index.ts";
import { libraryModules } from "../../../../src/core/python/eval/library/index.ts";
import type { Machine } from "../../../../src/core/python/eval/native.ts";
import {
  Bytes,
  ClassMethod,
  ClassValue,
  Dict,
  Float,
  List,
  NativeFunction,
  SetValue,
  Slice,
  StaticMethod,
  Tuple,
  Unknown,
  type Value,
} from "../../../../src/core/python/eval/value.ts";
import { torchModules } from "../../../../src/core/python/torch/index.ts";
import { makeTensor, ofDims } from "../../../../src/core/python/torch/tensor.ts";

const unknown = (): Unknown => new Unknown({ key: "pythonBranches", args: {} });

/** Fresh each time: a native may change what it is given. */
const odd: readonly (() => Value)[] = [
  () => 3,
  () => -1,
  () => "a b",
  () => "",
  () => null,
  () => true,
  () => new Float(2.5),
  () => new Float(Number.NaN),
  () => 2n ** 70n,
  () => new List([1, "x", null]),
  () => new Tuple([]),
  () => new Dict(new Map([["k", 1]])),
  () => new SetValue(),
  () => new Slice(null, 2, null),
  () => new Bytes("ab"),
  () => makeTensor({ type: ofDims([2, 3, 4, 4], "float32") }),
  () => makeTensor({ type: ofDims([], null) }),
  unknown,
  () => builtinNames.get("int") ?? null,
  () => builtinNames.get("len") ?? null,
];

/** How many arguments, and which of the odd ones: neighbours in the list, so that each comes at each place. */
function* argumentLists(): Generator<readonly Value[]> {
  yield [];
  for (let first = 0; first < odd.length; first++) {
    const pick = (offset: number): Value => odd[(first + offset) % odd.length]?.() ?? null;
    yield [pick(0)];
    yield [pick(0), pick(7)];
    yield [pick(0), pick(3), pick(11)];
  }
}

function callWith(machine: Machine, callee: Value, name: string, thrown: string[]): void {
  for (const args of argumentLists()) {
    try {
      machine.call(callee, args);
    } catch (error) {
      thrown.push(
        `${name}(${args.map((arg) => (typeof arg === "object" ? (arg?.kind ?? "None") : String(arg))).join(", ")}): ${error}`,
      );
      return;
    } finally {
      machine.caught();
    }
  }
}

function* nativesIn(value: Value, name: string, depth = 0): Generator<readonly [string, Value]> {
  if (value instanceof NativeFunction) yield [name, value];
  else if (value instanceof StaticMethod || value instanceof ClassMethod) yield* nativesIn(value.callee, name, depth);
  else if (value instanceof ClassValue && depth === 0) {
    yield [name, value];
    for (const [key, member] of value.namespace.entries) yield* nativesIn(member, `${name}.${String(key)}`, 1);
  }
}

describe("natives given odd arguments", function () {
  this.timeout(60_000);
  const run = (tables: (machine: Machine) => Iterable<readonly [string, Value]>): readonly string[] => {
    const interpreter = new Interpreter({ files: { read: () => "absent" }, natives: torchModules });
    const thrown: string[] = [];
    interpreter.analyse({ uri: "file:///w/main.py", text: "" }, (analysis) => {
      analysis.run();
      for (const [name, value] of tables(analysis.machine))
        for (const [full, native] of nativesIn(value, name)) {
          callWith(analysis.machine, native, full, thrown);
          analysis.renewBudget();
        }
    });
    return thrown;
  };

  it("raise or answer: those of the language", () => {
    assert.deepEqual(
      run(() => builtinNames),
      [],
    );
  });

  const modules = [
    "math",
    "operator",
    "itertools",
    "functools",
    "collections",
    "re",
    "enum",
    "dataclasses",
    "copy",
    "json",
    "os",
    "os.path",
    "pathlib",
    "typing",
    "inspect",
    "contextlib",
    "types",
    "string",
  ];
  it("raise or answer: those of the standard library", () => {
    const thrown = run(function* (machine) {
      for (const module of modules) {
        const found = machine.importModule(module);
        if (typeof found !== "object" || found?.kind !== "module") continue;
        for (const name of namesIn(module)) yield [`${module}.${name}`, machine.findAttribute(found, name) ?? null];
      }
    });
    assert.deepEqual(thrown, []);
  });
});

function namesIn(module: string): readonly string[] {
  const tables = libraryModules(() => new Dict(), unknown);
  const table = tables.find(({ name }) => name === module);
  return [...Object.keys(table?.attributes ?? {}), ...(table?.python?.names ?? [])];
}
