// Managers of contextlib that hold state.
export const contextlibSource = `
from functools import wraps

class AbstractContextManager:
    def __enter__(self):
        return self
    def __exit__(self, kind, value, traceback):
        return None

class ContextDecorator:
    def _recreate_cm(self):
        return self
    def __call__(self, func):
        @wraps(func)
        def inner(*args, **kwargs):
            with self._recreate_cm():
                return func(*args, **kwargs)
        return inner

class closing(AbstractContextManager):
    def __init__(self, thing):
        self.thing = thing
    def __enter__(self):
        return self.thing
    def __exit__(self, *details):
        self.thing.close()

class ExitStack(AbstractContextManager):
    def __init__(self):
        self._exits = []
    def enter_context(self, cm):
        entered = cm.__enter__()
        self._exits.append(cm.__exit__)
        return entered
    def push(self, exit):
        self._exits.append(exit.__exit__ if hasattr(exit, "__exit__") else exit)
        return exit
    def callback(self, callback, /, *args, **kwargs):
        def leave(*details):
            callback(*args, **kwargs)
        self._exits.append(leave)
        return callback
    def pop_all(self):
        other = type(self)()
        other._exits, self._exits = self._exits, []
        return other
    def close(self):
        self.__exit__(None, None, None)
    def __exit__(self, kind, value, traceback):
        given, pending = value, value
        while self._exits:
            leave = self._exits.pop()
            try:
                if leave(type(pending) if pending is not None else None, pending, None):
                    pending = None
            except BaseException as raised:
                pending = raised
        if pending is not None and pending is not given:
            raise pending
        return given is not None and pending is None
`;
