// csv as Python's documentation has it, on files of the project.
import assert from "node:assert/strict";
import { run } from "./support.ts";

const files = {
  "layers.csv": 'name,width,note\nconv,8,"a, ""b"""\npool,2,\n\nfc,10,"two\nlines"\n',
  "tabs.tsv": "1\t2\n3\t4\n",
};

const cases: readonly (readonly [source: string, ...printed: string[]])[] = [
  [
    'with open("layers.csv") as f:\n    for row in csv.reader(f): print(row)',
    "['name', 'width', 'note']",
    "['conv', '8', 'a, \"b\"']",
    "['pool', '2', '']",
    "[]",
    "['fc', '10', 'two\\nlines']",
  ],
  [
    'rows = list(csv.DictReader(open("layers.csv")))\nprint([(row["name"], int(row["width"])) for row in rows])',
    "[('conv', 8), ('pool', 2), ('fc', 10)]",
  ],
  ['print(list(csv.reader(open("tabs.tsv"), delimiter="\\t")))', "[['1', '2'], ['3', '4']]"],
  [
    'print(list(csv.reader(open("tabs.tsv"), dialect="excel-tab", quoting=csv.QUOTE_NONNUMERIC)))',
    "[[1.0, 2.0], [3.0, 4.0]]",
  ],
  ["print(next(csv.reader(['a; b'], delimiter=';', skipinitialspace=True)))", "['a', 'b']"],
  [
    "print(next(csv.DictReader(['1,2,3'], fieldnames=['x', 'y'], restkey='more')))",
    "{'x': '1', 'y': '2', 'more': ['3']}",
  ],
];

describe("csv", () => {
  for (const [source, ...printed] of cases)
    it(source, () => {
      const ran = run({ "main.py": `import csv\n${source}`, ...files });
      assert.deepEqual([ran.failures, ran.printed], [[], printed]);
    });
});
