import { message } from "../../../messages/index.ts";
import type { LayerRule, LayerSite } from "./rule.ts";

/** What a head takes from each position is stated by the layer before it: that is what a fix changes. */
const sized = (site: LayerSite) => (site.previousSize ? { features: site.previousSize } : {});

/** How many of the anchors a head uses: those that `mask` lists, or all `num`. A comment ends the list. */
function anchorsOf({ options }: LayerSite): number {
  const mask = options.word("mask");
  return mask ? mask.value.split(",").length : (options.integer("num")?.value ?? 1);
}

const yolo =
  (form: "yolo" | "gaussianYolo"): LayerRule =>
  (site) => {
    const { options } = site;
    const x = site.image()?.value ?? site.previous;
    return site.add(
      "DetectionHead",
      {
        ...sized(site),
        form,
        anchors: anchorsOf(site),
        classes: options.integer("classes")?.value ?? 20,
        coordinates: form === "yolo" ? 4 : 8,
        scale: options.number("scale_x_y")?.value ?? 1,
        newCoordinates: (options.integer("new_coords")?.value ?? 0) !== 0,
      },
      [x],
    );
  };

const region: LayerRule = (site) => {
  const { options } = site;
  const x = site.image()?.value ?? site.previous;
  const tree = options.word("tree");
  if (tree) site.report("tree", "information", message("darknetTree", { file: tree.value }), tree.at);
  return site.add(
    "DetectionHead",
    {
      ...sized(site),
      form: "region",
      anchors: options.integer("num")?.value ?? 1,
      classes: options.integer("classes")?.value ?? 20,
      coordinates: options.integer("coords")?.value ?? 4,
      softmax: (options.integer("softmax")?.value ?? 0) !== 0,
      background: (options.integer("background")?.value ?? 0) !== 0,
      tree: tree !== null,
    },
    [x],
  );
};

/** YOLO v1: one row of numbers, the classes of all positions before the boxes of all positions. */
const detection: LayerRule = (site) => {
  const { options } = site;
  return site.add(
    "DetectionHead",
    {
      ...sized(site),
      form: "grid",
      side: options.integer("side")?.value ?? 7,
      anchors: options.integer("num")?.value ?? 1,
      classes: options.integer("classes")?.value ?? 1,
      coordinates: options.integer("coords")?.value ?? 1,
      softmax: (options.integer("softmax")?.value ?? 0) !== 0,
    },
    [site.vector()],
  );
};

/** Instance segmentation: a map for each class and for each number of an instance's name. */
const instances: LayerRule = (site) => {
  const { options } = site;
  const attributes = {
    ...sized(site),
    form: "instances",
    anchors: 1,
    classes: options.integer("classes")?.value ?? 20,
    coordinates: options.integer("ids")?.value ?? 32,
  };
  return site.add("DetectionHead", attributes, [site.image()?.value ?? site.previous]);
};

export const headRules = {
  detection,
  Gaussian_yolo: yolo("gaussianYolo"),
  iseg: instances,
  region,
  yolo: yolo("yolo"),
} satisfies Readonly<Record<string, LayerRule>>;
