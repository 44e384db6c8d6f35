// torch.fx.Proxy: stands for a value while a model is traced. Whatever is done with it becomes a node.
import { type Call, type Keywords, type Machine, method, native, nativeClass } from "../../eval/native.ts";
import { binaryNames, comparisonNames } from "../../eval/operatorNames.ts";
import { objectClass } from "../../eval/types.ts";
import {
  type ClassValue,
  Dict,
  Instance,
  List,
  type NativeFunction,
  type Result,
  Tuple,
  type Value,
} from "../../eval/value.ts";
import type { NodeParts } from "./graph.ts";

/** What makes nodes: the tracer. */
export interface NodeMaker {
  proxy(machine: Machine, parts: Omit<NodeParts, "scope">): Instance;
}

interface ProxyPayload {
  readonly maker: NodeMaker;
  readonly node: Instance;
}

/** `x.shape` is a node once it is used; `x.flatten(1)` never asks for the attribute. */
interface AttributePayload {
  readonly maker: NodeMaker;
  readonly owner: Instance;
  readonly name: string;
  node: Instance | null;
}

export const isProxy = (value: Value): value is Instance =>
  value instanceof Instance && (value.cls === proxyClass || value.cls === attributeClass);

export function makeProxy(maker: NodeMaker, node: Instance): Instance {
  const proxy = new Instance(proxyClass);
  const payload: ProxyPayload = { maker, node };
  proxy.payload = payload;
  return proxy;
}

/** The node of a proxy; an attribute becomes one now. */
export function nodeOfProxy(machine: Machine, proxy: Instance): Instance {
  const payload = proxy.payload as ProxyPayload | AttributePayload;
  if (payload.node !== null) return payload.node;
  const { maker, owner, name } = payload as AttributePayload;
  const made = maker.proxy(machine, {
    op: "call_function",
    target: getAttributeOf,
    args: [owner, name],
    wish: "getattr",
    site: null,
  });
  (payload as AttributePayload).node = (made.payload as ProxyPayload).node;
  return (made.payload as ProxyPayload).node;
}

const makerOf = (proxy: Value): NodeMaker => ((proxy as Instance).payload as ProxyPayload).maker;

/** Python's own `getattr`, `operator.getitem` and operators, as targets of nodes. */
const getAttributeOf = native("getattr", "object, name", (machine, [object, name]) =>
  machine.getAttribute(object ?? null, String(name ?? "")),
);
const getItemOf = native("getitem", "a, b", (machine, [object, key], call) => {
  machine.operatorSite = call.site;
  return machine.getItem(object ?? null, key ?? null);
});

const record = (proxy: Value, machine: Machine, target: NativeFunction, args: readonly Value[], call: Call): Result =>
  makerOf(proxy).proxy(machine, { op: "call_function", target, args, wish: target.name, site: call.site });

const operators: Record<string, NativeFunction> = {};
for (const [name, sign] of Object.entries({ ...binaryNames, ...comparisonNames })) {
  const target = native(name, "a, b", (machine, [a, b], call) => {
    machine.operatorSite = call.site;
    return machine.binary(sign, a ?? null, b ?? null);
  });
  const dunder = name.replace("_", "");
  operators[`__${dunder}__`] = method("other, /", (machine, self, [other], call) =>
    record(self, machine, target, [self, other ?? null], call),
  );
  operators[`__r${dunder}__`] = method("other, /", (machine, self, [other], call) =>
    record(self, machine, target, [other ?? null, self], call),
  );
}
for (const name of ["neg", "pos", "invert", "abs"]) {
  const target = native(name, "a", (machine, [value], call) => {
    machine.operatorSite = call.site;
    if (name === "neg" && !(value instanceof Instance)) return machine.binary("-", 0, value ?? null);
    return machine.callMethod(value ?? null, `__${name}__`);
  });
  operators[`__${name}__`] = method("", (machine, self, _, call) => record(self, machine, target, [self], call));
}

const refuses = (what: string) =>
  method("*args", (machine) => machine.raise("TypeError", `symbolically traced variables cannot be ${what}`));

const items = (value: Value | undefined): readonly Value[] => (value instanceof Tuple ? value.items : []);
const named = (value: Value | undefined): ReadonlyMap<string, Value> =>
  value instanceof Dict ? new Map([...value.entries].map(([key, item]) => [String(key), item])) : new Map();

const shared = {
  ...operators,
  __getattr__: method("name, /", (_, self, [name]) => {
    const attribute = new Instance(attributeClass);
    const payload: AttributePayload = { maker: makerOf(self), owner: self as Instance, name: String(name), node: null };
    attribute.payload = payload;
    return attribute;
  }),
  __getitem__: method("key, /", (machine, self, [key], call) =>
    record(self, machine, getItemOf, [self, key ?? null], call),
  ),
  // `n, c, h, w = x.shape`: as many as there are targets.
  __unpack__: method("count, /", (machine, self, [count], call) => {
    const parts: Value[] = [];
    for (let index = 0; index < Number(count); index++) {
      const part = record(self, machine, getItemOf, [self, index], call);
      if (part === undefined) return undefined;
      parts.push(part);
    }
    return new List(parts);
  }),
  __hash__: method("", (_, self) => (self as Instance).stamp),
  __bool__: refuses("used as inputs to control flow"),
  __iter__: refuses("iterated"),
  __len__: refuses("measured with len()"),
  __int__: refuses("made an int"),
  __float__: refuses("made a float"),
  __index__: refuses("used as an index"),
};

export const proxyClass: ClassValue = nativeClass("torch.fx.proxy", "Proxy", [objectClass], {
  ...shared,
  __call__: method("*args, **kwargs", (machine, self, [args, kwargs], call) =>
    callMethodNode(machine, self, "__call__", [self, ...items(args)], named(kwargs), call),
  ),
});

const attributeClass: ClassValue = nativeClass("torch.fx.proxy", "Attribute", [proxyClass], {
  ...shared,
  __call__: method("*args, **kwargs", (machine, self, [args, kwargs], call) => {
    const { owner, name } = (self as Instance).payload as AttributePayload;
    return callMethodNode(machine, self, name, [owner, ...items(args)], named(kwargs), call);
  }),
});

function callMethodNode(
  machine: Machine,
  self: Value,
  name: string,
  args: readonly Value[],
  kwargs: ReadonlyMap<string, Value>,
  call: Call,
): Result {
  const wish = name.replace(/^__(.*)__$/, "$1");
  return makerOf(self).proxy(machine, { op: "call_method", target: name, args, kwargs, wish, site: call.site });
}

export const keywordMap = (keywords: Keywords | null): ReadonlyMap<string, Value> =>
  new Map((keywords?.names ?? []).map((name, index) => [name, keywords?.values[index] ?? null]));
