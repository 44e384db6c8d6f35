import assert from "node:assert/strict";
import { modelOf } from "../../../support/pythonModel.ts";

/** A program whose model has the width that the command line gives. */
const program = (setup: string, width: string) => `
import argparse

parser = argparse.ArgumentParser(description="train")
${setup}
args = parser.parse_args()

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, ${width}, 3)

    def forward(self, x):
        return self.conv(x)

net = Net()
`;

const outputs = (setup: string, width: string): string => modelOf(program(setup, width)).outputs;

describe("argparse", () => {
  it("gives the defaults of a program that is started without arguments", () => {
    const setup =
      'parser.add_argument("-w", "--base-width", type=int, default=8)\nparser.add_argument("--wide", action="store_true")';
    assert.equal(outputs(setup, "args.base_width * (2 if args.wide else 1)"), "output 1x8x222x222");
  });

  it("converts a default that is a text", () => {
    assert.equal(
      outputs('parser.add_argument("--width", type=int, default="12")', "args.width"),
      "output 1x12x222x222",
    );
  });

  it("takes groups, parents and defaults that are set apart", () => {
    const setup = `
group = parser.add_argument_group("model")
group.add_argument("--width", default=4, type=int)
parser.set_defaults(depth=2)
parser = argparse.ArgumentParser(parents=[parser])`;
    assert.equal(outputs(setup, "vars(args)['width'] * args.depth"), "output 1x8x222x222");
  });

  it("does not know what has to be given", () => {
    for (const option of ['"width", type=int', '"--width", type=int, required=True'])
      assert.equal(outputs(`parser.add_argument(${option})`, "args.width"), "output 1x?x222x222");
  });

  it("is a namespace of names", () => {
    const setup = 'parser.add_argument("--width", default=5)\nmade = argparse.Namespace(width=6)';
    assert.equal(outputs(setup, "made.width if 'width' in args else 1"), "output 1x6x222x222");
  });
});
