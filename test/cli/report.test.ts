import assert from "node:assert/strict";
import { formatDiagnostic } from "../../src/cli/report.ts";
import { alignColumns, formatBytes, groupDigits, plain } from "../../src/cli/text.ts";

describe("text for terminals", () => {
  it("aligns columns", () => {
    assert.deepEqual(
      alignColumns(
        [
          ["Layer", "Count"],
          ["a", "1,000"],
          ["long name", "2"],
        ],
        ["left", "right"],
      ),
      ["Layer      Count", "a          1,000", "long name      2"],
    );
  });

  it("groups digits and rounds bytes", () => {
    assert.equal(groupDigits(60965224), "60,965,224");
    assert.equal(groupDigits(999), "999");
    assert.equal(groupDigits("3*N"), "3*N");
    assert.equal(formatBytes(243860896), "244 MB");
    assert.equal(formatBytes(1600), "1.6 KB");
  });
});

describe("a diagnostic in a terminal", () => {
  const diagnostic = (startColumn: number, endColumn: number) => ({
    code: "conv-channels",
    severity: "error" as const,
    message: "expected 3 input channels, got 1",
    range: { file: "net.py", startLine: 7, startColumn, endLine: 7, endColumn },
    fixes: [{ title: "Change in_channels to 1", edits: [] }],
    related: [],
  });

  it("shows the line, carets under the range, and the fix", () => {
    const line = "\tself.conv = nn.Conv2d(3, 64, 7)";
    assert.deepEqual(formatDiagnostic(diagnostic(24, 25), () => line, plain).split("\n"), [
      "net.py:7:24: error[conv-channels]: expected 3 input channels, got 1",
      "7 | \tself.conv = nn.Conv2d(3, 64, 7)",
      "  | \t                      ^",
      "  fix: Change in_channels to 1",
    ]);
  });

  it("names the other places that matter", () => {
    const range = { file: "net.py", startLine: 32, startColumn: 29, endLine: 32, endColumn: 31 };
    const related = [{ message: "in_channels is given here", range }];
    const [, , , ...rest] = formatDiagnostic({ ...diagnostic(1, 2), related }, () => "x", plain).split("\n");
    assert.deepEqual(rest, ["  note: in_channels is given here (net.py:32:29)", "  fix: Change in_channels to 1"]);
  });

  it("says where a fix changes another line", () => {
    const edit = (startLine: number) => ({
      range: { file: "net.py", startLine, startColumn: 34, endLine: startLine, endColumn: 35 },
      text: "4",
    });
    const told = (startLine: number) =>
      formatDiagnostic(
        { ...diagnostic(1, 2), fixes: [{ title: "Change 2 to 4", edits: [edit(startLine)] }] },
        () => "x",
        plain,
      )
        .split("\n")
        .at(-1);
    assert.equal(told(12), "  fix: Change 2 to 4 (net.py:12:34)");
    assert.equal(told(7), "  fix: Change 2 to 4");
  });

  it("cuts long lines and lets no control character through", () => {
    const line = `${"x".repeat(5000)}\u001b[31mred`;
    const [, shown = "", carets = ""] = formatDiagnostic(diagnostic(5001, 5005), () => line, plain).split("\n");
    assert.equal(shown.slice(4).length, 120);
    assert.ok(!shown.includes("\u001b"));
    assert.equal(shown.slice(carets.indexOf("^"), carets.lastIndexOf("^") + 1), "?[31");
  });
});
