"""What the conformance kit draws its arguments from: strategies that hug the edges."""

from __future__ import annotations

from collections.abc import Sequence
from math import prod

from hypothesis import strategies as st

LARGEST_INDEX = 50_000
"""The largest abs(n) that `indices` draws unless told otherwise."""

LARGEST_NUMBER_BITS = 100_000
"""The size of the largest x that `numbers` draws unless told otherwise."""

# Where implementations change their ways: words of 32, 63, 64 and 128 bits, tables, decimal digits.
_THRESHOLDS = (
    2, 16, 46, 47, 64, 90, 92, 93, 94, 128, 186, 187, 256, 299, 384, 512, 1000, 1024, 1476, 2048,
    4096, 8192, 10_000, 16_384, 20_569, 32_768,
)  # fmt: skip

# Words of 31, 32, 63, 64, 127 and 128 bits, and the integers that a float holds.
WORD_EDGES = (2**31, 2**32, 2**53, 2**63, 2**64, 2**127, 2**128)
_PRIMES = [d for d in range(2, 200) if all(d % e for e in range(2, d))]


def indices(largest: int = LARGEST_INDEX) -> st.SearchStrategy[int]:
    """Return a strategy for n that hugs zero, powers of two and the thresholds of words.

    Args:
        largest: the largest abs(n).
    """
    edges = sorted({edge for edge in _THRESHOLDS if edge < largest})
    near_edge = st.builds(
        lambda edge, offset, sign: sign * (edge + offset),
        st.sampled_from(edges),
        st.integers(-2, 2),
        st.sampled_from([1, -1]),
    )
    return near_edge | st.integers(-300, 300) | st.integers(-largest, largest)


def numbers(largest_bits: int = LARGEST_NUMBER_BITS) -> st.SearchStrategy[int]:
    """Return a strategy for x of either sign that hugs powers of two and of ten.

    Args:
        largest_bits: how many bits x has at most, but for what is added to a power.
    """
    powers = st.builds(pow, st.just(2), st.integers(0, largest_bits)) | st.builds(
        pow, st.just(10), st.integers(0, largest_bits * 3 // 10)
    )
    near_power = st.builds(
        lambda power, offset, sign: sign * (power + offset),
        powers,
        st.integers(-2, 2),
        st.sampled_from([1, -1]),
    )
    # Drawn by their size first: hypothesis on its own draws hardly any large ones.
    of_any_size = st.integers(1, largest_bits).flatmap(
        lambda bits: st.integers(-(2**bits), 2**bits)
    )
    return near_power | of_any_size


def coefficients(largest_bits: int = 160) -> st.SearchStrategy[tuple[int, int]]:
    """Return a strategy for (p, q) of a Lucas sequence: small ones, word edges, double roots.

    Args:
        largest_bits: how many bits p and q have at most.
    """
    edges = [edge for edge in WORD_EDGES if edge.bit_length() < largest_bits]
    large = _of_bits(largest_bits).flatmap(lambda x: st.sampled_from([x, -x]))
    near_edge = (
        st.builds(
            lambda edge, offset, sign: sign * (edge + offset),
            st.sampled_from(edges),
            st.integers(-2, 2),
            st.sampled_from([1, -1]),
        )
        if edges
        else st.nothing()
    )
    one = st.integers(-12, 12) | near_edge | large
    double_root = one.filter(lambda r: 2 * r.bit_length() < largest_bits).map(
        lambda r: (2 * r, r * r)
    )
    return st.tuples(one, one) | double_root


def recurrences(
    largest_order: int = 12, largest_bits: int = 160
) -> st.SearchStrategy[tuple[list[int], list[int]]]:
    """Return a strategy for coefficients and start values: small ones, zeros, word edges.

    Args:
        largest_order: how many there are at most.
        largest_bits: how many bits each has at most.
    """
    pairs = coefficients(largest_bits)
    some = st.integers(0, 1) | st.integers(-3, 3) | pairs.map(lambda pair: pair[0])
    rows = st.lists(st.tuples(some, some), min_size=1, max_size=largest_order)
    return rows.map(lambda row: ([c for c, _ in row], [w for _, w in row]))


def moduli(largest_bits: int = 300) -> st.SearchStrategy[int]:
    """Return a strategy for m, even as well as odd: 1, word edges, powers of two, any size.

    Args:
        largest_bits: how many bits m has at most, but for what is added to an edge.
    """
    power = st.integers(0, largest_bits).map(lambda bits: 2**bits)
    return st.integers(1, 200) | _near(WORD_EDGES) | power | _of_bits(largest_bits)


def words() -> st.SearchStrategy[int]:
    """Return a strategy for x that fits an unsigned word of 64 bits."""
    edges = [edge for edge in WORD_EDGES if edge < 2**64]
    last = st.integers(2**64 - 3, 2**64 - 1)
    return st.integers(0, 200) | _near(edges) | last | _of_bits(64)


def smooth_moduli() -> st.SearchStrategy[int]:
    """Return a strategy for m with small prime factors: those of its period are small, too."""
    powers = st.builds(pow, st.sampled_from(_PRIMES), st.integers(1, 7))
    of_two_and_five = st.builds(pow, st.sampled_from([2, 5, 10]), st.integers(1, 40))
    return st.integers(1, 5000) | of_two_and_five | st.lists(powers, max_size=3).map(prod)


def _near(edges: Sequence[int]) -> st.SearchStrategy[int]:
    return st.tuples(st.sampled_from(edges), st.integers(-2, 2)).map(sum)


def _of_bits(largest: int) -> st.SearchStrategy[int]:
    return st.integers(1, largest).flatmap(lambda bits: st.integers(2 ** (bits - 1), 2**bits - 1))
