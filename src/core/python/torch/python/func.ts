// torch.func, as far as it says something of shapes: a module that is called with other tensors for its own gives what it
// gives with its own.
export const funcSource = `
def functional_call(module, parameter_and_buffer_dicts, args=None, kwargs=None, *, tie_weights=True, strict=False):
    if args is None:
        args = ()
    elif not isinstance(args, tuple):
        args = (args,)
    return module(*args, **(kwargs or {}))
`;
