d={'a':1,'b':2,'c':3}; e={'b':5,'z':1}
print(d.keys() & e.keys(), sorted(d.keys() - e.keys()), sorted(d.keys() | e.keys()), sorted(d.keys() ^ e.keys()))
print(d.items() & {'a':1}.items(), 'a' in d.keys(), ('a',1) in d.items(), d.keys() == {'a','b','c'}, d.keys() <= {'a','b','c','d'})
print(d.keys(), d.values(), d.items(), list(reversed(d)), list(reversed(d.items())), d.keys().isdisjoint({'q'}))
