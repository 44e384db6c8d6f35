import type { Network } from "./network.ts";
import { attributeSitesOf } from "./source.ts";

/** A network as plain data, to be sent elsewhere: what was left to be worked out on demand is worked out. */
export const plainNetwork = (network: Network): Network => ({
  ...network,
  nodes: network.nodes.map((node) =>
    typeof node.attrAt === "function" ? { ...node, attrAt: attributeSitesOf(node.attrAt) } : node,
  ),
});
