import type { ValueId } from "../../../ir/network.ts";
import type { LayerRule, LayerRules, LayerSite } from "./rule.ts";

const one = (site: LayerSite): readonly ValueId[] => site.inputs.slice(0, 1);

/** Gives `x` through an operator with a number, unless the number changes nothing. */
function withNumber(site: LayerSite, op: "Add" | "Mul", x: readonly ValueId[], number: number): readonly ValueId[] {
  return number === (op === "Add" ? 0 : 1) ? x : site.add(op, { scalar: number }, x, 1);
}

const operations: Readonly<Record<string, string>> = { SUM: "sum", PROD: "product", MAX: "max" };

const eltwise: LayerRule = (site) => {
  const settings = site.layer.settings("eltwise_param");
  const operation = operations[settings.word("operation")?.value ?? "SUM"] ?? "sum";
  const coefficients = settings.numbers("coeff").map((coefficient) => coefficient.value);
  return site.add("Eltwise", { operation, ...(coefficients.length > 0 && { coefficients }) }, site.inputs, 1);
};

const power: LayerRule = (site) => {
  const settings = site.layer.settings("power_param");
  const attributes = {
    power: settings.number("power") ?? 1,
    scale: settings.number("scale") ?? 1,
    shift: settings.number("shift") ?? 0,
  };
  return site.add("Power", attributes, one(site), 1);
};

/** base ^ (shift + scale · x); without a base e. */
const exponential: LayerRule = (site) => {
  const settings = site.layer.settings("exp_param");
  const base = settings.number("base")?.value ?? -1;
  const rate = base > 0 ? Math.log(base) : 1;
  const scaled = withNumber(site, "Mul", one(site), rate * (settings.number("scale")?.value ?? 1));
  const shifted = withNumber(site, "Add", scaled, rate * (settings.number("shift")?.value ?? 0));
  return site.add("Unary", { function: "exp" }, shifted, 1);
};

/** log_base(shift + scale · x). */
const logarithm: LayerRule = (site) => {
  const settings = site.layer.settings("log_param");
  const base = settings.number("base")?.value ?? -1;
  const scaled = withNumber(site, "Mul", one(site), settings.number("scale")?.value ?? 1);
  const shifted = withNumber(site, "Add", scaled, settings.number("shift")?.value ?? 0);
  const logged = site.add("Unary", { function: "log" }, shifted, 1);
  return withNumber(site, "Mul", logged, base > 0 ? 1 / Math.log(base) : 1);
};

const absolute: LayerRule = (site) => site.add("Unary", { function: "abs" }, one(site), 1);

const clip: LayerRule = (site) => {
  const settings = site.layer.settings("clip_param");
  const minimum = settings.number("min") ?? undefined;
  const maximum = settings.number("max") ?? undefined;
  return site.add("Unary", { function: "clamp", minimum, maximum }, one(site), 1);
};

/** 1 above the threshold, 0 elsewhere. */
const threshold: LayerRule = (site) =>
  site.add("Greater", { scalar: site.layer.settings("threshold_param").number("threshold") ?? 0 }, one(site), 1);

/** a · x + y, with one a for each channel (the squeeze-and-excitation forks). */
const axpy: LayerRule = (site) => {
  const scaled = site.add("Mul", {}, site.inputs.slice(0, 2), 1);
  return site.add("Add", {}, [...scaled, ...site.inputs.slice(2, 3)], 1);
};

/** A blob of fewer axes, so that it broadcasts along `axis` of the first bottom. */
function alongAxis(site: LayerSite, blob: ValueId, axis: number): readonly ValueId[] {
  const dims = site.dims(0);
  const own = site.dims(1);
  if (!dims || !own || own.length === dims.length) return [blob];
  const start = axis < 0 ? dims.length + axis : axis;
  const shape = dims.map((_, index) => (index < start ? 1 : (own[index - start] ?? 1)));
  return site.add("Reshape", { shape }, [blob], 1);
}

/** The factors are learned, or come as a second bottom; so do the offsets of a Bias. */
const scaleOrBias =
  (param: string, isBias: boolean): LayerRule =>
  (site) => {
    const settings = site.layer.settings(param);
    const axis = settings.integer("axis") ?? 1;
    const [x, other] = site.inputs;
    const hasBias = isBias || settings.boolean("bias_term")?.value === true;
    if (other === undefined || x === undefined) {
      const axisCount = settings.integer("num_axes") ?? 1;
      return site.add("Scale", { axis, axisCount, hasScale: !isBias, hasBias }, one(site), 1);
    }
    const blob = alongAxis(site, other, typeof axis === "number" ? axis : axis.value);
    const combined = site.add(isBias ? "Add" : "Mul", {}, [x, ...blob], 1);
    return isBias || !hasBias ? combined : site.add("Scale", { axis, hasScale: false, hasBias }, combined, 1);
  };

export const arithmeticRules: LayerRules = {
  AbsVal: absolute,
  Axpy: axpy,
  Bias: scaleOrBias("bias_param", true),
  Clip: clip,
  Eltwise: eltwise,
  Exp: exponential,
  Log: logarithm,
  Power: power,
  Scale: scaleOrBias("scale_param", false),
  Threshold: threshold,
};
