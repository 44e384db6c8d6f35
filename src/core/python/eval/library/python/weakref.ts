// References that never die: nothing is collected during an analysis.
export const weakrefSource = `
class ref:
    def __init__(self, object, callback=None, /):
        self._object = object
    def __call__(self):
        return self._object
    def __eq__(self, other):
        return isinstance(other, ref) and self._object == other._object
    def __hash__(self):
        return hash(self._object)

ReferenceType = ref
class WeakMethod(ref): pass

def proxy(object, callback=None, /):
    return object

class WeakValueDictionary(dict): pass
class WeakKeyDictionary(dict): pass
class WeakSet(set): pass

class finalize:
    alive = True
    def __init__(self, obj, func, /, *args, **kwargs): pass
    def __call__(self, _=None): return None
    def detach(self): return None
`;
