// What programs give a model to so that it is run for them: summaries, counters of operations, exporters, graphs. What they
// print nobody needs here; the input that they are told is the model's.
import type { Dim } from "../../ir/dim.ts";
import { message } from "../../messages/index.ts";
import {
  type Call,
  type Keywords,
  type Machine,
  method,
  type NativeModule,
  native,
  nativeClass,
} from "../eval/native.ts";
import { absentName } from "../eval/resolver.ts";
import { objectClass } from "../eval/types.ts";
import { Dict, List, type Result, Tuple, type Value } from "../eval/value.ts";
import { moduleClass } from "./module.ts";
import { isInstanceOf } from "./moduleTree.ts";
import { dimList, itemsOf } from "./reader.ts";
import { isTensor, makeTensor } from "./tensor.ts";
import { torchSession } from "./trace.ts";

/** Runs a model of a script as its call there would; what it raises is found when the model is looked at. */
function runsOn(machine: Machine, model: Value, args: readonly Value[], keywords: Keywords | null, call: Call): void {
  const { trace, observed } = torchSession(machine);
  if (trace !== null || observed === null || !isInstanceOf(model, moduleClass)) return;
  if (args.length === 0 && keywords === null) return;
  if (machine.call(model, args, keywords, call.site) === undefined) machine.caught();
}

/** `x`, `(x, y)`, `[x, y]` or `{"x": x}`. */
export function runsOnData(machine: Machine, model: Value, data: Value, call: Call): void {
  if (data instanceof Dict) {
    const names = [...data.entries.keys()].filter((name) => typeof name === "string");
    if (names.length === data.entries.size)
      runsOn(machine, model, [], { names, values: [...data.entries.values()] }, call);
  } else if (isTensor(data)) runsOn(machine, model, [data], null, call);
  else if (data instanceof Tuple || data instanceof List) {
    const items = data.items.map((item) => machine.force(item));
    // An exporter takes the arguments by name as the last one.
    const last = items.at(-1);
    const named = last instanceof Dict && items.length > 1 ? last : null;
    const names = [...(named?.entries.keys() ?? [])].map(String);
    const keywords = named === null || names.length === 0 ? null : { names, values: [...named.entries.values()] };
    runsOn(machine, model, named === null ? items : items.slice(0, -1), keywords, call);
  }
}

/** `(3, 224, 224)`, or several of them; `batch` null: it is among them. */
function runsOnSizes(machine: Machine, model: Value, sizes: Value, batch: number | null, call: Call): void {
  const one = dimList(machine, sizes);
  const all = one === null ? (itemsOf(machine, sizes) ?? []).map((size) => dimList(machine, size)) : [one];
  if (!all.every((dims) => dims !== null)) return;
  runsOn(
    machine,
    model,
    all.map((dims) => zerosOf(batch === null ? dims : [batch, ...dims])),
    null,
    call,
  );
}

const zerosOf = (dims: readonly Dim[]): Value => makeTensor({ type: { shape: { rank: "known", dims }, dtype: null } });

const said = (machine: Machine, name: string): Result => machine.unknown(message("torchNotModelled", { name }));

const pair = (machine: Machine, name: string): Result => {
  const one = machine.unknown(message("torchNotModelled", { name }));
  return new Tuple([one, one]);
};

/** `summary(model, (3, 224, 224))`. */
const ofSample = (name: string, size: string, gives: typeof said = said) =>
  native(name, `model, ${size}=None, *rest, **options`, (machine, [model = null, sizes = null], call) => {
    runsOnSizes(machine, model, sizes, 1, call);
    return gives(machine, name);
  });

const torchinfo = native(
  "summary",
  "model, input_size=None, input_data=None, batch_dim=None, *rest, **options",
  (machine, [model = null, sizes = null, data = null, batchAxis = null], call) => {
    if (sizes !== null) runsOnSizes(machine, model, sizes, batchAxis === null ? null : 1, call);
    else runsOnData(machine, model, data, call);
    return said(machine, "torchinfo.summary");
  },
);

/** `summary(model, x, y)`. */
const ofArguments = (name: string) =>
  native(name, "model, *inputs, **options", (machine, [model = null, inputs = null], call) => {
    runsOnData(machine, model, inputs, call);
    return said(machine, name);
  });

const profile = native("profile", "model, inputs, *rest, **options", (machine, [model = null, inputs = null], call) => {
  runsOnData(machine, model, inputs, call);
  return pair(machine, "thop.profile");
});

const flopCounter = nativeClass(
  "fvcore.nn",
  "FlopCountAnalysis",
  [objectClass],
  {
    __init__: method("model, inputs", (machine, _, [model = null, inputs = null], call) => {
      runsOnData(machine, model, inputs, call);
      return null;
    }),
  },
  { open: true },
);

const writer = nativeClass(
  "torch.utils.tensorboard",
  "SummaryWriter",
  [objectClass],
  {
    __init__: method("*rest, **options", () => null),
    __enter__: method("", (_, self) => self),
    __exit__: method("*rest", () => null),
    add_graph: method(
      "model, input_to_model=None, *rest, **options",
      (machine, _, [model = null, data = null], call) => {
        runsOnData(machine, model, data, call);
        return null;
      },
    ),
  },
  { open: true },
);

export const modelToolModules: readonly NativeModule[] = [
  { name: "torchsummary", attributes: { summary: ofSample("summary", "input_size") } },
  { name: "torchinfo", attributes: { summary: torchinfo } },
  { name: "torchsummaryX", attributes: { summary: ofArguments("summary") } },
  { name: "pytorch_model_summary", attributes: { summary: ofArguments("summary") } },
  { name: "torchstat", attributes: { stat: ofSample("stat", "input_size") } },
  { name: "thop", attributes: { profile } },
  {
    name: "ptflops",
    attributes: { get_model_complexity_info: ofSample("get_model_complexity_info", "input_res", pair) },
  },
  { name: absentName("fvcore.nn"), attributes: { FlopCountAnalysis: flopCounter } },
  { name: "torch.utils.tensorboard", attributes: { SummaryWriter: writer } },
  { name: "tensorboardX", attributes: { SummaryWriter: writer } },
];
