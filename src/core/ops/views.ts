/** Operators whose result is another look at the memory of their input. */
export const viewOperators: ReadonlySet<string> = new Set([
  "Dropout",
  "Expand",
  "Flatten",
  "Identity",
  "Reshape",
  "Select",
  "Slice",
  "Split",
  "Squeeze",
  "Transpose",
  "Unflatten",
  "Unsqueeze",
]);
