import type { CaffeLayer } from "./definition.ts";
import type { Setting, Settings } from "./settings.ts";

/**
 * What the file says about the shapes of a source layer's tops; null for one that it does not state (a database's records,
 * a HDF5 file's columns). Colour images have three channels unless the file says otherwise.
 */
export type StatedShapes = readonly (readonly number[] | null)[];

type SourceRule = (layer: CaffeLayer) => StatedShapes;

/** A layer without bottoms brings data in, whatever it is called; but for blobs that are learned. */
export const isSource = (layer: CaffeLayer): boolean =>
  Object.hasOwn(sourceRules, layer.type) ||
  (layer.bottoms.length === 0 && layer.tops.length > 0 && layer.type !== "Parameter");

export function statedShapes(layer: CaffeLayer): StatedShapes {
  const rule = Object.hasOwn(sourceRules, layer.type) ? sourceRules[layer.type] : undefined;
  return rule?.(layer) ?? [];
}

/** How the layer's images are cut or scaled, else null: they come as they are stored. */
interface Frame {
  readonly channels: number;
  readonly height: number;
  readonly width: number;
}

function frameOf(
  layer: CaffeLayer,
  own: Settings,
  resized: readonly [height: string, width: string] | null,
): Frame | null {
  const transform = layer.settings("transform_param");
  const means = transform.has("mean_value") ? meanChannels(layer) : 0;
  const grey = own.boolean("is_color")?.value === false || transform.boolean("force_gray")?.value === true;
  const channels = grey ? 1 : means > 1 ? means : 3;
  const crop = value(transform.size("crop_size")) ?? value(own.size("crop_size")) ?? 0;
  if (crop > 0) return { channels, height: crop, width: crop };
  const resize = transform.message("resize_param");
  const height = (resized && value(own.size(resized[0]))) ?? value(resize.size("height")) ?? 0;
  const width = (resized && value(own.size(resized[1]))) ?? value(resize.size("width")) ?? 0;
  return height > 0 && width > 0 ? { channels, height, width } : null;
}

const meanChannels = (layer: CaffeLayer): number => layer.settings("transform_param").numbers("mean_value").length;

const value = <T>(setting: Setting<T> | null): T | null => setting?.value ?? null;

const batchOf = (settings: Settings): number => value(settings.size("batch_size")) ?? 1;

/** Images with a class each. */
const labelledImages =
  (param: string, resized: readonly [string, string] | null = null): SourceRule =>
  (layer) => {
    const own = layer.settings(param);
    const frame = frameOf(layer, own, resized);
    const batch = batchOf(own);
    return [frame && [batch, frame.channels, frame.height, frame.width], [batch]];
  };

/** Images with an image of classes each. */
const segmentedImages =
  (param: string): SourceRule =>
  (layer) => {
    const own = layer.settings(param);
    const frame = frameOf(layer, own, ["new_height", "new_width"]);
    if (frame === null) return [null, null];
    const batch = batchOf(own);
    const factor = Math.max(1, value(own.size("label_divide_factor")) ?? 1);
    return [
      [batch, frame.channels, frame.height, frame.width],
      [batch, 1, Math.floor(frame.height / factor), Math.floor(frame.width / factor)],
    ];
  };

/** Clips of `new_length` frames with a class each (the C3D forks). */
const labelledClips: SourceRule = (layer) => {
  const own = layer.settings("video_data_param", "image_data_param");
  const frame = frameOf(layer, own, ["new_height", "new_width"]);
  const batch = batchOf(own);
  const length = value(own.size("new_length"));
  return [
    frame && length !== null ? [batch, frame.channels, length, frame.height, frame.width] : null,
    [batch, 1, 1, 1, 1],
  ];
};

/** A batch of boxes lies on an axis of its own, as many as the images have; a file of one image has at least one. */
const annotatedImages: SourceRule = (layer) => {
  const own = layer.settings("data_param");
  const frame = frameOf(layer, own, null);
  return [frame && [batchOf(own), frame.channels, frame.height, frame.width], [1, 1, 1, 8]];
};

const memoryData: SourceRule = (layer) => {
  const own = layer.settings("memory_data_param");
  const sizes = ["batch_size", "channels", "height", "width"].map((name) => value(own.size(name)));
  return [sizes.includes(null) ? null : (sizes as number[]), [batchOf(own)]];
};

/** `shape { dim … }` for each top, or one for all. */
const shapesPerTop = (layer: CaffeLayer, param: string): StatedShapes => {
  const shapes = layer.settings(param).shapes("shape");
  return layer.tops.map((_, top) => {
    const dims = shapes.length === 1 ? shapes[0] : shapes[top];
    return dims?.map((dim) => dim.value) ?? null;
  });
};

const dummyData: SourceRule = (layer) => {
  const own = layer.settings("dummy_data_param");
  if (own.has("shape")) return shapesPerTop(layer, "dummy_data_param");
  const axes = ["num", "channels", "height", "width"].map((name) => own.sizes(name));
  return layer.tops.map((_, top) => {
    const dims = axes.map((axis) => (axis?.length === 1 ? axis[0] : axis?.[top])?.value ?? null);
    return dims.includes(null) ? null : (dims as number[]);
  });
};

const sourceRules: Readonly<Record<string, SourceRule>> = {
  Input: (layer) => shapesPerTop(layer, "input_param"),
  Data: labelledImages("data_param"),
  ImageData: labelledImages("image_data_param", ["new_height", "new_width"]),
  WindowData: labelledImages("window_data_param"),
  AnnotatedData: annotatedImages,
  MemoryData: memoryData,
  DummyData: dummyData,
  HDF5Data: () => [],
  DenseImageData: segmentedImages("dense_image_data_param"),
  ImageSegData: segmentedImages("image_data_param"),
  WindowSegData: segmentedImages("image_data_param"),
  VideoData: labelledClips,
};
