import type { OpenDocument } from "./documents.ts";
import type { AnalysisScope, Outcome } from "./evaluation.ts";
import type { Evaluator } from "./evaluator.ts";

export interface SchedulerOptions {
  readonly evaluator: Evaluator;
  /** Milliseconds without an edit before a text is analysed. */
  delay(): number;
  /** Fetches a file that the evaluating thread cannot read; null: there is none. */
  readFile(uri: string): Promise<string | null>;
  onAnalysed(document: OpenDocument, scope: AnalysisScope): void;
  /** The evaluating thread was lost over this document. */
  onLost(document: OpenDocument, reason: string): void;
  log(level: "error" | "info", text: string): void;
}

/** Decides when documents are analysed: one at a time, the latest touched first, after a pause in typing. */
export interface Scheduler {
  /** The text, what it depends on, or what is wanted of it has changed. */
  touch(document: OpenDocument, options?: { readonly delayed: boolean }): void;
  close(document: OpenDocument): void;
  /** Lets analyses begin: before, what they depend on (settings) is not known yet. */
  begin(): void;
  /** Resolves when the facts are those of the present text; false when the wait was too long. */
  fresh(document: OpenDocument, wait: Wait): Promise<boolean>;
}

export interface Wait {
  /** Milliseconds at the most. */
  readonly atMost: number;
  /** Whether the analysis is to begin at once: somebody looks at the place. Otherwise it comes after the pause. */
  readonly hurry: boolean;
  readonly scope?: AnalysisScope;
}

interface Entry {
  readonly document: OpenDocument;
  /** Rises with each touch: an analysis that began before is out of date. */
  generation: number;
  /** The generation whose analysis is finished, by scope. */
  finished: Record<AnalysisScope, number>;
  timer: ReturnType<typeof setTimeout> | undefined;
  readonly waiters: Set<Waiter>;
}

interface Run {
  readonly entry: Entry;
  readonly generation: number;
  readonly scope: AnalysisScope;
  /** It was stopped for something more urgent, and is to be done again. */
  givesWay: boolean;
}

interface Waiter {
  readonly hurry: boolean;
  check(): void;
}

/** A pause in typing after which models that are not shown are looked at as well. */
const pauseForOthers = 400;
/** They are worth that many milliseconds of a processor, not more. */
const timeForOthers = 4_000;
const fetchRounds = 64;
/** Deepest chain of imports that is fetched at once. */
const filesPerRound = 200;

