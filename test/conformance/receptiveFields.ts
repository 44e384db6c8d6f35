import path from "node:path";
import { receptiveFieldOf } from "../../src/cli/commands/receptiveField.ts";
import { sharedFolder } from "../support/shared.ts";
import { wheelFolder } from "../support/wheel.ts";
import { type Case, type CaseSet, type Selection, same, selects, show } from "./cases.ts";
import { answer, type Question, readTruth } from "./truth.ts";

const promised = new Set(["lenet5", "alexnet", "vgg11", "vgg16", "resnet18", "resnet50", "googlenet"]);
const local: Readonly<Record<string, readonly [expression: string, channels: number]>> = {
  lenet5: ["LeNet5()", 1],
  small_unet: ["SmallUNet()", 3],
};

/** Brute-force gradients from one unit of a map: where they are not zero, and how they move with the unit. */
type FieldRecord = readonly [
  model: string,
  layer: string,
  input: readonly [number, number],
  map: readonly [number, number],
  unit: readonly [number, number],
  height: number,
  width: number,
  top: number,
  bottom: number,
  left: number,
  right: number,
  jumpRow: number,
  jumpColumn: number,
  clipped: boolean,
  filled: boolean,
  perUnit?: unknown,
];

export function receptiveFieldSet(selection: Selection): CaseSet {
  const name = "receptive-fields";
  const shared = sharedFolder();
  const sources = wheelFolder("torchvision-0.28.0");
  if (shared === null || sources === null) return { name, cases: [], missing: "its sources or its truth" };
  const builders = readTruth(shared, "truth/torchvision_summary.json").models;
  const records: readonly FieldRecord[] = readTruth(shared, "truth/receptive_fields.json").records;
  const questionOf = (model: string, size: readonly number[]): Question => {
    const own = local[model];
    return {
      file: own ? path.join(shared, "truth/numerics/local_models.py") : path.join(sources, builders[model][1]),
      model: own ? own[0] : `${model}(weights=None)`,
      inputs: [[null, [1, own ? own[1] : 3, ...size]]],
      searchPaths: [sources],
    };
  };
  const cases = records
    // Variants that have no published source.
    .filter(([model]) => model in builders || model in local)
    .filter(([model]) => selects(selection, model, promised.has(model)))
    .map((record): Case => {
      return { name: `${record[0]} ${record[1]}`, run: () => compare(record, questionOf(record[0], record[2])) };
    });
  if (selects(selection, "vgg16", true)) cases.push(lastMapOfVgg(questionOf("vgg16", [224, 224])));
  return { name, cases, missing: null };
}

function compare(record: FieldRecord, question: Question): string | null {
  const [, layer, , map, unit, height, width, top, bottom, left, right, jumpRow, jumpColumn, clipped, , perUnit] =
    record;
  const answered = answer(question);
  if (typeof answered === "string") return answered;
  const field = receptiveFieldOf(answered.network, layer, null);
  if (!same(field.unit, unit)) return `default unit ${show(field.unit)} of a map ${show(map)}, measured ${show(unit)}`;
  const [input] = field.inputs;
  const got = [input?.rows, input?.columns];
  const expected = [
    [top, bottom],
    [left, right],
  ];
  if (!same(got, expected)) return `${show(got)}, measured ${show(expected)}`;
  // Where nothing is clipped and all units are alike, the closed form has to say the same.
  if (clipped || perUnit !== undefined || !field.aligned) return null;
  const closed = { size: field.size, stride: field.stride };
  const measured = { size: [height, width], stride: [jumpRow, jumpColumn] };
  return same(closed, measured) ? null : `${show(closed)}, measured ${show(measured)}`;
}

/** Araujo, Norris, Sim, "Computing Receptive Fields of Convolutional Neural Networks" (Distill 2019): 212 / 32 / 90. */
function lastMapOfVgg(question: Question): Case {
  return {
    name: "vgg16 last map (size 212, effective stride 32, effective padding 90)",
    run() {
      const answered = answer(question);
      if (typeof answered === "string") return answered;
      const { size, stride, start } = receptiveFieldOf(answered.network, "features.30", null);
      const published = { size: [212, 212], stride: [32, 32], start: [-90, -90] };
      return same({ size, stride, start }, published) ? null : show({ size, stride, start });
    },
  };
}
