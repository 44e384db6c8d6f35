// Functions of each element that have no operator of their own, torch.special among them: the shape stays, the element type
// is the input's, a float, a truth value, or what a complex number is made of.
import type { Dim } from "../../../ir/dim.ts";
import type { ElementType } from "../../../ir/network.ts";
import { formatShape, shapeOf } from "../../../ir/shape.ts";
import { message } from "../../../messages/index.ts";
import { broadcast } from "../../../ops/broadcast.ts";
import type { NativeModule } from "../../eval/native.ts";
import { Tuple } from "../../eval/value.ts";
import { isComplex, isFloating } from "../dtypes.ts";
import { type FunctionCall, type FunctionRow, functionsOf, type Place } from "../function.ts";
import type { OperationFault } from "../record.ts";
import { tensorOf } from "../tensor.ts";
import { dimsOfInput } from "./arguments.ts";
import { external, externalOne, tensorsAmong } from "./external.ts";

const everywhere: readonly Place[] = ["torch", "tensor"];

/** What becomes of the element type: "float" makes floats of integers, "part" takes a complex number apart. */
type Kind = "same" | "float" | "bool" | "part" | "complex";

function resultType(call: FunctionCall, kind: Kind): ElementType | null {
  const dtype = tensorOf(call.input)?.type.dtype ?? null;
  if (kind === "bool") return "bool";
  if (kind === "complex") return dtype === "float64" ? "complex128" : "complex64";
  if (dtype === null || kind === "same") return dtype;
  if (kind === "part" && isComplex(dtype)) return dtype === "complex128" ? "float64" : "float32";
  return kind === "part" || isFloating(dtype) || isComplex(dtype) ? dtype : "float32";
}

/** One tensor in, one of its shape out. */
export const eachElement = (names: readonly string[], kind: Kind, signature = "input"): FunctionRow => ({
  names,
  places: everywhere,
  signature: signature.includes("*") ? signature : `${signature}, *, out=None`,
  inPlace: kind === "same" || kind === "float",
  run: (call) => externalOne(call, dimsOfInput(call.input), undefined, resultType(call, kind)),
});

/** The shape of several tensors broadcast together, and a fault where they do not go together. */
export function broadcastAll(
  shapes: readonly (readonly Dim[] | null)[],
): readonly [readonly Dim[] | null, readonly OperationFault[]] {
  let dims: readonly Dim[] | null = shapes[0] ?? null;
  const faults: OperationFault[] = [];
  for (const shape of shapes.slice(1)) {
    if (dims === null || shape === null) {
      dims = null;
      continue;
    }
    const joined = broadcast(dims, shape);
    if (joined.conflict !== null) {
      const sides = { left: formatShape(shapeOf(...dims)), right: formatShape(shapeOf(...shape)) };
      faults.push({ code: "add-shape", message: message("addShapes", sides) });
    }
    dims = joined.dims;
  }
  return [dims, faults];
}

/** Element by element over several tensors; numbers among them have no shape. */
export const overSeveral = (names: readonly string[], signature: string, kind: Kind = "same"): FunctionRow => ({
  names,
  places: everywhere,
  signature,
  inPlace: kind === "same",
  run(call) {
    const tensors = tensorsAmong(call, signature);
    const [dims, faults] = broadcastAll(tensors.map(dimsOfInput));
    return externalOne(call, dims, tensors, kind === "same" ? undefined : resultType(call, kind), faults);
  },
});

const two = "input, other";

