import { activation } from "./activation.ts";
import { batchNorm } from "./batchNorm.ts";
import { concat } from "./concat.ts";
import { conv } from "./conv.ts";
import { elementwiseOperators } from "./elementwise.ts";
import { flatten } from "./flatten.ts";
import { dropout, identity } from "./identity.ts";
import { linear } from "./linear.ts";
import { averagePool, lpPool, maxPool } from "./pool.ts";
import { logSoftmax, softmax } from "./softmax.ts";
import type { OperatorSpec } from "./spec.ts";

/** Every operator. A new one is a file, its test and a line here. */
const list: readonly OperatorSpec[] = [
  activation,
  averagePool,
  batchNorm,
  concat,
  conv,
  dropout,
  ...elementwiseOperators,
  flatten,
  identity,
  linear,
  logSoftmax,
  lpPool,
  maxPool,
  softmax,
];

export const operators: ReadonlyMap<string, OperatorSpec> = new Map(list.map((spec) => [spec.op, spec]));

export type * from "./spec.ts";
