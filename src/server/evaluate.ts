import type { Render } from "../core/ide/text.ts";
import {
  attributeSitesOf,
  type GivenInput,
  type ModelFacts,
  type Network,
  parseGivenInput,
  type ShouldStop,
} from "../core/ir/index.ts";
import { render as renderIn } from "../core/messages/index.ts";
import type { ReadFile } from "../core/project/files.ts";
import { createProject, type ProjectOptions, type Query } from "../core/project/project.ts";
import type { Snapshot } from "../core/project/snapshot.ts";
import { answer, type KnownDocument } from "./answers.ts";
import type { Selection } from "./documents.ts";
import { createOtherModels, shownFacts } from "./editorFacts.ts";
import type {
  AnalyseMessage,
  EvaluationSettings,
  FromEvaluation,
  LocatedFix,
  Outcome,
  Question,
  ToEvaluation,
} from "./evaluation.ts";
import { searchFixes } from "./fixSearch.ts";
import { createRehearsal, idleEdit } from "./rehearsal.ts";
import { searchPathUris } from "./searchPaths.ts";
import { readSettings } from "./settings.ts";

/**
 * Operations of a file's models that are not shown, up to which they are kept: what is kept survives each collection of
 * garbage, which the next edit pays for. More are analysed again when somebody hovers over them.
 */
const mostOtherNodes = 500;
/** Milliseconds that a hover waits for that. */
const patienceForOthers = 1_000;
/** Operations of analysed networks that are kept in memory, about three kilobytes each. */
const mostNodes = 15_000;

export interface EvaluationHost {
  readonly formats: ProjectOptions["formats"];
  /** Reads a file of the thread's own; "pending" where it cannot. */
  readonly read: ReadFile;
  post(message: FromEvaluation): void;
  /** Whether the analysis is to end; asked every thousand steps or so, and free to answer questions meanwhile. */
  shouldStop(analysis: number): boolean;
  /** Milliseconds of some clock. */
  now(): number;
  /** Runs something later, unless the thread ends. Absent: the thread does not rehearse. */
  readonly later?: (act: () => void, milliseconds: number) => void;
  /** Rises with each change of a text, before the thread is told of it. Absent: it cannot know. */
  changes?(): number;
  /** Collects what rehearsals have left; null or absent: that falls into some later work. */
  readonly collect?: (() => void) | null;
  /** Called before each analysis: files that have changed on disk since they were read. */
  changedFiles?(held: Iterable<readonly [uri: string, version: string]>): readonly string[];
}