export const elementwiseFunctions: readonly FunctionRow[] = [
  ...[
    ["acosh", "arccosh"],
    ["asinh", "arcsinh"],
    ["atanh", "arctanh"],
  ].map((names) => eachElement(names, "float")),
  ...["erfc", "exp2", "sinc", "deg2rad", "rad2deg", "lgamma", "digamma", "i0", "special_expit"].map((name) =>
    eachElement([name], "float"),
  ),
  eachElement(["logit"], "float", "input, eps=None"),
  eachElement(["mvlgamma"], "float", "input, p"),
  {
    ...eachElement(["polygamma"], "float", "input, n"),
    places: ["tensor"],
  },
  { ...eachElement(["polygamma"], "float"), places: ["torch"], signature: "n, input", run: polygamma },
  ...["frac", "positive", "conj", "conj_physical", "resolve_conj", "resolve_neg", "dequantize", "msort"].map((name) =>
    eachElement([name], "same"),
  ),
  eachElement(["nan_to_num"], "same", "input, nan=0.0, posinf=None, neginf=None"),
  eachElement(["angle"], "part"),
  { ...eachElement(["real", "imag"], "part"), places: ["torch"] },
  ...["signbit", "isposinf", "isneginf", "isreal"].map((name) => eachElement([name], "bool")),
  overSeveral(["logaddexp", "logaddexp2", "copysign", "xlogy", "nextafter", "heaviside"], two),
  overSeveral(["gcd", "lcm", "ldexp", "igamma", "igammac", "rsub"], `${two}, *, alpha=1, out=None`),
  overSeveral(["bitwise_left_shift", "bitwise_right_shift"], two),
  overSeveral(["atan2", "arctan2", "hypot"], two),
  overSeveral(["lerp"], "input, end, weight=None"),
  overSeveral(["isclose"], `${two}, rtol=1e-05, atol=1e-08, equal_nan=False`, "bool"),
  {
    names: ["float_power"],
    places: everywhere,
    signature: "input, exponent, *, out=None",
    run(call) {
      const tensors = tensorsAmong(call, "input, exponent");
      const [dims, faults] = broadcastAll(tensors.map(dimsOfInput));
      return externalOne(call, dims, tensors, "float64", faults);
    },
  },
  { ...overSeveral(["complex"], "real, imag, *, out=None", "complex"), places: ["torch"] },
  { ...overSeveral(["polar"], "abs, angle, *, out=None", "complex"), places: ["torch"] },
  {
    names: ["frexp"],
    places: everywhere,
    signature: "input, *, out=None",
    run(call) {
      const dims = dimsOfInput(call.input);
      return new Tuple(external(call, [dims, dims], undefined, [undefined, "int32"]));
    },
  },
];

/** `torch.polygamma(n, input)`: the order comes first. */
function polygamma(call: FunctionCall) {
  const input = call.value("input");
  return externalOne(call, dimsOfInput(input), [input]);
}

const specialOfOne =
  "airy_ai bessel_j0 bessel_j1 bessel_y0 bessel_y1 digamma psi entr erf erfc erfcx erfinv exp2 expit expm1 gammaln i0 i0e i1 " +
  "i1e log1p log_ndtr ndtr ndtri modified_bessel_i0 modified_bessel_i1 modified_bessel_k0 modified_bessel_k1 " +
  "scaled_modified_bessel_k0 scaled_modified_bessel_k1 sinc spherical_bessel_j0";

const specialRows: readonly FunctionRow[] = [
  ...specialOfOne.split(" ").map((name) => eachElement([name], "float")),
  eachElement(["logit"], "float", "input, eps=None"),
  eachElement(["multigammaln"], "float", "input, p"),
  eachElement(["round"], "same", "input, *, decimals=0, out=None"),
  ...["gammainc", "gammaincc", "xlog1py", "xlogy", "zeta"].map((name) => overSeveral([name], two)),
];

export const specialRowNames: readonly string[] = ["softmax", "log_softmax", "logsumexp"];

/** torch.special; what torch itself has too is the same. */
export const specialModule = (shared: readonly FunctionRow[]): NativeModule => ({
  name: "torch.special",
  attributes: functionsOf(
    [...specialRows, ...shared.filter(({ names }) => specialRowNames.includes(names[0] ?? ""))],
    "torch",
  ),
});
