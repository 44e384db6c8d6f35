import * as vscode from "vscode";
import type { ViewName } from "../../protocol/views.ts";

/** Where a view is drawn: an editor panel or a place in the side bar. */
export interface Surface {
  readonly webview: vscode.Webview;
  readonly visible: () => boolean;
  /** The editor group that it lies in; undefined in the side bar and in the background. */
  readonly column: () => vscode.ViewColumn | undefined;
  readonly reveal: () => void;
  readonly onDidChangeVisibility: (listener: () => void) => vscode.Disposable;
  readonly onDidDispose: (listener: () => void) => vscode.Disposable;
}

/** The views that are editor panels. The receptive field lies in the side bar, beside the code that it follows. */
export type PanelName = Exclude<ViewName, "receptiveField">;

export const panelType = (view: PanelName): string => `convlens.${view}`;

/** Opens a panel, beside the active editor unless there is a better place; the editor keeps the focus. */
export function openPanel(view: PanelName, extension: vscode.Uri, column = vscode.ViewColumn.Beside): Surface {
  const panel = vscode.window.createWebviewPanel(
    panelType(view),
    view === "graph" ? vscode.l10n.t("Network Graph") : vscode.l10n.t("Test Inference"),
    { viewColumn: column, preserveFocus: true },
    // A layout that was moved and a session on the GPU cost more to make again than to keep.
    { retainContextWhenHidden: true },
  );
  return panelSurface(panel, extension);
}

export function panelSurface(panel: vscode.WebviewPanel, extension: vscode.Uri): Surface {
  panel.iconPath = vscode.Uri.joinPath(extension, "media", "icon.png");
  return {
    webview: panel.webview,
    visible: () => panel.visible,
    column: () => panel.viewColumn,
    reveal: () => panel.reveal(undefined, true),
    onDidChangeVisibility: (listener) => panel.onDidChangeViewState(listener),
    onDidDispose: (listener) => panel.onDidDispose(listener),
  };
}

export function sideBarSurface(view: vscode.WebviewView): Surface {
  return {
    webview: view.webview,
    visible: () => view.visible,
    column: () => undefined,
    reveal: () => view.show(true),
    onDidChangeVisibility: (listener) => view.onDidChangeVisibility(listener),
    onDidDispose: (listener) => view.onDidDispose(listener),
  };
}
