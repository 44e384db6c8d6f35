import assert from "node:assert/strict";
import { diagnostics } from "../../../src/core/ide/diagnostics.ts";
import type { Diagnostic, FileFacts } from "../../../src/core/ir/index.ts";
import { message, render } from "../../../src/core/messages/index.ts";
import { noFacts } from "../../../src/core/project/snapshot.ts";

const file = "file:///net.py";
const text = "nn.Conv2d(1, 64, 7)\nnn.Linear(10, 2)\n";

const fault = (start: number, end: number, expected: number, fix: string | null = null): Diagnostic => ({
  code: "conv-channels",
  severity: "error",
  message: message("convChannels", { expected, got: 3 }),
  at: { file, start, end },
  fixes:
    fix === null
      ? []
      : [
          {
            title: message("changeAttribute", { attribute: "in_channels", value: fix }),
            edits: [{ at: { file, start, end }, text: fix }],
          },
        ],
  related: [],
});

const factsOf = (...models: readonly (readonly Diagnostic[])[]): FileFacts => ({
  ...noFacts(file),
  framework: "pytorch",
  models: models.map((list) => {
    const network = {
      framework: "pytorch",
      model: "Net()",
      phase: "TEST",
      inputs: [],
      outputs: [],
      values: [],
      nodes: [],
      calls: [],
      contexts: [],
      state: [],
      diagnostics: list,
    } as const;
    const offer = {
      name: "Net",
      expression: "Net()",
      kind: "class",
      at: { file, start: 20, end: 37 },
      constructible: true,
    } as const;
    return { offer, inputs: [], network, diagnostics: list };
  }),
});

const shown = (facts: FileFacts, severities = {}) =>
  diagnostics(facts, text, severities, render).map(
    ({ severity, start, end, message, fixes }) =>
      `${severity} ${text.slice(start, end)}: ${message}${fixes.map(({ title }) => ` [${title}]`).join("")}`,
  );

describe("diagnostics", () => {
  it("show a fault once, however many models meet it", () => {
    assert.deepEqual(shown(factsOf([fault(10, 11, 1, "3")], [fault(10, 11, 1, "3")])), [
      "error 1: expected 1 input channels, got 3 [Change in_channels to 3]",
    ]);
  });

  it("offer no fix where models want different ones", () => {
    assert.deepEqual(shown(factsOf([fault(10, 11, 1, "3")], [fault(10, 11, 2, "4")])), [
      "error 1: expected 1 input channels, got 3",
      "error 1: expected 2 input channels, got 3",
    ]);
  });

  it("say where a fix changes another line", () => {
    const here = fault(10, 11, 1, "3");
    const fixes = here.fixes.map((fix) => ({ ...fix, edits: [{ at: { file, start: 30, end: 32 }, text: "3" }] }));
    assert.deepEqual(shown(factsOf([{ ...here, fixes }])), [
      "error 1: expected 1 input channels, got 3 [Change in_channels to 3 in line 2: nn.Linear(10, 2)]",
    ]);
  });

  it("follow the severities of the settings", () => {
    const facts = factsOf([fault(10, 11, 1)]);
    assert.match(shown(facts, { "conv-channels": "hint" })[0] ?? "", /^hint /);
    assert.deepEqual(shown(facts, { "conv-channels": "off" }), []);
  });

  it("stay inside the text, and stand at the model when they have no place", () => {
    assert.deepEqual(shown(factsOf([fault(30, 900, 1)])), ["error 10, 2)\n: expected 1 input channels, got 3"]);
    assert.deepEqual(shown(factsOf([{ ...fault(0, 0, 1), at: null }])), [
      "error nn.Linear(10, 2): expected 1 input channels, got 3",
    ]);
  });

  it("leave out what lies in another file", () => {
    const elsewhere = { ...fault(0, 1, 1), at: { file: "file:///other.py", start: 0, end: 1 } };
    assert.deepEqual(shown(factsOf([elsewhere])), []);
  });
});
