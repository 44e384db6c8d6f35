// torch.utils._pytree: the leaves of nested lists, tuples, dicts and named tuples, in order.
export const pytreeSource = `
from collections import OrderedDict, defaultdict, deque

class TreeSpec:
    def __init__(self, kind, context, children_specs):
        self.type = kind
        self.context = context
        self.children_specs = children_specs
        self.num_children = len(children_specs)
        self.num_leaves = 1 if kind is None else sum(spec.num_leaves for spec in children_specs)

    def is_leaf(self):
        return self.type is None

    def unflatten(self, leaves):
        return tree_unflatten(leaves, self)

class LeafSpec(TreeSpec):
    def __init__(self):
        super().__init__(None, None, [])

def _is_namedtuple(tree):
    return isinstance(tree, tuple) and hasattr(tree, "_fields")

def _parts(tree):
    if isinstance(tree, (dict, OrderedDict, defaultdict)):
        return list(tree.values()), list(tree.keys())
    if isinstance(tree, (list, tuple, deque)):
        return list(tree), None
    return None, None

def tree_flatten(tree, is_leaf=None):
    children, context = (None, None) if is_leaf is not None and is_leaf(tree) else _parts(tree)
    if children is None:
        return [tree], LeafSpec()
    leaves, specs = [], []
    for child in children:
        of_child, spec = tree_flatten(child, is_leaf)
        leaves.extend(of_child)
        specs.append(spec)
    return leaves, TreeSpec(type(tree), (tree, context), specs)

def tree_unflatten(leaves, treespec):
    return _unflatten(iter(list(leaves)), treespec)

def _unflatten(leaves, spec):
    if spec.type is None:
        return next(leaves)
    children = [_unflatten(leaves, child) for child in spec.children_specs]
    tree, keys = spec.context
    if isinstance(tree, defaultdict):
        return defaultdict(tree.default_factory, zip(keys, children))
    if keys is not None:
        return OrderedDict(zip(keys, children)) if isinstance(tree, OrderedDict) else dict(zip(keys, children))
    return spec.type(*children) if _is_namedtuple(tree) else spec.type(children)

def tree_leaves(tree, is_leaf=None):
    return tree_flatten(tree, is_leaf)[0]

def tree_structure(tree, is_leaf=None):
    return tree_flatten(tree, is_leaf)[1]

def tree_map(func, tree, *rests, is_leaf=None):
    leaves, spec = tree_flatten(tree, is_leaf)
    others = [tree_leaves(rest, is_leaf) for rest in rests]
    return tree_unflatten([func(*each) for each in zip(leaves, *others)], spec)

def tree_map_(func, tree, *rests, is_leaf=None):
    tree_map(func, tree, *rests, is_leaf=is_leaf)
    return tree

def tree_map_only(kind, func, tree, is_leaf=None):
    return tree_map(lambda leaf: func(leaf) if isinstance(leaf, kind) else leaf, tree, is_leaf=is_leaf)

def tree_all(pred, tree, is_leaf=None):
    return all(pred(leaf) for leaf in tree_leaves(tree, is_leaf))

def tree_any(pred, tree, is_leaf=None):
    return any(pred(leaf) for leaf in tree_leaves(tree, is_leaf))
`;
