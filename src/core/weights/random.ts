import type { Network, StateEntry } from "../ir/network.ts";
import { elementCount } from "../ir/shape.ts";
import type { FillWeights } from "../ir/weights.ts";
import { roleOf, slotsOfStates } from "./role.ts";

/**
 * Noise as networks are initialised with before training: weights of two and more dimensions are normal with variance
 * 2 / fan_in (He et al., "Delving Deep into Rectifiers", 2015), scales and running variances 1, biases and running means 0.
 * The same seed gives the same numbers: each element is a function of the seed, the tensor's place and its own.
 */
export function randomWeights(network: Network, seed: number): FillWeights {
  const slots = slotsOfStates(network);
  const place = new Map(network.state.map((entry, index) => [entry.sharedAs, index] as const).reverse());
  return (entry, start, into) => {
    const role = roleOf(entry, slots);
    const dims = entry.shape.rank === "known" ? entry.shape.dims : [];
    if (dims.length < 2 || role === "bias") {
      into.fill(role === "runningVariance" || role === "weight" ? 1 : 0);
      return;
    }
    const deviation = Math.sqrt(2 / fanIn(entry));
    const stream = mix(mix(seed | 0) ^ Math.imul((place.get(entry.sharedAs) ?? network.state.length) + 1, 0x9e3779b1));
    for (let i = 0; i < into.length; i++) into[i] = deviation * normal(stream, start + i);
  };
}

/** Uniform noise in [0, 1) for an input: `count` numbers of the seed. */
export function uniformNoise(count: number, seed: number): Float32Array {
  const stream = mix(seed | 0);
  return Float32Array.from({ length: count }, (_, i) => uniform(stream, i));
}

function fanIn(entry: StateEntry): number {
  const first = entry.shape.rank === "known" ? entry.shape.dims[0] : undefined;
  return Math.max(1, (elementCount(entry.shape) ?? 1) / (typeof first === "number" ? Math.max(first, 1) : 1));
}

/** Box and Muller's transform; elements 2j and 2j + 1 are the cosine and the sine of one draw. */
function normal(stream: number, index: number): number {
  const draw = index - (index % 2);
  const radius = Math.sqrt(-2 * Math.log(1 - uniform(stream, draw)));
  const angle = 2 * Math.PI * uniform(stream, draw + 1);
  return radius * (index % 2 === 0 ? Math.cos(angle) : Math.sin(angle));
}

function uniform(stream: number, index: number): number {
  return (mix(stream + Math.imul(index, 0x85ebca6b)) >>> 0) / 2 ** 32;
}

/** Mixes 32 bits well (the finaliser of MurmurHash3, run twice with an odd increment between). */
function mix(value: number): number {
  return finalise(finalise(value) + 0x6d2b79f5);
}

function finalise(value: number): number {
  let bits = value | 0;
  bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return bits ^ (bits >>> 16);
}
