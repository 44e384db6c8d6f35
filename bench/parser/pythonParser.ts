export interface StatementRange {
  readonly kind: string;
  readonly start: number;
  readonly end: number;
  /** How many functions and classes it is in. */
  readonly scope: number;
}

export interface PythonParser<Tree = unknown> {
  readonly name: string;
  parse(text: string): Tree;
  /** Gives the number of nodes, after the tree has become plain objects. */
  walk(tree: Tree): number;
  statements(tree: Tree): StatementRange[];
  dispose(tree: Tree): void;
}
