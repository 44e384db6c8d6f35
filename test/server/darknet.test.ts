import assert from "node:assert/strict";
import { EditorSession } from "./serverProcess.ts";

const detector = `[net]
width=64
height=64
channels=3

[convolutional]
filters=255
size=3
stride=2
pad=1
activation=linear

[yolo]
mask=0,1,2
classes=3
num=9
`;
const uri = "file:///nets/detector.cfg";

describe("language server: Darknet", function () {
  this.timeout(20_000);
  let session: EditorSession;
  beforeEach(async () => {
    session = await EditorSession.start({ initializationOptions: { notifications: true } });
  });
  afterEach(() => session.stop());

  it("hovers, hints and reports", async () => {
    await session.open(uri, detector, "darknet-cfg");
    assert.match((await session.hover(uri, "convolutional")) ?? "", /`1×3×64×64` → \*\*`1×255×32×32`\*\*/);
    assert.deepEqual(await session.hints(uri), ["6: → 1×255×32×32", "13: → 1×255×32×32"]);
    const faults = await session.pull(uri);
    assert.deepEqual(
      faults.map(({ code, range, message }) => `${code} at ${range.start.line + 1}: ${message}`),
      ["head-channels at 7: expected 24 channels, 3·(3 + 4 + 1), got 255"],
    );
  });

  it("works out what a section of several operations gives, and what each of them learns", async () => {
    await session.open(uri, detector.replace("filters=255", "batch_normalize=1\nfilters=24"), "darknet-cfg");
    const hover = await session.hover(uri, "convolutional");
    assert.match(hover ?? "", /⌊\(64 \+ 2·1 − 3\)\/2⌋ \+ 1 = 32/);
    assert.match(hover ?? "", /Parameters: 3·3·3·24 \+ 2·24 = 696/);
  });

  it("outlines the sections, the network's own among them none", async () => {
    await session.open(uri, detector, "darknet-cfg");
    const [root] = await session.symbols(uri);
    assert.deepEqual([root?.name, root?.detail], ["detector", "darknet"]);
    assert.deepEqual(
      root?.children?.map(({ name, detail, range, selectionRange }) => [
        name,
        detail,
        range.start.line,
        selectionRange.start.character,
      ]),
      [
        ["0:convolutional", "convolutional → 1×255×32×32", 5, 0],
        ["1:yolo", "yolo → 1×255×32×32", 12, 0],
      ],
    );
  });

  it("shows lenses on the network, none of them about a phase", async () => {
    await session.open(uri, detector, "darknet-cfg");
    const titles = (await session.lenses(uri)).map(({ range, command }) => `${range.start.line}: ${command?.title}`);
    assert.deepEqual(titles, [
      "0: 7.14 k parameters · 7.05 MMACs",
      "0: input 1×3×64×64 (from the file)",
      "0: graph",
      "0: test inference",
    ]);
  });

  it("leaves other .cfg files alone", async () => {
    await session.open("file:///a/setup.cfg", "[metadata]\nname = a\n", "properties");
    assert.equal(await session.hover("file:///a/setup.cfg", "name"), null);
  });
});
