"""F(n) of many n modulo many m in Numba, by the algorithms of native's kernels in words.

Montgomery's products; the chain of L(2k) and L(2k+2); where all share an m, a table for each digit
of n; an even m is split into its odd part and a power of two, and both chains go side by side.
"""

from typing import Any

import numba
import numpy as np
from llvmlite import ir
from numba.core import types
from numba.extending import intrinsic

U = np.uint64
ZERO, ONE, TWO, THREE, FIVE, LAST = U(0), U(1), U(2), U(3), U(5), U(63)
FIFTH = U(0xCCCC_CCCC_CCCC_CCCD)  # modulo 2^64
DIGIT, DIGITS = U(11), 6

# The functions have no annotations: Numba infers its own types.
# mypy: disallow-untyped-defs=False, disallow-untyped-calls=False, check-untyped-defs=False
compiled: Any = numba.njit(error_model="numpy")


@intrinsic
def high(typing_context: Any, x: Any, y: Any) -> Any:
    """Return the upper word of a product: one instruction, for which Numba has no name."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        wide = ir.IntType(128)
        x, y = (builder.zext(argument, wide) for argument in arguments)
        upper = builder.lshr(builder.mul(x, y), ir.Constant(wide, 64))
        return builder.trunc(upper, ir.IntType(64))

    return types.uint64(types.uint64, types.uint64), generate


@compiled
def multiply(x, y, m, inverse):
    """Return x y / 2^64 modulo an odd m."""
    upper, less = high(x, y), high(x * y * inverse, m)
    return upper - less + (m if upper < less else ZERO)


@compiled
def subtract(x, y, m):
    """Return x - y modulo m."""
    return x - y + (m if x < y else ZERO)


@compiled
def add(x, y, m):
    """Return x + y modulo m."""
    return subtract(x, m - y, m)


@compiled
def inverse_of(m):
    """Return 1 / m modulo 2^64, for an odd m."""
    x = m
    for _ in range(5):
        x *= TWO - m * x
    return x


@compiled
def ring(m):
    """Return 1 / m modulo 2^64, and 2^128 modulo m, for an odd m."""
    inverse = inverse_of(m)
    one = (ZERO - m) % m
    square = add(one, one, m)
    for _ in range(6):
        square = multiply(square, square, m, inverse)
    return inverse, square


@compiled
def fifth(x, m):
    """Return x / 5 modulo m, or modulo m / 5 if 5 divides m and x."""
    steps, rest = ZERO, x % FIVE
    while rest != ZERO:
        rest = (rest + m % FIVE) % FIVE
        steps += ONE
    return (x + steps * m) * FIFTH


@compiled
def odd_term(n, m):
    """Return F(n) modulo an odd m."""
    if m % FIVE == ZERO:
        if m > U(2**64 // 5):
            return slow_term(n, m)
        m *= FIVE
    inverse, square = ring(m)
    two = multiply(TWO, square, m, inverse)
    three = multiply(THREE, square, m, inverse)
    x, y = two, three
    for _ in range(63):
        middle = subtract(multiply(x, y, m, inverse), three, m)
        odd = n > U(2**63 - 1)
        other = y if odd else x
        outer = subtract(multiply(other, other, m, inverse), two, m)
        x, y = (middle, outer) if odd else (outer, middle)
        n <<= ONE
    rest = subtract(y, x, m)
    term = add(x, y, m) if n else subtract(add(rest, rest, m), x, m)
    return fifth(multiply(term, ONE, m, inverse), m)


@compiled
def slow_term(n, m):
    """Return F(n) modulo any odd m, by three products for each bit."""
    inverse, square = ring(m)
    x, y = ZERO, multiply(ONE, square, m, inverse)
    for _ in range(64):
        outer = multiply(x, subtract(add(y, y, m), x, m), m, inverse)
        middle = add(multiply(x, x, m, inverse), multiply(y, y, m, inverse), m)
        x, y = (middle, add(outer, middle, m)) if n > U(2**63 - 1) else (outer, middle)
        n <<= ONE
    return multiply(x, ONE, m, inverse)


@compiled
def low_term(n):
    """Return F(n) modulo 2^64."""
    x, y = TWO, THREE
    for _ in range(63):
        odd = n > U(2**63 - 1)
        middle = x * y - THREE
        other = y if odd else x
        outer = other * other - TWO
        x, y = (middle, outer) if odd else (outer, middle)
        n <<= ONE
    return (x + y if n else TWO * (y - x) - x) * FIFTH


@compiled
def joined(odd, low, m, twos):
    """Return what is `odd` modulo the odd m, and `low` modulo a power of two."""
    mask = (ONE << twos) - ONE
    return odd + m * ((low - odd) * inverse_of(m) & mask)


@compiled
def twos_of(m):
    """Return how often 2 divides m."""
    twos = ZERO
    while m & ONE == ZERO:
        m >>= ONE
        twos += ONE
    return twos


@compiled
def each(n, m, out):
    """Write F(n) modulo m for each element."""
    for i in range(len(out)):
        if m[i] & ONE:
            out[i] = odd_term(n[i], m[i])
        else:
            twos = twos_of(m[i])
            odd = m[i] >> twos
            out[i] = joined(odd_term(n[i], odd), low_term(n[i]), odd, twos)


@compiled
def tables(m):
    """Return F(d B^i) and F(d B^i + 1), modulo an odd m and modulo 2^64, for each digit d."""
    inverse, square = ring(m)
    size = 1 << int(DIGIT)
    odd, low = np.empty((DIGITS, size, 2), U), np.empty((DIGITS, size, 2), U)
    one = multiply(ONE, square, m, inverse)
    step, low_step = (one, one), (ONE, ONE)
    for digit in range(DIGITS):
        row, low_row = (ZERO, one), (ZERO, ONE)
        for d in range(size):
            odd[digit, d, 0], odd[digit, d, 1] = row
            low[digit, d, 0], low[digit, d, 1] = low_row
            row = plus(row, step, m, inverse)
            low_row = low_plus(low_row, low_step)
        step, low_step = row, low_row
    return inverse, odd, low


@compiled
def plus(a, b, m, inverse):
    """Return the pair at the sum of two indices, from the pairs there."""
    (f, g), (x, y) = a, b
    below = subtract(y, x, m)
    first = add(multiply(f, below, m, inverse), multiply(g, x, m, inverse), m)
    return first, add(multiply(f, x, m, inverse), multiply(g, y, m, inverse), m)


@compiled
def low_plus(a, b):
    """Return the same modulo 2^64."""
    (f, g), (x, y) = a, b
    return f * (y - x) + g * x, f * x + g * y


@compiled
def shared(n, m, out):
    """Write F(n) modulo one m for each n."""
    twos = twos_of(m)
    m >>= twos
    inverse, odd, low = tables(m)
    mask = (ONE << DIGIT) - ONE
    for i in range(len(out)):
        pair = (odd[0, n[i] & mask, 0], odd[0, n[i] & mask, 1])
        for digit in range(1, DIGITS):
            d = n[i] >> (U(digit) * DIGIT) & mask
            pair = plus(pair, (odd[digit, d, 0], odd[digit, d, 1]), m, inverse)
        term = multiply(pair[0], ONE, m, inverse)
        if twos:
            other = (low[0, n[i] & mask, 0], low[0, n[i] & mask, 1])
            for digit in range(1, DIGITS):
                d = n[i] >> (U(digit) * DIGIT) & mask
                other = low_plus(other, (low[digit, d, 0], low[digit, d, 1]))
            term = joined(term, other[0], m, twos)
        out[i] = term
