import heapq
h=[5,3,8,1]
heapq.heapify(h)
heapq.heappush(h,0)
print(h, heapq.heappop(h), h, heapq.nlargest(2,h), heapq.nsmallest(2,h,key=lambda v:-v))
print(heapq.heappushpop(h,7), heapq.heapreplace(h,9), h, list(heapq.merge([1,4],[2,3])))
import bisect
a=[1,2,2,3]
print(bisect.bisect(a,2), bisect.bisect_left(a,2), bisect.bisect_right(a,5), bisect.insort(a,2), a)
import weakref
class A: pass
a=A()
r=weakref.ref(a)
print(r() is a, weakref.proxy(a) is not None)
d=weakref.WeakValueDictionary(); d['x']=a; print('x' in d, d['x'] is a)
w=weakref.WeakKeyDictionary(); w[a]=3; print(w[a])
