import { CodeActionKind, CodeActionTriggerKind, type Diagnostic, MarkupKind } from "vscode-languageserver";
import * as convert from "./convert.ts";
import type { OpenDocument } from "./documents.ts";
import type { Place } from "./evaluation.ts";
import { ask, patience, type Session, settled, waits } from "./session.ts";
import { triedFixes } from "./triedFixes.ts";

/** Answers what LSP has requests for: hovers, hints, lenses, symbols, actions, diagnostics. */
export function registerFeatures(session: Session): void {
  const { connection } = session;

  connection.onHover(async ({ textDocument, position }) => {
    if (!session.settings.hover.enable) return null;
    const document = await settled(session, textDocument.uri, waits.moment);
    if (document === null) return null;
    const offset = document.text.offsetAt(position);
    const place = (scope: Place["scope"], version: number | undefined): Place[] => {
      const past = version === undefined ? null : document.log.toPast(offset, version);
      return version === undefined || past === null ? [] : [{ scope, version, offset: past }];
    };
    const places = [...place("shown", document.shown?.version), ...place("all", document.others?.version)];
    const answer = await ask(session, { kind: "hover", uri: document.uri, places }, patience.question);
    if (answer?.kind !== "hover" || answer.hover === null) return null;
    const { start, end, place: found, text } = answer.hover;
    const range = convert.presentRange(document, start, end, found.version);
    const kind = session.client.markdown ? MarkupKind.Markdown : MarkupKind.PlainText;
    return range && { contents: { kind, value: text }, range };
  });

  connection.languages.inlayHint.on(async ({ textDocument, range }) => {
    if (!session.settings.inlayHints.enable) return [];
    // Hints that move along with the text at once are better than hints that blink; a refresh brings the new ones.
    const document = await settled(session, textDocument.uri, session.client.refreshesHints ? waits.not : waits.moment);
    if (document === null) return [];
    session.announcer?.given(document, "hints");
    return convert.inlayHints(document).filter(({ position }) => convert.isWithin(position, range));
  });

  connection.onCodeLens(async ({ textDocument }) => {
    if (!session.settings.codeLens.enable) return [];
    const document = await settled(
      session,
      textDocument.uri,
      session.client.refreshesLenses ? waits.not : waits.moment,
    );
    if (document === null) return [];
    session.announcer?.given(document, "lenses");
    return [...convert.codeLenses(document, session.client)];
  });

  connection.onDocumentSymbol(async ({ textDocument }) => {
    if (!session.settings.symbols.enable) return [];
    const document = await settled(session, textDocument.uri, waits.pause);
    if (document === null) return [];
    const symbols = convert.documentSymbols(document);
    return session.client.symbolTrees ? [...symbols] : convert.flatSymbols(symbols, document.uri);
  });

  connection.onCodeAction(async ({ textDocument, range, context: { only, triggerKind } }, token) => {
    if (!session.client.literalActions) return [];
    const document = await settled(session, textDocument.uri, waits.moment);
    if (document === null) return [];
    const isWanted = (kind: string): boolean =>
      only === undefined || only.some((wanted) => kind === wanted || kind.startsWith(`${wanted}.`));
    const isAsked = triggerKind !== CodeActionTriggerKind.Automatic;
    const isAwaited = () => !token.isCancellationRequested;
    const tried = isWanted(CodeActionKind.QuickFix)
      ? await triedFixes(session, document, range, isAsked, isAwaited)
      : null;
    return convert
      .codeActions(
        document,
        range,
        session.client,
        session.documentation,
        (placed) => tried?.get(placed) ?? placed.diagnostic.fixes,
      )
      .filter(({ kind = "" }) => isWanted(kind));
  });

  connection.languages.diagnostics.on(async ({ textDocument }) => {
    const document = session.documents.get(textDocument.uri);
    if (document === undefined) return { kind: "full", items: [] };
    const { awaited, client, scheduler } = session;
    awaited.set(document, (awaited.get(document) ?? 0) + 1);
    try {
      // A client that cannot be told to ask again gets the whole answer at once.
      const scope = client.refreshesDiagnostics ? "shown" : "all";
      await scheduler.fresh(document, { atMost: patience.firstAnswer, hurry: false, scope });
    } finally {
      awaited.set(document, (awaited.get(document) ?? 1) - 1);
    }
    session.announcer?.given(document, "diagnostics");
    return { kind: "full", items: diagnosticsOf(session, document) };
  });
}

/** Sends diagnostics to a client that does not ask for them. */
export function pushDiagnostics(session: Session, document: OpenDocument): void {
  const { uri, text } = document;
  void session.connection.sendDiagnostics({
    uri,
    version: text.version,
    diagnostics: diagnosticsOf(session, document),
  });
}

function diagnosticsOf({ settings, client, documentation }: Session, document: OpenDocument): Diagnostic[] {
  if (!settings.diagnostics.enable) return [];
  return convert
    .placedDiagnostics(document)
    .map((placed) => convert.diagnosticOf(placed, document, client, documentation));
}
