for a in (7, -7, 0, 2**70, -(2**65) + 1):
    for b in (3, -3, 2**33, 1):
        print(a // b, a % b, divmod(a, b), a * b, a - b, a & b, a | b, a ^ b)
for a in (7.5, -7.5, 0.0, 1e300, -2.25):
    for b in (2.0, -2.0, 0.3):
        print(a // b, a % b, a * b, a - b, a / b)
print([round(x) for x in (0.5, 1.5, 2.5, -0.5, -1.5, 2.4999)])
print(round(2.675, 2), round(1234.5678, -2), round(15, -1), round(25, -1), round(0.125, 2), round(5.015, 2))
print(1e16, 1e15, 123456789012345680.0, 1e-4, 1e-5, 0.1 + 0.2, 1 / 3, 2.0, -0.0, float("inf"), float("-inf"), 5e-324, 1.7976931348623157e308)
print(int("0x1f", 16), int("-12"), int(3.99), int(-3.99), int("1_000"), float("1e3"), float(" 2.5 "), int(True), bool(0.0))
print(2 ** 10, 2 ** -1, 2.0 ** 3, (-2) ** 3, 10 ** 20, 7 ** 0, 0 ** 0, pow(3, 4, 5))
print(1 << 10, 1023 >> 3, -5 >> 1, ~7, True + True, True & False, 5 & True)
print(1 == 1.0, 1 is 1, 2 < 3 < 4, 3 > 2 > 2, 1 != 2, 1 < 2.5, 2**60 == float(2**60))
print(10 / 4, 10 // 4, 10 // 4.0, 10 % 4.5, -3 // 2, -3 % 2, 3 // -2, 3 % -2)
print(abs(-3), abs(-2.5), max(1, 2.5), min([3, 1, 2]), sum([1, 2.5]), sum([[1], [2]], []), (5).bit_length(), (0.5).is_integer(), (2.0).as_integer_ratio())
print(hex(255), oct(8), bin(5), chr(97), ord("a"), int("777", 8))
import math
print(math.floor(-2.5), math.ceil(2.1), math.sqrt(16), math.log(8, 2), math.log2(8), math.pi, math.gcd(12, 18), math.prod([2, 3, 4]), math.isqrt(17), math.comb(5, 2), math.factorial(6), math.inf, math.trunc(-2.7), math.fmod(7, 3), math.hypot(3, 4))
def make_divisible(v, divisor, min_value=None):
    if min_value is None:
        min_value = divisor
    new_v = max(min_value, int(v + divisor / 2) // divisor * divisor)
    if new_v < 0.9 * v:
        new_v += divisor
    return new_v
print([make_divisible(x * 1.1, 8) for x in (16, 24, 32, 40, 80, 112, 192, 320)])
