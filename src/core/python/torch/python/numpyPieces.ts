// numpy's functions that cut arrays into pieces, and its polynomials, as its documentation defines them.
export const numpyPiecesNames = [
  "split",
  "array_split",
  "hsplit",
  "vsplit",
  "dsplit",
  "delete",
  "diff",
  "dot",
  "einsum",
  "matmul",
  "outer",
  "convolve",
  "polymul",
  "polyval",
  "poly1d",
];

export const numpyPiecesSource = `
import torch
from numpy import asarray, array, concatenate, full, zeros


def _axis(axis, rank):
    return axis + rank if axis < 0 else axis


def _piece(ary, axis, start, stop):
    return ary[(slice(None),) * axis + (slice(start, stop),)]


def array_split(ary, indices_or_sections, axis=0):
    ary = asarray(ary)
    axis = _axis(axis, ary.ndim)
    total = ary.shape[axis]
    if isinstance(indices_or_sections, int):
        each, extras = divmod(total, indices_or_sections)
        bounds = [0]
        for index in range(indices_or_sections):
            bounds.append(bounds[-1] + each + (1 if index < extras else 0))
    else:
        bounds = [0] + [int(index) for index in indices_or_sections] + [total]
    return [_piece(ary, axis, start, stop) for start, stop in zip(bounds[:-1], bounds[1:])]


def split(ary, indices_or_sections, axis=0):
    if isinstance(indices_or_sections, int) and asarray(ary).shape[axis] % indices_or_sections:
        raise ValueError("array split does not result in an equal division")
    return array_split(ary, indices_or_sections, axis)


def hsplit(ary, indices_or_sections):
    return split(ary, indices_or_sections, 0 if asarray(ary).ndim == 1 else 1)


def vsplit(ary, indices_or_sections):
    return split(ary, indices_or_sections, 0)


def dsplit(ary, indices_or_sections):
    return split(ary, indices_or_sections, 2)


def delete(arr, obj, axis=None):
    arr = asarray(arr)
    if axis is None:
        arr, axis = arr.reshape(-1), 0
    axis = _axis(axis, arr.ndim)
    total = arr.shape[axis]
    gone = range(total)[obj] if isinstance(obj, slice) else [obj] if isinstance(obj, int) else [int(i) for i in obj]
    gone = {index + total if index < 0 else index for index in gone}
    kept = [_piece(arr, axis, index, index + 1) for index in range(total) if index not in gone]
    return concatenate(kept, axis) if kept else _piece(arr, axis, 0, 0)


def _edge(value, ary, axis):
    if value is None:
        return []
    if not isinstance(value, (int, float)):
        return [asarray(value)]
    return [full([1 if at == axis else size for at, size in enumerate(ary.shape)], value)]


def diff(a, n=1, axis=-1, prepend=None, append=None):
    found = asarray(a)
    axis = _axis(axis, found.ndim)
    edges = _edge(prepend, found, axis), _edge(append, found, axis)
    if n > 0 and any(edges):
        found = concatenate([*edges[0], found, *edges[1]], axis)
    for _ in range(n):
        total = found.shape[axis]
        later, earlier = _piece(found, axis, 1, total), _piece(found, axis, 0, total - 1)
        found = later != earlier if str(found.dtype) == "bool" else later - earlier
    return found


def einsum(subscripts, *operands, **options):
    return torch.einsum(subscripts, *[torch.from_numpy(asarray(operand)) for operand in operands]).numpy()


def matmul(x1, x2):
    return asarray(x1) @ asarray(x2)


def dot(a, b, out=None):
    a, b = asarray(a), asarray(b)
    if a.ndim == 0 or b.ndim == 0:
        return a * b
    if a.ndim == 1 or b.ndim < 3 and a.ndim + b.ndim < 5:
        return a @ b
    return torch.tensordot(torch.from_numpy(a), torch.from_numpy(b), ([a.ndim - 1], [b.ndim - 2])).numpy()


def outer(a, b):
    return asarray(a).reshape(-1)[:, None] * asarray(b).reshape(-1)[None, :]


def _products(a, b):
    found = [0] * (len(a) + len(b) - 1)
    for i, x in enumerate(a):
        for j, y in enumerate(b):
            found[i + j] += x * y
    return found


def convolve(a, v, mode="full"):
    a, v = asarray(a).tolist(), asarray(v).tolist()
    if len(a) < len(v):
        a, v = v, a
    full = _products(a, v)
    if mode == "full":
        return array(full)
    count = len(a) if mode == "same" else len(a) - len(v) + 1
    start = (len(full) - count) // 2
    return array(full[start : start + count])


def polymul(a1, a2):
    if isinstance(a1, poly1d) or isinstance(a2, poly1d):
        return poly1d(a1) * poly1d(a2)
    return convolve(a1, a2)


def polyval(p, x):
    value = 0 * x
    for coefficient in poly1d(p).coeffs.tolist():
        value = value * x + coefficient
    return value


class poly1d:
    def __init__(self, c_or_r, r=False, variable=None):
        if isinstance(c_or_r, poly1d):
            coefficients = c_or_r.coeffs.tolist()
        elif r:
            coefficients = [1.0]
            for root in c_or_r:
                coefficients = _products(coefficients, [1.0, -root])
        else:
            coefficients = asarray(c_or_r).reshape(-1).tolist()
        while len(coefficients) > 1 and coefficients[0] == 0:
            coefficients = coefficients[1:]
        self.coeffs = array(coefficients)
        self.order = len(coefficients) - 1

    @property
    def c(self):
        return self.coeffs

    @property
    def coef(self):
        return self.coeffs

    @property
    def coefficients(self):
        return self.coeffs

    @property
    def o(self):
        return self.order

    def __call__(self, x):
        return polyval(self, x)

    def __len__(self):
        return self.order

    def __getitem__(self, power):
        return self.coeffs[self.order - power] if 0 <= power <= self.order else 0

    def __neg__(self):
        return poly1d(-self.coeffs)

    def __mul__(self, other):
        if isinstance(other, (int, float)):
            return poly1d(self.coeffs * other)
        return poly1d(_products(self.coeffs.tolist(), poly1d(other).coeffs.tolist()))

    __rmul__ = __mul__

    def __add__(self, other):
        a = self.coeffs.tolist()
        b = [other] if isinstance(other, (int, float)) else poly1d(other).coeffs.tolist()
        a = [0] * (len(b) - len(a)) + a
        b = [0] * (len(a) - len(b)) + b
        return poly1d([x + y for x, y in zip(a, b)])

    __radd__ = __add__

    def __sub__(self, other):
        return self + (-1 * poly1d([other] if isinstance(other, (int, float)) else other))

    def __pow__(self, power):
        found = [1]
        for _ in range(power):
            found = _products(found, self.coeffs.tolist())
        return poly1d(found)
`;
