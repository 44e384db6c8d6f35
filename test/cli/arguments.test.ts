import assert from "node:assert/strict";
import { choiceOf, givenInputs, parseArguments } from "../../src/cli/arguments.ts";
import { CommandError } from "../../src/cli/commandError.ts";
import { formatShape } from "../../src/core/ir/shape.ts";
import { render } from "../../src/core/messages/index.ts";

const rules = { single: ["model", "format"], repeated: ["input"], positional: ["FILE"] };
const parse = (...args: string[]) => parseArguments(args, rules);
const refusal = (run: () => unknown): string => {
  try {
    run();
  } catch (error) {
    assert.ok(error instanceof CommandError);
    return render(error.text);
  }
  return "none";
};

describe("command line arguments", () => {
  it("takes options in both spellings and any order", () => {
    const parsed = parse("--model", "Net()", "a.py", "--input=1x3x8x8", "--input", "N x 3");
    assert.deepEqual(parsed.positional, ["a.py"]);
    assert.equal(parsed.value("model"), "Net()");
    assert.deepEqual(parsed.values("input"), ["1x3x8x8", "N x 3"]);
    assert.equal(parsed.value("format"), null);
  });

  it("keeps an equals sign in a value", () => {
    assert.equal(parse("a.py", "--model=Net(n=3)").value("model"), "Net(n=3)");
    assert.deepEqual(parse("a.py", "--input=x=1x2").values("input"), ["x=1x2"]);
  });

  it("takes everything after -- as files", () => {
    assert.deepEqual(parse("--", "--odd.py").positional, ["--odd.py"]);
  });

  it("refuses what it does not know", () => {
    assert.equal(
      refusal(() => parse("a.py", "--verbose")),
      "unknown option --verbose",
    );
    assert.equal(
      refusal(() => parse("a.py", "--model")),
      "--model needs a value",
    );
    assert.equal(
      refusal(() => parse("a.py", "--model", "A()", "--model", "B()")),
      "--model is given twice",
    );
    assert.equal(
      refusal(() => parse()),
      "FILE is missing",
    );
    assert.equal(
      refusal(() => parse("a.py", "b.py")),
      "unexpected argument b.py",
    );
    assert.equal(
      refusal(() => choiceOf(parse("a.py", "--format", "xml"), "format", ["table", "json"])),
      "--format takes one of table, json, not xml",
    );
  });

  it("reads input shapes, named or not", () => {
    const inputs = givenInputs(parse("a.py", "--input", "Nx3xHxW", "--input", "mask=1x1"));
    assert.deepEqual(
      inputs.map(({ name, type }) => `${name} ${formatShape(type.shape)}`),
      ["null Nx3xHxW", "mask 1x1"],
    );
    assert.match(
      refusal(() => givenInputs(parse("a.py", "--input", "1x-3"))),
      /^1x-3 is no input shape/,
    );
  });
});
