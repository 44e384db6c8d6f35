import type * as vscode from "vscode";
import { createClient } from "./client.node.ts";
import { type ConvLensApi, start } from "./extension.ts";

export function activate(context: vscode.ExtensionContext): Promise<ConvLensApi> {
  return start(context, createClient);
}
