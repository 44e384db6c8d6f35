import {
  type Attribute,
  type Dim,
  formatDim,
  formatShape,
  type Network,
  type NetworkNode,
  type Shape,
  type Value,
  type ValueId,
} from "../../src/core/ir/index.ts";

/** Texts about layers that need no translation: numbers, symbols and the framework's own names. */

export function shapeText(shape: Shape): string {
  return formatShape(shape, "×");
}

export function valueById(network: Network, id: ValueId | null | undefined): Value | null {
  return id === null || id === undefined ? null : (network.values[id] ?? null);
}

/** `3×3 /2 d2 g32`: what of a layer's attributes is read at a glance. */
export function keyAttributes(node: NetworkNode): string {
  const { attrs } = node;
  const parts = [perAxis(attrs["kernelSize"])];
  const stride = perAxis(attrs["stride"]);
  if (stride && !isAll(attrs["stride"], 1)) parts.push(`/${collapsed(stride)}`);
  const dilation = perAxis(attrs["dilation"]);
  if (dilation && !isAll(attrs["dilation"], 1)) parts.push(`d${collapsed(dilation)}`);
  const groups = dim(attrs["groups"]);
  if (groups && groups !== "1") parts.push(`g${groups}`);
  if (parts[0] === null) parts[0] = perAxis(attrs["outputSize"]);
  return parts.filter(Boolean).join(" ");
}

/** All attributes that say something, as `name`, `text`. The rank is seen in the others. */
export function attributeTexts(node: NetworkNode): readonly (readonly [string, string])[] {
  return Object.entries(node.attrs).flatMap(([name, value]) => {
    const text = name === "spatialRank" ? "" : attributeText(value);
    return text === "" ? [] : [[spaced(name), text] as const];
  });
}

/** `kernelSize` is "kernel size"; what is a flag, `hasBias`, is "bias". */
const spaced = (name: string): string =>
  name
    .replace(/^has(?=[A-Z])/, "")
    .replace(
      /(^|[a-z\d])([A-Z])/g,
      (_, before: string, letter: string) => `${before === "" ? "" : `${before} `}${letter.toLowerCase()}`,
    );

function attributeText(value: Attribute | undefined): string {
  if (value === null || value === undefined) return "";
  if (isList(value)) return value.map(attributeText).join("×");
  if (typeof value === "object") return formatDim(value);
  return typeof value === "number" ? String(Number(value.toPrecision(7))) : String(value);
}

function isList(value: Attribute): value is readonly Attribute[] {
  return Array.isArray(value);
}

function perAxis(value: Attribute | undefined): string | null {
  if (value === null || value === undefined || !isList(value) || value.length === 0) return null;
  return value.map((entry) => dim(entry) ?? "?").join("×");
}

function dim(value: Attribute | undefined): string | null {
  if (typeof value === "number") return String(value);
  return typeof value === "object" && value !== null && "kind" in value ? formatDim(value as Dim) : null;
}

function isAll(value: Attribute | undefined, wanted: number): boolean {
  return value !== null && value !== undefined && isList(value) && value.every((entry) => entry === wanted);
}

/** `2×2` is `2`. */
function collapsed(text: string): string {
  const parts = text.split("×");
  return parts.every((part) => part === parts[0]) ? (parts[0] ?? text) : text;
}
