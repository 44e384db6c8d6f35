import assert from "node:assert/strict";
import { type OpenDocument, openDocument } from "../../src/server/documents.ts";
import type { AnalyseMessage, EditorFacts, FromEvaluation, ToEvaluation } from "../../src/server/evaluation.ts";
import { createEvaluator, type StartThread } from "../../src/server/evaluator.ts";
import { createScheduler } from "../../src/server/scheduler.ts";

const pause = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));

const someFacts: EditorFacts = {
  framework: "pytorch",
  hints: [],
  lenses: [],
  diagnostics: [],
  rewrites: [],
  symbols: [],
  models: [],
  selected: null,
  inputs: [],
  variants: null,
  totals: null,
  dependencies: [],
  isPartial: false,
};

interface ThreadScript {
  /** What the thread does when it is asked to analyse; default: answers at once. */
  analyse?(request: AnalyseMessage, answer: (outcome: AnalysedOutcome) => void): void;
  readonly stopsWhenAsked?: boolean;
}

type AnalysedOutcome = Extract<FromEvaluation, { kind: "analysed" }>["outcome"];

/** A scheduler over threads that do as they are told; `events` tells the story. */
function stage(script: ThreadScript = {}, delay = 20) {
  const events: string[] = [];
  const versions = new Map<string, number>();
  let threads = 0;
  const start: StartThread = ({ onMessage }) => {
    threads++;
    const number = threads;
    events.push(`thread ${number}`);
    const answer =
      ({ id, uri, scope }: AnalyseMessage) =>
      (outcome: AnalysedOutcome) =>
        onMessage({ kind: "analysed", id, uri, scope, outcome, milliseconds: 1 });
    let stop: (() => void) | null = null;
    return {
      stopsWhenAsked: script.stopsWhenAsked ?? true,
      post(message: ToEvaluation) {
        if (message.kind === "text") versions.set(message.uri, message.version);
        if (message.kind === "supply") events.push(`supply ${message.uri} ${message.text}`);
        if (message.kind !== "analyse") return;
        events.push(`analyse ${message.scope} ${message.uri}`);
        const reply = answer(message);
        stop = () => reply({ kind: "stopped" });
        const done = { kind: "done", version: versions.get(message.uri) ?? 1, facts: someFacts } as const;
        if (script.analyse) script.analyse(message, reply);
        else setTimeout(() => reply(done), 1);
      },
      stop() {
        events.push("stop");
        if (script.stopsWhenAsked !== false) setTimeout(() => stop?.(), 1);
      },
      terminate: () => void events.push(`end ${number}`),
    };
  };
  const documents: OpenDocument[] = [];
  const evaluator = createEvaluator({
    start,
    replay: () => documents.map(textOf),
    log: () => undefined,
    limits: { analysis: 150, stop: 60 },
  });
  const scheduler = createScheduler({
    evaluator,
    delay: () => delay,
    readFile: async (uri) => (uri.includes("there") ? "text" : null),
    onAnalysed: ({ uri }, scope) => void events.push(`done ${scope} ${uri}`),
    onLost: ({ uri }) => void events.push(`lost ${uri}`),
    log: () => undefined,
  });
  scheduler.begin();
  const open = (uri: string): OpenDocument => {
    const document = openDocument(uri, "python", 1, "");
    documents.push(document);
    return document;
  };
  return { events, evaluator, scheduler, open };
}

const textOf = ({ uri, text }: OpenDocument): ToEvaluation => ({
  kind: "text",
  uri,
  version: text.version,
  text: "",
  language: null,
});

const done = { kind: "done", version: 1, facts: someFacts } as const;

