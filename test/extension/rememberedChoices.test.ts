import assert from "node:assert/strict";
import { RememberedChoices } from "../../src/extension/rememberedChoices.ts";
import type { NetworkParams, Variant } from "../../src/protocol/languageServer.ts";

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
    ...{ inputs: [], variants: null, totals: null, errors: 0, warnings: 0 },
  };
}

describe("remembered choices", () => {
  it("come back once, in the next window", async () => {
    const kept = memory();
    await new RememberedChoices(kept).remember("file:///a.py", { model: 'VGG("13")' });
    const next = new RememberedChoices(kept);
    assert.equal(next.toRestore(announced("file:///a.py", "vgg11", "VGG"))?.model, 'VGG("13")');
    assert.equal(next.toRestore(announced("file:///a.py", "vgg11", "VGG")), null);
    next.serverEnded();
    assert.equal(next.toRestore(announced("file:///a.py", "vgg11", "VGG"))?.model, 'VGG("13")');
  });

  it("stay away when the class is gone or the choice is what is shown", async () => {
    const kept = memory();
    await new RememberedChoices(kept).remember("file:///a.py", { model: "Old()" });
    await new RememberedChoices(kept).remember("file:///b.py", { model: "Net()" });
    const next = new RememberedChoices(kept);
    assert.equal(next.toRestore(announced("file:///a.py", "Net")), null);
    assert.equal(next.toRestore(announced("file:///b.py", "Net")), null);
  });

  it("are forgotten with null, and the oldest when there are many", async () => {
    const kept = memory();
    const models = new RememberedChoices(kept);
    await models.remember("file:///a.py", { model: "A()" });
    for (let index = 0; index < 100; index++) await models.remember(`file:///${index}.py`, { model: "A()" });
    await models.remember("file:///99.py", { model: null });
    const next = new RememberedChoices(kept);
    assert.equal(next.toRestore(announced("file:///a.py", "B", "A")), null);
    assert.equal(next.toRestore(announced("file:///99.py", "B", "A")), null);
    assert.equal(next.toRestore(announced("file:///98.py", "B", "A"))?.model, "A()");
  });

  it("bring back the phase and stage while the file has them, and keep the model beside", async () => {
    const kept = memory();
    const variant = (phase: "TRAIN" | "TEST", ...stages: string[]): Variant => ({ phase, stages, scale: null });
    const lenet = (...offered: Variant[]): NetworkParams => {
      const [shown, ...others] = offered.map((each) => ({ ...each, text: "" }));
      return {
        ...announced("file:///lenet.prototxt", "LeNet"),
        variants: shown ? { shown, offered: [shown, ...others] } : null,
      };
    };
    const choices = new RememberedChoices(kept);
    await choices.remember("file:///lenet.prototxt", { model: "Other()" });
    await choices.remember("file:///lenet.prototxt", { variant: variant("TEST", "val") });
    const next = () => new RememberedChoices(kept);
    assert.deepEqual(next().toRestore(lenet(variant("TEST"), variant("TEST", "val"))), {
      model: null,
      variant: variant("TEST", "val"),
    });
    assert.equal(next().toRestore(lenet(variant("TEST", "val"), variant("TEST"))), null);
    assert.equal(next().toRestore(lenet(variant("TEST"), variant("TRAIN"))), null);
    assert.equal(next().toRestore(lenet()), null);
    await choices.remember("file:///lenet.prototxt", { variant: null });
    assert.deepEqual(
      next().toRestore({ ...announced("file:///lenet.prototxt", "LeNet", "Other"), selected: "LeNet" }),
      {
        model: "Other()",
        variant: null,
      },
    );
  });
});
