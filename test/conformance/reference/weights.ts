import { countOf } from "./maps.ts";

export type Filling = "weight" | "bias" | "mean" | "variance" | "unused";

/**
 * The rule of the gold outputs: with k counting tensors in the order of the file and s_i = sin(0.1·(i mod 1000) + 0.01·k),
 * a variance is 1 + 0.5·|s|, a mean or bias 0.1·s, a weight of one dimension 1 + 0.1·s, any other s / √fan_in.
 */
export function weightsInOrder(): (filling: Filling, ...dims: readonly number[]) => Float32Array {
  let k = 0;
  return (filling, ...dims) => {
    const shift = 0.01 * k++;
    const fanIn = countOf(dims.slice(1));
    const period = Float32Array.from({ length: 1000 }, (_, i) => {
      const s = Math.sin(0.1 * i + shift);
      if (filling === "variance") return 1 + 0.5 * Math.abs(s);
      if (filling !== "weight") return 0.1 * s;
      return dims.length === 1 ? 1 + 0.1 * s : s / Math.sqrt(fanIn);
    });
    const values = new Float32Array(filling === "unused" ? 0 : countOf(dims));
    for (let at = 0; at < values.length; at += period.length) values.set(period.subarray(0, values.length - at), at);
    return values;
  };
}
