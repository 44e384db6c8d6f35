import assert from "node:assert/strict";
import { RememberedModels } from "../../src/extension/rememberedModels.ts";
import type { NetworkParams } from "../../src/protocol/languageServer.ts";

function memory() {
  const kept = new Map<string, unknown>();
  return {
    keys: () => [...kept.keys()],
    get: <T>(key: string, fallback?: T) => (kept.get(key) ?? fallback) as T,
    update: async (key: string, value: unknown) => void kept.set(key, JSON.parse(JSON.stringify(value))),
  };
}

function announced(uri: string, ...names: string[]): NetworkParams {
  const models = names.map((name) => ({ name, expression: `${name}()`, constructible: true }));
  const selected = models[0]?.expression ?? null;
  return {
    ...{ uri, version: 1, framework: "pytorch", models, selected },
    ...{ inputs: [], totals: null, errors: 0, warnings: 0 },
  };
}

describe("remembered models", () => {
  it("come back once, in the next window", async () => {
    const kept = memory();
    await new RememberedModels(kept).remember("file:///a.py", 'VGG("13")');
    const next = new RememberedModels(kept);
    assert.equal(next.toRestore(announced("file:///a.py", "vgg11", "VGG")), 'VGG("13")');
    assert.equal(next.toRestore(announced("file:///a.py", "vgg11", "VGG")), null);
    next.serverEnded();
    assert.equal(next.toRestore(announced("file:///a.py", "vgg11", "VGG")), 'VGG("13")');
  });

  it("stay away when the class is gone or the choice is what is shown", async () => {
    const kept = memory();
    await new RememberedModels(kept).remember("file:///a.py", "Old()");
    await new RememberedModels(kept).remember("file:///b.py", "Net()");
    const next = new RememberedModels(kept);
    assert.equal(next.toRestore(announced("file:///a.py", "Net")), null);
    assert.equal(next.toRestore(announced("file:///b.py", "Net")), null);
  });

  it("are forgotten with null, and the oldest when there are many", async () => {
    const kept = memory();
    const models = new RememberedModels(kept);
    await models.remember("file:///a.py", "A()");
    for (let index = 0; index < 100; index++) await models.remember(`file:///${index}.py`, "A()");
    await models.remember("file:///99.py", null);
    const next = new RememberedModels(kept);
    assert.equal(next.toRestore(announced("file:///a.py", "B", "A")), null);
    assert.equal(next.toRestore(announced("file:///99.py", "B", "A")), null);
    assert.equal(next.toRestore(announced("file:///98.py", "B", "A")), "A()");
  });
});
