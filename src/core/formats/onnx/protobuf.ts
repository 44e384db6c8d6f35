/**
 * Bytes that are made only when the file is put together: `fill` writes the `into.length` bytes from `start`. Tensor data
 * are of this kind, so that a model is held in memory once.
 */
export interface DeferredBytes {
  readonly byteLength: number;
  fill(start: number, into: Uint8Array): void;
}

export type Piece = Uint8Array | DeferredBytes;

const VARINT = 0;
const FIXED32 = 5;
const LENGTH_DELIMITED = 2;

/** A protobuf message under construction (https://protobuf.dev/programming-guides/encoding/), as a list of pieces. */
export class MessageWriter {
  readonly pieces: Piece[] = [];
  byteLength = 0;

  /** A signed 64-bit integer that a JavaScript number holds exactly; a negative one takes ten bytes. */
  int(field: number, value: number): this {
    return this.add(Uint8Array.from([...tag(field, VARINT), ...varint(value)]));
  }

  float(field: number, value: number): this {
    const bytes = new Uint8Array(4);
    new DataView(bytes.buffer).setFloat32(0, value, true);
    return this.add(Uint8Array.from([...tag(field, FIXED32), ...bytes]));
  }

  string(field: number, value: string): this {
    return this.bytes(field, new TextEncoder().encode(value));
  }

  bytes(field: number, value: Piece): this {
    return this.add(Uint8Array.from([...tag(field, LENGTH_DELIMITED), ...varint(value.byteLength)])).add(value);
  }

  message(field: number, value: MessageWriter): this {
    this.add(Uint8Array.from([...tag(field, LENGTH_DELIMITED), ...varint(value.byteLength)]));
    for (const piece of value.pieces) this.add(piece);
    return this;
  }

  packedInts(field: number, values: readonly number[]): this {
    return this.bytes(field, Uint8Array.from(values.flatMap(varint)));
  }

  packedFloats(field: number, values: readonly number[]): this {
    return this.bytes(field, floatBytes(values));
  }

  private add(piece: Piece): this {
    if (piece.byteLength > 0) this.pieces.push(piece);
    this.byteLength += piece.byteLength;
    return this;
  }
}

/** Little-endian whatever the machine is. */
export function floatBytes(values: ArrayLike<number>): Uint8Array {
  const bytes = new Uint8Array(values.length * 4);
  const view = new DataView(bytes.buffer);
  for (let i = 0; i < values.length; i++) view.setFloat32(i * 4, values[i] ?? 0, true);
  return bytes;
}

export function int64Bytes(values: ArrayLike<number>): Uint8Array {
  const bytes = new Uint8Array(values.length * 8);
  const view = new DataView(bytes.buffer);
  for (let i = 0; i < values.length; i++) view.setBigInt64(i * 8, BigInt(Math.trunc(values[i] ?? 0)), true);
  return bytes;
}

const BYTES_A_STEP = 1 << 20;

/** Puts the pieces together. Yields the bytes written so far about every megabyte, so that a caller may show it or stop. */
export function* assemble(message: MessageWriter): Generator<number, Uint8Array<ArrayBuffer>> {
  const result = new Uint8Array(message.byteLength);
  let at = 0;
  let told = 0;
  for (const piece of message.pieces) {
    if (piece instanceof Uint8Array) {
      result.set(piece, at);
      at += piece.byteLength;
    } else {
      for (let start = 0; start < piece.byteLength; start += BYTES_A_STEP) {
        const length = Math.min(BYTES_A_STEP, piece.byteLength - start);
        piece.fill(start, result.subarray(at, at + length));
        at += length;
        yield at;
        told = at;
      }
    }
    if (at - told >= BYTES_A_STEP) {
      yield at;
      told = at;
    }
  }
  return result;
}

function tag(field: number, wireType: number): number[] {
  return varint(field * 8 + wireType);
}

function varint(value: number): number[] {
  const bytes: number[] = [];
  if (value < 0) {
    // Two's complement in 64 bits.
    let rest = BigInt.asUintN(64, BigInt(value));
    while (rest >= 128n) {
      bytes.push(Number(rest & 127n) | 128);
      rest >>= 7n;
    }
    bytes.push(Number(rest));
    return bytes;
  }
  let rest = value;
  while (rest >= 128) {
    bytes.push((rest % 128) | 128);
    rest = Math.floor(rest / 128);
  }
  bytes.push(rest);
  return bytes;
}
