import type { Dim } from "../../../ir/dim.ts";
import { modulo } from "../../../ir/dimArithmetic.ts";
import { dimsEqual } from "../../../ir/dimComparison.ts";
import type { ValueId } from "../../../ir/network.ts";
import { formatShape, shapeOf } from "../../../ir/shape.ts";
import { message } from "../../../messages/index.ts";
import { activated } from "./activations.ts";
import { normalized, statesNormalization } from "./convolution.ts";
import type { LayerRule, LayerSite } from "./rule.ts";

/** A row of numbers as the map of one position that Darknet takes it for. */
export const asMap = (site: LayerSite, row: ValueId): ValueId => site.add("Unsqueeze", { axes: [2, 3] }, [row]);

/** What a matrix product gives: (1, features). */
export function product(site: LayerSite, x: ValueId, outFeatures: Dim, part = ""): ValueId {
  const isNormalized = statesNormalization(site);
  const attributes = { outFeatures, flattenFrom: 1, hasBias: !isNormalized };
  const y = site.add("Linear", attributes, [x], { part });
  return isNormalized ? normalized(site, y, { part }) : y;
}

const connected: LayerRule = (site) => {
  const outputs = site.options.integer("output");
  const text = message("darknetDefault", { section: site.section, key: "output", value: 1 });
  if (!outputs) site.report("option-missing", "warning", text, site.titleAt);
  return asMap(site, activated(site, product(site, site.previous, outputs?.value ?? 1), "logistic"));
};

const dropout: LayerRule = (site) => site.add("Dropout", { probability: site.options.number("probability") ?? 0.5 });

/** Over all numbers, or over as many groups of them as there are; `tree` says that the groups are levels of classes. */
const softmax: LayerRule = (site) => {
  const { options } = site;
  const temperature = options.number("temperature")?.value ?? 1;
  let x = site.vector();
  const dims = site.dims(x);
  const tree = options.word("tree");
  if (tree) {
    site.report("tree", "information", message("darknetTree", { file: tree.value }), tree.at);
    return site.add("External", { name: site.section, outputs: 1, shapes: [dims] }, [x]);
  }
  if (temperature !== 1 && temperature !== 0) x = site.add("Mul", { scalar: 1 / temperature }, [x]);
  const groups = options.integer("groups");
  const count = groups?.value ?? 1;
  const features = dims?.[1];
  if (count === 1 || !dims || features === undefined) return site.add("Softmax", { axis: 1 }, [x]);
  if (count < 1 || dimsEqual(modulo(features, count), 0) === "no") {
    const text = message("darknetSoftmaxGroups", { features: formatShape(shapeOf(features)), groups: count });
    site.report("softmax-groups", "error", text, groups?.at ?? site.titleAt);
    return site.add("Softmax", { axis: 1 }, [x]);
  }
  const split = site.add("Reshape", { shape: [dims[0] ?? 1, count, -1] }, [x]);
  return site.add("Flatten", {}, [site.add("Softmax", { axis: 2 }, [split])]);
};

/** A loss gives its input on, as a row of numbers. */
const loss: LayerRule = (site) => {
  const x = site.vector();
  return x === site.previous ? site.add("Identity", {}, [x]) : x;
};

/** A loss that keeps the map: binary cross-entropy after the logistic function. */
const logistic: LayerRule = (site) => site.add("Activation", { function: "sigmoid" });

const activation: LayerRule = (site) => {
  const result = activated(site, site.previous, "linear");
  return result === site.previous ? identity(site) : result;
};

const identity: LayerRule = (site) => site.add("Identity", {});

/** Learned numbers that depend on no input (Wang et al., "You Only Learn One Representation", 2021). */
const implicit: LayerRule = (site) => {
  const filters = Math.max(1, site.options.integer("filters")?.value ?? 128);
  const atoms = Math.max(1, site.options.integer("atoms")?.value ?? 1);
  return site.add("Identity", {}, [site.parameter("weight", [1, filters, atoms, 1])]);
};

export const denseRules = {
  activation,
  conn: connected,
  connected,
  contrastive: loss,
  cost: loss,
  dropout,
  empty: identity,
  implicit,
  logistic,
  silence: identity,
  soft: softmax,
  softmax,
} satisfies Readonly<Record<string, LayerRule>>;
