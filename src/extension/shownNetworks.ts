import * as vscode from "vscode";
import type { NetworkParams } from "../protocol/languageServer.ts";

/**
 * What the server last said about each document, and which document the views speak about: the one in the active
 * editor, or the last such one while a panel or an unrelated file has the focus.
 */
export class ShownNetworks implements vscode.Disposable {
  readonly #networks = new Map<string, NetworkParams>();
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #subscriptions: readonly vscode.Disposable[];
  #followed: string | null = null;

  /** Another document is followed or active, or there is news about it. */
  readonly onDidChange = this.#changed.event;

  constructor() {
    this.#subscriptions = [
      this.#changed,
      vscode.window.onDidChangeActiveTextEditor(() => {
        this.#followActive();
        this.#changed.fire();
      }),
      vscode.workspace.onDidCloseTextDocument((document) => this.#forget(document.uri.toString())),
    ];
  }

  /** What is known about the document that the views follow. */
  get followed(): NetworkParams | null {
    return this.#followed === null ? null : (this.#networks.get(this.#followed) ?? null);
  }

  /** What is known about the document in the active editor, if it defines a network; in a panel, the one followed. */
  get active(): NetworkParams | null {
    const editor = vscode.window.activeTextEditor;
    const network = editor ? this.of(editor.document.uri.toString()) : this.followed;
    return network !== null && network.models.length > 0 ? network : null;
  }

  of(uri: string): NetworkParams | null {
    return this.#networks.get(uri) ?? null;
  }

  /** A command names its document: the views go there whatever the active editor is. */
  follow(uri: string): void {
    if (uri === this.#followed || !this.#networks.has(uri)) return;
    this.#followed = uri;
    this.#changed.fire();
  }

  update(params: NetworkParams): void {
    this.#networks.set(params.uri, params);
    this.#followActive();
    this.#changed.fire();
  }

  /** A restarted server announces everything anew. */
  clear(): void {
    this.#networks.clear();
    this.#followed = null;
    this.#changed.fire();
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
  }

  #followActive(): void {
    const active = this.active;
    if (active) this.#followed = active.uri;
  }

  #forget(uri: string): void {
    this.#networks.delete(uri);
    if (uri === this.#followed) this.#followed = null;
    this.#followActive();
    this.#changed.fire();
  }
}
