// torch.nn.utils.rnn: sequences of several lengths, packed for recurrent layers. How many elements a packed sequence has depends
// on the lengths, so that the padded tensor is what its shapes are worked out from.
import { type Dim, unknownDim } from "../../../ir/dim.ts";
import { dimsEqual } from "../../../ir/dimComparison.ts";
import { message } from "../../../messages/index.ts";
import {
  type Call,
  getter,
  type Machine,
  method,
  type NativeModule,
  named,
  native,
  nativeClass,
} from "../../eval/native.ts";
import { tupleClass } from "../../eval/types.ts";
import {
  type ClassValue,
  type Instance,
  NativeFunction,
  type Result,
  Tuple,
  Unknown,
  type Value,
} from "../../eval/value.ts";
import { dimsOfInput } from "../functions/arguments.ts";
import { flagOf, itemsOf, numberOf, readAttributes, valueToDim } from "../reader.ts";
import { recordOne } from "../record.ts";
import { isTensor, makeTensor, ofDims, tensorOf } from "../tensor.ts";

/** What a packed sequence was made of. */
interface Packed {
  /** (T, B, …), or (B, T, …) where `batchFirst`. */
  readonly padded: Value;
  readonly batchFirst: boolean;
  /** The longest of the sequences; unknown where the lengths are. */
  readonly longest: Dim;
}

const contents = new WeakMap<Tuple, Packed>();

const field = (index: number) => getter((_, self) => (self instanceof Tuple ? (self.items[index] ?? null) : null));

const packedClass: ClassValue = nativeClass(
  "torch.nn.utils.rnn",
  "PackedSequence",
  [tupleClass],
  {
    data: field(0),
    batch_sizes: field(1),
    sorted_indices: field(2),
    unsorted_indices: field(3),
    is_cuda: getter(() => false),
    ...Object.fromEntries(
      ["to", "cuda", "cpu", "float", "pin_memory"].map((name) => [name, method("*args, **options", (_, self) => self)]),
    ),
  },
  { layout: "tuple" },
);

const depends = (): Dim => unknownDim(message("dependsOnValues", { name: "pack_padded_sequence" }));

function outside(
  machine: Machine,
  call: Call,
  type: string,
  shape: readonly Dim[] | null,
  inputs: readonly Value[],
): Value {
  return recordOne(machine, { op: "External", type, attrs: { name: type, outputs: 1, shapes: [shape] }, inputs, call });
}

function packed(machine: Machine, call: Call, type: string, made: Packed): Tuple {
  const dims = dimsOfInput(made.padded);
  const data = outside(machine, call, type, dims === null ? null : [depends(), ...dims.slice(2)], [made.padded]);
  const batch = dims?.[made.batchFirst ? 0 : 1] ?? depends();
  const whole = (size: Dim): Value => makeTensor({ type: ofDims([size], "int64") });
  const result = new Tuple([data, whole(made.longest), whole(batch), whole(batch)], packedClass);
  contents.set(result, made);
  return result;
}

/** The largest of lengths that are known. */
function longestOf(machine: Machine, lengths: Value): Dim {
  const known = tensorOf(lengths)?.data?.values ?? itemsOf(machine, lengths)?.map(numberOf) ?? [null];
  return known.every((length) => length !== null) && known.length > 0 ? Math.max(...(known as number[])) : depends();
}

const packPadded = native(
  "pack_padded_sequence",
  "input, lengths, batch_first=False, enforce_sorted=True",
  (machine, [padded = null, lengths = null, first], call): Result => {
    if (padded instanceof Unknown) return padded;
    const batchFirst = first === true;
    const batch = dimsOfInput(padded)?.[batchFirst ? 0 : 1];
    const count = dimsOfInput(lengths)?.[0] ?? itemsOf(machine, lengths)?.length;
    if (batch !== undefined && count !== undefined && dimsEqual(batch, count) === "no")
      return machine.raise("RuntimeError", "Expected `len(lengths)` to be equal to batch_size");
    return packed(machine, call, "pack_padded_sequence", { padded, batchFirst, longest: longestOf(machine, lengths) });
  },
);

