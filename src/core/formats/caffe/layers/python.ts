import type { Dim } from "../../../ir/dim.ts";
import { multiplyDims } from "../../../ir/dimArithmetic.ts";
import type { LayerRule, LayerSite } from "./rule.ts";

/**
 * Shapes that Python layers of published systems set up, by their class. The code itself is never read: a class that is not
 * here has an unknown shape.
 */
type SetUp = (site: LayerSite) => readonly (readonly Dim[] | null)[];

/** Anchors of three scales and three ratios at each position (Ren et al., Faster R-CNN). */
const anchors = 9;

const classesOf = (site: LayerSite): number =>
  Number(
    /num_classes'?\s*:\s*(\d+)/.exec(site.layer.settings("python_param").word("param_str")?.value ?? "")?.[1] ?? 21,
  );

const setUps: Readonly<Record<string, SetUp>> = {
  /** Regions and, as a second top, their scores; their number depends on the image. */
  ProposalLayer: () => [
    [1, 5],
    [1, 1, 1, 1],
  ],
  AnchorTargetLayer: (site) => {
    const dims = site.dims(0);
    const [height, width] = [dims?.[2], dims?.[3]];
    if (height === undefined || width === undefined) return [];
    const boxes = [1, 4 * anchors, height, width];
    return [[1, 1, multiplyDims(anchors, height), width], boxes, boxes, boxes];
  },
  ProposalTargetLayer: (site) => {
    const boxes = [1, 4 * classesOf(site)];
    return [[1, 5], [1, 1], boxes, boxes, boxes];
  },
  SpatialDropoutLayer: (site) => [site.dims(0)],
  EuclideanLossLayer: () => [[]],
};

export const pythonLayer: LayerRule = (site) => {
  const name = site.layer.settings("python_param").word("layer")?.value ?? "";
  const setUp = Object.hasOwn(setUps, name) ? setUps[name] : undefined;
  const outputs = site.layer.tops.length;
  const shapes = setUp?.(site).slice(0, outputs) ?? [];
  return site.add("External", { name: name === "" ? "Python" : name, outputs, shapes }, site.inputs, outputs);
};
