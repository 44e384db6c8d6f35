// What a function is compiled into. Bodies are compiled at their first call.
import type { Expression, FunctionDef, Lambda } from "../syntax/ast.ts";
import type { Completion, Frame } from "./runtime.ts";
import type { CodeParameter, FunctionCode, Result, Value } from "./value.ts";

/** Compiled code of an expression. Undefined: raised. */
export type Evaluate = (frame: Frame) => Result;
/** Compiled code of a statement or block. */
export type Execute = (frame: Frame) => Completion;
/** Compiled code of an assignment target. False: raised. */
export type Store = (frame: Frame, value: Value) => boolean;

/** A statement or body that yields: gives the yielded values, is given what is sent, returns how it ended. */
export type GeneratorBody = (frame: Frame) => Generator<Value, Completion, Sent>;

/** What comes back from a yield: a value, or "raise what is pending". */
export type Sent = Value | undefined;

const isPositional = ({ role }: CodeParameter): boolean => role === "positional" || role === "positionalOnly";

export class Code implements FunctionCode {
  readonly name: string;
  readonly qualifiedName: string;
  readonly file: string;
  readonly start: number;
  readonly end: number;
  readonly parameters: readonly CodeParameter[];
  readonly node: FunctionDef | Lambda | Expression;
  readonly isAsync: boolean;
  isGenerator = false;
  slotCount = 0;
  /** Variables that inner functions share: the first cells of a frame; the closure's come after. */
  ownCells = 0;
  cellParameters: readonly (readonly [slot: number, cell: number])[] = [];
  /** Positional parameters only: arguments go into the slots as they come. */
  readonly simple: boolean;
  body: Execute | null = null;
  generatorBody: GeneratorBody | null = null;
  /** Names that the body assigns again: their value is not the argument's any more. */
  reassigned: ReadonlySet<string> = new Set();
  /** Parameters whose default is a literal. */
  readonly constantDefaults: ReadonlySet<string>;
  /** Slots of the variables by name. */
  variables: ReadonlyMap<string, number> = new Map();
  /** Names of the cells of a frame: its own, then the closure's. */
  cellNames: readonly string[] = [];
  compile: () => void;
  private readonly readDocstring: () => string | null;
  constructor(parts: {
    readonly name: string;
    readonly qualifiedName: string;
    readonly file: string;
    readonly parameters: readonly CodeParameter[];
    readonly docstring: () => string | null;
    readonly node: FunctionDef | Lambda | Expression;
    readonly isAsync: boolean;
    readonly constantDefaults: ReadonlySet<string>;
    readonly compile: (code: Code) => void;
  }) {
    this.name = parts.name;
    this.qualifiedName = parts.qualifiedName;
    this.file = parts.file;
    this.start = parts.node.start;
    this.end = parts.node.end;
    this.parameters = parts.parameters;
    this.readDocstring = parts.docstring;
    this.node = parts.node;
    this.isAsync = parts.isAsync;
    this.constantDefaults = parts.constantDefaults;
    this.simple = parts.parameters.every(isPositional);
    this.compile = () => parts.compile(this);
  }

  /** Read when it is asked for: it lies in the body. */
  get docstring(): string | null {
    return this.readDocstring();
  }
}
