import ElkApi, { type ELK, type ElkNode } from "elkjs/lib/elk-api.js";
import type { LayoutProblem, LayoutSolution, Point } from "./types.ts";

/** ELK's `layered` algorithm, in a worker made from the text of its script: the page's policy allows no other. */
export interface ElkLayout {
  solve(problem: LayoutProblem): Promise<LayoutSolution>;
}

/** A worker that never answers (its script blocked, an endless layout) must not leave the view empty. */
const TIMEOUT = 6_000;
/** Beyond this many boxes the finer placement takes seconds. */
const FINE = 80;

export async function startElk(script: string): Promise<ElkLayout> {
  const response = await fetch(script);
  if (!response.ok) throw new Error(`${script}: ${response.status}`);
  const url = URL.createObjectURL(new Blob([await response.text()], { type: "text/javascript" }));
  let failed: (reason: Error) => void = () => {};
  const failure = new Promise<never>((_, reject) => {
    failed = reject;
  });
  // Nobody may be waiting when the worker dies; whoever comes next still gets the rejection.
  failure.catch(() => {});
  const elk: ELK = new ElkApi({
    workerFactory: () => {
      const worker = new Worker(url);
      worker.addEventListener("error", (event) => failed(new Error(`layout worker: ${event.message}`)));
      return worker;
    },
  });
  const within = async <Result>(work: Promise<Result>): Promise<Result> => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error("layout: no answer in time")), TIMEOUT);
    });
    try {
      return await Promise.race([work, failure, late]);
    } finally {
      clearTimeout(timer);
    }
  };
  // The first layout of a cold worker takes up to two seconds: let that pass while the network is on its way.
  await within(elk.layout(graphOf(warmUp)));
  URL.revokeObjectURL(url);
  return { solve: async (problem) => solutionOf(problem, await within(elk.layout(graphOf(problem)))) };
}

const warmUp: LayoutProblem = {
  boxes: Array.from({ length: 4 }, () => ({ width: 100, height: 40, top: null, bottom: null })),
  links: [
    [0, 1],
    [1, 2],
    [0, 2],
    [2, 3],
  ].map(([from = 0, to = 0]) => ({ from: { box: from, port: 0 }, to: { box: to, port: 0 }, skip: false })),
  incoming: 0,
  outgoing: 0,
};

const options = {
  "elk.algorithm": "layered",
  "elk.direction": "DOWN",
  "elk.edgeRouting": "ORTHOGONAL",
  "elk.padding": "[top=0,left=0,bottom=0,right=0]",
  "elk.spacing.nodeNode": "28",
  "elk.spacing.edgeNode": "16",
  "elk.spacing.edgeEdge": "10",
  "elk.layered.spacing.nodeNodeBetweenLayers": "24",
  "elk.layered.spacing.edgeNodeBetweenLayers": "12",
  "elk.layered.spacing.edgeEdgeBetweenLayers": "8",
  "elk.layered.mergeEdges": "true",
  "elk.layered.nodePlacement.bk.fixedAlignment": "BALANCED",
} as const;

const fineOptions = {
  ...options,
  "elk.layered.considerModelOrder.strategy": "NODES_AND_EDGES",
} as const;

const fastOptions = {
  ...options,
  "elk.layered.thoroughness": "1",
  "elk.layered.layering.strategy": "LONGEST_PATH",
  "elk.layered.crossingMinimization.greedySwitch.type": "OFF",
} as const;

function graphOf(problem: LayoutProblem): ElkNode {
  const border = (id: string, layer: string): ElkNode => ({
    id,
    width: 1,
    height: 1,
    layoutOptions: { "elk.layered.layering.layerConstraint": layer },
  });
  return {
    id: "root",
    layoutOptions: problem.boxes.length <= FINE ? fineOptions : fastOptions,
    children: [
      ...Array.from({ length: problem.incoming }, (_, index) => border(`in${index}`, "FIRST_SEPARATE")),
      ...problem.boxes.map(({ width, height, top, bottom }, index): ElkNode => {
        const ports = [
          ...(top ?? []).map((x, port) => ({ id: `b${index}t${port}`, x, y: 0, width: 0, height: 0 })),
          ...(bottom ?? []).map((x, port) => ({ id: `b${index}d${port}`, x, y: height, width: 0, height: 0 })),
        ];
        const layoutOptions = { "elk.portConstraints": "FIXED_POS" };
        return { id: `b${index}`, width, height, ...(ports.length > 0 ? { ports, layoutOptions } : {}) };
      }),
      ...Array.from({ length: problem.outgoing }, (_, index) => border(`out${index}`, "LAST_SEPARATE")),
    ],
    edges: problem.links.map(({ from, to, skip }, index) => {
      const hasBottom = from.box !== null && problem.boxes[from.box]?.bottom;
      const hasTop = to.box !== null && problem.boxes[to.box]?.top;
      const source = from.box === null ? `in${from.port}` : hasBottom ? `b${from.box}d${from.port}` : `b${from.box}`;
      const target = to.box === null ? `out${to.port}` : hasTop ? `b${to.box}t${to.port}` : `b${to.box}`;
      const layoutOptions = { "elk.layered.priority.straightness": skip ? "1" : "10" };
      return { id: `e${index}`, sources: [source], targets: [target], layoutOptions };
    }),
  };
}

function solutionOf(problem: LayoutProblem, graph: ElkNode): LayoutSolution {
  const nodes = new Map(graph.children?.map((child) => [child.id, child] as const));
  const edges = new Map(graph.edges?.map((edge) => [edge.id, edge] as const));
  const at = (id: string): Point => ({ x: nodes.get(id)?.x ?? 0, y: nodes.get(id)?.y ?? 0 });
  const middle = (id: string): number => at(id).x + 0.5;
  return {
    width: graph.width ?? 0,
    height: graph.height ?? 0,
    boxes: problem.boxes.map((_, index) => at(`b${index}`)),
    links: problem.links.map((_, index) => {
      const section = edges.get(`e${index}`)?.sections?.[0];
      return section ? [section.startPoint, ...(section.bendPoints ?? []), section.endPoint] : [];
    }),
    incoming: Array.from({ length: problem.incoming }, (_, index) => middle(`in${index}`)),
    outgoing: Array.from({ length: problem.outgoing }, (_, index) => middle(`out${index}`)),
  };
}
