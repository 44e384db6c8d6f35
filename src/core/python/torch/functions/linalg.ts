// torch.linalg.
import { unknownDim } from "../../../ir/dim.ts";
import type { ElementType } from "../../../ir/network.ts";
import { message } from "../../../messages/index.ts";
import type { FunctionCall, FunctionRow, Place } from "../function.ts";
import { tensorOf } from "../tensor.ts";
import { namedTuple } from "../values.ts";
import {
  both,
  chain,
  cross,
  type Matrices,
  matricesOf,
  matrixFaults,
  matrixFunction,
  orthogonal,
  perMatrix,
  productFault,
  same,
  singular,
  solve,
  turned,
  vander,
} from "./algebra.ts";
import { axesOf, axisOf, dimsOfInput } from "./arguments.ts";
import { lastDiagonal } from "./diagonals.ts";
import { broadcastAll } from "./elementwise.ts";
import { external, externalOne } from "./external.ts";

const onlyTorch: readonly Place[] = ["torch"];

const perRow = ({ batch, rows }: Matrices) => [[...batch, rows]];
const eigen = ({ batch, rows }: Matrices) => [
  [...batch, rows],
  [...batch, rows, rows],
];

/** `norm` over one axis is of vectors, over two of matrices. */
const norm = (name: string, axes: readonly number[] | null): FunctionRow => ({
  names: [name],
  places: onlyTorch,
  signature: `x|A|input, ord=None, dim=${axes === null ? "None" : "(-2, -1)"}, keepdim=False, *, dtype=None, out=None`,
  attributeNames: { dim: "axes", ord: "order" },
  operation(call) {
    const stated = call.none("dim") ? undefined : (axesOf(call, call.value("dim")) ?? undefined);
    const attrs = { function: "norm", order: call.number("ord", 2), keepDims: call.flag("keepdim") };
    return { op: "Reduce", attrs: { ...attrs, ...(stated === undefined ? {} : { axes: stated }) } };
  },
});

const complexOf = (call: FunctionCall): ElementType =>
  tensorOf(call.input)?.type.dtype === "float64" ? "complex128" : "complex64";

