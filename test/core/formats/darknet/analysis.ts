import assert from "node:assert/strict";
import { darknet } from "../../../../src/core/formats/darknet/index.ts";
import { type AnalysisRequest, emptyMemory, type FileFacts, type ModelFacts } from "../../../../src/core/ir/facts.ts";
import { formatShape } from "../../../../src/core/ir/shape.ts";
import { parseGivenInput } from "../../../../src/core/ir/shapeText.ts";
import { render } from "../../../../src/core/messages/index.ts";

/** What a test may ask beside the text; inputs as the command line has them. */
export interface Options {
  readonly inputs?: readonly string[];
  readonly defaultInput?: readonly string[];
  readonly phase?: AnalysisRequest["phase"];
}

const given = (inputs: readonly string[]) =>
  inputs.map((text) => parseGivenInput(text) ?? assert.fail(`no input: ${text}`));

export function analyse(text: string, options: Options = {}): FileFacts {
  const request: AnalysisRequest = {
    file: "file:///nets/fixture.cfg",
    text,
    model: null,
    inputs: given(options.inputs ?? []),
    phase: options.phase ?? null,
    stages: [],
    scale: null,
    allModels: false,
    defaultInput: options.defaultInput ? given(options.defaultInput) : null,
    searchPaths: [],
    workspaceRoots: [],
    memory: emptyMemory,
  };
  const facts = darknet.analyse(request, { get: () => ({ kind: "absent" }) }, () => false);
  assert.ok(facts);
  return facts;
}

export function modelOf(text: string, options: Options = {}): ModelFacts {
  const [model] = analyse(text, options).models;
  assert.ok(model);
  return model;
}

/** `name shape` for each layer, in order. */
export const layers = (model: ModelFacts): readonly string[] =>
  model.network.calls.map(({ name, outputs }) => {
    const value = model.network.values[outputs[0] ?? -1];
    return `${name} ${value ? formatShape(value.type.shape) : "none"}`;
  });

export const said = (text: string, options: Options = {}): readonly string[] => {
  const facts = analyse(text, options);
  const all = [...facts.diagnostics, ...facts.models.flatMap((model) => model.diagnostics)];
  return all.map(({ severity, code, message }) => `${severity}[${code}] ${render(message)}`);
};
