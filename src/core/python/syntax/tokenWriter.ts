import type { Message } from "../../ir/message.ts";
import type { SyntaxProblem, TextRange } from "./ast.ts";

/** Collects the tokens of a text in arrays that grow. */
export class TokenWriter {
  protected readonly text: string;
  /** Where the extent ends. */
  protected readonly length: number;
  protected readonly problems: SyntaxProblem[] = [];
  protected kinds: Uint8Array;
  protected starts: Int32Array;
  protected ends: Int32Array;
  protected values: Int32Array;
  protected count = 0;
  /** Where the next token is looked for. */
  protected pos: number;

  /** `extent`: the part of the text to look at. */
  constructor(text: string, extent: TextRange) {
    this.text = text;
    this.length = extent.end;
    this.pos = extent.start;
    const room = ((extent.end - extent.start) >> 2) + 64;
    this.kinds = new Uint8Array(room);
    this.starts = new Int32Array(room);
    this.ends = new Int32Array(room);
    this.values = new Int32Array(room);
  }

  protected push(kind: number, start: number, end: number, value: number): void {
    const at = this.count++;
    if (at >= this.kinds.length) this.grow();
    this.kinds[at] = kind;
    this.starts[at] = start;
    this.ends[at] = end;
    this.values[at] = value;
  }

  protected report(start: number, end: number, text: Message): void {
    this.problems.push({ start, end, message: text });
  }

  private grow(): void {
    const room = this.kinds.length * 2;
    const kinds = new Uint8Array(room);
    kinds.set(this.kinds);
    this.kinds = kinds;
    this.starts = enlarged(this.starts, room);
    this.ends = enlarged(this.ends, room);
    this.values = enlarged(this.values, room);
  }
}

function enlarged(numbers: Int32Array, room: number): Int32Array {
  const larger = new Int32Array(room);
  larger.set(numbers);
  return larger;
}
