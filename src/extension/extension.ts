import * as vscode from "vscode";
import { State } from "vscode-languageclient";
import type { NetworkParams } from "../protocol/languageServer.ts";
import type { ViewName, ViewReport } from "../protocol/views.ts";
import { type CreateClient, clientOptions, connect, reopen, request } from "./client.ts";
import { registerCommands } from "./commands/commands.ts";
import { foldSections } from "./darknetFolding.ts";
import { nameDarknetFiles } from "./darknetLanguage.ts";
import { NotebookCells } from "./notebooks/notebookCells.ts";
import { RememberedChoices } from "./rememberedChoices.ts";
import { ShownNetworks } from "./shownNetworks.ts";
import { createStatusBar } from "./statusBar.ts";
import { Views } from "./views/views.ts";

/** What other extensions, and our tests, get from `activate`. */
export interface ConvLensApi {
  /** What the server last said about a document; null before it said anything. */
  network(uri: vscode.Uri): NetworkParams | null;
  /** What an open view shows. */
  report(view: ViewName): Promise<ViewReport>;
  /** Opens the inference view on the network shown and runs it. */
  startInference(backend: "auto" | "webgpu" | "wasm"): Promise<void>;
}

/** Starts the server and builds the shell around it. What the network is, only the server knows. */
export async function start(context: vscode.ExtensionContext, createClient: CreateClient): Promise<ConvLensApi> {
  const output = vscode.window.createOutputChannel("ConvLens", { log: true });
  const networks = new ShownNetworks();
  const remembered = new RememberedChoices(context.workspaceState);
  const cells = new NotebookCells((cell) => {
    if (client.isRunning()) reopen(client, cell).catch((error) => output.error(String(error)));
  });
  const client = await createClient(context, clientOptions(output, cells));
  const views = new Views(
    context.extensionUri,
    networks,
    (uri, version) => request(client, "convlens/graph", { uri, version }),
    cells,
    output,
  );
  context.subscriptions.push(
    output,
    networks,
    cells,
    views,
    createStatusBar(networks),
    nameDarknetFiles(vscode),
    foldSections(vscode.languages),
    registerCommands({ client, networks, remembered, views, cells, output }),
    connect(client, (params) => {
      networks.update(params);
      const choice = remembered.toRestore(params);
      if (choice === null) return;
      void request(client, "convlens/select", { uri: params.uri, model: choice.model, ...choice.variant });
    }),
    networks.onDidChange(() => {
      setContext("convlens.hasNetwork", networks.active !== null);
      setContext("convlens.hasVariants", networks.active?.variants != null);
    }),
    client.onDidChangeState(({ newState }) => {
      if (newState !== State.Stopped) return;
      networks.clear();
      remembered.serverEnded();
    }),
    { dispose: () => client.stop() },
  );
  await client.start().catch((error) => void reportFailure(error, output));
  return {
    network: (uri) => networks.of(uri.toString()),
    report: (view) => views.report(view),
    startInference: (backend) => views.startInference(backend),
  };
}

function setContext(key: string, value: unknown): void {
  void vscode.commands.executeCommand("setContext", key, value);
}

/** Said once, with what to do; the log has the rest. */
async function reportFailure(error: unknown, output: vscode.LogOutputChannel): Promise<void> {
  output.error(error instanceof Error ? error : String(error));
  const restart = vscode.l10n.t("Restart");
  const log = vscode.l10n.t("Show Log");
  const text = vscode.l10n.t("ConvLens could not start its language server.");
  const chosen = await vscode.window.showErrorMessage(text, restart, log);
  if (chosen === restart) await vscode.commands.executeCommand("convlens.restartServer");
  if (chosen === log) output.show();
}
