import { activation } from "./activation.ts";
import { adaptiveAveragePool, adaptiveMaxPool } from "./adaptivePool.ts";
import { attention } from "./attention.ts";
import { batchNorm } from "./batchNorm.ts";
import { branch } from "./branch.ts";
import { cast } from "./cast.ts";
import { concat } from "./concat.ts";
import { constant } from "./constant.ts";
import { conv } from "./conv.ts";
import { convTranspose } from "./convTranspose.ts";
import { crop } from "./crop.ts";
import { detectionHead } from "./detectionHead.ts";
import { einsum } from "./einsum.ts";
import { elementwiseOperators } from "./elementwise.ts";
import { eltwise } from "./eltwise.ts";
import { embedding } from "./embedding.ts";
import { expand, tile } from "./expand.ts";
import { external } from "./external.ts";
import { flatten } from "./flatten.ts";
import { index, indexSelect } from "./gather.ts";
import { globalAveragePool, globalMaxPool } from "./globalPool.ts";
import { groupNorm, instanceNorm } from "./groupNorm.ts";
import { dropout, identity } from "./identity.ts";
import { l2Normalize } from "./l2Normalize.ts";
import { layerNorm, rmsNorm } from "./layerNorm.ts";
import { linear } from "./linear.ts";
import { localConv } from "./localConv.ts";
import { localResponseNorm } from "./localResponseNorm.ts";
import { accuracy, loss } from "./loss.ts";
import { gemm, matMul } from "./matmul.ts";
import { pad } from "./pad.ts";
import { channelShuffle, pixelShuffle, pixelUnshuffle } from "./pixelShuffle.ts";
import { averagePool, lpPool, maxPool } from "./pool.ts";
import { power } from "./power.ts";
import { priorBox } from "./priorBox.ts";
import { flip, roll } from "./rearrange.ts";
import { recurrent } from "./recurrent.ts";
import { recurrentStack } from "./recurrentStack.ts";
import { argMax, argMin, reduce } from "./reduce.ts";
import { reorg } from "./reorg.ts";
import { reshape, unflatten } from "./reshape.ts";
import { resize } from "./resize.ts";
import { roiPool } from "./roiPool.ts";
import { scale } from "./scale.ts";
import { select, slice } from "./slice.ts";
import { logSoftmax, softmax } from "./softmax.ts";
import type { OperatorSpec } from "./spec.ts";
import { split } from "./split.ts";
import { squeeze, unsqueeze } from "./squeeze.ts";
import { stack } from "./stack.ts";
import { transpose } from "./transpose.ts";
import { unary } from "./unary.ts";
import { unpool } from "./unpool.ts";
import { where } from "./where.ts";

/** Every operator. A new one is a file, its test and a line here. */
const list: readonly OperatorSpec[] = [
  accuracy,
  activation,
  adaptiveAveragePool,
  adaptiveMaxPool,
  argMax,
  argMin,
  attention,
  averagePool,
  batchNorm,
  branch,
  cast,
  channelShuffle,
  concat,
  constant,
  conv,
  convTranspose,
  crop,
  detectionHead,
  dropout,
  einsum,
  ...elementwiseOperators,
  eltwise,
  embedding,
  expand,
  external,
  flatten,
  flip,
  gemm,
  globalAveragePool,
  globalMaxPool,
  groupNorm,
  identity,
  index,
  indexSelect,
  instanceNorm,
  l2Normalize,
  layerNorm,
  linear,
  localConv,
  localResponseNorm,
  logSoftmax,
  loss,
  lpPool,
  matMul,
  maxPool,
  pad,
  pixelShuffle,
  pixelUnshuffle,
  power,
  priorBox,
  recurrent,
  recurrentStack,
  reduce,
  reorg,
  reshape,
  resize,
  rmsNorm,
  roiPool,
  roll,
  scale,
  select,
  slice,
  softmax,
  split,
  squeeze,
  stack,
  tile,
  transpose,
  unary,
  unflatten,
  unpool,
  unsqueeze,
  where,
];

export const operators: ReadonlyMap<string, OperatorSpec> = new Map(list.map((spec) => [spec.op, spec]));

export type * from "./spec.ts";
