// The parsers that ours is measured beside.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Tree } from "@lezer/common";
import { parser as lezer } from "@lezer/python";
import { Language, Parser, type TreeCursor } from "web-tree-sitter";
import type { PythonParser, StatementRange } from "./pythonParser.ts";

/** A node of one's own, made from a foreign tree: what a program that works on the tree needs at least. */
export interface PlainNode {
  readonly kind: string;
  readonly start: number;
  readonly end: number;
  readonly children: PlainNode[];
}

const plain = (kind: string, start: number, end: number): PlainNode => ({ kind, start, end, children: [] });

const counted = (node: PlainNode): number => node.children.reduce((sum, child) => sum + counted(child), 1);

function plainStatements(
  root: PlainNode,
  isStatement: (kind: string) => boolean,
  opensScope: (kind: string) => boolean,
): StatementRange[] {
  const found: StatementRange[] = [];
  const visit = (node: PlainNode, scope: number): void => {
    if (isStatement(node.kind)) found.push({ kind: node.kind, start: node.start, end: node.end, scope });
    const inner = opensScope(node.kind) ? scope + 1 : scope;
    for (const child of node.children) visit(child, inner);
  };
  visit(root, 0);
  return found;
}

function lezerTree(tree: Tree): PlainNode {
  const cursor = tree.cursor();
  const root = plain(cursor.name, cursor.from, cursor.to);
  const path = [root];
  while (true) {
    const parent = path[path.length - 1] as PlainNode;
    if (cursor.firstChild()) {
      const node = plain(cursor.name, cursor.from, cursor.to);
      parent.children.push(node);
      path.push(node);
      continue;
    }
    while (!cursor.nextSibling()) {
      if (!cursor.parent()) return root;
      path.pop();
    }
    path.pop();
    const node = plain(cursor.name, cursor.from, cursor.to);
    (path[path.length - 1] as PlainNode).children.push(node);
    path.push(node);
  }
}

export const lezerPython: PythonParser<Tree> = {
  name: "@lezer/python",
  parse: (text) => lezer.parse(text),
  walk: (tree) => counted(lezerTree(tree)),
  statements: (tree) =>
    plainStatements(
      lezerTree(tree),
      (kind) => /^[A-Z]\w*(?:Statement|Definition)$/.test(kind) && kind !== "ParamList",
      (kind) => kind === "FunctionDefinition" || kind === "ClassDefinition",
    ),
  dispose: () => {},
};

type SitterTree = NonNullable<ReturnType<Parser["parse"]>>;

function sitterTree(tree: SitterTree): PlainNode {
  const cursor: TreeCursor = tree.walk();
  const root = plain(cursor.nodeType, cursor.startIndex, cursor.endIndex);
  const path = [root];
  const made = (): PlainNode => plain(cursor.nodeType, cursor.startIndex, cursor.endIndex);
  for (;;) {
    if (cursor.gotoFirstChild()) {
      const node = made();
      (path[path.length - 1] as PlainNode).children.push(node);
      path.push(node);
      continue;
    }
    while (!cursor.gotoNextSibling()) {
      if (!cursor.gotoParent()) {
        cursor.delete();
        return root;
      }
      path.pop();
    }
    path.pop();
    const node = made();
    (path[path.length - 1] as PlainNode).children.push(node);
    path.push(node);
  }
}

export async function treeSitter(): Promise<PythonParser<SitterTree>> {
  const require = createRequire(import.meta.url);
  await Parser.init();
  const grammar = readFileSync(require.resolve("tree-sitter-python/tree-sitter-python.wasm"));
  const parser = new Parser().setLanguage(await Language.load(new Uint8Array(grammar)));
  return {
    name: "tree-sitter-python",
    parse: (text) => {
      const tree = parser.parse(text);
      if (tree === null) throw new Error("tree-sitter gave no tree");
      return tree;
    },
    walk: (tree) => counted(sitterTree(tree)),
    statements: (tree) =>
      plainStatements(
        sitterTree(tree),
        (kind) => /_(?:statement|definition)$/.test(kind),
        (kind) => kind === "function_definition" || kind === "class_definition",
      ),
    dispose: (tree) => tree.delete(),
  };
}
