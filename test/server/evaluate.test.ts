import assert from "node:assert/strict";
import {
  type AnalysisRequest,
  type FileFacts,
  type Network,
  type NetworkNode,
  ownVariant,
} from "../../src/core/ir/index.ts";
import { noFacts } from "../../src/core/project/snapshot.ts";
import { createEvaluation, type EvaluationHost } from "../../src/server/evaluate.ts";
import type { FromEvaluation, ToEvaluation } from "../../src/server/evaluation.ts";

/** An evaluating thread without a thread; `analyse` stands for every format. */
function evaluation(analyse: (request: AnalysisRequest) => FileFacts | null, host: Partial<EvaluationHost> = {}) {
  const posted: FromEvaluation[] = [];
  const format = { name: "test", extensions: [], languages: ["test"], claims: () => true, analyse };
  const receive = createEvaluation({
    formats: [format],
    read: () => ({ kind: "absent" }),
    post: (message) => void posted.push(message),
    shouldStop: () => false,
    now: () => 0,
    ...host,
  });
  const send = (...messages: readonly ToEvaluation[]): FromEvaluation[] => {
    posted.length = 0;
    for (const each of messages) receive(each);
    return posted.slice();
  };
  let id = 0;
  const open = (uri: string): ToEvaluation => ({ kind: "text", uri, version: 1, text: "", language: "test" });
  const shown = (uri: string): Extract<ToEvaluation, { kind: "analyse" }> => ({
    kind: "analyse",
    id: ++id,
    uri,
    model: null,
    inputs: null,
    variant: ownVariant,
    scope: "shown",
  });
  const graph = (uri: string): ToEvaluation => ({
    kind: "question",
    id: ++id,
    question: { kind: "graph", uri, model: null, version: null },
  });
  const hover = (uri: string): ToEvaluation => ({
    kind: "question",
    id: ++id,
    question: { kind: "hover", uri, places: [{ scope: "all", version: 1, offset: 0 }] },
  });
  return { send, open, shown, graph, hover };
}

const node: NetworkNode = {
  id: 0,
  op: "Identity",
  type: "Identity",
  kind: "module",
  name: "n",
  scope: [],
  attrs: {},
  inputs: [],
  outputs: [],
  params: [],
  macs: 0,
  at: null,
  definedAt: null,
  attrAt: {},
  call: null,
  context: null,
  when: "always",
  unknownBecause: null,
};

function factsWith(file: string, nodes: number): FileFacts {
  const network: Network = {
    framework: "test",
    model: "m",
    phase: "TEST",
    inputs: [],
    outputs: [],
    values: [],
    nodes: Array<NetworkNode>(nodes).fill(node),
    calls: [],
    contexts: [],
    state: [],
    diagnostics: [],
  };
  const at = { file, start: 0, end: 0 };
  const offer = { name: "m", expression: "m", kind: "network", at, constructible: true } as const;
  return {
    ...noFacts(file),
    framework: "test",
    offers: [offer],
    models: [{ offer, inputs: [], network, diagnostics: [] }],
  };
}

const answers = (posted: readonly FromEvaluation[]) =>
  posted.map((each) =>
    each.kind === "answer" ? each.answer.kind : each.kind === "analysed" ? each.outcome.kind : each.kind,
  );

