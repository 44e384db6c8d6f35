import * as vscode from "vscode";
import type { CommandArgument, NetworkParams, Variant } from "../../protocol/languageServer.ts";
import type { CursorPlace } from "../../protocol/views.ts";
import { type Client, request } from "../client.ts";
import type { NotebookCells } from "../notebooks/notebookCells.ts";
import type { RememberedChoices } from "../rememberedChoices.ts";
import type { ShownNetworks } from "../shownNetworks.ts";
import type { Views } from "../views/views.ts";
import { changeInput } from "./changeInput.ts";
import { chooseModel } from "./chooseModel.ts";
import { chooseVariant } from "./chooseVariant.ts";
import { showActions } from "./showActions.ts";

interface Parts {
  readonly client: Client;
  readonly networks: ShownNetworks;
  readonly remembered: RememberedChoices;
  readonly views: Views;
  readonly cells: NotebookCells;
  readonly output: vscode.LogOutputChannel;
}

/** Registers every command. Those that lenses and hovers link to take a `CommandArgument`; the palette gives none. */
export function registerCommands({ client, networks, remembered, views, cells, output }: Parts): vscode.Disposable {
  const select = async (uri: string, model: string | null) => {
    await request(client, "convlens/select", { uri, model });
    await remembered.remember(uri, { model });
  };

  const selectVariant = async (uri: string, variant: Variant | null) => {
    await request(client, "convlens/select", { uri, ...(variant ?? { phase: null }) });
    await remembered.remember(uri, { variant });
  };

  /** The network meant, with the argument's model selected first; says why when there is none. */
  const networkOf = async (argument: CommandArgument | undefined): Promise<NetworkParams | null> => {
    const network = argument ? networks.of(argument.uri) : (networks.active ?? networks.followed);
    if (network === null || network.models.length === 0) {
      const text = vscode.l10n.t(
        "Open a file that defines a network first: PyTorch source, a prototxt or a Darknet cfg.",
      );
      void vscode.window.showInformationMessage(text);
      return null;
    }
    const model = argument?.model;
    if (model !== undefined && model !== network.selected) await select(network.uri, model);
    return network;
  };

  const withNetwork =
    (act: (network: NetworkParams, argument: CommandArgument | undefined) => Promise<void>) =>
    async (argument?: CommandArgument) => {
      const network = await networkOf(asArgument(argument));
      if (network) await act(network, asArgument(argument));
    };

  const place = ({ uri }: NetworkParams, argument: CommandArgument | undefined) => ({
    uri,
    wanted: argument?.offset === undefined ? null : exactly(argument.offset),
  });

  const commands: Record<string, (...args: never[]) => unknown> = {
    showGraph: withNetwork((network, argument) => views.show("graph", place(network, argument))),
    showReceptiveField: withNetwork((network, argument) => views.show("receptiveField", place(network, argument))),
    testInference: withNetwork(({ uri }) => views.startInference("auto", uri)),
    changeInput: withNetwork((network) =>
      changeInput(network, cells, (uri, model, inputs) =>
        request(client, "convlens/inputEdits", { uri, model, inputs }),
      ),
    ),
    chooseModel: withNetwork((network) => chooseModel(network, select)),
    chooseVariant: withNetwork((network) => chooseVariant(network, selectVariant)),
    showActions: () => showActions(networks.active?.variants != null),
    showOutput: () => output.show(),
    restartServer: async () => {
      networks.clear();
      await client.stop();
      await client.start();
    },
  };
  return vscode.Disposable.from(
    ...Object.entries(commands).map(([name, act]) => vscode.commands.registerCommand(`convlens.${name}`, act)),
  );
}

/** The place itself, whatever else stands on its line. */
const exactly = (offset: number): CursorPlace => ({ offset, line: { start: offset, end: offset } });

/** Menus of the editor's title hand over a `Uri` and more; only lenses, hovers and views hand over our argument. */
function asArgument(given: unknown): CommandArgument | undefined {
  if (typeof given !== "object" || given === null) return undefined;
  return typeof (given as CommandArgument).uri === "string" ? (given as CommandArgument) : undefined;
}
