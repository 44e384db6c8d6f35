// `nn.BatchNorm2d` on the maps of a volume: the layer of the same name for as many axes as arrive.
import type { Diagnostic, Fix } from "../ir/diagnostic.ts";
import type { Network, NetworkNode } from "../ir/network.ts";
import { message } from "../messages/index.ts";
import type { Program } from "./program.ts";

/** Norms and pools: other layers have arguments for each axis, and weights. */
const codes: ReadonlySet<string> = new Set(["batchnorm-rank", "norm-rank", "pool-rank"]);

const isFor = /(?:Norm|Pool)[123]d$/;

/** The diagnostics with such a fix, where every layer that is made there wants the same. */
export function withRankFixes(
  { file, text }: Pick<Program, "file" | "text">,
  network: Network,
  diagnostics: readonly Diagnostic[],
): readonly Diagnostic[] {
  if (!diagnostics.some(({ code }) => codes.has(code))) return diagnostics;
  return diagnostics.map((fault) => {
    const got = fault.message.args["got"];
    if (!codes.has(fault.code) || fault.fixes.length > 0 || typeof got !== "number") return fault;
    const node = network.nodes.find(
      (one) =>
        one.at?.file === fault.at?.file &&
        one.at?.start === fault.at?.start &&
        isFor.test(one.type) &&
        !one.type.endsWith(`${got - 2}d`) &&
        rankOf(network, one) === got,
    );
    const fix = node === undefined ? null : fixOf(file, text, network, node, got - 2);
    return fix === null ? fault : { ...fault, fixes: [fix] };
  });
}

function fixOf(
  file: string,
  text: string,
  network: Network,
  { definedAt: made, type }: NetworkNode,
  spatial: number,
): Fix | null {
  if (made?.file !== file || spatial < 1 || spatial > 3) return null;
  const own = network.nodes.filter(({ definedAt }) => definedAt?.file === file && definedAt.start === made.start);
  if (own.some((one) => rankOf(network, one) !== spatial + 2)) return null;
  const written = /^[\w.]*?(\w*[A-Za-z])[123]d\s*\(/.exec(text.slice(made.start, made.end));
  const isOwn = written !== null && new RegExp(`^${written[1]}[123]d$`).test(type);
  // Sizes for each axis would have to change too.
  if (!isOwn || /[(=,]\s*[([]/.test(text.slice(made.start + written[0].length - 1, made.end))) return null;
  const start = made.start + written[0].lastIndexOf("d") - 1;
  const name = `${written[1]}${spatial}d`;
  return {
    title: message("pythonUseName", { name }),
    edits: [{ at: { file, start, end: start + 1 }, text: `${spatial}` }],
  };
}

function rankOf({ values }: Network, { inputs }: NetworkNode): number | null {
  const shape = values[inputs[0] ?? -1]?.type.shape;
  return shape?.rank === "known" ? shape.dims.length : null;
}
