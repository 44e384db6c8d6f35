import type { AnalyseMessage, Answer, FromEvaluation, Outcome, Question, ToEvaluation } from "./evaluation.ts";

/** The evaluating thread as its shell starts it: a worker thread, a web worker, or a loop of its own. */
export interface EvaluationThread {
  post(message: ToEvaluation): void;
  /** Whether a running analysis sees `stop` at once; where it cannot, the thread has to be ended. */
  readonly stopsWhenAsked: boolean;
  stop(analysis: number): void;
  /** Somebody types: what the thread does of its own accord can wait. */
  noticeChange?(): void;
  terminate(): void;
}

export interface ThreadListener {
  onMessage(message: FromEvaluation): void;
  /** The thread is gone: it crashed, or ran out of memory. */
  onEnd(reason: string): void;
}

export type StartThread = (listener: ThreadListener) => EvaluationThread;

/** `lost`: the thread ended or was ended before it answered. */
export type AnalysisResult = Outcome | { readonly kind: "lost"; readonly reason: string };

export interface Evaluator {
  /** Starts the thread before it is needed. */
  warm(): void;
  tell(message: ToEvaluation): void;
  /** One at a time. */
  analyse(request: Omit<AnalyseMessage, "kind" | "id">): Promise<{ result: AnalysisResult; milliseconds: number }>;
  /** Ends the running analysis soon, by asking or by force. */
  stop(): void;
  /** Null: no answer came in time. */
  ask(question: Question, milliseconds: number): Promise<Answer | null>;
  dispose(): void;
}

export interface EvaluatorOptions {
  readonly start: StartThread;
  /** What a fresh thread must be told: settings and open texts. */
  replay(): readonly ToEvaluation[];
  log(level: "error" | "info", text: string): void;
  /** Milliseconds that an analysis may take, and that it may take to stop when asked. */
  readonly limits?: { readonly analysis: number; readonly stop: number };
}

/** Analyses are bounded by a budget of steps: one that takes this long has met a bug. */
const defaultLimits = { analysis: 20_000, stop: 3_000 };
/** Where asking does not work, waiting for longer than a moment would be felt. */
const patienceWithoutAsking = 200;

/** Runs the evaluating thread: starts it when it is first needed and again when it is lost. */
export function createEvaluator({ start, replay, log, limits = defaultLimits }: EvaluatorOptions): Evaluator {
  let thread: EvaluationThread | null = null;
  let lastId = 0;
  let disposed = false;
  /** Texts that the thread is told of when it next has something to do with them: typing need not wake it at every key. */
  const texts = new Map<string, ToEvaluation>();
  let running: { readonly id: number; settle(result: AnalysisResult, milliseconds: number): void } | null = null;
  let watch: ReturnType<typeof setTimeout> | undefined;
  const questions = new Map<number, (answer: Answer | null) => void>();

  function live(): EvaluationThread {
    if (thread !== null) return thread;
    const started: EvaluationThread = start({
      onMessage: (message) => started === thread && receive(message),
      onEnd: (reason) => started === thread && lose(reason),
    });
    thread = started;
    texts.clear();
    for (const message of replay()) started.post(message);
    return started;
  }

  function send(to: EvaluationThread, message: ToEvaluation): void {
    for (const text of texts.values()) to.post(text);
    texts.clear();
    to.post(message);
  }

  function receive(message: FromEvaluation): void {
    switch (message.kind) {
      case "log":
        log(message.level, message.text);
        break;
      case "analysed":
        if (message.id === running?.id) running.settle(message.outcome, message.milliseconds);
        break;
      case "answer":
        questions.get(message.id)?.(message.answer);
        questions.delete(message.id);
    }
  }

  function lose(reason: string, result: AnalysisResult = { kind: "lost", reason }): void {
    log("error", `the evaluating thread was ended: ${reason}`);
    thread?.terminate();
    thread = null;
    for (const settle of questions.values()) settle(null);
    questions.clear();
    running?.settle(result, 0);
  }

  return {
    warm: () => void live(),
    tell(message) {
      // A thread that is not there yet is told everything when it starts.
      if (thread === null) return;
      if (message.kind !== "text") return send(thread, message);
      texts.set(message.uri, message);
      thread.noticeChange?.();
    },
    analyse(request) {
      if (disposed) return Promise.resolve({ result: { kind: "stopped" }, milliseconds: 0 });
      lastId++;
      const id = lastId;
      return new Promise((resolve) => {
        running = {
          id,
          settle(result, milliseconds) {
            clearTimeout(watch);
            running = null;
            resolve({ result, milliseconds });
          },
        };
        send(live(), { kind: "analyse", id, ...request });
        watch = setTimeout(() => lose(`no answer within ${limits.analysis} ms`), limits.analysis);
      });
    },
    stop() {
      if (running === null || thread === null) return;
      const { id } = running;
      const asked = thread.stopsWhenAsked;
      const patience = asked ? limits.stop : patienceWithoutAsking;
      if (asked) thread.stop(id);
      clearTimeout(watch);
      watch = setTimeout(() => {
        // Where ending it is the only way to stop it, nothing has gone wrong.
        if (running?.id === id)
          lose(`analysis not stopped within ${patience} ms`, asked ? undefined : { kind: "stopped" });
      }, patience);
    },
    ask(question, milliseconds) {
      lastId++;
      const id = lastId;
      return new Promise((resolve) => {
        const timer = setTimeout(() => {
          questions.delete(id);
          resolve(null);
        }, milliseconds);
        questions.set(id, (given) => {
          clearTimeout(timer);
          resolve(given);
        });
        send(live(), { kind: "question", id, question });
      });
    },
    dispose() {
      disposed = true;
      clearTimeout(watch);
      thread?.terminate();
      thread = null;
    },
  };
}
