// torch.sparse and products with sparse matrices: a sparse tensor has the shape of the dense one. Multiplications are those
// of dense matrices: how many elements are zero is not known.
import { message } from "../../../messages/index.ts";
import type { NativeModule } from "../../eval/native.ts";
import { type FunctionRow, functionsOf } from "../function.ts";
import { dimList } from "../reader.ts";

const matrices = (names: readonly string[], signature: string): FunctionRow => ({
  names,
  places: ["torch"],
  signature,
  operation: (call) => ({ op: "MatMul", attrs: { ranks: [2] }, inputs: [call.input, call.value("mat2")] }),
});

/** Its shape is stated, or follows from the largest indices. */
const fromParts = (name: string, parts: string): FunctionRow => ({
  names: [name],
  places: ["torch"],
  signature: `${parts}, values, size=None, *, dtype=None, device=None, requires_grad=False`,
  operation(call) {
    if (call.none("size")) return message("dependsOnValues", { name });
    const dims = dimList(call.machine, call.value("size"));
    if (dims === null) return message("tensorValueUnknown");
    return {
      op: "External",
      attrs: { name, outputs: 1, shapes: [dims] },
      inputs: [call.input, call.value("values")],
    };
  },
});

export const sparseFunctions: readonly FunctionRow[] = [
  matrices(["spmm", "dsmm"], "mat1, mat2"),
  fromParts("sparse_coo_tensor", "indices"),
  fromParts("sparse_csr_tensor", "crow_indices, col_indices"),
  fromParts("sparse_csc_tensor", "ccol_indices, row_indices"),
];

const sparseRows: readonly FunctionRow[] = [
  matrices(["mm"], "mat1, mat2, reduce='sum'"),
  {
    names: ["addmm"],
    places: ["torch"],
    signature: "mat, mat1, mat2, *, beta=1.0, alpha=1.0",
    run(call) {
      const inputs = [call.value("mat1"), call.value("mat2")];
      const [product = null] = call.record({ op: "MatMul", attrs: { ranks: [2] }, inputs });
      return call.record({ op: "Add", attrs: {}, inputs: [product, call.input] })[0] ?? null;
    },
  },
];

/** torch.sparse; sums and softmax over an axis are those of dense tensors. */
export const sparseModule = (shared: readonly FunctionRow[]): NativeModule => ({
  name: "torch.sparse",
  attributes: functionsOf(
    [...sparseRows, ...shared.filter(({ names }) => ["sum", "softmax", "log_softmax"].includes(names[0] ?? ""))],
    "torch",
  ),
});
