import * as vscode from "vscode";
import type { GraphResult, NetworkParams } from "../../protocol/languageServer.ts";
import type {
  CursorMessage,
  ModelMessage,
  NoModelMessage,
  ViewMessage,
  ViewName,
  ViewReport,
} from "../../protocol/views.ts";
import type { NotebookCells } from "../notebooks/notebookCells.ts";
import type { ShownNetworks } from "../shownNetworks.ts";
import { answer } from "./answers.ts";
import { cursorOf, cursorPlace, revealSource } from "./source.ts";
import { openPanel, type PanelName, panelSurface, panelType, type Surface, sideBarSurface } from "./surface.ts";
import { WebviewHost } from "./webviewHost.ts";

type FetchGraph = (uri: string, version: number) => Promise<GraphResult | null>;
type Target = CursorMessage["target"];

/** A view that is open, and what it was last sent. */
interface OpenView {
  readonly host: WebviewHost;
  readonly surface: Surface;
  /** The state of the network that it shows, as `stateOf` names it. */
  shown: string | null;
  /** A layer that the user asked for before the view could show it. */
  wanted: Target | null;
  /** Called once the view shows the newest network. */
  whenShown: (() => void) | null;
}

export interface ShowRequest {
  /** The document to show; absent: the one followed. */
  readonly uri?: string | undefined;
  readonly wanted?: Target | null;
  readonly whenShown?: (() => void) | null;
}

/** How long the cursor rests before views follow: a held arrow key must not redraw at each line. */
const cursorDelay = 60;

/** The views: at most one of each kind, all about the document that is followed. */
export class Views implements vscode.Disposable {
  readonly #extension: vscode.Uri;
  readonly #networks: ShownNetworks;
  readonly #cells: NotebookCells;
  readonly #fetchGraph: FetchGraph;
  readonly #output: vscode.LogOutputChannel;
  readonly #open = new Map<ViewName, OpenView>();
  /** What was asked of views that are not there yet. */
  readonly #asked = new Map<ViewName, ShowRequest>();
  readonly #subscriptions: readonly vscode.Disposable[];
  #cursorTimer: ReturnType<typeof setTimeout> | undefined;
  #graph: { readonly state: string; readonly message: Promise<ModelMessage | null> } | null = null;

