import type { LayerRule, LayerRules, LayerSite, StatedAttributes } from "./rule.ts";

/** A second top is where the input passed (the forks' mask for the way back). */
const activation =
  (attributes: (site: LayerSite) => StatedAttributes): LayerRule =>
  (site) => {
    const input = site.inputs.slice(0, 1);
    const masks = site.layer.tops.slice(1).flatMap(() => {
      const shapes = [site.dims(0)];
      return site.add("External", { name: `${site.layer.type} mask`, outputs: 1, shapes }, input, 1);
    });
    const { bottoms, tops } = site.layer;
    const inPlace = bottoms[0]?.value === tops[0]?.value;
    return [...site.add("Activation", { ...attributes(site), inPlace }, input, 1), ...masks];
  };

const plain = (name: string): LayerRule => activation(() => ({ function: name }));

export const activationRules: LayerRules = {
  ReLU: activation(({ layer }) => {
    const slope = layer.settings("relu_param").number("negative_slope");
    return slope && slope.value !== 0 ? { function: "leakyRelu", alpha: slope } : { function: "relu" };
  }),
  ReLU6: plain("relu6"),
  PReLU: activation((site) => {
    const isShared = site.layer.settings("prelu_param").boolean("channel_shared")?.value === true;
    return { function: "prelu", slopes: isShared ? 1 : (site.dims(0)?.[1] ?? 1) };
  }),
  ELU: activation(({ layer }) => ({ function: "elu", alpha: layer.settings("elu_param").number("alpha") ?? 1 })),
  Sigmoid: plain("sigmoid"),
  TanH: plain("tanh"),
  BNLL: plain("softplus"),
  Mish: plain("mish"),
  Swish: plain("silu"),
  Dropout: (site) =>
    site.add(
      "Dropout",
      { probability: site.layer.settings("dropout_param").number("dropout_ratio") ?? 0.5 },
      site.inputs.slice(0, 1),
      1,
    ),
  Softmax: (site) =>
    site.add(
      "Softmax",
      { axis: site.layer.settings("softmax_param").integer("axis") ?? 1 },
      site.inputs.slice(0, 1),
      1,
    ),
};
