class E(Exception):
    def __init__(self,m,code=1): super().__init__(m); self.code=code
try:
    try: raise E('x',3)
    except E as e: raise ValueError('y') from e
except ValueError as v: print(v, v.__cause__, v.__cause__.code, v.args, repr(v))
def f():
    try: return 1
    finally: print('fin')
print(f())
def g():
    for i in range(3):
        try:
            if i==1: continue
            if i==2: break
            print(i)
        finally: print('f',i)
    else: print('else')
g()
try: int('x')
except ValueError as e: print(e)
try: [][1]
except IndexError as e: print(e)
try: {}['k']
except KeyError as e: print(e, repr(e))
try: None.x
except AttributeError as e: print(e)
try: 1+'a'
except TypeError as e: print(e)
try: 'a'+1
except TypeError as e: print(e)
try: len(5)
except TypeError as e: print(e)
try: undefined_name
except NameError as e: print(e)
try: 1//0
except ZeroDivisionError as e: print(e)
try: 1/0
except ZeroDivisionError as e: print(e)
try: a,b=[1]
except ValueError as e: print(e)
try: a,b=[1,2,3]
except ValueError as e: print(e)
try: assert 1==2, 'msg'
except AssertionError as e: print(e)
try: (lambda x:x)()
except TypeError as e: print(e)
def h(a,b,*,c): pass
for call in [lambda:h(1), lambda:h(1,2), lambda:h(1,2,3,c=1), lambda:h(1,2,c=1,d=2), lambda:h(1,a=2,b=3,c=4), lambda:h()]:
    try: call()
    except TypeError as e: print(e)
try: next(iter([]))
except StopIteration: print('SI')
try:
    try: 1/0
    except ZeroDivisionError: raise KeyError('z')
except KeyError as e: print(type(e.__context__).__name__, e.__cause__)
