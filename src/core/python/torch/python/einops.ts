// einops: patterns become reshape, reduce, permute, expand and reshape, each only where it changes something.
export const einopsSource = `
import re
import torch

class EinopsError(RuntimeError):
    pass

def _groups(side):
    """Axes of one side, each a list of names; a "..." that is no part of a group stands for itself."""
    groups, inside = [], None
    for token in re.findall(r"\\.\\.\\.|\\(|\\)|\\w+", side):
        if token == "(":
            inside = []
        elif token == ")":
            groups.append(inside)
            inside = None
        elif inside is None:
            groups.append("..." if token == "..." else [] if token == "1" else [token])
        elif token != "1":
            inside.append(token)
    return groups

def _sides(pattern):
    if pattern.count("->") != 1:
        raise EinopsError(f"pattern needs one arrow: {pattern!r}")
    left, right = pattern.split("->")
    return _groups(left), _groups(right)

def _spread(groups, names):
    """Puts axes of their own in place of "..."."""
    spread = []
    for group in groups:
        if group == "...":
            spread.extend([name] for name in names)
        elif "..." in group:
            at = group.index("...")
            spread.append(group[:at] + names + group[at + 1:])
        else:
            spread.append(group)
    return spread

def _numbered(groups, sizes, prefix):
    """Axes written as numbers get names."""
    numbered = []
    for place, group in enumerate(groups):
        row = []
        for index, name in enumerate(group):
            if name.isdigit():
                made = f"{prefix}{place}_{index}"
                sizes[made] = int(name)
                name = made
            row.append(name)
        numbered.append(row)
    return numbered

def _product(names, sizes):
    total = 1
    for name in names:
        total = total * sizes[name]
    return total

def _measure(shape, groups, sizes, pattern):
    for dim, group in zip(shape, groups):
        open = [name for name in group if name not in sizes]
        known = _product([name for name in group if name in sizes], sizes)
        if len(open) > 1:
            raise EinopsError(f"could not infer sizes for {set(open)} in {pattern!r}")
        if open:
            if isinstance(dim, int) and dim % known != 0:
                raise EinopsError(f"can't divide axis of length {dim} in chunks of {known} in {pattern!r}")
            sizes[open[0]] = dim // known
        elif isinstance(dim, int) and dim != known:
            raise EinopsError(f"length mismatch, {dim} != {known} for axis {' '.join(group) or '1'} in {pattern!r}")

def _reduced(x, operation, axes):
    if callable(operation):
        return operation(x, tuple(axes))
    if operation == "prod":
        for axis in sorted(axes, reverse=True):
            x = x.prod(axis)
        return x
    name = {"min": "amin", "max": "amax"}.get(operation, operation)
    return getattr(x, name)(tuple(axes))

def _run(x, pattern, operation, lengths):
    if isinstance(x, (list, tuple)):
        x = torch.stack(list(x))
    left, right = _sides(pattern)
    sizes = dict(lengths)
    shape = x.shape
    if any("..." in group for group in left):
        extra = len(shape) - len(left) + 1
        names = [f"_more{index}" for index in range(extra)]
        left, right = _spread(left, names), _spread(right, names)
    left, right = _numbered(left, sizes, "_left"), _numbered(right, sizes, "_right")
    if len(left) != len(shape):
        raise EinopsError(f"expected {len(left)} dimensions, got {len(shape)} in {pattern!r}")
    _measure(shape, left, sizes, pattern)
    before = [name for group in left for name in group]
    after = [name for group in right for name in group]
    for names in (before, after):
        if len(set(names)) != len(names):
            raise EinopsError(f"an axis is used twice in {pattern!r}")
    gone = [name for name in before if name not in after]
    new = [name for name in after if name not in before]
    if operation == "rearrange" and (gone or new) or operation == "repeat" and gone:
        raise EinopsError(f"identifiers only on one side of expression: {set(gone + new)} in {pattern!r}")
    for name in new:
        if name not in sizes:
            raise EinopsError(f"no size for new axis {name!r} in {pattern!r}")
    if any(len(group) != 1 for group in left):
        x = x.reshape([sizes[name] for name in before])
    if gone:
        x = _reduced(x, operation, [before.index(name) for name in gone])
    kept = [name for name in before if name in after]
    order = [kept.index(name) for name in after if name in before]
    if order != list(range(len(order))):
        x = x.permute(order)
    if new:
        for place, name in enumerate(after):
            if name in new:
                x = x.unsqueeze(place)
        x = x.expand([sizes[name] for name in after])
    if any(len(group) != 1 for group in right):
        x = x.reshape([_product(group, sizes) for group in right])
    return x

def rearrange(tensor, pattern, **axes_lengths):
    return _run(tensor, pattern, "rearrange", axes_lengths)

def reduce(tensor, pattern, reduction, **axes_lengths):
    return _run(tensor, pattern, reduction, axes_lengths)

def repeat(tensor, pattern, **axes_lengths):
    return _run(tensor, pattern, "repeat", axes_lengths)

def parse_shape(x, pattern):
    names = pattern.split()
    shape = list(x.shape)
    if "..." in names:
        at = names.index("...")
        rest = len(shape) - len(names) + 1
        names = names[:at] + ["_"] * rest + names[at + 1:]
    if len(names) != len(shape):
        raise EinopsError(f"can't parse shape with different number of dimensions: {pattern!r}")
    return {name: dim for name, dim in zip(names, shape) if name != "_" and not name.isdigit()}

def _letters(sides):
    """Single letters for the names of einsum's axes."""
    letters = {}
    for side in sides:
        for name in side.split():
            if name != "..." and name not in letters:
                letters[name] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"[len(letters)]
    return letters

def einsum(*tensors_and_pattern):
    *tensors, pattern = tensors_and_pattern
    left, right = pattern.split("->")
    sides = left.split(",")
    letters = _letters([*sides, right])
    short = ["".join(letters.get(name, name) for name in side.split()) for side in [*sides, right]]
    return torch.einsum(f"{','.join(short[:-1])}->{short[-1]}", *tensors)

def _around(pattern):
    names = pattern.split()
    at = names.index("*")
    return at, len(names) - at - 1

def pack(tensors, pattern):
    before, after = _around(pattern)
    shapes, flat = [], []
    for tensor in tensors:
        dims = list(tensor.shape)
        end = len(dims) - after
        shapes.append(torch.Size(dims[before:end]))
        flat.append(tensor.reshape([*dims[:before], -1, *dims[end:]]))
    return torch.cat(flat, dim=before), shapes

def unpack(tensor, packed_shapes, pattern):
    before, after = _around(pattern)
    dims = list(tensor.shape)
    lengths = []
    for shape in packed_shapes:
        length = 1
        for dim in shape:
            length = length * dim
        lengths.append(length)
    if -1 in lengths:
        at = lengths.index(-1)
        lengths[at] = dims[before] - sum(lengths) - 1
    parts = tensor.split(lengths, dim=before)
    return [part.reshape([*dims[:before], *shape, *dims[before + 1:]]) for part, shape in zip(parts, packed_shapes)]

def asnumpy(tensor):
    return tensor.detach().cpu().numpy()
`;
