from dataclasses import dataclass
@dataclass
class P:
    x:int
    y:int
class Q:
    __match_args__=('u',)
    def __init__(self,u,v): self.u=u; self.v=v
def m(o):
    match o:
        case P(0, y): return f'p0 {y}'
        case P(x=x, y=y) if x==y: return f'diag {x}'
        case P(): return 'p'
        case Q(u, v=3): return f'q3 {u}'
        case Q(u): return f'q {u}'
        case int(n): return f'int {n}'
        case str() as s: return 's'+s
        case [1, *rest]: return f'list {rest}'
        case {'k': v, **r}: return f'map {v} {r}'
        case (a, b) | [a, b, _]: return f'two {a} {b}'
        case None | True: return 'nt'
        case float(): return 'f'
        case _: return 'other'
for o in [P(0,2),P(3,3),P(1,2),Q(1,3),Q(1,4),5,'x',[1,2,3],{'k':1,'j':2},(4,5),[7,8,9],None,2.5,{1},True]: print(m(o))
