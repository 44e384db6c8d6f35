import assert from "node:assert/strict";
import { run } from "./support.ts";

describe("attrs", () => {
  // What attrs 26.1 prints.
  it("makes the constructors of classes, by fields in place and by annotations", () => {
    const source = [
      "import attr, attrs",
      "@attr.s(eq=False, repr=False)",
      "class Block:",
      "    n_in: int = attr.ib(validator=lambda i, a, x: x >= 1)",
      "    n_out: int = attr.ib()",
      "    groups: int = 4",
      "    device = attr.ib(default=None)",
      "    sizes = attr.ib(factory=list, converter=tuple)",
      "    def __attrs_post_init__(self):",
      "        self.hidden = self.n_out // 4",
      "b = Block(3, n_out=8)",
      "print(b.n_in, b.n_out, b.groups, b.device, b.sizes, b.hidden)",
      "try: Block(3)",
      "except TypeError as e: print('refused')",
      "@attrs.define",
      "class Point:",
      "    x: int",
      "    y: int = 2",
      "    tags: list = attrs.field(factory=list)",
      "p = Point(1)",
      "print(p, p == Point(1), attrs.asdict(p), attrs.evolve(p, y=5).y)",
      "@attr.dataclass",
      "class Old:",
      "    a: float = 1.5",
      "print(Old(), Old(2).a)",
      "@attr.s(auto_attribs=True, kw_only=True)",
      "class More(Old):",
      "    b: int = attr.ib(default=attr.Factory(lambda: 7))",
      "print(More(b=3).b, More().a)",
    ].join("\n");
    const { printed, failures } = run(source);
    assert.deepEqual(failures, []);
    assert.deepEqual(printed, [
      "3 8 4 None () 2",
      "refused",
      "Point(x=1, y=2, tags=[]) True {'x': 1, 'y': 2, 'tags': []} 5",
      "Old(a=1.5) 2",
      "3 1.5",
    ]);
  });
});
