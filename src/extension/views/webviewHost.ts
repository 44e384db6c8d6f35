import * as vscode from "vscode";
import type { HostMessage, InitMessage, ViewMessage, ViewName, ViewReport } from "../../protocol/views.ts";

/** How long a view may take to answer before the question counts as lost. */
const reportTimeout = 10_000;

/** What happens in a view, as its owner hears it. */
export interface ViewListener {
  /** The view has loaded and takes messages. */
  onReady(): void;
  onMessage(message: ViewMessage): void;
}

/** One living webview: its page, and the messages to and from it. */
export class WebviewHost implements vscode.Disposable {
  readonly view: ViewName;
  readonly #webview: vscode.Webview;
  readonly #subscription: vscode.Disposable;
  readonly #reports = new Map<number, (report: ViewReport) => void>();
  #ready = false;
  #lastReport = 0;

  constructor(view: ViewName, webview: vscode.Webview, extension: vscode.Uri, listener: ViewListener) {
    this.view = view;
    this.#webview = webview;
    const scripts = vscode.Uri.joinPath(extension, "dist", "webview");
    webview.options = { enableScripts: true, localResourceRoots: [scripts] };
    this.#subscription = webview.onDidReceiveMessage((message: ViewMessage) => {
      if (message.kind === "ready") {
        this.#ready = true;
        this.post(initMessage(view, webview, scripts));
        listener.onReady();
      } else if (message.kind === "report") {
        this.#reports.get(message.id)?.(message.report);
      } else listener.onMessage(message);
    });
    webview.html = page(view, webview, scripts);
  }

  /** Sends a message; one that comes before the view is ready is dropped, since the view then gets the newest state. */
  post(message: HostMessage): void {
    if (this.#ready) void this.#webview.postMessage(message);
  }

  get ready(): boolean {
    return this.#ready;
  }

  /** What the view shows; rejects when it has not loaded or does not answer. */
  report(): Promise<ViewReport> {
    if (!this.#ready) return Promise.reject(new Error(`the ${this.view} view has not loaded`));
    const id = ++this.#lastReport;
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#reports.delete(id);
        reject(new Error(`the ${this.view} view does not answer`));
      }, reportTimeout);
      this.#reports.set(id, (report) => {
        clearTimeout(timer);
        this.#reports.delete(id);
        resolve(report);
      });
      this.post({ kind: "reportRequest", id });
    });
  }

  dispose(): void {
    this.#subscription.dispose();
  }
}

function initMessage(view: ViewName, webview: vscode.Webview, scripts: vscode.Uri): InitMessage {
  const asset = (name: string) => webview.asWebviewUri(vscode.Uri.joinPath(scripts, name)).toString();
  return {
    kind: "init",
    view,
    assets: {
      ...(view === "graph" ? { elkWorker: asset("elk-worker.min.js") } : {}),
      ...(view === "inference" ? { ortWasm: asset("ort-wasm-simd-threaded.asyncify.wasm") } : {}),
    },
    language: vscode.env.language,
    translations: {},
  };
}

/** The page that loads a view's script. Nothing but our own files may be fetched, and no script without the nonce runs. */
function page(view: ViewName, webview: vscode.Webview, scripts: vscode.Uri): string {
  const nonce = randomNonce();
  const { cspSource } = webview;
  const script = webview.asWebviewUri(vscode.Uri.joinPath(scripts, `${view}.js`));
  const policy = [
    "default-src 'none'",
    `img-src ${cspSource} data:`,
    `font-src ${cspSource}`,
    `style-src ${cspSource} 'unsafe-inline'`,
    // WebAssembly compiles only with this; it does not allow JavaScript's eval.
    `script-src 'nonce-${nonce}' 'wasm-unsafe-eval'`,
    "worker-src blob:",
    `connect-src ${cspSource}`,
  ].join("; ");
  return `<!DOCTYPE html>
<html lang="${vscode.env.language}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>ConvLens</title>
</head>
<body>
<main id="view"></main>
<script type="module" nonce="${nonce}" src="${script}"></script>
</body>
</html>`;
}

function randomNonce(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
