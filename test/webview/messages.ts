import type { Network } from "../../src/core/ir/index.ts";
import type { ModelMessage } from "../../src/protocol/views.ts";
import { FILE } from "./networks.ts";

/** What the editor sends a view to show a network. */
export function modelMessage(network: Network, version = 1): ModelMessage {
  const graph = { ...network, uri: FILE, version, shownInputs: [] };
  return { kind: "model", uri: FILE, version, title: "model.py", network: graph };
}