/** The thread that evaluates: it holds the project and answers messages in turn. */
export function createEvaluation(host: EvaluationHost): (received: ToEvaluation) => void {
  const { post } = host;
  let settings: EvaluationSettings = {
    ...readSettings(null),
    translations: {},
    commands: [],
    markdown: true,
    workspaceRoots: [],
    pendingFiles: false,
  };
  const read: ReadFile = (uri) => {
    const content = host.read(uri);
    return content.kind === "pending" && !settings.pendingFiles ? { kind: "absent" } : content;
  };
  const project = createProject({ formats: host.formats, read });
  const documents = new Map<string, KnownDocument>();
  const render: Render = (text) => renderIn(text, settings.translations);
  let supplied = 0;
  /** Rehearsals so far: each tries another place. */
  let rehearsed = 0;
  /** The document that was analysed last. */
  let latest = "";
  const rehearsal =
    host.later === undefined
      ? null
      : createRehearsal({
          later: host.later,
          now: host.now,
          changes: () => host.changes?.() ?? 0,
          collect: () => host.collect?.(),
        });

  function configure(next: EvaluationSettings): void {
    settings = next;
    const input = parseGivenInput(next.analysis.defaultInput);
    project.configure({
      searchPaths: searchPathUris(next.searchPaths, next.workspaceRoots),
      workspaceRoots: next.workspaceRoots,
      defaultInput: input === null ? null : [input],
    });
  }

  function analyse({ id, uri, model, inputs, variant, scope }: AnalyseMessage): Outcome {
    const document = documents.get(uri);
    if (document === undefined) return { kind: "stopped" };
    for (const changed of host.changedFiles?.(project.heldFiles()) ?? []) project.changedOnDisk(changed);
    const shouldStop: ShouldStop = () => host.shouldStop(id);
    const isAll = scope === "all";
    // What was chosen for the shown model says nothing about the others.
    const { version, shown } = document;
    const others =
      isAll && shown !== undefined ? createOtherModels(shown.snapshot, settings, render, mostOtherNodes) : null;
    const query = isAll
      ? { allModels: true, variant, once: true, keep: others?.keep }
      : { model, inputs: givenInputs(inputs), variant };
    const snapshot = project.analyse(uri, query, shouldStop);
    if (snapshot === null) return { kind: "stopped" };
    const { pending } = snapshot.facts;
    if (settings.pendingFiles && pending.length > 0) return { kind: "pending", files: pending };
    const toRehearse = isAll ? document.query : query;
    if (toRehearse !== undefined) rehearsal?.offer((enough) => rehearse(uri, toRehearse, enough));
    const facts =
      others === null ? shownFacts(snapshot, settings, render, project.text) : others.facts(snapshot, project.text);
    if (!isAll) keep(uri, { ...document, query, shown: { version, snapshot }, isReleased: false });
    else if ((others?.nodes() ?? nodesOf(snapshot)) <= mostOtherNodes)
      keep(uri, { ...document, all: { version, snapshot }, letGo: undefined });
    else keep(uri, { ...document, all: undefined, letGo: { version, variant } });
    return { kind: "done", version, facts };
  }

  /** Of a text that has changed since nothing is analysed here: another analysis is on its way. */
  function allOf(uri: string): KnownDocument["all"] {
    const document = documents.get(uri);
    if (document?.letGo === undefined || document.letGo.version !== document.version) return document?.all;
    const { version, variant } = document.letGo;
    const start = host.now();
    const query = { allModels: true, variant, once: true };
    const snapshot = project.analyse(uri, query, () => host.now() - start > patienceForOthers);
    const all = snapshot === null ? undefined : { version, snapshot };
    // Where it takes too long nobody waits for it twice.
    keep(uri, { ...document, all, letGo: undefined });
    return all;
  }

  function rehearse(uri: string, query: Query, enough: ShouldStop): boolean {
    return guarded(
      `rehearsal of ${uri}`,
      () => {
        const text = project.text(uri);
        if (text === null) return false;
        return [idleEdit(text, rehearsed++), text].every((read) => {
          const snapshot = project.rehearse(uri, query, read, enough);
          if (snapshot === null || snapshot.facts.models.length === 0) return false;
          shownFacts(snapshot, settings, render, project.text);
          return true;
        });
      },
      false,
    );
  }

  /**
   * The document analysed last comes last in the map; those before it are let go when there is too much. The places of
   * their arguments are traced back now: what they are traced by is the whole evaluated program.
   */
  function keep(uri: string, document: KnownDocument): void {
    const before = latest === uri ? undefined : documents.get(latest);
    latest = uri;
    if (before !== undefined) for (const { network } of modelsIn(before)) traceSites(network);
    documents.delete(uri);
    documents.set(uri, document);
    let nodes = [...documents.values()].reduce((sum, known) => sum + nodesIn(known), 0);
    for (const [other, known] of documents) {
      if (nodes <= mostNodes || other === uri) break;
      if (nodesIn(known) === 0) continue;
      nodes -= nodesIn(known);
      documents.set(other, { version: known.version, text: known.text, isReleased: true });
      project.release(other);
    }
  }

  /** A throw is a bug of ours: it is logged, and the document shows what it showed before. */
  function guarded<Result>(what: string, act: () => Result, failed: Result): Result {
    try {
      return act();
    } catch (error) {
      post({ kind: "log", level: "error", text: `${what}: ${error instanceof Error ? error.stack : String(error)}` });
      return failed;
    }
  }

  async function findFixes({
    uri,
    version,
    fault,
  }: Extract<Question, { kind: "fixes" }>): Promise<readonly LocatedFix[]> {
    const isCurrent = (): boolean => documents.get(uri)?.version === version;
    const { shown, query = {} } = documents.get(uri) ?? {};
    if (shown?.version !== version || !isCurrent()) return [];
    const { now, later } = host;
    return await searchFixes(shown.snapshot, query, fault, {
      now,
      pause: () => new Promise((resolve) => (later === undefined ? resolve() : later(resolve, 0))),
      analyse: (asked, text, shouldStop) =>
        guarded(`a fix in ${uri}`, () => project.rehearse(uri, asked, text, shouldStop), null),
      isCurrent,
      render,
      textOf: project.text,
    });
  }

  function summarise(uri: string, { model, inputs, variant }: Selection): Snapshot | null {
    return project.analyse(uri, { model, inputs: givenInputs(inputs), variant }, () => false);
  }

  return (received) => {
    rehearsal?.interrupt();
    switch (received.kind) {
      case "configure":
        return configure(received.settings);
      case "text": {
        const { uri, version, text, language } = received;
        documents.set(uri, { ...documents.get(uri), version, text });
        return project.setText(uri, text, language);
      }
      case "close":
        documents.delete(received.uri);
        return project.close(received.uri);
      case "supply":
        supplied++;
        return project.supply(received.uri, received.text, `supplied ${supplied}`);
      case "changedOnDisk":
        for (const uri of received.uris) project.changedOnDisk(uri);
        return;
      case "analyse": {
        const { id, uri, scope } = received;
        const start = host.now();
        const outcome = guarded<Outcome>(`analysis of ${uri}`, () => analyse(received), { kind: "failed" });
        return post({ kind: "analysed", id, uri, scope, outcome, milliseconds: host.now() - start });
      }
      case "question": {
        const { id, question } = received;
        if (question.kind === "fixes") {
          const fixes = findFixes(question).catch((error) => {
            post({ kind: "log", level: "error", text: `fixes: ${error}` });
            return [];
          });
          return void fixes.then((list) => post({ kind: "answer", id, answer: { kind: "fixes", fixes: list } }));
        }
        const given = guarded(
          question.kind,
          () => answer(question, { documents, settings, render, summarise, all: allOf, textOf: project.text }),
          { kind: "refused", reason: "internal error" },
        );
        return post({ kind: "answer", id, answer: given });
      }
    }
  };
}

const nodesOf = ({ facts }: Snapshot): number =>
  facts.models.reduce((sum, { network }) => sum + network.nodes.length, 0);

const modelsIn = ({ shown, all }: KnownDocument): readonly ModelFacts[] =>
  [shown, all].flatMap((analysis) => analysis?.snapshot.facts.models ?? []);

const nodesIn = (document: KnownDocument): number =>
  modelsIn(document).reduce((sum, { network }) => sum + network.nodes.length, 0);

function traceSites(network: Network): void {
  for (const { attrAt } of network.nodes) attributeSitesOf(attrAt);
}

/** Inputs that are no shapes are left out: who sent them has been told so where they were typed. */
const givenInputs = (texts: readonly string[] | null): readonly GivenInput[] =>
  (texts ?? []).flatMap((text) => parseGivenInput(text) ?? []);
