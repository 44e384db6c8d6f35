import { activationRules } from "./activations.ts";
import { arithmeticRules } from "./arithmetic.ts";
import { convolution, convolution3d, deconvolution, deconvolution3d, depthwiseConvolution } from "./convolution.ts";
import { denseRules } from "./dense.ts";
import { detectionRules } from "./detection.ts";
import { lossRules } from "./losses.ts";
import { normalizationRules } from "./normalization.ts";
import { pooling, pooling3d, spatialPyramid } from "./pooling.ts";
import { pythonLayer } from "./python.ts";
import { recurrentRules } from "./recurrent.ts";
import { resamplingRules } from "./resampling.ts";
import type { LayerRules } from "./rule.ts";
import { shapeRules } from "./shapes.ts";

/** Every layer type that is known, BVLC's and the forks'. A new one is a rule in the file of its family. */
export const layerRules: LayerRules = {
  ...activationRules,
  ...arithmeticRules,
  ...denseRules,
  ...detectionRules,
  ...lossRules,
  ...normalizationRules,
  ...recurrentRules,
  ...resamplingRules,
  ...shapeRules,
  Convolution: convolution,
  Convolution3D: convolution3d,
  ConvolutionDepthwise: depthwiseConvolution,
  DepthwiseConvolution: depthwiseConvolution,
  Deconvolution: deconvolution,
  Deconvolution3D: deconvolution3d,
  Pooling: pooling,
  Pooling3D: pooling3d,
  Python: pythonLayer,
  SPP: spatialPyramid,
};
