# A sequence repeated by whatever counts as an int, and work that a recursion does inside short loops.
class Count:
    def __init__(self, value):
        self.value = value

    def __index__(self):
        return self.value


class Scaled(Count):
    def __rmul__(self, other):
        return ("scaled", other, self.value)


print([1, 2] * Count(2), Count(3) * (0,), "ab" * Count(2), b"c" * Count(0))
print([1, 2] * Scaled(2))
try:
    [1] * object()
except TypeError as error:
    print(type(error).__name__)


def links(layer):
    total = 1
    for power in range(10):
        if layer > 0 and layer % 2**power == 0:
            total += links(layer - 2**power)
    return total


print([links(layer) for layer in range(9)])
total = 0
for layer in range(1, 17):
    total += links(layer)
print(total)
