// `nn.Embedding.from_pretrained(weights)`: a table as large as the tensor that it is made from.
import { method } from "../../eval/native.ts";
import { ClassMethod, Dict, type Result, Tuple, type Value } from "../../eval/value.ts";
import { dimToValue } from "../reader.ts";
import { dimsOfTensor, isTensor, payloadOf } from "../tensor.ts";

const keywordsIn = (options: Value): readonly (readonly [string, Value])[] =>
  options instanceof Dict ? [...options.entries].map(([name, value]) => [String(name), value]) : [];

/** `others`: what follows `freeze`, as the constructor names it. */
export const embeddingMembers = (...others: readonly string[]): Readonly<Record<string, Value>> => ({
  from_pretrained: new ClassMethod(
    method(
      "embeddings, freeze=True, *args, **options",
      (machine, cls, [table = null, freeze, args, options], call): Result => {
        const dims = isTensor(table) ? dimsOfTensor(payloadOf(table)) : null;
        if (dims !== null && dims.length !== 2)
          return machine.raise("AssertionError", "Embeddings parameter is expected to be 2-dimensional");
        const sizes = dims?.map(dimToValue) ?? [table, table];
        const named = [
          ...(args instanceof Tuple ? args.items : []).map((value, index) => [others[index] ?? "", value] as const),
          ...keywordsIn(options ?? null),
        ];
        const keywords = { names: named.map(([name]) => name), values: named.map(([, value]) => value) };
        const made = machine.call(cls, sizes, keywords, call.site);
        if (made === undefined || freeze === false) return made;
        const weight = machine.findAttribute(made, "weight");
        if (weight !== undefined && isTensor(weight)) machine.setAttribute(weight, "requires_grad", false);
        return made;
      },
    ),
  ),
});
