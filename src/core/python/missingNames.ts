// Names that nothing has: what is computed from them is unknown, and analysis goes on. They are looked for where the finished
// network says that it depends on one, so that only what has run is told of.
import type { Diagnostic, Fix } from "../ir/diagnostic.ts";
import type { Dim } from "../ir/dim.ts";
import type { Message } from "../ir/message.ts";
import { nearestName, nearestOnly } from "../ir/nearest.ts";
import type { Network } from "../ir/network.ts";
import type { Shape } from "../ir/shape.ts";
import type { SourceRange } from "../ir/source.ts";
import { message } from "../messages/index.ts";
import { ModuleValue } from "./eval/value.ts";
import { type NameUse, unboundUses } from "./nameUses.ts";
import type { Program } from "./program.ts";
import type { Attribute } from "./syntax/ast.ts";
import { walk } from "./syntax/walk.ts";
import { torchNames } from "./torch/index.ts";
import { meantElsewhere } from "./torch/misplacedNames.ts";

/** Errors for the names that a network lacks, at the place where each is written first. */
export function missingNames(program: Program, network: Network): readonly Diagnostic[] {
  if (!program.isWhole) return [];
  const found: Diagnostic[] = [];
  for (const { key, args } of reasonsOf(network)) {
    const name = String(args["name"]);
    if (key === "pythonNameMissing") found.push(...undefinedName(program, name));
    if (key === "pythonNotModelled" && calledTensor.test(name)) found.push(...calledNothing(program, network, name));
    else if (key === "pythonNotModelled") found.push(...unknownMember(program, name));
  }
  return found;
}

/** Why parts of a network are unknown, each reason once. */
function reasonsOf(network: Network): Iterable<Message> {
  const reasons = new Map<string, Message>();
  const add = (because: Message | null): void => {
    if (because?.key === "pythonNameMissing" || because?.key === "pythonNotModelled")
      reasons.set(`${because.key} ${because.args["name"]}`, because);
  };
  const addDim = (dim: Dim): void => {
    if (typeof dim !== "number" && dim.kind === "unknown") add(dim.because);
  };
  const addShape = (shape: Shape): void => {
    if (shape.rank === "unknown") add(shape.because);
    else for (const dim of shape.dims) addDim(dim);
  };
  for (const node of network.nodes) add(node.unknownBecause);
  for (const { type } of network.values) addShape(type.shape);
  for (const { shape } of network.state) addShape(shape);
  for (const { because } of network.unknownParts ?? []) add(because);
  return reasons.values();
}

function undefinedName(program: Program, name: string): readonly Diagnostic[] {
  const [use] = unboundUses(program.tree, name);
  if (use === undefined) return [];
  const at = { file: program.file, start: use.start, end: use.start + name.length };
  const exception = use.isBoundLater
    ? `UnboundLocalError: cannot access local variable '${name}' where it is not associated with a value`
    : `NameError: name '${name}' is not defined`;
  return [fault(exception, at, meantBy(name, use))];
}

/** An attribute of the same name that was meant, else the nearest name in sight. */
const meantBy = (name: string, { visible, attributes }: NameUse): string | null =>
  attributes.has(name) ? `self.${name}` : nearestOnly(name, visible);

const calledTensor = /^(?:Tensor|Parameter)\.__call__$/;

/** A tensor is called as if it were a layer; told of at the first call that wants what it gives. */
function calledNothing(program: Program, network: Network, reason: string): readonly Diagnostic[] {
  const lost = network.nodes.find(({ unknownBecause }) => unknownBecause?.args["name"] === reason);
  const at = lost?.when === "always" ? lost.at : null;
  if (at?.file !== program.file) return [];
  return [fault(`TypeError: '${reason.replace(".__call__", "")}' object is not callable`, at, null)];
}