/** The sizes with the first two changed. */
const turned = ([first = 1, second = 1, ...rest]: readonly Dim[]): readonly Dim[] => [second, first, ...rest];

const padPacked = native(
  "pad_packed_sequence",
  "sequence, batch_first=False, padding_value=0.0, total_length=None",
  (machine, [sequence = null, first, , total = null], call): Result => {
    const made = sequence instanceof Tuple ? contents.get(sequence) : undefined;
    if (made === undefined) return sequence instanceof Unknown ? sequence : machine.unknown(message("notATensor"));
    const dims = dimsOfInput(made.padded);
    const timeFirst = dims === null ? null : made.batchFirst ? turned(dims) : dims;
    const stated = total === null ? null : valueToDim(total);
    const sized = timeFirst === null ? null : [stated ?? made.longest, ...timeFirst.slice(1)];
    const shape = sized !== null && first === true ? turned(sized) : sized;
    const output = outside(machine, call, "pad_packed_sequence", shape, [made.padded]);
    return new Tuple([output, makeTensor({ type: ofDims([timeFirst?.[1] ?? depends()], "int64") })]);
  },
);

const padSequence = native(
  "pad_sequence",
  "sequences, batch_first=False, padding_value=0.0, padding_side='right'",
  (machine, [sequences = null, first], call): Result => {
    const items = sequences instanceof Unknown ? sequences : machine.list(sequences);
    if (items === undefined || items instanceof Unknown) return items;
    const shapes = items.map(dimsOfInput);
    const rest = shapes[0]?.slice(1) ?? null;
    const lengths = shapes.map((dims) => dims?.[0]);
    const known = lengths.every((length) => typeof length === "number");
    const equal = lengths.every((length) => length !== undefined && dimsEqual(length, lengths[0] ?? 0) === "yes");
    const longest = known ? Math.max(...(lengths as number[])) : equal ? (lengths[0] ?? depends()) : depends();
    const lead = first === true ? [items.length, longest] : [longest, items.length];
    return outside(machine, call, "pad_sequence", rest === null ? null : [...lead, ...rest], items.filter(isTensor));
  },
);

/** A recurrent layer takes what is packed, too, and packs what comes out. */
export function takesPacked(cls: ClassValue): ClassValue {
  const plain = cls.namespace.entries.get("forward");
  if (!(plain instanceof NativeFunction)) return cls;
  const run = (machine: Machine, self: Value, args: readonly Value[], call: Call): Result =>
    (plain.implementation as typeof run)(machine, self, args, call);
  const forward = method(plain.signature, (machine, self, args, call) => {
    const [input = null] = args;
    const made = input instanceof Tuple ? contents.get(input) : undefined;
    if (made === undefined) return run(machine, self, args, call);
    const batchFirst = flagOf(readAttributes(machine, self as Instance), "batch_first") === true;
    const swap = { op: "Transpose", type: "transpose", attrs: { swap: [0, 1] }, call };
    const padded =
      batchFirst === made.batchFirst ? made.padded : recordOne(machine, { ...swap, inputs: [made.padded] });
    const result = run(machine, self, [padded, ...args.slice(1)], call);
    if (!(result instanceof Tuple)) return result;
    const [output = null, ...states] = result.items;
    const sequence = packed(machine, call, "pack", { padded: output, batchFirst, longest: made.longest });
    return new Tuple([sequence, ...states]);
  });
  const own = named(forward, "forward");
  if (own instanceof NativeFunction) own.owner = cls;
  cls.namespace.entries.set("forward", own);
  return cls;
}

export const packedModule: NativeModule = {
  name: "torch.nn.utils.rnn",
  attributes: {
    PackedSequence: packedClass,
    pack_padded_sequence: packPadded,
    pad_packed_sequence: padPacked,
    pad_sequence: padSequence,
  },
};
