import { type Dim, formatDim } from "../ir/dim.ts";

/** A size inside a worked formula; sums are bracketed by the caller where needed. */
export const dimText = (dim: Dim): string => formatDim(dim);

/** `7·7·3·64`; a sum is bracketed. */
export const productText = (factors: readonly Dim[]): string =>
  factors
    .map(formatDim)
    .map((factor) => (/^(?:\w+|\?)$/.test(factor) ? factor : `(${factor})`))
    .join("·");
