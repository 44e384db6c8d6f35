// The tests' side of bridge.mjs: what only the browser around VS Code can do. A desktop VS Code has no bridge.
import * as vscode from "vscode";

interface Place {
  /** A selector of an element that only this webview holds; without it the workbench itself. */
  readonly frame?: string;
  readonly selector: string;
}

interface Actions {
  screenshot: { readonly name: string };
  key: { readonly key: string };
  click: Place & { readonly position?: { readonly x: number; readonly y: number } };
  hover: Place;
  type: { readonly text: string };
  text: Place;
  count: Place;
  style: Place & { readonly property: string };
  size: { readonly width: number; readonly height: number };
  results: object;
}

function address(): string | undefined {
  return (
    globalThis.process?.env?.["CONVLENS_BRIDGE"] ??
    vscode.workspace.getConfiguration("convlensTest").get<string>("bridge")
  );
}

/** Whether there is a browser around VS Code that can be asked. */
export function hasBridge(): boolean {
  return address() !== undefined;
}

/** Asks the browser; throws with its words when it could not do it. */
export async function ask<Action extends keyof Actions>(action: Action, request: Actions[Action]): Promise<unknown> {
  const response = await fetch(`${address()}/${action}`, { method: "POST", body: JSON.stringify(request) });
  if (!response.ok) throw new Error(`${action}: ${await response.text()}`);
  return await response.json();
}

/** Takes a picture into .cache/screenshots; nothing without a browser. */
export async function screenshot(name: string): Promise<void> {
  if (hasBridge()) await ask("screenshot", { name });
}
