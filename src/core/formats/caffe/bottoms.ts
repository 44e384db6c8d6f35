/**
 * How many bottoms a layer needs for a result at all: `ExactNumBottomBlobs` and `MinBottomBlobs` of the layers' headers in
 * Caffe and in the forks that have them. Losses and accuracies are left out: files that are written to be drawn leave their
 * labels out. More bottoms than that may be a fork's own.
 */
const several: ReadonlyMap<string, number> = new Map([
  ["Axpy", 3],
  ["Crop", 2],
  ["Eltwise", 2],
  ["PSROIPooling", 2],
  ["ROIPooling", 2],
]);

export const leastBottoms = (type: string): number => several.get(type) ?? 0;
