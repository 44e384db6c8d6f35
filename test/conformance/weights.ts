// torchvision's builders with `weights=`: published weights choose the number of classes, auxiliary heads, frozen norms
// and input sizes. Nothing is loaded; the builders' own code says what changes.
import path from "node:path";
import { sharedFolder } from "../support/shared.ts";
import { wheelFolder } from "../support/wheel.ts";
import { type Case, type CaseSet, type Selection, same, selects } from "./cases.ts";
import { listTruth, readTruth, shapesIn, summaryFor } from "./truth.ts";

/** What torchvision publishes of one set of weights, and what was measured of the model built with it. */
interface Published {
  readonly weights: string;
  readonly num_params: number;
  readonly measured_gmacs: number;
  readonly gmacs_as_built_with_weights?: number;
  readonly gmacs_with_3x224x224_image?: number;
  readonly gmacs_at_512x512?: number;
  readonly measured_at?: number;
  readonly trainable_as_built_with_weights?: number;
  readonly buffers_as_built_with_weights?: number;
}

// biome-ignore lint/suspicious/noExplicitAny: the truth is JSON whose form its README states
type Truth = any;

export function weightsSet(selection: Selection): CaseSet {
  const shared = sharedFolder();
  const sources = wheelFolder("torchvision-0.28.0");
  if (shared === null || sources === null) return { name: "weights", cases: [], missing: "its sources or its truth" };
  const cases = listTruth(shared, "truth/torchvision")
    .map((file) => readTruth(shared, "truth/torchvision", file))
    .filter((truth) => selects(selection, truth.builder, true))
    .flatMap((truth) =>
      truth.weights.map((published: Published): Case => {
        const name = `${truth.builder} ${published.weights}`;
        return { name, run: () => compare(truth, published, sources) };
      }),
    );
  return { name: "weights", cases, missing: null };
}

function compare(truth: Truth, published: Published, sources: string): string | null {
  const { shapes, gmacs } = inputOf(truth, published);
  const summary = summaryFor({
    file: path.join(sources, truth.module),
    model: `${truth.builder}(weights="${published.weights}")`,
    inputs: shapes.map((shape) => [truth.kind === "detection" ? "images" : null, shape]),
    searchPaths: [sources],
  });
  const fault = summary.diagnostics.find(({ severity }) => severity === "error" || severity === "warning");
  if (fault !== undefined) return `false ${fault.severity} ${fault.code}: ${fault.message}`;
  const { parameters, trainableParameters, bufferElements, macs } = summary.totals;
  if (parameters !== published.num_params) return `${parameters} parameters, published ${published.num_params}`;
  const trainable = published.trainable_as_built_with_weights;
  if (trainable !== undefined && trainableParameters !== trainable)
    return `${trainableParameters} trainable parameters, measured ${trainable}`;
  const buffers = published.buffers_as_built_with_weights;
  if (buffers !== undefined && bufferElements !== buffers)
    return `${bufferElements} elements of buffers, measured ${buffers}`;
  // How many boxes the heads of a two-stage detector get depends on the data.
  if (summary.layers.some(({ name }) => name.startsWith("roi_heads."))) return null;
  const rounded = typeof macs === "number" ? Math.round(macs / 1e6) / 1e3 : macs;
  return same(rounded, gmacs) ? null : `${rounded} GMACs, measured ${gmacs}`;
}

/** The input at which the published cost was measured. */
function inputOf(
  truth: Truth,
  published: Published,
): { readonly shapes: readonly (readonly number[])[]; gmacs: number } {
  const shapes = shapesIn(truth.input_shapes);
  const square = (size: number) => shapes.map((shape) => [...shape.slice(0, -2), size, size]);
  if (published.gmacs_at_512x512 !== undefined) return { shapes: square(512), gmacs: published.gmacs_at_512x512 };
  if (published.gmacs_with_3x224x224_image !== undefined)
    return { shapes: square(224), gmacs: published.gmacs_with_3x224x224_image };
  const gmacs = published.gmacs_as_built_with_weights ?? published.measured_gmacs;
  return { shapes: published.measured_at === undefined ? shapes : square(published.measured_at), gmacs };
}
