import type { NetworkBuilder } from "../../ir/builder.ts";
import type { Fix } from "../../ir/diagnostic.ts";
import type { Message } from "../../ir/message.ts";
import { nearestName } from "../../ir/nearest.ts";
import type { ValueId } from "../../ir/network.ts";
import { unknownShape } from "../../ir/shape.ts";
import type { FileId } from "../../ir/source.ts";
import { message } from "../../messages/index.ts";
import type { CaffeDefinition, CaffeLayer } from "./definition.ts";
import type { SharedBlobs } from "./layers/site.ts";
import { isIncluded, type NetState } from "./phases.ts";
import type { Setting } from "./settings.ts";
import { isSource } from "./sources.ts";
import type { Span } from "./textFormat/tree.ts";

export interface WiringOptions {
  readonly file: FileId;
  readonly state: NetState;
}

/** The network's blobs by name while it is wired. */
export interface Wiring {
  /** The value of a bottom; one that no layer makes is reported, once a name, and unknown. */
  read(bottom: Setting<string>): ValueId;
  /** A top gets its value. Only a layer that works in place may give a blob anew. */
  define(
    name: string,
    value: ValueId,
    by: { readonly layer: CaffeLayer; readonly index: number; readonly at: Span } | null,
  ): void;
  /** What the layer's blobs are called before the dot: its name, with a number where several layers have it. */
  entryPrefix(layer: CaffeLayer): string;
  /** Learned blobs that have a name of their own, with the layer that made them first. */
  readonly sharing: SharedBlobs;
  /** Blobs that no layer takes are the network's outputs; what it was given is not. */
  nameOutputs(): void;
}

export const createWiring = (builder: NetworkBuilder, definition: CaffeDefinition, options: WiringOptions): Wiring =>
  new NamedBlobs(builder, definition, options);

/** A class, so that all networks share its methods. */
class NamedBlobs implements Wiring {
  readonly sharing: SharedBlobs = new Map();
  private readonly builder: NetworkBuilder;
  private readonly definition: CaffeDefinition;
  private readonly options: WiringOptions;
  private readonly blobs = new Map<string, { value: ValueId; layer: string; taken: boolean; isInput: boolean }>();
  private readonly names = new Map<string, number>();

  constructor(builder: NetworkBuilder, definition: CaffeDefinition, options: WiringOptions) {
    this.builder = builder;
    this.definition = definition;
    this.options = options;
  }

  entryPrefix(layer: CaffeLayer): string {
    const times = (this.names.get(layer.name) ?? 0) + 1;
    this.names.set(layer.name, times);
    return times === 1 ? layer.name : `${layer.name}#${times}`;
  }

  read(bottom: Setting<string>): ValueId {
    const known = this.blobs.get(bottom.value);
    if (known) {
      known.taken = true;
      return known.value;
    }
    const value = this.missing(bottom);
    this.blobs.set(bottom.value, { value, layer: "", taken: true, isInput: true });
    return value;
  }

  define(name: string, value: ValueId, by: Parameters<Wiring["define"]>[2]): void {
    const known = this.blobs.get(name);
    const inPlace = by !== null && by.layer.bottoms[by.index]?.value === name;
    if (known && by !== null && !inPlace && known.layer !== "")
      this.report("duplicate-top", message("caffeDuplicateTop", { name, layer: known.layer }), by.at);
    const isInput = by === null || isSource(by.layer);
    this.blobs.set(name, { value, layer: by?.layer.name || name, taken: false, isInput });
  }

  nameOutputs(): void {
    for (const [name, blob] of this.blobs) if (!blob.taken && !blob.isInput) this.builder.output(name, blob.value);
  }

  private missing(bottom: Setting<string>): ValueId {
    const { file, state } = this.options;
    const name = bottom.value;
    const elsewhere = this.definition.layers.find(
      (layer) => !isIncluded(layer, state) && layer.tops.some((top) => top.value === name),
    );
    if (elsewhere) {
      const text = message("caffeBottomOfOtherState", { name, layer: elsewhere.name, phase: state.phase });
      this.report("unknown-bottom", text, bottom.at, readAs(file, elsewhere, this.options));
    } else {
      // Of blobs whose names are equally near, the one made last.
      const nearest = nearestName(name, [...this.blobs.keys()].reverse());
      const fixes = nearest === null ? [] : [changeTo(file, bottom.at, nearest)];
      this.report("unknown-bottom", message("caffeUnknownBottom", { name }), bottom.at, fixes);
    }
    const because = message("caffeBottomUnknown", { name });
    return this.builder.unknownValue(name, { shape: unknownShape(because), dtype: null }, because);
  }

  private report(code: string, text: Message, { start, end }: Span, fixes: readonly Fix[] = []): void {
    const at = { file: this.options.file, start, end };
    this.builder.diagnostic({ code, severity: "error", message: text, at, fixes, related: [] });
  }
}

/** Writes another name in place of one that is misspelt. */
export const changeTo = (file: FileId, at: Span, name: string): Fix => ({
  title: message("caffeUseName", { name }),
  edits: [{ at: { file, start: at.start, end: at.end }, text: `"${name}"` }],
});

/** A directive comment at the top of the file that makes the layer part of the network; none where no state does. */
function readAs(file: FileId, layer: CaffeLayer, { state }: { readonly state: NetState }): readonly Fix[] {
  const [rule] = layer.include;
  if (!rule || (rule.phase !== "TRAIN" && rule.phase !== "TEST" && rule.phase !== null)) return [];
  const phase = rule.phase === null || rule.phase === state.phase ? [] : [`phase=${rule.phase}`];
  const pairs = [...phase, ...rule.stages.map((stage) => `stage=${stage}`)].join(" ");
  const becomes = { phase: rule.phase ?? state.phase, stages: [...state.stages, ...rule.stages] };
  if (!isIncluded(layer, becomes) || /[\s"'#]/.test(pairs.replaceAll(" ", ""))) return [];
  const at = { file, start: 0, end: 0 };
  return [{ title: message("caffeReadAs", { state: pairs }), edits: [{ at, text: `# convlens: ${pairs}\n` }] }];
}
