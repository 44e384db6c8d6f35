import assert from "node:assert/strict";
import { totalsOf } from "../../src/core/analysis/cost.ts";
import { sizeInference } from "../../src/core/analysis/inputSizes.ts";
import { formatDim } from "../../src/core/ir/dim.ts";
import { type AnalysisMemory, type AnalysisRequest, emptyMemory, type FileFacts } from "../../src/core/ir/facts.ts";
import type { Network, ValueId } from "../../src/core/ir/network.ts";
import { formatShape } from "../../src/core/ir/shape.ts";
import { parseGivenInput } from "../../src/core/ir/shapeText.ts";
import { render } from "../../src/core/messages/index.ts";
import { createPythonFormat } from "../../src/core/python/index.ts";

export const imports = "import torch\nimport torch.nn as nn\nimport torch.nn.functional as F\n";

/** Source of a module with these statements in its constructor and its forward. */
export const netOf = (layers: string, forward: string, parameters = "x"): string => `
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        ${layers}

    def forward(self, ${parameters}):
        ${forward}
`;

export interface Question {
  readonly model?: string;
  readonly inputs?: readonly string[];
  readonly memory?: AnalysisMemory;
  readonly allModels?: boolean;
  readonly phase?: "TRAIN" | "TEST";
  /** Other files by URI. */
  readonly files?: Readonly<Record<string, string>>;
}

/** Facts of Python source that is analysed as `file:///w/model.py`; torch is imported before it. */
export function factsOf(source: string, question: Question = {}): FileFacts {
  const format = createPythonFormat(sizeInference);
  const inputs = (question.inputs ?? []).map((text) => {
    const input = parseGivenInput(text);
    assert.ok(input, text);
    return input;
  });
  const request: AnalysisRequest = {
    file: "file:///w/model.py",
    text: imports + source,
    model: question.model ?? null,
    inputs,
    phase: question.phase ?? null,
    stages: [],
    scale: null,
    allModels: question.allModels ?? false,
    defaultInput: null,
    searchPaths: [],
    workspaceRoots: ["file:///w"],
    memory: question.memory ?? emptyMemory,
  };
  const files = question.files ?? {};
  const facts = format.analyse(
    request,
    {
      get(file) {
        const text = files[file];
        return text === undefined ? { kind: "absent" } : { kind: "text", text, version: text };
      },
    },
    () => false,
  );
  assert.ok(facts);
  return facts;
}

export interface ModelText {
  /** `conv1 Conv2d 1x8x4x4`, one a node. */
  readonly layers: readonly string[];
  readonly outputs: string;
  readonly inputs: string;
  readonly origin: string;
  readonly state: readonly string[];
  readonly parameters: string;
  /** `code: text`, of the file and of the model. */
  readonly problems: readonly string[];
}

/** The shown model of a source as text. */
export function modelOf(source: string, question: Question = {}): ModelText {
  const facts = factsOf(source, question);
  const [model] = facts.models;
  const diagnostics = [...facts.diagnostics, ...(model?.diagnostics ?? [])];
  const problems = diagnostics.map(({ code, message }) => `${code}: ${render(message)}`);
  assert.ok(model, problems.join("\n") || "no model");
  const { network } = model;
  return {
    layers: network.nodes.map(({ name, type, outputs }) => `${name} ${type} ${shapes(network, outputs)}`),
    outputs: network.outputs.map(({ name, value }) => `${name} ${shapes(network, [value])}`).join(", "),
    inputs: model.inputs.map(({ name, type }) => `${name} ${formatShape(type.shape)}`).join(", "),
    origin: model.inputs.map(({ origin }) => origin).join(", "),
    state: network.state.map(({ name, shape }) => `${name} ${formatShape(shape)}`),
    parameters: formatDim(totalsOf(network).parameters),
    problems,
  };
}

const shapes = (network: Network, values: readonly ValueId[]): string =>
  values.map((value) => formatShape(network.values[value]?.type.shape ?? { rank: "known", dims: [] })).join(" ");

/** What an expression gives inside forward with `x` of a shape: the shape of its output, or the problem. */
export function shapeOfCall(expression: string, ...inputs: readonly string[]): string {
  const names = inputs.map((_, index) => (index === 0 ? "x" : `x${index}`)).join(", ");
  const source = `class M(nn.Module):\n    def forward(self, ${names}):\n        return ${expression}\n`;
  const model = modelOf(source, { inputs });
  // Layers that are made in forward, as they are here.
  const problem = model.problems.find((text) => !text.startsWith("unregistered-layer"));
  return problem ?? model.outputs.replace(/\boutput(?:_\d+)? /g, "");
}
