import assert from "node:assert/strict";
import { assemble, MessageWriter } from "../../../../src/core/formats/onnx/protobuf.ts";

function bytesOf(message: MessageWriter): string {
  const steps = assemble(message);
  let step = steps.next();
  while (!step.done) step = steps.next();
  assert.equal(step.value.byteLength, message.byteLength);
  return Buffer.from(step.value).toString("hex");
}

// Expected bytes follow https://protobuf.dev/programming-guides/encoding/.
describe("protobuf writer", () => {
  const cases: readonly [string, MessageWriter, string][] = [
    ["a varint", new MessageWriter().int(1, 150), "089601"],
    ["a varint beyond 32 bits", new MessageWriter().int(1, 2 ** 40), "08808080808020"],
    ["a negative integer in ten bytes", new MessageWriter().int(1, -2), "08feffffffffffffffff01"],
    ["a string in UTF-8", new MessageWriter().string(2, "tést"), "120574c3a97374"],
    ["a nested message", new MessageWriter().message(3, new MessageWriter().int(1, 150)), "1a03089601"],
    ["packed integers", new MessageWriter().packedInts(6, [3, 270, 86942]), "3206038e029ea705"],
    ["a float", new MessageWriter().float(2, 1), "150000803f"],
    ["a field number above 15", new MessageWriter().int(20, 1), "a00101"],
    ["an empty string", new MessageWriter().string(1, ""), "0a00"],
  ];
  for (const [what, message, expected] of cases) {
    it(`writes ${what}`, () => assert.equal(bytesOf(message), expected));
  }

  it("asks for deferred bytes in order and tells how far it is", () => {
    const length = 2_500_000;
    const asked: [number, number][] = [];
    const piece = {
      byteLength: length,
      fill(start: number, into: Uint8Array): void {
        asked.push([start, into.byteLength]);
        into.fill(asked.length);
      },
    };
    const steps = assemble(new MessageWriter().bytes(1, piece));
    const told: number[] = [];
    let step = steps.next();
    while (!step.done) {
      told.push(step.value);
      step = steps.next();
    }
    assert.deepEqual(asked, [
      [0, 1_048_576],
      [1_048_576, 1_048_576],
      [2_097_152, 402_848],
    ]);
    assert.deepEqual(told.length, 3);
    assert.equal(step.value.at(-1), 3);
    assert.equal(step.value.byteLength, length + 5);
  });
});