describe("the evaluating thread", () => {
  it("lets the facts of documents go that were not analysed for longest", () => {
    const { send, open, shown, graph } = evaluation(({ file }) => factsWith(file, 60_000));
    send(open("a"), open("b"), shown("a"), shown("b"));
    assert.deepEqual(answers(send(graph("a"), graph("b"))), ["gone", "graph"]);
    assert.deepEqual(answers(send(shown("a"), graph("a"), graph("b"))), ["done", "graph", "gone"]);
  });

  it("analyses other models again for whoever hovers over them, where they are too large to keep", () => {
    const runsWith = (nodes: number): readonly number[] => {
      let runs = 0;
      const { send, open, shown, hover } = evaluation(({ file }) => {
        runs++;
        return factsWith(file, nodes);
      });
      send(open("a"), shown("a"), { ...shown("a"), scope: "all" });
      return [0, 1, 2].map((hovers) => {
        if (hovers > 0) assert.deepEqual(answers(send(hover("a"))), ["hover"]);
        return runs;
      });
    };
    assert.deepEqual(runsWith(10), [2, 2, 2]);
    assert.deepEqual(runsWith(5_000), [2, 3, 3]);
  });

  it("says of large models what is to be said while they are analysed, and lets their layers go", () => {
    const kept: number[] = [];
    const { send, open, shown } = evaluation((request) => {
      const facts = factsWith(request.file, 400);
      const [first] = facts.models;
      if (!request.allModels || first === undefined) return facts;
      const models = ["m", "n", "o"].map((name, index) => {
        const at = { ...first.offer.at, start: index, end: index };
        const model = { ...first, offer: { ...first.offer, name, expression: name, at } };
        return request.keep?.(model) ?? model;
      });
      kept.push(...models.map(({ network }) => network.nodes.length));
      return { ...facts, models };
    });
    const [, all] = send(open("a"), shown("a"), { ...shown("a"), scope: "all" });
    assert.deepEqual(kept, [400, 0, 0]);
    const lenses = all?.kind === "analysed" && all.outcome.kind === "done" ? all.outcome.facts.lenses : [];
    assert.deepEqual(
      lenses.map(({ start, title }) => `${start} ${title}`),
      ["1 0 parameters · 0 MACs", "2 0 parameters · 0 MACs"],
    );
  });

  it("traces the places of arguments back when another document is analysed", () => {
    const traced: string[] = [];
    const { send, open, shown } = evaluation(({ file }) => {
      const facts = factsWith(file, 1);
      const attrAt = () => {
        traced.push(file);
        return {};
      };
      return {
        ...facts,
        models: facts.models.map((model) => ({
          ...model,
          network: { ...model.network, nodes: [{ ...node, attrAt }] },
        })),
      };
    });
    send(open("a"), open("b"), shown("a"), shown("a"));
    assert.deepEqual(traced, []);
    send(shown("b"));
    assert.deepEqual(traced, ["a"]);
  });

  it("logs a bug and goes on", () => {
    let broken = true;
    const { send, open, shown } = evaluation(({ file }) => {
      if (broken) throw new Error("a bug");
      return noFacts(file);
    });
    const posted = send(open("a"), shown("a"));
    assert.deepEqual(answers(posted), ["log", "failed"]);
    assert.match(posted[0]?.kind === "log" ? posted[0].text : "", /analysis of a: Error: a bug/);
    broken = false;
    assert.deepEqual(answers(send(shown("a"))), ["done"]);
  });

  it("says that it was stopped, and what it waits for", () => {
    let outcome: FileFacts | null = null;
    const { send, open, shown } = evaluation(() => outcome);
    assert.deepEqual(answers(send(open("a"), shown("a"))), ["stopped"]);
    outcome = { ...noFacts("a"), pending: ["b"] };
    assert.deepEqual(answers(send(shown("a"))), ["done"], "nobody fetches: what is pending is absent");
    assert.deepEqual(answers(send(shown("closed"))), ["stopped"]);
  });

  it("refuses what cannot be answered, with a reason", () => {
    const { send, open, shown } = evaluation(({ file }) => noFacts(file));
    send(open("a"), shown("a"));
    const ask = (uri: string): ToEvaluation => ({
      kind: "question",
      id: 99,
      question: { kind: "inputEdits", uri, model: null, inputs: ["1x3x8x8"] },
    });
    const reasons = [...send(ask("a")), ...send(ask("closed"))].map((each) =>
      each.kind === "answer" && each.answer.kind === "refused" ? each.answer.reason : "",
    );
    assert.deepEqual(reasons, ["The file defines no network that can be shown", "The document is not open"]);
  });
});
