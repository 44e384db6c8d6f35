import type { Connection } from "vscode-languageserver";
import type { Message } from "../core/ir/index.ts";
import type { Announcer } from "./announcer.ts";
import type { ClientProfile } from "./client.ts";
import type { DocumentationBase } from "./convert.ts";
import type { OpenDocument } from "./documents.ts";
import type { Answer, Question } from "./evaluation.ts";
import type { Evaluator } from "./evaluator.ts";
import type { Scheduler, Wait } from "./scheduler.ts";
import type { ServerSettings } from "./settings.ts";

/** Milliseconds that answers are waited for. */
export const patience = { question: 2_000, firstAnswer: 5_000, summary: 20_000 } as const;

/** How an answer waits for the facts of the present text before it is given from the last ones. */
export const waits = {
  not: { atMost: 0, hurry: false },
  /** What follows the text by itself: outlines. */
  pause: { atMost: 500, hurry: false },
  /** What somebody points at, or cannot be told to ask for again. */
  moment: { atMost: 250, hurry: true },
  /** What is asked for once. */
  long: { atMost: 2_000, hurry: true },
} as const;

/** What the handlers of a connection share. `client` is known from `initialize` on. */
export interface Session {
  readonly connection: Connection;
  readonly documents: Map<string, OpenDocument>;
  readonly evaluator: Evaluator;
  readonly scheduler: Scheduler;
  documentation: DocumentationBase;
  /** Numbers of requests for diagnostics that wait for their answer. */
  readonly awaited: Map<OpenDocument, number>;
  client: ClientProfile;
  settings: ServerSettings;
  announcer: Announcer | null;
  render(text: Message): string;
}

/** A document, with the facts of its present text when they come soon, else with the last ones. */
export async function settled(
  { documents, scheduler }: Session,
  uri: string,
  wait: Omit<Wait, "scope">,
): Promise<OpenDocument | null> {
  const document = documents.get(uri);
  if (document === undefined) return null;
  // The first answer is worth waiting for: there is nothing to show meanwhile.
  await scheduler.fresh(document, document.shown === null ? { ...wait, atMost: patience.firstAnswer } : wait);
  return documents.get(uri) === document ? document : null;
}

/** Asks the evaluating thread. Null: no answer in time. */
export async function ask<Kind extends Answer["kind"] & Question["kind"]>(
  session: Session,
  question: Question & { readonly kind: Kind },
  milliseconds: number,
): Promise<Extract<Answer, { kind: Kind | "refused" }> | null> {
  let answer = await session.evaluator.ask(question, milliseconds);
  const document = session.documents.get(question.uri);
  if (answer?.kind === "gone" && document !== undefined) {
    session.scheduler.touch(document, { delayed: false });
    await settled(session, question.uri, waits.long);
    answer = await session.evaluator.ask(question, milliseconds);
  }
  // An answer is of its question's kind, or a refusal.
  return answer?.kind === "gone" ? null : (answer as Extract<Answer, { kind: Kind | "refused" }> | null);
}
