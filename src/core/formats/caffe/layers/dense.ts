import { message } from "../../../messages/index.ts";
import type { LayerRule, LayerRules } from "./rule.ts";

const innerProduct: LayerRule = (site) => {
  const settings = site.layer.settings("inner_product_param");
  const outFeatures = settings.integer("num_output");
  if (!outFeatures && !settings.has("num_output")) {
    const text = message("caffeFieldMissing", { type: site.layer.type, field: "num_output" });
    site.report("field-missing", "error", text, settings.at ?? site.layer.nameAt);
  }
  const attributes = {
    outFeatures: outFeatures ?? undefined,
    flattenFrom: settings.integer("axis") ?? 1,
    hasBias: settings.boolean("bias_term") ?? true,
    transposedWeight: settings.boolean("transpose") ?? undefined,
  };
  return site.inputs.flatMap((input) => site.add("Linear", attributes, [input], 1));
};

const embed: LayerRule = (site) => {
  const settings = site.layer.settings("embed_param");
  const count = settings.integer("input_dim") ?? undefined;
  const features = settings.integer("num_output") ?? undefined;
  const vectors = site.add("Embedding", { count, features }, site.inputs.slice(0, 1), 1);
  const hasBias = settings.boolean("bias_term")?.value !== false;
  return hasBias ? site.add("Scale", { axis: -1, hasScale: false, hasBias }, vectors, 1) : vectors;
};

export const denseRules: LayerRules = {
  Embed: embed,
  InnerProduct: innerProduct,
};
