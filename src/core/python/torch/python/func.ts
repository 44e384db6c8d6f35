// torch.func (functorch), as far as it says something of shapes. A module that is called with other tensors for its own gives
// what it gives with its own. What `vmap` maps runs once for each slice where there are few, else once for all: shapes are the
// same, costs are those of what ran.
export const funcSource = `
import copy
import torch
from torch.utils._pytree import tree_flatten, tree_map, tree_unflatten

def functional_call(module, parameter_and_buffer_dicts, args=None, kwargs=None, *, tie_weights=True, strict=False):
    if args is None:
        args = ()
    elif not isinstance(args, tuple):
        args = (args,)
    return module(*args, **(kwargs or {}))

def stack_module_state(models):
    if len(models) == 0:
        raise RuntimeError("stack_module_state: Expected at least one model, got 0.")
    if not all(type(model) is type(models[0]) for model in models):
        raise RuntimeError("stack_module_state: Expected all models to be of the same class.")
    params = [dict(model.named_parameters()) for model in models]
    buffers = [dict(model.named_buffers()) for model in models]
    return _stacked(params), _stacked(buffers)

def _stacked(states):
    return {name: torch.stack([state[name].detach() for state in states]) for name in states[0]}

_FEW = 16

def _is_tensor(value):
    return isinstance(value, torch.Tensor)

# One axis for each leaf: where the axes say less than the arguments, what they say goes for all below.
def _axes(axes, tree, what):
    if isinstance(axes, (tuple, list)) and isinstance(tree, (tuple, list)):
        if len(axes) != len(tree):
            raise ValueError(f"vmap: {what} is not compatible with the structure of the inputs: got {len(axes)} for {len(tree)}")
        return [axis for part, below in zip(axes, tree) for axis in _axes(part, below, what)]
    if isinstance(axes, dict) and isinstance(tree, dict):
        return [axis for key, below in tree.items() for axis in _axes(axes[key], below, what)]
    return [axes for _ in tree_flatten(tree)[0]]

def vmap(func, in_dims=0, out_dims=0, randomness="error", *, chunk_size=None):
    def wrapped(*args, **kwargs):
        if len(args) == 0:
            raise ValueError("vmap: got no inputs, which is not supported")
        leaves, spec = tree_flatten(args)
        axes = _axes(in_dims if isinstance(in_dims, (tuple, list)) else (in_dims,) * len(args), args, "in_dims")
        sizes = []
        for leaf, axis in zip(leaves, axes):
            if axis is None:
                continue
            if not _is_tensor(leaf):
                raise ValueError(f"vmap: Got in_dim={axis} for an input but the input is of type {type(leaf)}. We cannot vmap over non-Tensor arguments, please use None as the respective in_dim")
            if leaf.dim() == 0 or not -leaf.dim() <= axis < leaf.dim():
                raise ValueError(f"vmap: Got in_dim={axis} for some input, but that input is a Tensor of dimensionality {leaf.dim()}")
            sizes.append(leaf.size(axis))
        if len(sizes) == 0:
            raise ValueError("vmap: Every axis in in_dims is None: at least one has to be mapped over")
        if any(size != sizes[0] for size in sizes):
            raise ValueError(f"vmap: Expected all tensors to have the same size in the mapped dimension, got sizes {sizes} for the mapped dimension")
        count = sizes[0] if torch._few(sizes[0], _FEW) else 1
        def slice_of(turn):
            parts = [leaf if axis is None else leaf.select(axis, turn) for leaf, axis in zip(leaves, axes)]
            return func(*tree_unflatten(parts, spec), **kwargs)
        results = [slice_of(turn) for turn in range(count)]
        gathered, of_result = tree_flatten(results[0])
        outs = _axes(out_dims, results[0], "out_dims")
        every = [tree_flatten(result)[0] for result in results]
        for index, out in enumerate(outs):
            leaf = gathered[index]
            if not _is_tensor(leaf):
                raise ValueError(f"vmap: the function must only return Tensors, got type {type(leaf)}. Did you mean to set out_dims= to None for output?")
            if out is None:
                continue
            if torch._few(sizes[0], _FEW):
                gathered[index] = torch.stack([of_turn[index] for of_turn in every], out)
            else:
                wide = leaf.unsqueeze(out)
                shape = list(wide.shape)
                shape[out] = sizes[0]
                gathered[index] = wide.expand(shape)
        return tree_unflatten(gathered, of_result)
    return wrapped

# Derivatives: what they are taken of runs once; they have the shapes that they would have.
def _like(value):
    return torch.zeros_like(value) if _is_tensor(value) else value

def _picked(args, argnums):
    return args[argnums] if isinstance(argnums, int) else tuple(args[index] for index in argnums)

def _scalar(value, name):
    if _is_tensor(value) and value.dim() != 0:
        raise RuntimeError(f"{name}(f)(*args): Expected f(*args) to return a scalar tensor, got tensor with {value.dim()} dims. Maybe you wanted to use the vjp or jacrev APIs instead?")

def grad_and_value(func, argnums=0, has_aux=False):
    def wrapped(*args, **kwargs):
        result = func(*args, **kwargs)
        _scalar(result[0] if has_aux else result, "grad_and_value")
        return tree_map(_like, _picked(args, argnums)), result
    return wrapped

def grad(func, argnums=0, has_aux=False):
    def wrapped(*args, **kwargs):
        result = func(*args, **kwargs)
        _scalar(result[0] if has_aux else result, "grad")
        grads = tree_map(_like, _picked(args, argnums))
        return (grads, result[1]) if has_aux else grads
    return wrapped

def vjp(func, *primals, has_aux=False):
    result = func(*primals)
    output = result[0] if has_aux else result
    def pull(cotangents, retain_graph=True, create_graph=None):
        return tuple(tree_map(_like, primal) for primal in primals)
    return (output, pull, result[1]) if has_aux else (output, pull)

def jvp(func, primals, tangents, *, strict=False, has_aux=False):
    result = func(*primals)
    output = result[0] if has_aux else result
    tangent = tree_map(_like, output)
    return (output, tangent, result[1]) if has_aux else (output, tangent)

def _jacobian(func, argnums, has_aux):
    def wrapped(*args):
        result = func(*args)
        output = result[0] if has_aux else result
        def of_output(out):
            of_input = lambda value: torch.zeros(tuple(out.shape) + tuple(value.shape))
            return tree_map(of_input, _picked(args, argnums))
        jacobian = tree_map(of_output, output)
        return (jacobian, result[1]) if has_aux else jacobian
    return wrapped

def jacrev(func, argnums=0, *, has_aux=False, chunk_size=None, _preallocate_and_copy=False):
    return _jacobian(func, argnums, has_aux)

def jacfwd(func, argnums=0, has_aux=False, *, randomness="error"):
    return _jacobian(func, argnums, has_aux)

def hessian(func, argnums=0):
    return jacfwd(jacrev(func, argnums), argnums)

def functionalize(func, *, remove="mutations"):
    return func

# functorch's older names.
def make_functional_with_buffers(model, disable_autograd_tracking=False):
    held = copy.deepcopy(model)
    def called(params, buffers, *args, **kwargs):
        return functional_call(held, (params, buffers), args, kwargs)
    return called, tuple(model.parameters()), tuple(model.buffers())

def make_functional(model, disable_autograd_tracking=False):
    held = copy.deepcopy(model)
    def called(params, *args, **kwargs):
        return functional_call(held, params, args, kwargs)
    return called, tuple(model.parameters())

def combine_state_for_ensemble(models):
    called, _, _ = make_functional_with_buffers(models[0])
    stacked = lambda tensors: tuple(torch.stack([one.detach() for one in each]) for each in zip(*tensors))
    return called, stacked([list(model.parameters()) for model in models]), stacked([list(model.buffers()) for model in models])
`;
