import type * as vscode from "vscode";
import type { NetworkParams } from "../protocol/languageServer.ts";

const key = "convlens.models";

/** The newest choices that are kept; a workspace may see thousands of files. */
const capacity = 100;

/** The models that the user chose in this workspace, by document: a choice outlives the window. */
export class RememberedModels {
  readonly #memory: vscode.Memento;
  /** Documents whose choice the running server knows. */
  readonly #restored = new Set<string>();

  constructor(memory: vscode.Memento) {
    this.#memory = memory;
  }

  /** Keeps a choice; null forgets it. */
  async remember(uri: string, model: string | null): Promise<void> {
    this.#restored.add(uri);
    const others = this.#choices().filter(([document]) => document !== uri);
    const choices = model === null ? others : [[uri, model] as const, ...others].slice(0, capacity);
    await this.#memory.update(key, choices);
  }

  /** The choice to restore for a document that is announced for the first time; null when there is none. */
  toRestore({ uri, models, selected }: NetworkParams): string | null {
    if (models.length === 0 || this.#restored.has(uri)) return null;
    this.#restored.add(uri);
    const model = this.#choices().find(([document]) => document === uri)?.[1];
    if (model === undefined || model === selected) return null;
    // A class that is no longer there would only be an error that nobody asked for.
    const name = /^[\w.]+/.exec(model)?.[0];
    return models.some((offer) => offer.name === name || offer.expression === model) ? model : null;
  }

  /** A new server knows no choice. */
  serverEnded(): void {
    this.#restored.clear();
  }

  #choices(): readonly (readonly [uri: string, model: string])[] {
    return this.#memory.get(key, []);
  }
}
