import { ErrorCodes, ResponseError } from "vscode-languageserver";
import { ownVariant, type Variant } from "../core/ir/index.ts";
import { message } from "../core/messages/index.ts";
import type {
  GraphParams,
  GraphResult,
  InputEditsParams,
  InputEditsResult,
  SelectParams,
  SummaryParams,
  VariantParams,
} from "../protocol/languageServer.ts";
import { presentRange } from "./convert.ts";
import type { Selection } from "./documents.ts";
import type { Answer } from "./evaluation.ts";
import { ask, patience, type Session, settled, waits } from "./session.ts";

/** Answers the requests of ConvLens's own: summary, graph, select, input edits. */
export function registerViewRequests(session: Session): void {
  const { connection, documents, scheduler } = session;

  connection.onRequest("convlens/select", async (params: SelectParams): Promise<null> => {
    const document = documents.get(params.uri);
    if (document === undefined) return null;
    const chosen = selectionOf(params, document.selection);
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

  connection.onRequest("convlens/summary", async (params: SummaryParams): Promise<unknown> => {
    const { uri, model, inputs } = params;
    const selection = documents.get(uri)?.selection;
    const question = {
      kind: "summary",
      uri,
      model: model ?? selection?.model ?? null,
      // Inputs that were chosen for one model say nothing about another.
      inputs: inputs ?? (model == null || model === selection?.model ? (selection?.inputs ?? null) : null),
      variant: variantOf(params) ?? selection?.variant ?? ownVariant,
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

/** Null: none is given. The fields come from outside: what is no variant is what the file says. */
function variantOf({ phase, stages, scale }: VariantParams): Variant | null {
  if (phase === undefined && stages === undefined && scale === undefined) return null;
  return {
    phase: phase === "TRAIN" || phase === "TEST" ? phase : null,
    stages: Array.isArray(stages) ? stages.filter((stage) => typeof stage === "string") : [],
    scale: typeof scale === "string" ? scale : null,
  };
}

function selectionOf(params: SelectParams, before: Selection): Selection {
  const variant = variantOf(params);
  if (variant !== null && params.model === undefined && params.inputs === undefined) return { ...before, variant };
  return { model: params.model ?? null, inputs: params.inputs ?? null, variant: variant ?? before.variant };
}

const reasonOf = ({ render }: Session, answer: Answer | null): string =>
  answer?.kind === "refused" ? answer.reason : render(message("noAnswer"));
