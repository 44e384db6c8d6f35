import assert from "node:assert/strict";
import { scopesOf } from "../../../../src/core/formats/caffe/scopes.ts";

/** `a b | c`: the names of folders, a run of layers in one folder each: `res2a_* 3`. */
function folders(names: string): string {
  const found: { path: string; count: number }[] = [];
  for (const scope of scopesOf(names.split(" "))) {
    const path = scope.join(" > ");
    const last = found.at(-1);
    if (last?.path === path) last.count++;
    else found.push({ path, count: 1 });
  }
  return found.map(({ path, count }) => `${path || "-"} ${count}`).join(", ");
}

const residual = (block: string): string =>
  `res${block}_branch2a bn${block}_branch2a res${block}_branch2a_relu res${block}_branch2b res${block} res${block}_relu`;

describe("folders of layers in a prototxt", () => {
  it("are what slashes say", () => {
    assert.deepEqual(scopesOf(["data", "inception_3a/1x1", "inception_3a/pool/relu"]), [
      [],
      ["inception_3a"],
      ["inception_3a", "pool"],
    ]);
  });

  it("are the blocks that names count, whatever stands before the number", () => {
    assert.equal(
      folders(`data conv1 pool1 ${residual("2a")} ${residual("2b")} ${residual("3b1")} pool5 fc1000`),
      "- 3, res2a_* 6, res2b_* 6, res3b1_* 6, - 2",
    );
    const vgg = [1, 2, 3].map((n) => `conv${n}_1 relu${n}_1 conv${n}_2 relu${n}_2 pool${n}`).join(" ");
    assert.equal(folders(`data ${vgg} fc6 relu6 drop6`), "- 1, conv1_* 5, conv2_* 5, conv3_* 5, - 3");
    const inception = ["inception_a1", "inception_a2", "reduction_a"]
      .map((n) => `${n}_1x1 ${n}_3x3 ${n}_out`)
      .join(" ");
    assert.equal(folders(inception), "inception_a1_* 3, inception_a2_* 3, reduction_a_* 3");
  });

  it("hold folders where a block counts its own", () => {
    const block = (n: string): string => [0, 1, 2].map((k) => `conv${n}_${k} bn${n}_${k} prelu${n}_${k}`).join(" ");
    const blocks = ["1_0", "1_1", "2_0", "3_0", "3_1"].map(block).join(" ");
    assert.equal(
      folders(blocks),
      "conv1_* > conv1_0_* 9, conv1_* > conv1_1_* 9, conv2_* 9, conv3_* > conv3_0_* 9, conv3_* > conv3_1_* 9",
    );
  });

  it("have names of their own when a block comes again", () => {
    const there = [1, 2].map((n) => `conv${n}_1 relu${n}_1 pool${n}_x`).join(" ");
    const back = [2, 1].map((n) => `up${n} conv${n}_1_D relu${n}_1_D`).join(" ");
    assert.equal(folders(`${there} middle ${back}`), "conv1_* 3, conv2_* 3, - 1, conv2_* (2) 3, conv1_* (2) 3");
  });

  it("are none where no convention is plain", () => {
    assert.equal(folders("data conv1 relu1 pool1 norm1 conv2 relu2 pool2 norm2 fc6 relu6 drop6 prob"), "- 13");
    assert.equal(folders(`${residual("2a")} ${residual("2b")} a b c`), "- 15");
    assert.equal(folders("conv_d0a-b relu_d0b conv_d0b-c relu_d0c pool_d0c-1a conv_d1a-b relu_d1b"), "- 7");
    assert.deepEqual(scopesOf([]), []);
  });

  it("are found in names that are made to be slow", () => {
    const slow = ["a_".repeat(50_000), "a".repeat(100_000), `a_${"1".repeat(100_000)}`];
    assert.equal(scopesOf([...slow, ...slow]).length, 6);
  });
});
