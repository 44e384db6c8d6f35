/** The middle of a list of numbers. */
export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** The value that nine of ten do not exceed. */
export function percentile90(values) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * 0.9) - 1)];
}

export const milliseconds = (value) => `${value.toFixed(value < 100 ? 1 : 0)} ms`;

/** `met` or `missed` beside a target. */
export const verdict = (value, target) => `${value <= target ? "met" : "missed"} (target ${target} ms)`;
