import assert from "node:assert/strict";
import { modelOf } from "../../../support/pythonModel.ts";

describe("six", () => {
  for (const condition of [
    "six.PY3 and not six.PY2",
    "isinstance('conv', six.string_types) and not isinstance(3, six.string_types)",
    "isinstance(3, six.integer_types)",
    "dict(six.iteritems({'a': 1})) == {'a': 1}",
    "list(map(lambda size: size + 1, xrange(3))) == [1, 2, 3]",
    "list(zip((1, 2), (3, 4))) == [(1, 3), (2, 4)]",
    "six.moves.reduce(lambda a, b: a * b, [2, 3]) == 6",
    "list(six.moves.range(2)) == [0, 1]",
    "Plugin.names == ['Small'] and issubclass(Small, Plugin)",
    "Marked.names == ['Marked'] and Marked().width == 4",
  ])
    it(`knows that ${condition}`, () => {
      const source = `
import six
from six.moves import map, xrange, zip

class Meta(type):
    def __init__(cls, name, bases, members):
        super().__init__(name, bases, members)
        if bases and "names" in bases[0].__dict__:
            bases[0].names.append(name)

class Plugin(six.with_metaclass(Meta, object)):
    names = []

class Small(Plugin):
    pass

class Naming(type):
    def __new__(cls, name, bases, members):
        return super().__new__(cls, name, bases, dict(members, names=[name]))

@six.add_metaclass(Naming)
class Marked(object):
    width = 4

class M(nn.Module):
    def __init__(self):
        super().__init__()
        self.body = nn.Linear(4, 3 if ${condition} else 5)

    def forward(self, x):
        return self.body(x)
`;
      const { outputs, problems } = modelOf(source, { inputs: ["2x4"] });
      assert.deepEqual([outputs, problems], ["output 2x3", []]);
    });
});
