"""What the conformance kit judges by: naive arithmetic, and arguments of unusual types."""

from __future__ import annotations

from typing import Any

# A prime: two different results that agree modulo it are not to be met by chance.
PRIME = 2**127 - 1


class IntSubclass(int):
    """A subclass of int whose own arithmetic must not be relied on."""

    def _refuse(self, *_: object) -> Any:
        raise AssertionError("arithmetic of a subclass was used")

    __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = __neg__ = __abs__ = _refuse
    __lshift__ = __rshift__ = __and__ = __mod__ = __floordiv__ = __pos__ = __int__ = _refuse
    __str__ = __format__ = _refuse


class Broken:
    """What could be an integer, and fails to be."""

    def __index__(self) -> int:
        raise OverflowError("the caller's own")


class Index:
    """Not an int, but an integer, as NumPy's and gmpy2's are."""

    def __init__(self, value: int) -> None:
        """Keep the value."""
        self.value = value

    def __index__(self) -> int:
        return self.value


def fib_residues(n: int) -> tuple[int, int]:
    """Return F(n) and F(n-1) modulo PRIME, by powers of the matrix (1 1; 1 0) or its inverse."""
    base = (1, 1, 0) if n >= 0 else (0, 1, -1)  # the symmetric matrix (a b; b c)
    power = (1, 0, 1)
    for bit in bin(abs(n))[2:]:
        power = _product(power, power)
        if bit == "1":
            power = _product(power, base)
    return power[1] % PRIME, power[2] % PRIME


def _product(x: tuple[int, int, int], y: tuple[int, int, int]) -> tuple[int, int, int]:
    (a, b, c), (d, e, f) = x, y
    return (a * d + b * e) % PRIME, (a * e + b * f) % PRIME, (b * e + c * f) % PRIME


def residues(pair: tuple[int, int]) -> tuple[int, int]:
    """Return both numbers modulo PRIME."""
    return pair[0] % PRIME, pair[1] % PRIME


def residue_of_digits(text: str) -> int:
    """Return the number modulo PRIME, in chunks: int(text) is quadratic, and limited."""
    digits = text.removeprefix("-")
    residue = 0
    for start in range(0, len(digits), 18):
        chunk = digits[start : start + 18]
        residue = (residue * 10 ** len(chunk) + int(chunk)) % PRIME
    return (-residue if text.startswith("-") else residue) % PRIME


def count_digits(value: int) -> int:
    """Return how many decimal digits value >= 0 has, by comparison with powers of ten."""
    count = max(1, value.bit_length() * 30102 // 100_000)
    while value >= 10**count:
        count += 1
    return count
