// Heaps as lists: a smaller child is drawn up to the hole until a leaf is there, then the item rises, as CPython does it.
export const heapqSource = `
def _rise(heap, first, place):
    item = heap[place]
    while place > first:
        above = (place - 1) >> 1
        if not item < heap[above]:
            break
        heap[place] = heap[above]
        place = above
    heap[place] = item

def _sink(heap, place):
    first, end, item = place, len(heap), heap[place]
    child = 2 * place + 1
    while child < end:
        if child + 1 < end and not heap[child] < heap[child + 1]:
            child += 1
        heap[place] = heap[child]
        place = child
        child = 2 * place + 1
    heap[place] = item
    _rise(heap, first, place)

def heappush(heap, item):
    heap.append(item)
    _rise(heap, 0, len(heap) - 1)

def heappop(heap):
    last = heap.pop()
    if not heap:
        return last
    first, heap[0] = heap[0], last
    _sink(heap, 0)
    return first

def heapreplace(heap, item):
    first, heap[0] = heap[0], item
    _sink(heap, 0)
    return first

def heappushpop(heap, item):
    if heap and heap[0] < item:
        item, heap[0] = heap[0], item
        _sink(heap, 0)
    return item

def heapify(x):
    for place in reversed(range(len(x) // 2)):
        _sink(x, place)

def nlargest(n, iterable, key=None):
    return sorted(iterable, key=key, reverse=True)[:n]

def nsmallest(n, iterable, key=None):
    return sorted(iterable, key=key)[:n]

def merge(*iterables, key=None, reverse=False):
    yield from sorted((item for each in iterables for item in each), key=key, reverse=reverse)
`;
