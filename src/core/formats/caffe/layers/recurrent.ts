import { message } from "../../../messages/index.ts";
import type { LayerRule, LayerRules } from "./rule.ts";

const recurrentLayer =
  (cell: "lstm" | "rnn"): LayerRule =>
  (site) => {
    const settings = site.layer.settings("recurrent_param");
    const hiddenSize = settings.integer("num_output");
    if (!hiddenSize) {
      const text = message("caffeFieldMissing", { type: site.layer.type, field: "num_output" });
      if (!settings.has("num_output")) site.report("field-missing", "error", text, settings.at ?? site.layer.nameAt);
      return [site.unknown(text)];
    }
    return site.add("Recurrent", { cell, hiddenSize }, site.inputs, 1);
  };

export const recurrentRules: LayerRules = {
  LSTM: recurrentLayer("lstm"),
  RNN: recurrentLayer("rnn"),
};
