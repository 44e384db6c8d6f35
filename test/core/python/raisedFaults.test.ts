import assert from "node:assert/strict";
import { render } from "../../../src/core/messages/index.ts";
import { budgetStopClass } from "../../../src/core/python/eval/types.ts";
import { Instance } from "../../../src/core/python/eval/value.ts";
import type { Program } from "../../../src/core/python/program.ts";
import { raisedFault } from "../../../src/core/python/raisedFaults.ts";

describe("the end of the analysis' budget", () => {
  it("is no exception of the program: a hint says why nothing more is known", () => {
    const at = { file: "file:///net.py", start: 0, end: 3 };
    const raised = { exception: new Instance(budgetStopClass), text: "analysis stopped", at, calls: [], missing: null };
    const { code, severity, message } = raisedFault({} as Program, raised, "error", at, () => true);
    assert.deepEqual([code, severity, render(message)], ["analysis-budget", "hint", "stopped after 4000000 steps"]);
  });
});
