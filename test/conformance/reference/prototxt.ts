/** A message of protobuf's text format: the values of each field in their order. Knows nothing of Caffe, mends nothing. */
export type Message = ReadonlyMap<string, readonly (string | Message)[]>;

export function parseMessage(text: string): Message {
  const tokens =
    text.match(/#[^\n]*|"[^"]*"|'[^']*'|[{}:[\],]|[^\s{}:[\],#"']+/g)?.filter((one) => one[0] !== "#") ?? [];
  let at = 0;
  const block = (): Message => {
    const fields = new Map<string, (string | Message)[]>();
    while (at < tokens.length && tokens[at] !== "}") {
      const name = tokens[at++] ?? "";
      if (tokens[at] === ":") at++;
      const values = fields.get(name) ?? [];
      fields.set(name, values);
      if (tokens[at] === "{") {
        at++;
        values.push(block());
        at++;
      } else if (tokens[at] === "[") {
        while (tokens[at++] !== "]") if (/[^[\],]/.test(tokens[at] ?? "]")) values.push(unquoted(tokens[at] ?? ""));
      } else values.push(unquoted(tokens[at++] ?? ""));
    }
    return fields;
  };
  return block();
}

const unquoted = (token: string): string => token.replace(/^(["'])(.*)\1$/, "$2");

export const messages = (of: Message, field: string): readonly Message[] =>
  (of.get(field) ?? []).flatMap((value) => (typeof value === "string" ? [] : [value]));

export const message = (of: Message, field: string): Message => messages(of, field)[0] ?? new Map();

export const words = (of: Message, field: string): readonly string[] =>
  (of.get(field) ?? []).flatMap((value) => (typeof value === "string" ? [value] : []));

export const word = (of: Message, field: string): string | undefined => words(of, field)[0];

export const numbers = (of: Message, field: string): readonly number[] => words(of, field).map(Number);

export const number = (of: Message, field: string, absent: number): number => numbers(of, field)[0] ?? absent;
