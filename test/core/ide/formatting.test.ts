import assert from "node:assert/strict";
import { formattingEdits } from "../../../src/core/ide/formatting.ts";
import { darknet, prototxt } from "./cursor.ts";

describe("formatting prototxt", () => {
  it("indents by brackets and leaves lines as their author broke them", () => {
    const text = `name:"net"
layer{
name : "c"   type:"Convolution"  # first
    # of two
  param {lr_mult:1}
\tconvolution_param<num_output:64>
  bottom:[ "a" ,"b" ]
      }   

`;
    const after = `name: "net"
layer {
  name: "c" type: "Convolution"  # first
  # of two
  param { lr_mult: 1 }
  convolution_param < num_output: 64 >
  bottom: ["a", "b"]
}

`;
    assert.equal(prototxt.format(text, "  "), after);
    assert.equal(prototxt.format(after, "  "), after);
  });

  it("keeps line ends, a byte order mark and tabs as an indent", () => {
    assert.equal(
      prototxt.format("\ufefflayer {\r\nname:'c'#x\r\n}\r\n", "\t"),
      "\ufefflayer {\r\n\tname: 'c' #x\r\n}\r\n",
    );
  });

  it("leaves a text alone that is not well formed", () => {
    const text = 'layer {\nname:"a"\nlayer{ name:"b" }\n';
    assert.equal(prototxt.format(text, "  "), text);
    assert.deepEqual(formattingEdits(prototxt, text, "  "), []);
  });

  it("edits only the lines that change", () => {
    const text = 'layer {\nname: "a"\ntop: "a"\n  bottom: "b"\n}\n';
    const [edit, ...more] = formattingEdits(prototxt, text, "  ");
    assert.deepEqual(more, []);
    assert.deepEqual(edit, { at: { start: 8, end: 27 }, text: '  name: "a"\n  top: "a"\n' });
  });
});

describe("formatting a cfg", () => {
  it("takes blanks away that Darknet does not read", () => {
    const text = " [ net ] \nwidth = 416\n\n  # a  b \n[route]\nlayers =  -1, 61 # c\n";
    assert.equal(darknet.format(text, "  "), "[net]\nwidth=416\n\n# a  b\n[route]\nlayers=-1, 61 # c\n");
  });
});
