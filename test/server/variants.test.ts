import assert from "node:assert/strict";
import { EditorSession } from "./serverProcess.ts";

const net = `name: "staged"
layer { name: "data" type: "Input" top: "data" input_param { shape { dim: 8 dim: 1 dim: 28 dim: 28 } } include { phase: TRAIN } }
layer { name: "data" type: "Input" top: "data" input_param { shape { dim: 1 dim: 1 dim: 28 dim: 28 } } include { phase: TEST } }
layer { name: "conv" type: "Convolution" bottom: "data" top: "conv" convolution_param { num_output: 4 kernel_size: 5 } }
layer { name: "pool" type: "Pooling" bottom: "conv" top: "pool" pooling_param { kernel_size: 2 stride: 2 } include { stage: "small" } }
`;
const uri = "file:///nets/staged.prototxt";
const plain = "file:///nets/plain.prototxt";
const commands = ["convlens.showGraph", "convlens.chooseVariant"];

interface Announced {
  readonly uri: string;
  readonly variants: {
    readonly shown: { readonly text: string };
    readonly offered: readonly { text: string }[];
  } | null;
}

describe("language server: phases and stages", function () {
  this.timeout(20_000);
  let session: EditorSession;
  beforeEach(async () => {
    session = await EditorSession.start({ initializationOptions: { notifications: true, commands } });
    await session.open(uri, net);
  });
  afterEach(() => session.stop());

  const select = (params: object) => session.connection.sendRequest("convlens/select", { uri, ...params });
  const lens = async (): Promise<string[]> =>
    (await session.lenses(uri)).flatMap(({ command }) =>
      command?.command === "convlens.chooseVariant" ? [command.title] : [],
    );

  it("a lens says which is shown, and the choice is announced with what else there is", async () => {
    await session.pull(uri);
    assert.deepEqual(await lens(), ["phase TEST"]);
    const offered = () => {
      const last = (session.networks as unknown as Announced[]).filter((each) => each.uri === uri).at(-1);
      return last?.variants?.offered.map(({ text }) => text);
    };
    assert.deepEqual(offered(), ["phase TEST", "phase TEST, stage small", "phase TRAIN", "phase TRAIN, stage small"]);
    await select({ phase: "TRAIN", stages: ["small"] });
    assert.deepEqual(await lens(), ["phase TRAIN, stage small"]);
    assert.equal(offered()?.[0], "phase TRAIN, stage small");
  });

  it("hovers, hints, outline, graph and summary follow it", async () => {
    await session.pull(uri);
    assert.deepEqual(await session.hints(uri), ["3: → 1×1×28×28", "4: → 1×4×24×24"]);
    await select({ phase: "TRAIN", stages: ["small"] });
    assert.deepEqual(await session.hints(uri), ["2: → 8×1×28×28", "4: → 8×4×24×24", "5: → 8×4×12×12"]);
    assert.match((await session.hover(uri, '"Pooling"')) ?? "", /8×4×24×24/);
    const [root] = await session.symbols(uri);
    assert.deepEqual(
      root?.children?.map(({ name, range }) => `${name} ${range.start.line + 1}`),
      ["data 2", "conv 4", "pool 5"],
    );
    const graph = await session.connection.sendRequest<{ phase: string; shownInputs: { shape: string }[] }>(
      "convlens/graph",
      { uri },
    );
    assert.equal(graph.phase, "TRAIN");
    assert.deepEqual(
      graph.shownInputs.map(({ shape }) => shape),
      ["8x1x28x28"],
    );
    const layers = async (params: object) => {
      const summary = await session.connection.sendRequest<{ layers: { name: string }[] }>("convlens/summary", {
        uri,
        ...params,
      });
      return summary.layers.map(({ name }) => name);
    };
    assert.deepEqual(await layers({}), ["data", "conv", "pool"]);
    assert.deepEqual(await layers({ phase: "TEST" }), ["data", "conv"]);
  });

  it("stays while the text, the input and the model change, and goes with null", async () => {
    await session.pull(uri);
    await select({ phase: "TRAIN" });
    await session.change(uri, "num_output: 4", "num_output: 6");
    await session.pull(uri);
    assert.equal((await session.hints(uri))[1], "4: → 8×6×24×24");
    await select({ inputs: ["data=2x1x12x12"] });
    assert.equal((await session.hints(uri))[1], "4: → 2×6×8×8");
    await select({ stages: ["small"] });
    assert.deepEqual(await session.hints(uri), ["3: → 2×1×12×12", "4: → 2×6×8×8", "5: → 2×6×4×4"]);
    await select({ model: null });
    assert.equal((await session.hints(uri)).at(-1), "5: → 1×6×12×12");
    await select({ phase: null });
    assert.deepEqual(await lens(), ["phase TEST"]);
    assert.deepEqual(await session.hints(uri), ["3: → 1×1×28×28", "4: → 1×6×24×24"]);
  });

  it("no lens where the text makes one network only; what is no variant is what the file says", async () => {
    await session.open(
      plain,
      net
        .split("\n")
        .filter((line) => !line.includes("include"))
        .join("\n"),
    );
    await session.pull(plain);
    const titles = (await session.lenses(plain)).map(({ command }) => command?.title ?? "");
    assert.equal(
      titles.some((title) => /phase/.test(title)),
      false,
    );
    await select({ phase: "BOTH", stages: [1], scale: 3 });
    assert.deepEqual(await lens(), ["phase TEST"]);
  });
});