  constructor(
    extension: vscode.Uri,
    networks: ShownNetworks,
    fetchGraph: FetchGraph,
    cells: NotebookCells,
    output: vscode.LogOutputChannel,
  ) {
    this.#extension = extension;
    this.#cells = cells;
    this.#networks = networks;
    this.#fetchGraph = fetchGraph;
    this.#output = output;
    const options = { webviewOptions: { retainContextWhenHidden: true } };
    this.#subscriptions = [
      networks.onDidChange(() => this.#refreshAll()),
      vscode.window.onDidChangeTextEditorSelection(({ textEditor }) => this.#cursorMoved(textEditor)),
      vscode.window.registerWebviewViewProvider(
        "convlens.receptiveField",
        { resolveWebviewView: (view) => this.#attach("receptiveField", sideBarSurface(view)) },
        options,
      ),
      ...(["graph", "inference"] as const).map((view) => this.#revive(view)),
    ];
  }

  /** Opens a view or brings it to the front, at the layer that the request names. */
  async show(view: ViewName, { uri, wanted = null, whenShown = null }: ShowRequest = {}): Promise<void> {
    if (uri !== undefined) this.#networks.follow(uri);
    if (view === "receptiveField") {
      await vscode.commands.executeCommand("convlens.receptiveField.focus", { preserveFocus: true });
    } else if (!this.#open.has(view)) {
      // One panel lies behind the other: a third column would leave no room for any.
      const columns = [...this.#open.values()].map(({ surface }) => surface.column());
      const column = columns.find((each) => each !== undefined);
      this.#attach(view, openPanel(view, this.#extension, column));
    }
    const open = this.#open.get(view);
    if (open === undefined) {
      // The side bar makes its view when it comes to it.
      this.#asked.set(view, { wanted, whenShown });
      return;
    }
    open.surface.reveal();
    open.wanted = wanted;
    open.whenShown = whenShown;
    await this.#refresh(open);
  }

  startInference(backend: "auto" | "webgpu" | "wasm", uri?: string): Promise<void> {
    const whenShown = () => this.#open.get("inference")?.host.post({ kind: "startInference", backend });
    return this.show("inference", { uri, whenShown });
  }

  /** What a view shows, in its own words. */
  async report(view: ViewName): Promise<ViewReport> {
    const open = this.#open.get(view);
    if (open === undefined) throw new Error(`the ${view} view is not open`);
    return await open.host.report();
  }

  dispose(): void {
    clearTimeout(this.#cursorTimer);
    for (const { host } of this.#open.values()) host.dispose();
    for (const subscription of this.#subscriptions) subscription.dispose();
  }

  #revive(view: PanelName): vscode.Disposable {
    return vscode.window.registerWebviewPanelSerializer(panelType(view), {
      deserializeWebviewPanel: async (panel) => this.#attach(view, panelSurface(panel, this.#extension)),
    });
  }

  #attach(view: ViewName, surface: Surface): void {
    const host = new WebviewHost(view, surface.webview, this.#extension, {
      onReady: () => void this.#refresh(open),
      onMessage: (message) => this.#hear(open, message),
    });
    const { wanted = null, whenShown = null } = this.#asked.get(view) ?? {};
    this.#asked.delete(view);
    const open: OpenView = { host, surface, shown: null, wanted, whenShown };
    this.#open.set(view, open);
    surface.onDidChangeVisibility(() => void this.#refresh(open));
    surface.onDidDispose(() => {
      host.dispose();
      if (this.#open.get(view) === open) this.#open.delete(view);
    });
  }

  #refreshAll(): void {
    for (const open of this.#open.values()) void this.#refresh(open);
  }

  /** Brings a visible view to the newest state. Asked again and again: what it already shows is not sent twice. */
  async #refresh(open: OpenView): Promise<void> {
    if (!open.host.ready || !open.surface.visible()) return;
    const network = this.#networks.followed;
    const state = network === null ? "" : stateOf(network);
    const isNew = open.shown !== state;
    if (!isNew && open.wanted === null && open.whenShown === null) return;
    open.shown = state;
    const message = network === null ? noModel() : await this.#modelMessage(network, state);
    // A newer state may have come meanwhile; its own refresh then sends it.
    if (open.shown !== state) return;
    if (message === null) {
      open.shown = null;
      return;
    }
    if (isNew) open.host.post(message);
    if (message.kind === "noModel") return;
    this.#sendCursor(open, message);
    open.whenShown?.();
    open.whenShown = null;
  }

  /** The network for the views, fetched once however many there are; null when the text has changed meanwhile. */
  #modelMessage(network: NetworkParams, state: string): Promise<ModelMessage | NoModelMessage | null> {
    if (network.models.length === 0) return Promise.resolve(noModel());
    if (this.#graph?.state !== state) {
      const fetched = this.#fetchGraph(network.uri, network.version).then((graph): ModelMessage | null => {
        if (graph === null) return null;
        const title = vscode.Uri.parse(network.uri).path.split("/").at(-1) ?? "";
        return { kind: "model", uri: graph.uri, version: graph.version, title, network: graph };
      });
      const message = fetched.catch((error) => {
        this.#output.error(`the network of ${network.uri} could not be fetched: ${error}`);
        this.#graph = null;
        return null;
      });
      this.#graph = { state, message };
    }
    return this.#graph.message;
  }

  #sendCursor(open: OpenView, { uri, version }: ModelMessage): void {
    const focus = open.wanted !== null;
    const cursor = cursorOf(uri, this.#cells);
    const target = open.wanted ?? (cursor?.version === version ? cursor.place : null);
    open.wanted = null;
    if (target) open.host.post({ kind: "cursor", uri, version, target, focus });
  }

  #cursorMoved(editor: vscode.TextEditor): void {
    const { document } = editor;
    const uri = document.uri.toString();
    if (uri !== this.#networks.followed?.uri) return;
    clearTimeout(this.#cursorTimer);
    this.#cursorTimer = setTimeout(() => {
      const target = cursorPlace(editor, this.#cells);
      for (const { host } of this.#open.values()) {
        host.post({ kind: "cursor", uri, version: document.version, target, focus: false });
      }
    }, cursorDelay);
  }

  #hear(open: OpenView, message: ViewMessage): void {
    switch (message.kind) {
      case "reveal":
        revealSource(message, this.#cells).catch((error) => this.#output.error(String(error)));
        break;
      case "selected": {
        const { uri, version, node } = message;
        for (const other of this.#open.values()) {
          if (other !== open) other.host.post({ kind: "cursor", uri, version, target: { node }, focus: false });
        }
        break;
      }
      case "openView":
        void this.show(message.view, {
          uri: message.uri,
          wanted: message.node === null ? null : { node: message.node },
        });
        break;
      case "changeInput":
      case "chooseModel":
        void vscode.commands.executeCommand(`convlens.${message.kind}`, { uri: message.uri });
        break;
      case "log":
        this.#output[message.level === "warning" ? "warn" : message.level](`${open.host.view}: ${message.text}`);
        break;
      case "question":
        void answer(message.question, (uri) => this.#modelOf(uri)).then((given) =>
          open.host.post({ kind: "answer", id: message.id, answer: given }),
        );
        break;
      case "ready":
      case "report":
        // The host itself deals with these two.
        break;
    }
  }

  async #modelOf(uri: string): Promise<ModelMessage | NoModelMessage> {
    const network = this.#networks.of(uri);
    return (network && (await this.#modelMessage(network, stateOf(network)))) ?? noModel();
  }
}

/** Equal names mean equal networks: the text's version, the model shown, its inputs, its phase and stages. */
function stateOf({ uri, version, selected, inputs, variants }: NetworkParams): string {
  const shapes = inputs.map(({ name, shape }) => [name, shape]);
  return JSON.stringify([uri, version, selected, shapes, variants?.shown]);
}

function noModel(): NoModelMessage {
  return { kind: "noModel", because: { key: "viewNoNetwork", args: {} } };
}
