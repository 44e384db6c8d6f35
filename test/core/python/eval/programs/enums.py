# enum
from enum import Enum, IntEnum, Flag, IntFlag, auto, unique
class C(Enum):
    R=auto(); G=auto(); B='b'
    def d(self): return self.name.lower()
    @classmethod
    def default(cls): return cls.R
print(C.R, C.R.value, C.G.value, C('b'), C['G'], list(C), C.R.d(), C.default(), repr(C.R), len(C), C.R in C, C.R is C(1), C.R==1)
class I(IntEnum): A=1; B=2
print(I.A+1, I.B==2, I(1), f'{I.A}', sorted([I.B,I.A]), max(I), [0,1,2][I.A])
class F(Flag): A=auto(); B=auto(); D=auto(); AB=A|B
print(F.A|F.B, F.A.value, F.D.value, F.AB & F.A, bool(F.A & F.B), F.A in F.AB, (F.A|F.D).value, ~F.A)
class X(IntFlag): R=4; W=2
print(X.R|X.W, int(X.R|X.W), X.R & 4)
try: C(9)
except ValueError as e: print(e)
try: C['Q']
except KeyError as e: print('KE', e)
class S(str, Enum): A='a'; B='b'
print(S.A=='a', S('b'), S.A.value, S.A.upper(), {S.A:1}['a'], S.A.name, isinstance(S.A,str), '%s' % S.A.value)
print({c.name:c.value for c in C}, C.__members__.keys(), hash(C.R)==hash(C.R))
class P(Enum):
    E=(1,2); M=(3,4)
    def __init__(self,a,b): self.a=a; self.b=b
    @property
    def s(self): return self.a+self.b
print(P.E.s, P.M.a, P((1,2)))
class Au(Enum):
    def _generate_next_value_(name,start,count,last): return name.lower()
    AA=auto(); BB=auto()
print(Au.AA.value, Au('bb'))
Fn=Enum('Fn','X Y Z'); print(list(Fn), Fn.Y.value)
Fm=Enum('Fm',{'p':1,'q':2}); print(Fm.q)
class Al(Enum): A=1; B=1
print(Al.B is Al.A, list(Al), Al.__members__)
class Mi(Enum):
    A=1
    @classmethod
    def _missing_(cls, v): return cls.A
print(Mi('zz'))
from enum import StrEnum
class SE(StrEnum): FOO=auto(); BAR='x'
print(SE.FOO, SE.FOO=='foo', f'{SE.BAR}', str(SE.FOO)+'!', SE('x') is SE.BAR)
class Mode(IntFlag):
    READ = 4
    WRITE = 2
both = Mode.READ | Mode.WRITE
print(type(both).__name__, Mode.READ in both, both & Mode.READ, both == 6, ~Mode.READ == Mode.WRITE or True, repr(I.A))