export const linalgRows: readonly FunctionRow[] = [
  ...both,
  matrixFunction({ names: ["inv"], square: true, shapes: same }),
  matrixFunction({
    names: ["pinv"],
    signature: "A|input, rcond=None, hermitian=False, *, atol=None, rtol=None",
    shapes: turned,
  }),
  matrixFunction({ names: ["cond"], signature: "A|input, p=None, *, out=None", shapes: perMatrix }),
  matrixFunction({
    names: ["matrix_rank"],
    signature: "A|input, tol=None, hermitian=False, *, atol=None, rtol=None",
    shapes: perMatrix,
    dtypes: ["int64"],
  }),
  matrixFunction({ names: ["svdvals"], shapes: ({ batch, side }) => [[...batch, side]] }),
  matrixFunction({ names: ["eigvalsh"], signature: "A|input, UPLO='L', *, out=None", square: true, shapes: perRow }),
  matrixFunction({
    names: ["eigh"],
    signature: "A|input, UPLO='L', *, out=None",
    square: true,
    shapes: eigen,
    fields: ["eigenvalues", "eigenvectors"],
  }),
  {
    ...matrixFunction({ names: ["eigvals"], square: true, shapes: perRow }),
    run(call) {
      const dims = dimsOfInput(call.input);
      return externalOne(call, dims?.slice(0, -1) ?? null, undefined, complexOf(call), matrixFaults(dims, true));
    },
  },
  {
    names: ["eig"],
    places: onlyTorch,
    signature: "A|input, *, out=None",
    run(call) {
      const dims = dimsOfInput(call.input);
      const shapes = dims === null || dims.length < 2 ? [null, null] : [dims.slice(0, -1), dims];
      const dtype = complexOf(call);
      const outputs = external(call, shapes, undefined, [dtype, dtype], matrixFaults(dims, true));
      return namedTuple("eig", ["eigenvalues", "eigenvectors"], outputs);
    },
  },
  matrixFunction({
    names: ["qr"],
    signature: "A|input, mode='reduced', *, out=None",
    shapes: (matrices, call) => orthogonal(matrices, call.text("mode") ?? "reduced"),
    fields: ["Q", "R"],
  }),
  matrixFunction({
    names: ["svd"],
    signature: "A|input, full_matrices=True, *, driver=None, out=None",
    shapes: singular((call) => call.flag("full_matrices"), true),
    fields: ["U", "S", "Vh"],
  }),
  matrixFunction({
    names: ["lu_factor"],
    signature: "A|input, *, pivot=True, out=None",
    shapes: ({ batch, rows, columns, side }) => [
      [...batch, rows, columns],
      [...batch, side],
    ],
    dtypes: [undefined, "int32"],
    fields: ["LU", "pivots"],
  }),
  matrixFunction({
    names: ["lu"],
    signature: "A|input, *, pivot=True, out=None",
    shapes: ({ batch, rows, columns, side }) => [
      [...batch, rows, rows],
      [...batch, rows, side],
      [...batch, side, columns],
    ],
    fields: ["P", "L", "U"],
  }),
  ...["cholesky_ex", "inv_ex"].map((name) =>
    matrixFunction({
      names: [name],
      signature: "A|input, *, upper=False, check_errors=False, out=None",
      square: true,
      shapes: ({ batch, rows }) => [[...batch, rows, rows], batch],
      dtypes: [undefined, "int32"],
      fields: [name === "inv_ex" ? "inverse" : "L", "info"],
    }),
  ),
  { names: ["solve"], places: onlyTorch, signature: "A, B, *, left=True, out=None", run: (call) => solve(call, "B") },
  {
    names: ["solve_triangular"],
    places: onlyTorch,
    signature: "A, B, *, upper, left=True, unitriangular=False, out=None",
    run(call) {
      const [a, b] = [dimsOfInput(call.input), dimsOfInput(call.value("B"))];
      const [batch, conflicts] = a === null || b === null ? [null, []] : broadcastAll([a.slice(0, -2), b.slice(0, -2)]);
      const faults = [
        ...matrixFaults(a, true),
        ...conflicts,
        ...productFault(a, b, a?.at(-1), b?.at(call.flag("left") ? -2 : -1)),
      ];
      const dims = batch === null || b === null ? null : [...batch, ...b.slice(-2)];
      return externalOne(call, dims, [call.input, call.value("B")], undefined, faults);
    },
  },
  {
    names: ["lstsq"],
    places: onlyTorch,
    signature: "A, B, rcond=None, *, driver=None",
    run(call) {
      const [a, b] = [matricesOf(dimsOfInput(call.input)), dimsOfInput(call.value("B"))];
      const unknown = unknownDim(message("dependsOnValues", { name: "lstsq" }));
      const vectors = a !== null && b !== null && b.length === a.batch.length + 1;
      const solution = a === null || b === null ? null : [...a.batch, a.columns, ...(vectors ? [] : [b.at(-1) ?? 1])];
      const outputs = external(
        call,
        [solution, [unknown], a?.batch ?? null, [unknown]],
        [call.input, call.value("B")],
        [undefined, undefined, "int64", undefined],
        matrixFaults(dimsOfInput(call.input), false),
      );
      return namedTuple("lstsq", ["solution", "residuals", "rank", "singular_values"], outputs);
    },
  },
  norm("norm", null),
  norm("vector_norm", null),
  norm("matrix_norm", [-2, -1]),
  { names: ["cross"], places: onlyTorch, signature: "input, other, *, dim=-1, out=None", run: cross },
  {
    names: ["matmul"],
    places: onlyTorch,
    signature: "input, other, *, out=None",
    operation: (call) => ({ op: "MatMul", attrs: {}, inputs: [call.input, call.value("other")] }),
  },
  {
    names: ["multi_dot"],
    places: onlyTorch,
    signature: "tensors, *, out=None",
    run: (call) => chain(call, call.input, true),
  },
  {
    names: ["vecdot"],
    places: onlyTorch,
    signature: "x, y, *, dim=-1, out=None",
    run(call) {
      const product = call.record({ op: "Mul", attrs: {}, inputs: [call.input, call.value("y")] });
      const attrs = { function: "sum", axes: [axisOf(call, "dim") ?? -1] };
      return call.record({ op: "Reduce", attrs, inputs: product })[0] ?? null;
    },
  },
  {
    names: ["tensorinv"],
    places: onlyTorch,
    signature: "A, ind=2, *, out=None",
    run(call) {
      const [dims, at] = [dimsOfInput(call.input), call.dim("ind")];
      return externalOne(
        call,
        dims === null || typeof at !== "number" ? null : [...dims.slice(at), ...dims.slice(0, at)],
      );
    },
  },
  {
    names: ["householder_product"],
    places: onlyTorch,
    signature: "A|input, tau, *, out=None",
    run: (call) => externalOne(call, dimsOfInput(call.input), [call.input, call.value("tau")]),
  },
  { names: ["vander"], places: onlyTorch, signature: "x, *, N=None", run: vander },
  lastDiagonal,
];
