l = [3, 1, 2]
l.append(5); l.insert(0, 9); l.extend([7, 8]); print(l, l.pop(), l.pop(0), l.index(1), l.count(3), len(l))
l.sort(); print(l); l.sort(reverse=True); print(l); l.reverse(); print(l, sorted(l, key=lambda v: -v))
l[1:3] = ["a", "b", "c"]; print(l); del l[0]; print(l); del l[1:3]; print(l); l[::2] = [0] * len(l[::2]); print(l, l * 2, l + [1], [1, 2] == [1, 2], [1, 2] < [1, 3], l.copy() is l)
l += (1, 2); print(l); l *= 2; print(l); l.remove(1); print(l, 1 in l); l.clear(); print(l)
d = {"a": 1, "b": 2}
d["c"] = 3; d.update({"d": 4}, e=5); print(d, d.get("x"), d.get("x", 0), d.pop("a"), d.pop("zz", None), d.setdefault("q", []), d.setdefault("b", 9), list(d), list(d.keys()), list(d.values()), list(d.items()))
print({**d, "z": 1}, dict(a=1, **{"b": 2}), dict([("x", 1)]), dict(zip("ab", [1, 2])), {1: "a", True: "b", 1.0: "c"}, d | {"b": 7}, len(d), "b" in d, d == dict(d))
del d["b"]; print(d, d.popitem(), dict.fromkeys("ab", 0), {k: v for k, v in d.items() if k != "c"}, max(d, key=len), sorted(d))
for i, (k, v) in enumerate(d.items(), 1): print(i, k, v)
s = {1, 2, 3}
s.add(4); s.discard(9); s.remove(1); print(s, s | {5}, s & {2, 3}, s - {2}, s ^ {2, 7}, {2} <= s, s.issubset({2, 3, 4, 5}), s.isdisjoint({8}), len(s), 2 in s, set("aab") == {"a", "b"}, frozenset([1, 2]) == {1, 2})
t = (1, 2, 3)
print(t[0], t[-1], t[1:], t + (4,), t * 2, t.index(2), t.count(1), (1, 2) < (1, 3), tuple("ab"), hash((1, 2)) == hash((1, 2)), {(1, 2): "x"}[(1, 2)])
print([*range(5)][1:-1], list(range(10, 0, -3)), 3 in range(5), range(10)[2:5], len(range(0, 10, 3)), list(reversed(range(4))), range(5)[-1])
print([[0] * 2 for _ in range(3)], [x for row in [[1, 2], [3]] for x in row], [(i, j) for i in range(2) for j in range(i, 2)], {i % 3 for i in range(10)} == {0, 1, 2}, {v: k for k, v in {"a": 1}.items()})
from collections import OrderedDict, defaultdict, Counter, deque, namedtuple, ChainMap
od = OrderedDict([("a", 1), ("b", 2)]); od.move_to_end("a"); print(list(od), od.popitem(last=False), len(od))
dd = defaultdict(list); dd["x"].append(1); dd["x"].append(2); print(dict(dd), dd["y"], "z" in dd)
c = Counter("abracadabra"); print(c.most_common(2), c["a"], c["zz"], sum(c.values()))
q = deque([1, 2, 3], maxlen=3); q.append(4); q.appendleft(0); print(list(q), q.popleft(), q.pop(), len(q))
P = namedtuple("P", ["x", "y"], defaults=[5]); p = P(1); print(p, p.x, p.y, p._replace(y=2), p[0], p == (1, 5), P._fields, p._asdict(), [*p])
a, (b, *c), d2 = 1, (2, 3, 4), 5; print(a, b, c, d2)
(x, y), z = [(1, 2), 3]; x, y = y, x; print(x, y, z)
import itertools, functools, operator
print(list(itertools.chain([1], [2, 3])), list(itertools.chain.from_iterable([[1], [2]])), list(itertools.product("ab", [1, 2])), list(itertools.repeat(1, 3)), list(itertools.islice(itertools.count(5), 3)), list(itertools.zip_longest([1, 2], [3], fillvalue=0)), list(itertools.accumulate([1, 2, 3])), list(itertools.permutations([1, 2, 3], 2)), list(itertools.combinations("abc", 2)), list(itertools.takewhile(lambda v: v < 3, [1, 2, 3, 1])), list(itertools.starmap(pow, [(2, 3)])), [(k, list(g)) for k, g in itertools.groupby("aabbc")])
print(functools.reduce(operator.mul, [1, 2, 3, 4]), functools.reduce(lambda u, v: u + v, [[1], [2]], []), operator.itemgetter(1)([5, 6]), operator.attrgetter("real")(3))
print(list(map(lambda u, v: u + v, [1, 2], [3, 4])), list(filter(None, [0, 1, "", 2])), list(zip([1, 2], "ab", [True, False])), any(v > 2 for v in [1, 3]), all([]), sum(v for v in range(4)))
print([i for i, v in enumerate("abc") if v != "b"], min("b", "a"), max([1, 5, 3], default=0), max([], default=7), sorted(["b", "A"], key=str.lower), min([(2, "a"), (1, "b")]))
keys = {"a": 1, "b": 2}.keys(); print(sorted(keys - {"a"}), sorted({"a", "c"} - keys), sorted({"c"} | keys), sorted(keys & ["a"]), sorted({"a", "c"} ^ keys), keys <= {"a", "b"}, {"a"} < keys, keys >= {"c"}, keys > {"b"})

# What extends a list may look at what it has got.
grown = [1]
grown.extend(grown[-1] * 2 for _ in range(4))
print(grown)
grown += (grown[-1] + len(grown) for _ in range(3))
print(grown)


def raising():
    yield 5
    raise KeyError("late")


try:
    grown.extend(raising())
except KeyError as error:
    print(error, grown)
grown[:] = (item for item in grown if item % 2)
print(grown)


# Copies of containers keep the attributes of their own.
class Node(dict):
    pass


node = Node(a=1)
node.note = ["kept"]
import copy

for made in (copy.copy(node), copy.deepcopy(node)):
    print(made, made.note, made.note is node.note, vars(made))