export function createScheduler(options: SchedulerOptions): Scheduler {
  const { evaluator } = options;
  const entries = new Map<OpenDocument, Entry>();
  const queue = new Set<Entry>();
  let begun = false;
  let running: Run | null = null;

  function isDone(entry: Entry, scope: AnalysisScope): boolean {
    if (entry.finished.shown !== entry.generation) return false;
    return scope === "shown" || !entry.document.shown?.facts.isPartial || entry.finished.all === entry.generation;
  }

  const isHurried = (entry: Entry): boolean => [...entry.waiters].some(({ hurry }) => hurry);

  const nextScope = (entry: Entry): AnalysisScope => (isDone(entry, "shown") ? "all" : "shown");

  function enqueue(entry: Entry): void {
    clearTimeout(entry.timer);
    queue.add(entry);
    // What nobody looks at keeps nobody waiting: models that are not shown, of a file that may not be in sight any more.
    if (running?.scope === "all" && running.entry !== entry && nextScope(entry) === "shown" && !running.givesWay) {
      running.givesWay = true;
      evaluator.stop();
    }
    void next();
  }

  async function next(): Promise<void> {
    if (running !== null || !begun) return;
    // What is shown somewhere comes before what is not.
    const waiting = [...queue].reverse();
    const entry = waiting.find((candidate) => nextScope(candidate) === "shown") ?? waiting[0];
    if (entry === undefined) return;
    queue.delete(entry);
    const scope = nextScope(entry);
    const turn: Run = { entry, generation: entry.generation, scope, givesWay: false };
    running = turn;
    try {
      await run(turn);
    } catch (error) {
      options.log("error", error instanceof Error ? (error.stack ?? error.message) : String(error));
    } finally {
      running = null;
    }
    void next();
  }

  async function run(turn: Run): Promise<void> {
    const { entry, generation, scope } = turn;
    const { document } = entry;
    const { uri, selection } = document;
    const limit = scope === "all" ? setTimeout(() => evaluator.stop(), timeForOthers) : undefined;
    for (let round = 0; round < fetchRounds; round++) {
      const { result, milliseconds } = await evaluator.analyse({ uri, ...selection, scope });
      if (!entries.has(document)) break;
      if (result.kind === "pending" && generation === entry.generation) {
        await fetch(result);
        continue;
      }
      clearTimeout(limit);
      if (result.kind === "lost") {
        options.onLost(document, result.reason);
        finish(entry, generation, scope);
      } else if (result.kind === "done") {
        options.log("info", `${scope} of ${document.uri} version ${result.version}: ${milliseconds.toFixed(1)} ms`);
        accept(document, scope, result);
        finish(entry, generation, scope);
        options.onAnalysed(document, scope);
      } else if (turn.givesWay) {
        if (generation === entry.generation) queue.add(entry);
        return;
      } else if (generation === entry.generation) {
        // Stopped for taking too long, or failed: that text is not tried again.
        finish(entry, generation, scope);
      }
      if (generation === entry.generation) continueWithOthers(entry);
      return;
    }
    clearTimeout(limit);
    finish(entry, generation, scope);
  }

  async function fetch({ files }: Extract<Outcome, { kind: "pending" }>): Promise<void> {
    await Promise.all(
      files.slice(0, filesPerRound).map(async (uri) => {
        const text = await options.readFile(uri).catch(() => null);
        evaluator.tell({ kind: "supply", uri, text });
      }),
    );
  }

  function accept(
    document: OpenDocument,
    scope: AnalysisScope,
    { version, facts }: Extract<Outcome, { kind: "done" }>,
  ) {
    if (scope === "all") document.others = { version, facts };
    else document.shown = { version, facts };
    // A file of one model has no others, whatever an older text had.
    if (scope === "shown" && !facts.isPartial) document.others = null;
  }

  function finish(entry: Entry, generation: number, scope: AnalysisScope): void {
    entry.finished[scope] = generation;
    for (const waiter of [...entry.waiters]) waiter.check();
  }

  function continueWithOthers(entry: Entry): void {
    if (isDone(entry, "all") || !isDone(entry, "shown")) return;
    if (entry.waiters.size > 0) enqueue(entry);
    else entry.timer = setTimeout(() => enqueue(entry), pauseForOthers);
  }

  function touch(document: OpenDocument, { delayed } = { delayed: true }): void {
    const entry = entries.get(document) ?? {
      document,
      generation: 0,
      finished: { shown: 0, all: 0 },
      timer: undefined,
      waiters: new Set<Waiter>(),
    };
    entries.set(document, entry);
    entry.generation++;
    clearTimeout(entry.timer);
    queue.delete(entry);
    if (running?.entry === entry) evaluator.stop();
    // Somebody who waits for the answer has no use for a pause.
    if (!delayed || isHurried(entry)) enqueue(entry);
    else entry.timer = setTimeout(() => enqueue(entry), options.delay());
  }

  return {
    touch,
    begin() {
      begun = true;
      void next();
    },
    close(document) {
      const entry = entries.get(document);
      if (entry === undefined) return;
      entries.delete(document);
      queue.delete(entry);
      clearTimeout(entry.timer);
      if (running?.entry === entry) evaluator.stop();
      for (const waiter of [...entry.waiters]) waiter.check();
    },
    fresh(document, { atMost, hurry, scope = "shown" }) {
      const entry = entries.get(document);
      if (entry === undefined) return Promise.resolve(false);
      if (isDone(entry, scope)) return Promise.resolve(true);
      return new Promise((resolve) => {
        const settle = (): void => {
          clearTimeout(timer);
          entry.waiters.delete(waiter);
          resolve(entries.has(document) && isDone(entry, scope));
        };
        const check = (): void => {
          if (!entries.has(document) || isDone(entry, scope)) settle();
        };
        const timer = setTimeout(settle, atMost);
        const waiter: Waiter = { hurry, check };
        entry.waiters.add(waiter);
        const isRunning = running?.entry === entry && running.generation === entry.generation;
        // The other models of a file are nobody's hurry until somebody waits for them.
        if ((hurry || isDone(entry, "shown")) && !isRunning && !queue.has(entry)) enqueue(entry);
      });
    },
  };
}