describe("scheduling analyses", () => {
  it("waits for a pause in typing", async () => {
    const { events, scheduler, open } = stage();
    const a = open("a");
    for (let key = 0; key < 4; key++) {
      scheduler.touch(a);
      await pause(5);
    }
    await pause(60);
    assert.deepEqual(events, ["thread 1", "analyse shown a", "done shown a"]);
  });

  it("stops what has become out of date, and begins again", async () => {
    const { events, scheduler, open } = stage({
      analyse: ((first) => (_: AnalyseMessage, answer: (outcome: AnalysedOutcome) => void) => {
        if (first) first = false;
        else answer(done);
      })(true),
    });
    const a = open("a");
    scheduler.touch(a, { delayed: false });
    await pause(5);
    scheduler.touch(a);
    await pause(60);
    assert.deepEqual(events, ["thread 1", "analyse shown a", "stop", "analyse shown a", "done shown a"]);
  });

  it("takes the document touched last first", async () => {
    const { events, scheduler, open } = stage();
    for (const uri of ["a", "b", "c"]) scheduler.touch(open(uri), { delayed: false });
    await pause(40);
    assert.deepEqual(
      events.filter((event) => event.startsWith("analyse")),
      ["analyse shown a", "analyse shown c", "analyse shown b"],
    );
  });

  it("does not let a question wait for the pause", async () => {
    const { scheduler, open } = stage({}, 10_000);
    const a = open("a");
    scheduler.touch(a);
    assert.equal(await scheduler.fresh(a, { atMost: 200, hurry: true }), true);
    assert.equal(a.shown?.version, 1);
    scheduler.close(a);
  });

  it("lets what follows the text wait for it", async () => {
    const { events, scheduler, open } = stage({}, 40);
    const a = open("a");
    const answers: Promise<boolean>[] = [];
    for (let key = 0; key < 3; key++) {
      scheduler.touch(a);
      answers.push(scheduler.fresh(a, { atMost: 500, hurry: false }));
      await pause(5);
    }
    assert.deepEqual(await Promise.all(answers), [true, true, true]);
    assert.deepEqual(events, ["thread 1", "analyse shown a", "done shown a"]);
  });

  it("looks at the other models of a file when it is quiet", async () => {
    const partial = { kind: "done", version: 1, facts: { ...someFacts, isPartial: true } } as const;
    const { events, scheduler, open } = stage({ analyse: (_, answer) => answer(partial) });
    const a = open("a");
    scheduler.touch(a, { delayed: false });
    assert.equal(await scheduler.fresh(a, { atMost: 100, hurry: false, scope: "all" }), true);
    assert.deepEqual(events.slice(1), ["analyse shown a", "done shown a", "analyse all a", "done all a"]);
  });

  it("lets the other models of a file give way to a file that is looked at", async () => {
    let others = 0;
    const { events, open, scheduler } = stage({
      analyse({ scope }, answer) {
        const facts = { ...someFacts, isPartial: true };
        // The first look at other models takes until it is stopped.
        if (scope === "all") others++;
        if (scope !== "all" || others > 1) setTimeout(() => answer({ kind: "done", version: 1, facts }), 1);
      },
    });
    const a = open("a");
    scheduler.touch(a, { delayed: false });
    const waiting = scheduler.fresh(a, { atMost: 1_000, hurry: true, scope: "all" });
    await pause(20);
    const b = open("b");
    scheduler.touch(b, { delayed: false });
    assert.equal(await scheduler.fresh(b, { atMost: 1_000, hurry: true }), true);
    assert.equal(await waiting, true);
    const story = events.filter((event) => event.startsWith("analyse") || event === "stop");
    assert.deepEqual(story.slice(0, 4), ["analyse shown a", "analyse all a", "stop", "analyse shown b"]);
    assert.equal(story.filter((event) => event === "analyse all a").length, 2);
  });

  it("fetches pending files, absent ones too, and goes on", async () => {
    let round = 0;
    const { events, scheduler, open } = stage({
      analyse: (_, answer) => answer(round++ === 0 ? { kind: "pending", files: ["there", "absent"] } : done),
    });
    scheduler.touch(open("a"), { delayed: false });
    await pause(20);
    assert.deepEqual(events.slice(1).sort(), [
      "analyse shown a",
      "analyse shown a",
      "done shown a",
      "supply absent null",
      "supply there text",
    ]);
  });

  it("ends a thread that does not answer, and starts another for the next change", async () => {
    let hangs = true;
    const { events, scheduler, open } = stage({ analyse: (_, answer) => void (hangs || answer(done)) });
    const a = open("a");
    scheduler.touch(a, { delayed: false });
    await pause(200);
    assert.deepEqual(events, ["thread 1", "analyse shown a", "end 1", "lost a"]);
    hangs = false;
    scheduler.touch(a);
    await pause(60);
    assert.deepEqual(events.slice(4), ["thread 2", "analyse shown a", "done shown a"]);
  });

  it("ends a thread that cannot be asked to stop", async () => {
    let hangs = true;
    const { events, scheduler, open } = stage({
      analyse: (_, answer) => void (hangs || answer(done)),
      stopsWhenAsked: false,
    });
    const a = open("a");
    scheduler.touch(a, { delayed: false });
    await pause(5);
    hangs = false;
    scheduler.touch(a);
    await pause(300);
    assert.deepEqual(events.slice(1), ["analyse shown a", "end 1", "thread 2", "analyse shown a", "done shown a"]);
  });
});
