// Parts of torch, and einops, that are written in Python.
import type { NativeModule } from "../../eval/native.ts";
import { distributionModules } from "./distributions/index.ts";
import { einopsSource } from "./einops.ts";
import { einopsLayersSource } from "./einopsLayers.ts";
import { funcSource } from "./func.ts";
import { fusionSource } from "./fusion.ts";
import { intrinsicSource } from "./intrinsic.ts";
import { librarySource } from "./library.ts";
import { lightningSource } from "./lightning.ts";
import { parametrizeSource } from "./parametrize.ts";
import { pruneSource } from "./prune.ts";
import { pytreeSource } from "./pytree.ts";
import { quantizationSource } from "./quantization.ts";
import { quantizedSource } from "./quantized.ts";
import { sixSource } from "./six.ts";
import { timmModules } from "./timm/index.ts";
import { torchaudioModules } from "./torchaudio.ts";

const written = (name: string, text: string): NativeModule => ({ name, attributes: {}, python: { text } });

/** What torch.quantization and other old names stand for. */
const renamed = (name: string, module: string): NativeModule => written(name, `from ${module} import *`);

/** Where versions of Lightning have its module. */
const lightningNames = [
  "pytorch_lightning.core",
  "pytorch_lightning.core.lightning",
  "pytorch_lightning.core.module",
  "lightning",
  "lightning.pytorch",
  "lightning.pytorch.core",
  "lightning.pytorch.core.module",
];

export const pythonModules: readonly NativeModule[] = [
  written("einops", einopsSource),
  written("einops.layers.torch", einopsLayersSource),
  written("torch._six", sixSource),
  { name: "torch.ao", attributes: {} },
  { name: "torch.ao.nn", attributes: {} },
  ...distributionModules,
  written("torch.ao.quantization", quantizationSource),
  written("torch.ao.nn.intrinsic", intrinsicSource),
  written("torch.ao.nn.quantized", quantizedSource),
  written("torch.func", funcSource),
  written("torch.library", librarySource),
  written("torch.nn.utils.fusion", fusionSource),
  written("torch.nn.utils.parametrize", parametrizeSource),
  written("torch.nn.utils.prune", pruneSource),
  written("torch.utils._pytree", pytreeSource),
  ...timmModules,
  ...torchaudioModules,
  written("pytorch_lightning", lightningSource),
  ...lightningNames.map((name) => renamed(name, "pytorch_lightning")),
  renamed("torch.nn.utils.stateless", "torch.func"),
  renamed("functorch", "torch.func"),
  renamed("torch.quantization", "torch.ao.quantization"),
  renamed("torch.nn.quantized", "torch.ao.nn.quantized"),
  renamed("torch.nn.intrinsic", "torch.ao.nn.intrinsic"),
];
