export { deterministicWeights } from "./deterministic.ts";
export { randomWeights, uniformNoise } from "./random.ts";
