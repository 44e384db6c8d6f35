from contextlib import ExitStack, contextmanager, suppress, nullcontext, closing, AbstractContextManager, ContextDecorator
@contextmanager
def cm(n):
    print('in',n)
    try: yield n
    finally: print('out',n)
with ExitStack() as st:
    print(st.enter_context(cm(1)), st.enter_context(cm(2)))
    st.callback(print,'cb',3)
    print('body')
with cm(1) as a, cm(2) as b: print(a,b)
try:
    with cm(5): raise ValueError('x')
except ValueError as e: print('caught',e)
with suppress(KeyError): {}['a']
class MyC(ContextDecorator):
    def __enter__(self): print('e'); return self
    def __exit__(self,*a): print('x',a[0]); return True
@MyC()
def ff(): print('ff'); raise ValueError
print(ff())
with (cm(8), cm(9)): pass
st=ExitStack(); st.enter_context(cm('z')); s2=st.pop_all(); st.close(); s2.close()
