import { keywords, softKeywords } from "./tokens.ts";

const MAX_PROBES = 64;

/**
 * The distinct names of one text. Each gets one string, so that equal names are the same object and a keyword is known by its
 * id; nothing is sliced for a name seen before.
 */
export class NameTable {
  readonly texts: string[] = [];
  private slots = new Int32Array(1024).fill(-1);
  private hashes: number[] = [];
  /** Names whose slots were crowded: a text made to collide must not make this quadratic. */
  private readonly crowded = new Map<string, number>();

  constructor() {
    for (const word of keywords) this.idOfWord(word);
    for (const word of softKeywords) this.idOfWord(word);
  }

  /** The id of `text[start, end)`, whose hash the caller has (`hash = (hash * 31 + code) | 0` from 0). */
  idOf(text: string, start: number, end: number, hash: number): number {
    const mask = this.slots.length - 1;
    let slot = (hash ^ (hash >>> 15)) & mask;
    for (let probes = 0; probes < MAX_PROBES; probes++) {
      const id = this.slots[slot] ?? -1;
      if (id < 0) return this.add(text.slice(start, end), hash, slot);
      if (this.hashes[id] === hash && this.isText(id, text, start, end)) return id;
      slot = (slot + 1) & mask;
    }
    return this.idOfCrowded(text.slice(start, end));
  }

  /** The id of a name that is not a piece of the text, such as a normalised one. */
  idOfWord(word: string): number {
    let hash = 0;
    for (let i = 0; i < word.length; i++) hash = (hash * 31 + word.charCodeAt(i)) | 0;
    return this.idOf(word, 0, word.length, hash);
  }

  private idOfCrowded(name: string): number {
    let id = this.crowded.get(name);
    if (id === undefined) {
      id = this.texts.push(name) - 1;
      this.hashes.push(0);
      this.crowded.set(name, id);
    }
    return id;
  }

  private isText(id: number, text: string, start: number, end: number): boolean {
    const candidate = this.texts[id] ?? "";
    if (candidate.length !== end - start) return false;
    for (let i = 0; i < candidate.length; i++) {
      if (candidate.charCodeAt(i) !== text.charCodeAt(start + i)) return false;
    }
    return true;
  }

  private add(name: string, hash: number, slot: number): number {
    const id = this.texts.length;
    this.texts.push(name);
    this.hashes.push(hash);
    this.slots[slot] = id;
    if (this.texts.length * 2 > this.slots.length) this.grow();
    return id;
  }

  private grow(): void {
    const slots = new Int32Array(this.slots.length * 4).fill(-1);
    const mask = slots.length - 1;
    for (let id = 0; id < this.hashes.length; id++) {
      if (this.crowded.has(this.texts[id] ?? "")) continue;
      const hash = this.hashes[id] ?? 0;
      let slot = (hash ^ (hash >>> 15)) & mask;
      while ((slots[slot] ?? -1) >= 0) slot = (slot + 1) & mask;
      slots[slot] = id;
    }
    this.slots = slots;
  }
}
