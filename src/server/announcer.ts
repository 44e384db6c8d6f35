import type { Connection } from "vscode-languageserver";
import type { NetworkParams } from "../protocol/languageServer.ts";
import type { ClientProfile } from "./client.ts";
import { codeLenses, inlayHints, placedDiagnostics } from "./convert.ts";
import { isFresh, type OpenDocument, oncePerState } from "./documents.ts";
import type { AnalysisScope } from "./evaluation.ts";

type Shown = "hints" | "lenses" | "diagnostics";

export interface Announcer {
  /** Notes what the client has just been given, so that it is asked to look again only when there is news. */
  given(document: OpenDocument, what: Shown): void;
  analysed(document: OpenDocument, scope: AnalysisScope): void;
  forget(document: OpenDocument): void;
}

export interface AnnouncerOptions {
  readonly connection: Connection;
  readonly client: ClientProfile;
  /** Sends the diagnostics to clients that do not ask for them. */
  push(document: OpenDocument): void;
  /** Whether an answer to a request for diagnostics is under way: then it brings the news itself. */
  isAwaited(document: OpenDocument): boolean;
}

/** Tells the client about finished analyses: pushes, asks it to refresh, or sends `convlens/network`. */
export function createAnnouncer({ connection, client, push, isAwaited }: AnnouncerOptions): Announcer {
  const last = new Map<OpenDocument, Partial<Record<Shown, string>>>();
  const present: Record<Shown, (document: OpenDocument) => string> = {
    hints: oncePerState((document) => JSON.stringify(inlayHints(document))),
    lenses: oncePerState((document) => JSON.stringify(codeLenses(document, client))),
    diagnostics: oncePerState((document) =>
      JSON.stringify(placedDiagnostics(document).map(({ diagnostic, range }) => [diagnostic, range])),
    ),
  };
  /** What was never asked for is no news to anybody. */
  const isNews = (document: OpenDocument, what: Shown): boolean => {
    const known = last.get(document)?.[what];
    return known !== undefined && known !== present[what](document);
  };
  /** A client that refuses is left as it is. */
  const send = (what: Promise<unknown>): void => void what.catch(() => undefined);

  return {
    given(document, what) {
      last.set(document, { ...last.get(document), [what]: present[what](document) });
    },
    analysed(document, scope) {
      if (scope === "shown" && client.notifications) {
        const notification = networkParams(document);
        if (notification !== null) send(connection.sendNotification("convlens/network", notification));
      }
      if (!client.pullsDiagnostics) push(document);
      else if (client.refreshesDiagnostics && !isAwaited(document) && isNews(document, "diagnostics"))
        send(connection.languages.diagnostics.refresh());
      if (client.refreshesHints && isNews(document, "hints")) send(connection.languages.inlayHint.refresh());
      if (client.refreshesLenses && isNews(document, "lenses"))
        send(connection.sendRequest("workspace/codeLens/refresh"));
    },
    forget(document) {
      last.delete(document);
    },
  };
}

function networkParams(document: OpenDocument): NetworkParams | null {
  const { shown, uri } = document;
  if (shown === null || !isFresh(document)) return null;
  const { framework, models, selected, inputs, variants, totals, diagnostics } = shown.facts;
  const count = (severity: string): number => diagnostics.filter((item) => item.severity === severity).length;
  return {
    uri,
    version: shown.version,
    framework,
    models,
    selected,
    inputs,
    variants,
    totals,
    errors: count("error"),
    warnings: count("warning"),
  };
}
