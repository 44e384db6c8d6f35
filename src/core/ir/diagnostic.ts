import type { Message } from "./message.ts";
import type { SourceRange } from "./source.ts";

export type Severity = "error" | "warning" | "information" | "hint";

export interface TextEdit {
  readonly at: SourceRange;
  readonly text: string;
}

/** A change that makes the diagnostic go away. All edits are applied together. */
export interface Fix {
  readonly title: Message;
  readonly edits: readonly TextEdit[];
}

export interface RelatedInformation {
  readonly message: Message;
  readonly at: SourceRange;
}

/** A fault in a definition file. `code` is stable and names the fault: `conv-channels`, `flatten-mismatch`. */
export interface Diagnostic {
  readonly code: string;
  readonly severity: Severity;
  readonly message: Message;
  readonly at: SourceRange | null;
  readonly fixes: readonly Fix[];
  readonly related: readonly RelatedInformation[];
}
