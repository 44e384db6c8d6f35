import { nearestName } from "../../../ir/nearest.ts";
import type { ValueId } from "../../../ir/network.ts";
import { message } from "../../../messages/index.ts";
import type { LayerSite } from "./rule.ts";

type Apply = (site: LayerSite, x: ValueId) => ValueId;

const plain =
  (name: string, alpha?: number): Apply =>
  (site, x) =>
    site.add("Activation", { function: name, ...(alpha !== undefined && { alpha }) }, [x]);

const times: (site: LayerSite, x: ValueId, factor: number) => ValueId = (site, x, factor) =>
  site.add("Mul", { scalar: factor }, [x]);

const plus = (site: LayerSite, x: ValueId, term: number): ValueId => site.add("Add", { scalar: term }, [x]);

const clamp = (site: LayerSite, x: ValueId, minimum: number, maximum: number): ValueId =>
  site.add("Unary", { function: "clamp", minimum, maximum }, [x]);

/** `slope` times what lies outside of the limits. */
const beyond = (site: LayerSite, x: ValueId, minimum: number, maximum: number, slope: number): ValueId =>
  times(site, site.add("Sub", {}, [x, clamp(site, x, minimum, maximum)]), slope);

/** Each element divided by the sum over the channels; Darknet adds 0.0001 to the sum. */
function overChannels(site: LayerSite, x: ValueId): ValueId {
  const sum = site.add("Reduce", { function: "sum", axes: [1], keepDims: true }, [x]);
  return site.add("Div", {}, [x, plus(site, sum, 1e-4)]);
}

/** As `activations.h` of the forks defines them. */
const activations: Readonly<Record<string, Apply>> = {
  elu: plain("elu"),
  gelu: (site, x) => site.add("Activation", { function: "gelu", approximate: "tanh" }, [x]),
  // x above 0, x²/2 + x down to −2, 0 below.
  hard_mish(site, x) {
    const bent = clamp(site, x, -2, 0);
    const square = times(site, site.add("Mul", {}, [bent, bent]), 0.5);
    const below = site.add("Add", {}, [square, bent]);
    return site.add("Add", {}, [site.add("Activation", { function: "relu" }, [x]), below]);
  },
  hardtan: plain("hardtanh"),
  leaky: plain("leakyRelu", 0.1),
  // The identity from 0 to 1, nearly flat outside.
  lhtan: (site, x) => site.add("Add", {}, [clamp(site, x, 0, 1), beyond(site, x, 0, 1, 0.001)]),
  linear: (_site, x) => x,
  loggy: (site, x) => plus(site, times(site, site.add("Activation", { function: "sigmoid" }, [x]), 2), -1),
  logistic: plain("sigmoid"),
  mish: plain("mish"),
  normalize_channels: (site, x) => overChannels(site, site.add("Activation", { function: "relu" }, [x])),
  normalize_channels_softmax: (site, x) => overChannels(site, site.add("Unary", { function: "exp" }, [x])),
  normalize_channels_softmax_maxval(site, x) {
    const largest = site.add("Reduce", { function: "max", axes: [1], keepDims: true }, [x]);
    return overChannels(site, site.add("Unary", { function: "exp" }, [site.add("Sub", {}, [x, largest])]));
  },
  // A line from −4 to 4, nearly flat outside.
  plse(site, x) {
    const line = clamp(site, plus(site, times(site, x, 0.125), 0.5), 0, 1);
    return site.add("Add", {}, [line, beyond(site, x, -4, 4, 0.01)]);
  },
  ramp: (site, x) => site.add("Add", {}, [site.add("Activation", { function: "relu" }, [x]), times(site, x, 0.1)]),
  relie: plain("leakyRelu", 0.01),
  relu: plain("relu"),
  relu6: plain("relu6"),
  // Forwards as leaky; only its gradient differs.
  revleaky: plain("leakyRelu", 0.1),
  selu: plain("selu"),
  // Flat from an even number to the next odd one, then a slope of 1.
  stair(site, x) {
    const floor = site.add("Unary", { function: "floor" }, [x]);
    const half = site.add("Unary", { function: "floor" }, [times(site, x, 0.5)]);
    const isOdd = site.add("Sub", {}, [floor, times(site, half, 2)]);
    const above = site.add("Mul", {}, [site.add("Sub", {}, [x, floor]), isOdd]);
    return site.add("Add", {}, [above, half]);
  },
  swish: plain("silu"),
  tanh: plain("tanh"),
};

export const activationNames: readonly string[] = Object.keys(activations);

/** What the section's `activation` says; `fallback` where it says nothing. Of a name that is not known Darknet makes relu. */
export function activated(site: LayerSite, x: ValueId, fallback: "linear" | "logistic"): ValueId {
  const stated = site.options.word("activation");
  const name = stated?.value ?? fallback;
  return apply(site, x, Object.hasOwn(activations, name) ? name : unknownActivation(site));
}

/** An activation of the name; of those above. */
export const apply = (site: LayerSite, x: ValueId, name: string): ValueId => activations[name]?.(site, x) ?? x;

function unknownActivation(site: LayerSite): "relu" {
  const stated = site.options.word("activation");
  if (!stated) return "relu";
  const nearest = nearestName(stated.value, activationNames);
  const fixes = nearest === null ? [] : [site.change(stated.at, nearest, message("darknetUseName", { name: nearest }))];
  const text = message("darknetUnknownActivation", { name: stated.value });
  site.report("activation", "warning", text, stated.at, fixes);
  return "relu";
}
