import type * as vscode from "vscode";
import type { NetworkParams, Variant } from "../protocol/languageServer.ts";

const key = "convlens.choices";

/** The newest choices that are kept; a workspace may see thousands of files. */
const capacity = 100;

/** What the user chose to see of a document. Null: what the file itself says. */
export interface Choice {
  readonly model: string | null;
  readonly variant: Variant | null;
}

/** The models and variants that the user chose in this workspace, by document: a choice outlives the window. */
export class RememberedChoices {
  readonly #memory: vscode.Memento;
  /** Documents whose choice the running server knows. */
  readonly #restored = new Set<string>();

  constructor(memory: vscode.Memento) {
    this.#memory = memory;
  }

  /** Keeps what is given of a choice beside what was chosen before; null forgets it. */
  async remember(uri: string, chosen: Partial<Choice>): Promise<void> {
    this.#restored.add(uri);
    const choice = { ...this.#choiceOf(uri), ...chosen };
    const others = this.#choices().filter(([document]) => document !== uri);
    const isChoice = choice.model !== null || choice.variant !== null;
    await this.#memory.update(key, isChoice ? [[uri, choice] as const, ...others].slice(0, capacity) : others);
  }

  /** The choice to restore for a document that is announced for the first time; null when there is none. */
  toRestore({ uri, models, selected, variants }: NetworkParams): Choice | null {
    if (models.length === 0 || this.#restored.has(uri)) return null;
    this.#restored.add(uri);
    const { model, variant } = this.#choiceOf(uri);
    const choice = {
      model: model !== null && model !== selected && isOffered(model, models) ? model : null,
      // The first is shown already; a stage that is no longer there would leave a choice that nothing shows.
      variant: variants?.offered.slice(1).some((offer) => isSame(offer, variant)) ? variant : null,
    };
    return choice.model === null && choice.variant === null ? null : choice;
  }

  /** A new server knows no choice. */
  serverEnded(): void {
    this.#restored.clear();
  }

  #choiceOf(uri: string): Choice {
    return this.#choices().find(([document]) => document === uri)?.[1] ?? { model: null, variant: null };
  }

  #choices(): readonly (readonly [uri: string, choice: Choice])[] {
    return this.#memory.get(key, []);
  }
}

/** A class that is no longer there would only be an error that nobody asked for. */
function isOffered(model: string, models: NetworkParams["models"]): boolean {
  const name = /^[\w.]+/.exec(model)?.[0];
  return models.some((offer) => offer.name === name || offer.expression === model);
}

/** Whether two variants make the same network of a file. */
const isSame = (a: Variant, b: Variant | null): boolean =>
  b !== null && a.phase === b.phase && a.scale === b.scale && a.stages.join("\n") === b.stages.join("\n");
