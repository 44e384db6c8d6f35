import * as vscode from "vscode";
import type { Answer, ModelMessage, NoModelMessage, Question } from "../../protocol/views.ts";

type FetchModel = (uri: string) => Promise<ModelMessage | NoModelMessage>;

/** Answers a view's question; a failure is an answer too, so that no view waits for nothing. */
export async function answer(question: Question, fetchModel: FetchModel): Promise<Answer> {
  try {
    if (question.kind === "save") return await save(question.name, question.data);
    return { kind: "model", model: await fetchModel(question.uri) };
  } catch (error) {
    return { kind: "failed", reason: error instanceof Error ? error.message : String(error) };
  }
}

/** Asks where to, beside the workspace's files by default, and writes. */
async function save(name: string, data: string | Uint8Array): Promise<Answer> {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  const where = await vscode.window.showSaveDialog(folder ? { defaultUri: vscode.Uri.joinPath(folder, name) } : {});
  if (where === undefined) return { kind: "cancelled" };
  await vscode.workspace.fs.writeFile(where, typeof data === "string" ? new TextEncoder().encode(data) : data);
  return { kind: "saved", where: vscode.workspace.asRelativePath(where) };
}
