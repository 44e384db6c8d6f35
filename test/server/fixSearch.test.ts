import assert from "node:assert/strict";
import type { Diagnostic } from "../../src/core/ir/index.ts";
import { message, render } from "../../src/core/messages/index.ts";
import { noFacts } from "../../src/core/project/snapshot.ts";
import { searchFixes } from "../../src/server/fixSearch.ts";

describe("the search for fixes", () => {
  it("leaves a change of another file in that file", async () => {
    const file = "file:///net.py";
    const other = "file:///blocks.py";
    const fault: Diagnostic = {
      code: "conv-channels",
      severity: "error",
      message: message("convChannels", { expected: 3, got: 1 }),
      at: { file, start: 4, end: 7 },
      fixes: [
        {
          title: message("changeAttribute", { attribute: "in_channels", value: "1" }),
          edits: [{ at: { file: other, start: 8, end: 9 }, text: "1" }],
        },
      ],
      related: [],
    };
    const snapshot = { file, text: "x = net", facts: { ...noFacts(file), diagnostics: [fault] } };
    const found = await searchFixes(
      snapshot,
      {},
      { code: "conv-channels", start: 4, end: 7 },
      {
        now: () => 0,
        pause: async () => undefined,
        analyse: () => assert.fail("a copy of another file is not tried"),
        isCurrent: () => true,
        render,
        textOf: (uri) => (uri === other ? "# one\nc(3)\n" : null),
      },
    );
    const [start, end] = [
      { line: 1, character: 2 },
      { line: 1, character: 3 },
    ];
    assert.deepEqual(found, [
      { title: "Change in_channels to 1", edits: [{ at: { kind: "other", uri: other, start, end }, text: "1" }] },
    ]);
  });
});
