import assert from "node:assert/strict";
import { caffe } from "../../../../src/core/formats/caffe/index.ts";
import { type AnalysisRequest, emptyMemory, type FileFacts, type ModelFacts } from "../../../../src/core/ir/facts.ts";
import { formatShape } from "../../../../src/core/ir/shape.ts";
import { parseGivenInput } from "../../../../src/core/ir/shapeText.ts";

/** What a test may ask beside the text; inputs as the command line has them. */
export interface Options extends Partial<Pick<AnalysisRequest, "phase" | "stages" | "model">> {
  readonly inputs?: readonly string[];
  readonly defaultInput?: readonly string[];
}

const given = (inputs: readonly string[]) =>
  inputs.map((text) => parseGivenInput(text) ?? assert.fail(`no input: ${text}`));

export function analyse(text: string, options: Options = {}): FileFacts {
  const request: AnalysisRequest = {
    file: "file:///nets/fixture.prototxt",
    text,
    model: options.model ?? null,
    inputs: given(options.inputs ?? []),
    phase: options.phase ?? null,
    stages: options.stages ?? [],
    scale: null,
    allModels: false,
    defaultInput: options.defaultInput ? given(options.defaultInput) : null,
    searchPaths: [],
    workspaceRoots: [],
    memory: emptyMemory,
  };
  const facts = caffe.analyse(request, { get: () => ({ kind: "absent" }) }, () => false);
  assert.ok(facts);
  return facts;
}

export function modelOf(text: string, options: Options = {}): ModelFacts {
  const [model] = analyse(text, options).models;
  assert.ok(model);
  return model;
}

/** `name shape shape` for each layer, in order. */
export function layers(model: ModelFacts): readonly string[] {
  return model.network.calls.map(({ name, outputs }) => {
    const shapes = outputs.map((output) => {
      const value = model.network.values[output];
      return value ? formatShape(value.type.shape) : "none";
    });
    return [name, ...shapes].join(" ");
  });
}
