import assert from "node:assert/strict";
import { darknet } from "../../src/core/formats/darknet/index.ts";
import { emptyMemory, ownVariant } from "../../src/core/ir/index.ts";
import { buildHierarchy, type GroupItem, inputsOf, outputsOf, parametersOf } from "../../webview/graph/hierarchy.ts";
import { linearLayout } from "../../webview/graph/layout/linear.ts";
import { createPlacer } from "../../webview/graph/layout/place.ts";
import type { LayoutProblem, PlacedGroup } from "../../webview/graph/layout/types.ts";
import { sceneOf } from "../../webview/graph/scene.ts";
import { targetAt } from "../../webview/shared/locate.ts";
import { branchedNet, chain, FILE, residualNet, sketch } from "./networks.ts";

/** A group as indented text: its children, and its links by their labels (`·` is the border). */
function outline(group: GroupItem, depth = 0): string[] {
  const indent = "  ".repeat(depth);
  const lines = group.children.flatMap((child) => {
    const line = `${indent}${child.kind} ${child.label}`;
    return child.kind === "group" ? [line, ...outline(child, depth + 1)] : [line];
  });
  const links = group.links.map(({ from, to }) => `${from?.label ?? "·"}→${to?.label ?? "·"}`);
  return [...lines, `${indent}links: ${links.join(" ")}`];
}

/** A cursor on a line that holds nothing else. */
const alone = (offset: number) => ({ offset, line: { start: offset, end: offset } });

describe("graph hierarchy", () => {
  it("nests modules and splits connections at their borders", () => {
    const network = sketch("Net()", [1, 3, 16, 16], (s, x) => {
      const y = s.module("block", "Block", x, (z) => s.call("Add", "add", {}, s.conv("conv", 3, 1, z), z));
      return s.relu("relu", y);
    });
    assert.deepEqual(outline(buildHierarchy(network).root), [
      "input x",
      "group block",
      "  layer conv",
      "  layer add",
      "  links: ·→conv conv→add ·→add add→·",
      "layer relu",
      "output output",
      "links: x→block block→relu relu→output",
    ]);
  });

  it("counts parameters, inputs and outputs of a module", () => {
    const { items } = buildHierarchy(residualNet());
    const block = items.get("layer2.0");
    assert.ok(block);
    // 3·3·64·128 + 3·3·128·128 + 64·128, and a scale and a shift for three normalisations.
    assert.deepEqual(parametersOf(block), { known: 73_728 + 147_456 + 8_192 + 3 * 256, complete: true });
    assert.equal(inputsOf(block).length, 1);
    assert.equal(outputsOf(block).length, 1);
  });

  it("draws a section of a cfg as one box, whatever it is made of", () => {
    const text =
      "[net]\nwidth=8\nheight=8\nchannels=3\n[convolutional]\nbatch_normalize=1\nfilters=4\nactivation=leaky\n[shortcut]\nfrom=-1\n";
    const request = { file: FILE, text, model: null, inputs: [], ...ownVariant, allModels: false, defaultInput: null };
    const facts = darknet.analyse(
      { ...request, searchPaths: [], workspaceRoots: [], memory: emptyMemory },
      { get: () => ({ kind: "absent" }) },
      () => false,
    );
    const network = facts?.models[0]?.network;
    assert.ok(network && network.nodes.length > 2);
    assert.deepEqual(outline(buildHierarchy(network).root), [
      "input input",
      "layer 0:convolutional",
      "layer 1:shortcut",
      "output 1:shortcut",
      "links: input→0:convolutional 0:convolutional→1:shortcut 1:shortcut→1:shortcut",
    ]);
  });

  it("tells two calls of one module apart", () => {
    const network = sketch("Twice()", [1, 3, 8, 8], (s, x) => {
      const half = (z: number) => s.module("half", "Half", z, (v) => s.relu("act", v));
      return half(half(x));
    });
    const keys = [...buildHierarchy(network).items.keys()];
    assert.deepEqual(keys, ["input x", "half", "half.act", "half#2", "half.act#2", "output output"]);
  });

  it("finds the layer, the module or the call under the cursor", () => {
    const network = residualNet();
    const call = network.calls.find((candidate) => candidate.name === "layer2.1");
    const node = network.nodes.find((candidate) => candidate.name === "layer2.1.conv1");
    assert.ok(call?.at && node?.definedAt);
    assert.deepEqual(targetAt(network, FILE, alone(call.at.start)), { kind: "call", id: call.id });
    assert.deepEqual(targetAt(network, FILE, alone(node.definedAt.end)), { kind: "node", id: node.id });
    assert.equal(targetAt(network, "file:///other.py", alone(node.definedAt.end)), null);
    assert.equal(targetAt(network, FILE, alone(10 ** 9)), null);
  });

  it("takes the outermost call of the line where the cursor is on none", () => {
    // 0: `x = block(pool(x))`, where `block(pool(x))` begins at 4.
    const at = (start: number, end: number) => ({ file: FILE, start, end });
    const net = residualNet();
    const [outer, inner] = net.nodes;
    assert.ok(outer && inner);
    const nodes = [
      { ...inner, id: 0, at: at(10, 17), definedAt: null, context: null },
      { ...outer, id: 1, at: at(4, 18), definedAt: null, context: null },
      { ...outer, id: 2, at: at(25, 60), definedAt: null, context: null },
    ];
    const network = { ...net, nodes, calls: [] };
    const line = { start: 0, end: 18 };
    assert.deepEqual(targetAt(network, FILE, { offset: 0, line }), { kind: "node", id: 1 });
    assert.deepEqual(targetAt(network, FILE, { offset: 12, line }), { kind: "node", id: 0 });
    assert.equal(targetAt(network, FILE, { offset: 20, line: { start: 19, end: 22 } }), null);
  });
});

