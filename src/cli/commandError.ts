import type { Message } from "../core/ir/message.ts";
import { render } from "../core/messages/index.ts";

/** The command could not be carried out: one line on stderr, exit code 2. */
export class CommandError extends Error {
  readonly text: Message;

  constructor(text: Message) {
    super(render(text));
    this.text = text;
  }
}
