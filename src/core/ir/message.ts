/** A value that a message may carry. Shapes and dims are given as their text. */
export type MessageArgument = string | number | boolean;

/**
 * A text for the user, before it is put into a language: a key of the catalogue in `messages/` and what fills its places.
 * Made by `message(key, args)` there, which checks both.
 */
export interface Message {
  readonly key: string;
  readonly args: Readonly<Record<string, MessageArgument>>;
}
