// What projects borrow of timm, by the modules that its versions have it in.
import { type NativeModule, nativeClass } from "../../../eval/native.ts";
import { absentName } from "../../../eval/resolver.ts";
import { objectClass } from "../../../eval/types.ts";
import { timmBlocksSource } from "./blocks.ts";
import { timmLayersSource } from "./layers.ts";
import { timmDataSource, timmModelsSource } from "./models.ts";

const layerModules = [
  ...[
    "activations",
    "attention",
    "classifier",
    "conv_bn_act",
    "create_act",
    "create_attn",
    "eca",
    "pos_embed_rel",
    "create_conv2d",
    "create_norm",
    "drop",
  ],
  ...["adaptive_avgmax_pool", "blur_pool", "config", "helpers", "layer_scale", "mlp", "norm", "norm_act", "padding"],
  ...["patch_embed", "pool2d_same", "pos_embed", "squeeze_excite", "weight_init"],
];

const modelModules = ["_builder", "_manipulate", "_registry", "helpers", "registry", "vision_transformer"];

const text = (source: string, ...names: readonly string[]): readonly NativeModule[] =>
  names.map((name) => ({ name: absentName(name), attributes: {}, python: { text: source } }));

/** A base class of those that are said here in part: what is not found in them is unknown. */
const incomplete: NativeModule = {
  name: "_incomplete",
  attributes: { timm: nativeClass("timm", "timm", [objectClass], {}, { open: true }) },
};

export const timmModules: readonly NativeModule[] = [
  incomplete,
  ...text(timmLayersSource + timmBlocksSource, "timm.layers"),
  ...text(
    "from timm.layers import *\nfrom timm.layers import _assert, _ntuple",
    "timm.models.layers",
    ...layerModules.flatMap((name) => [`timm.layers.${name}`, `timm.models.layers.${name}`]),
  ),
  ...text(timmModelsSource, "timm.models"),
  ...text(
    "from timm.models import *\nfrom timm.models import _cfg",
    ...modelModules.map((name) => `timm.models.${name}`),
  ),
  ...text(timmDataSource, "timm.data", "timm.data.constants"),
];