describe("the cursor and what is shown", () => {
  /** Two blocks of one class: their layers are written at the same place. */
  const network = (() => {
    const net = residualNet(2);
    const first = net.nodes.find((node) => node.name === "layer1.0.conv1");
    const shared = (name: string) => name.endsWith(".conv1") && name !== "conv1";
    const nodes = net.nodes.map((node) =>
      shared(node.name) ? { ...node, definedAt: first?.definedAt ?? null } : node,
    );
    return { ...net, nodes };
  })();
  const at = network.nodes.find((node) => node.name === "layer1.0.conv1")?.definedAt?.start ?? 0;
  const idOf = (name: string) => network.nodes.find((node) => node.name === name)?.id ?? -1;

  it("chooses the first layer of several at one place", () => {
    assert.deepEqual(targetAt(network, FILE, alone(at)), { kind: "node", id: idOf("layer1.0.conv1") });
  });

  it("stays with the shown one when it is among them", () => {
    const shown = { kind: "node", id: idOf("layer3.1.conv1") } as const;
    assert.deepEqual(targetAt(network, FILE, alone(at), shown), shown);
    const elsewhere = { kind: "node", id: idOf("layer3.1.conv2") } as const;
    assert.deepEqual(targetAt(network, FILE, alone(at), elsewhere), { kind: "node", id: idOf("layer1.0.conv1") });
  });
});

describe("graph layout without a layout engine", () => {
  const box = { width: 100, height: 40, top: null, bottom: null };

  it("puts boxes below each other and skips into lanes that do not cross", () => {
    const end = (index: number | null) => ({ box: index, port: 0 });
    const link = (from: number | null, to: number | null) => ({ from: end(from), to: end(to), skip: false });
    const problem: LayoutProblem = {
      boxes: [box, box, box, box],
      links: [link(null, 0), link(0, 1), link(1, 2), link(0, 2), link(2, 3), link(0, 3)],
      incoming: 1,
      outgoing: 0,
    };
    const { boxes, links, width } = linearLayout(problem);
    for (let i = 1; i < boxes.length; i++) assert.ok((boxes[i]?.y ?? 0) >= (boxes[i - 1]?.y ?? 0) + box.height);
    const lane = (index: number): number => Math.max(...(links[index] ?? []).map((point) => point.x));
    assert.equal(lane(1), 50);
    assert.ok(lane(3) > 100 && lane(5) > lane(3) && width > lane(5));
  });

  it("stays inside its frames at every level", async () => {
    const { root } = buildHierarchy(branchedNet());
    const place = createPlacer(Promise.resolve(null), (reason) => assert.fail(String(reason)));
    const measure = (siblings: readonly unknown[]) => siblings.map(() => ({ width: 120, height: 40 }));
    const placed = await place({ root, isOpen: () => true, measure, headerWidth: () => 0 });
    const check = (group: PlacedGroup): void => {
      for (const item of group.items) {
        assert.ok(item.x >= 0 && item.y >= 0, item.item.key);
        assert.ok(item.x + item.width <= group.width && item.y + item.height <= group.height, item.item.key);
        if (item.inside) check(item.inside);
      }
    };
    check(placed);
    const scene = sceneOf(root, placed);
    for (const { link, points } of scene.edges) assert.ok(points.length >= 2, `${link.from?.key} to ${link.to?.key}`);
  });

  it("places 20,000 layers", async function () {
    this.timeout(20_000);
    const { root } = buildHierarchy(chain(20_000));
    const place = createPlacer(Promise.resolve(null), (reason) => assert.fail(String(reason)));
    const measure = (siblings: readonly unknown[]) => siblings.map(() => ({ width: 120, height: 40 }));
    const scene = sceneOf(root, await place({ root, isOpen: () => true, measure, headerWidth: () => 0 }));
    assert.equal(scene.boxes.length, 20_002);
  });
});
