// Cost of a layer in chains of 100 to 100,000 layers: analysis of a text that was never seen, and its summary with the receptive
// field of each layer. It has to be the same for each length.
import { summaryOf } from "../../src/core/analysis/summary.ts";
import { render } from "../../src/core/messages/index.ts";
import { createFormats } from "../../src/core/project/formats.ts";
import { createProject } from "../../src/core/project/project.ts";

/** A chain of convolutions with a skip over every second one, built by a loop. */
const python = (layers: number): string => `from torch import nn

class Chain(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.ModuleList([nn.Conv2d(8, 8, 3, padding=1) for _ in range(${layers / 2})])

    def forward(self, x):
        for layer in self.layers:
            x = x + layer(x)
        return x
`;

/** The same, each layer written out. */
function prototxt(layers: number): string {
  const lines = [
    'layer { name: "data" type: "Input" top: "x0" input_param { shape { dim: 1 dim: 8 dim: 32 dim: 32 } } }',
  ];
  for (let at = 1; at <= layers / 2; at++) {
    const before = `x${at - 1}`;
    lines.push(
      `layer { name: "conv${at}" type: "Convolution" bottom: "${before}" top: "conv${at}"`,
      "  convolution_param { num_output: 8 kernel_size: 3 pad: 1 } }",
      `layer { name: "add${at}" type: "Eltwise" bottom: "${before}" bottom: "conv${at}" top: "x${at}" }`,
    );
  }
  return lines.join("\n");
}

const definitions = {
  python: { name: "chain.py", text: python },
  prototxt: { name: "chain.prototxt", text: prototxt },
};

export interface LayerFigure {
  readonly format: string;
  readonly layers: number;
  /** Rows of the summary, to be sure that all of them are there. */
  readonly rows: number;
  /** Microseconds a layer, of the fastest run. */
  readonly analysis: number;
  readonly summary: number;
}

/** Analyses and summarises chains of each length, the engine warm; each text is new. */
export function layerFigures(lengths: readonly number[], runs: number): readonly LayerFigure[] {
  const project = createProject({ formats: createFormats(), read: () => ({ kind: "absent" }) });
  const figures: LayerFigure[] = [];
  for (const [format, { name, text }] of Object.entries(definitions)) {
    const file = `file:///${name}`;
    let count = 0;
    const once = (layers: number): Omit<LayerFigure, "format"> => {
      project.setText(file, `${text(layers)}\n# ${++count}\n`, null);
      const start = performance.now();
      const model = project.analyse(file, { inputs: [] }, () => false)?.facts.models[0];
      const between = performance.now();
      const surroundings = { file, nameOf: () => name, rangeOf: () => null, render };
      const rows = model === undefined ? 0 : summaryOf(model.network, surroundings).layers.length;
      const end = performance.now();
      project.close(file);
      const each = (time: number): number => (1000 * time) / layers;
      return { layers, rows, analysis: each(between - start), summary: each(end - between) };
    };
    for (let warm = 0; warm < 10; warm++) once(1_000);
    for (const layers of lengths) {
      const turns = Array.from({ length: layers > 10_000 ? 2 : runs }, () => once(layers));
      const best = (time: (turn: Omit<LayerFigure, "format">) => number): number => Math.min(...turns.map(time));
      figures.push({
        format,
        layers,
        rows: turns[0]?.rows ?? 0,
        analysis: best(({ analysis }) => analysis),
        summary: best(({ summary }) => summary),
      });
    }
  }
  return figures;
}