/** `nn.Conv2`, `nn.linear`, `x.views`: what torch has is spelled nearly so. Other names may be of a torch that is not known. */
function unknownMember(program: Program, path: string): readonly Diagnostic[] {
  const dot = path.lastIndexOf(".");
  const [owner, name] = [path.slice(0, dot), path.slice(dot + 1)];
  const known = torchNames(owner);
  if (known === null || name.startsWith("_")) return [];
  const slip = known.find((other) => isSlip(name, other));
  const elsewhere = slip === undefined ? meantElsewhere(owner, name, layerNames()) : undefined;
  const meant = slip ?? elsewhere;
  const isMissing = meant !== undefined || (owner === "torch.nn" && nearestName(name, known) !== null);
  const at = isMissing ? memberIn(program, name, owner.startsWith("torch") ? owner : null) : null;
  if (at === null) return [];
  const holder = owner.startsWith("torch") ? `module '${owner}'` : `'${owner}' object`;
  return [
    fault(
      `AttributeError: ${holder} has no attribute '${name}'`,
      at,
      meant === undefined ? nearestOnly(name, known) : meant,
    ),
  ];
}

const layerNames = (): ReadonlySet<string> => new Set(torchNames("torch.nn"));

/** Shorter names are one letter from others by chance. */
const leastLength = 5;

/** Another case or underscore, a letter that is left out, doubled or swapped with the next, a plural. */
function isSlip(name: string, meant: string): boolean {
  const plain = (text: string): string => text.toLowerCase().replaceAll("_", "");
  if (name.endsWith("_") !== meant.endsWith("_")) return false;
  if (plain(name) === plain(meant)) return true;
  if (Math.min(name.length, meant.length) < leastLength) return false;
  if (name === `${meant}s`) return true;
  let same = 0;
  while (same < meant.length && name[same] === meant[same]) same++;
  const rest = meant.slice(same + 1);
  const isDropped = name.slice(same) === rest && !/\d/.test(meant[same] ?? "");
  const isSwapped = name.slice(same) === `${meant[same + 1] ?? ""}${meant[same]}${meant.slice(same + 2)}`;
  const isDoubled = same > 0 && name[same] === meant[same - 1] && name.slice(same + 1) === meant.slice(same);
  return isDropped || isSwapped || isDoubled;
}

/** Where `.name` is written first; of a module's members behind that module: `nn.Conv2`, `torch.nn.Conv2`. */
function memberIn(program: Program, name: string, owner: string | null): SourceRange | null {
  const { file, tree } = program;
  let first: Attribute | null = null;
  let sure: Attribute | null = null;
  walk(tree, (node) => {
    if (node.kind !== "Attribute" || node.attr !== name || (owner !== null && !isModulePath(node.value))) return;
    if (first === null || node.attrStart < first.attrStart) first = node;
    if (owner === null || moduleOf(program, node.value) !== owner) return;
    if (sure === null || node.attrStart < sure.attrStart) sure = node;
  });
  const at = ((sure ?? first) as Attribute | null)?.attrStart;
  return at === undefined ? null : { file, start: at, end: at + name.length };
}

const isModulePath = (node: Attribute["value"]): boolean =>
  node.kind === "Name"
    ? node.id !== "self"
    : node.kind === "Attribute" && node.value.kind === "Name" && node.value.id !== "self";

/** The module that a path means at the top level of the program. */
function moduleOf(program: Program, node: Attribute["value"]): string | null {
  if (node.kind === "Attribute") {
    const outer = moduleOf(program, node.value);
    return outer === null ? null : `${outer}.${node.attr}`;
  }
  const value = node.kind === "Name" ? program.lookup(node.id) : undefined;
  return value instanceof ModuleValue ? value.name : null;
}

function fault(exception: string, at: SourceRange, meant: string | null): Diagnostic {
  const fixes: readonly Fix[] =
    meant === null ? [] : [{ title: message("pythonUseName", { name: meant }), edits: [{ at, text: meant }] }];
  return {
    code: "python-raise",
    severity: "error",
    message: message("pythonRaise", { exception }),
    at,
    fixes,
    related: [],
  };
}
