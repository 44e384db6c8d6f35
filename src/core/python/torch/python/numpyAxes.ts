// numpy's functions that move axes, as its documentation defines them.
export const numpyAxesNames = ["transpose", "moveaxis", "rollaxis", "flip"];

export const numpyAxesSource = `
def transpose(a, axes=None):
    return a.permute(tuple(range(a.ndim))[::-1] if axes is None else tuple(axes))

def moveaxis(a, source, destination):
    return a.moveaxis(source, destination)

def rollaxis(a, axis, start=0):
    axis += a.ndim if axis < 0 else 0
    start += a.ndim if start < 0 else 0
    return a.moveaxis(axis, start - 1 if axis < start else start)

def flip(m, axis=None):
    axes = tuple(range(m.ndim)) if axis is None else axis
    return m.flip((axes,) if isinstance(axes, int) else tuple(axes))
`;
