import { ErrorCodes, ResponseError } from "vscode-languageserver";
import { message } from "../core/messages/index.ts";
import type {
  GraphParams,
  GraphResult,
  InputEditsParams,
  InputEditsResult,
  SelectParams,
  SummaryParams,
} from "../protocol/languageServer.ts";
import { presentRange } from "./convert.ts";
import type { Answer } from "./evaluation.ts";
import { ask, patience, type Session, settled, waits } from "./session.ts";

/** Answers the requests of ConvLens's own: summary, graph, select, input edits. */
export function registerViewRequests(session: Session): void {
  const { connection, documents, scheduler } = session;

  connection.onRequest("convlens/select", async ({ uri, model, inputs }: SelectParams): Promise<null> => {
    const document = documents.get(uri);
    if (document === undefined) return null;
    const chosen = { model: model ?? null, inputs: inputs ?? null };
    if (JSON.stringify(chosen) === JSON.stringify(document.selection)) return null;
    document.selection = chosen;
    scheduler.touch(document, { delayed: false });
    await scheduler.fresh(document, { atMost: patience.firstAnswer, hurry: true });
    return null;
  });

  connection.onRequest("convlens/graph", async ({ uri, model, version }: GraphParams): Promise<GraphResult | null> => {
    const document = await settled(session, uri, waits.long);
    if (document === null) return null;
    const question = { kind: "graph", uri, model: model ?? null, version: version ?? null } as const;
    const answer = await ask(session, question, patience.question);
    return answer?.kind === "graph" ? answer.graph : null;
  });

  connection.onRequest("convlens/summary", async ({ uri, model, inputs }: SummaryParams): Promise<unknown> => {
    const selection = documents.get(uri)?.selection;
    const question = {
      kind: "summary",
      uri,
      model: model ?? selection?.model ?? null,
      // Inputs that were chosen for one model say nothing about another.
      inputs: inputs ?? (model == null || model === selection?.model ? (selection?.inputs ?? null) : null),
    } as const;
    const answer = await ask(session, question, patience.summary);
    if (answer?.kind === "summary") return answer.summary;
    throw new ResponseError(ErrorCodes.InvalidParams, reasonOf(session, answer));
  });

  connection.onRequest<InputEditsResult, unknown>("convlens/inputEdits", async (params: InputEditsParams) => {
    const { uri, model, inputs } = params;
    const document = await settled(session, uri, waits.long);
    const question = { kind: "inputEdits", uri, model: model ?? document?.selection.model ?? null, inputs } as const;
    const answer = await ask(session, question, patience.question);
    if (document === null || answer?.kind !== "inputEdits")
      return { kind: "refused", reason: reasonOf(session, answer) } as const;
    const edits = answer.edits.flatMap(({ at, text }) => {
      const range = at.kind === "own" ? presentRange(document, at.start, at.end, answer.version) : null;
      return range === null ? [] : [{ range, newText: text }];
    });
    return { kind: "edits", uri, version: document.text.version, edits } as const;
  });
}

const reasonOf = ({ render }: Session, answer: Answer | null): string =>
  answer?.kind === "refused" ? answer.reason : render(message("noAnswer"));
