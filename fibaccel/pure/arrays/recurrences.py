"""The NumPy kernel for terms of one linear recurrence modulo one m, at many n.

The denominators of `fibaccel.pure.recurrences` are the same for all n. So they are computed in
Python's ints, and the numerators in blocks of words.
"""

from __future__ import annotations

from functools import partial
from itertools import pairwise

import numpy as np

from fibaccel.pure import recurrences
from fibaccel.pure.arrays.modular import blocks, by_parts, words
from fibaccel.pure.arrays.residues import choose

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    import numpy.typing as npt

    # What has PEP 3118's buffers; there is no type of that before Python 3.12.
    Buffer = Any

    Words = npt.NDArray[np.uint64]

# Fewer elements are faster in Python's ints.
_FEW = 64


def linrec_mod_u64(
    coefficients: Buffer, start: Buffer, n: Buffer, m: Buffer, out: Buffer, /
) -> None:
    """Write the terms at n modulo m."""
    rule, first = words(coefficients).tolist(), words(start).tolist()
    indices, modulus, result = words(n), int(words(m)[0]), words(out)
    if len(result) < _FEW or len(indices) == 1:
        terms = [recurrences.linrec_mod(rule, first, k, modulus) for k in indices.tolist()]
        result[:] = np.array(terms, np.uint64)
        return
    p, factors = _steps(rule, first, int(indices.max()).bit_length(), modulus)
    for block in blocks(len(result)):
        compute = partial(_terms, first=p, factors=factors, n=indices[block])
        result[block] = by_parts(words(m), compute)


def _steps(
    rule: list[int], first: list[int], count: int, m: int
) -> tuple[list[int], list[list[int]]]:
    """Return the first numerator, and what a numerator is multiplied by in each step."""
    p, q = recurrences.quotient(rule, first)
    factors = []
    for _ in range(count):
        factors.append([(-x if j % 2 else x) % m for j, x in enumerate(q)])
        q = [x % m for x in recurrences.halved(p, q, 4 * len(q))[1]]
    return [x % m for x in p], factors


def _terms(field: Any, first: list[int], factors: list[list[int]], n: Words) -> Words:
    """Return the terms in an arithmetic modulo m."""
    zero, _ = field.start(n)
    p = [zero + field.enter(_word(x)) for x in first]
    for i, row in enumerate(factors):
        mask = np.uint64(0) - (n >> np.uint64(i) & np.uint64(1))
        padded = [zero, *p, zero]
        # What the factors from the first on are multiplied by at an even and at an odd n.
        chosen = [choose(mask, y, x) for x, y in pairwise(padded)]
        entered = [field.enter(_word(x)) for x in row]
        p = [_coefficient(field, chosen, entered, 2 * j + 1, zero) for j in range(len(p))]
    terms: Words = field.leave(p[0])
    return terms


def _coefficient(field: Any, x: list[Words], y: list[Words], at: int, zero: Words) -> Words:
    """Return the coefficient at a place of the product of two polynomials."""
    total = zero
    for j in range(max(0, at - len(x) + 1), min(at + 1, len(y))):
        total = field.add(total, field.multiply(x[at - j], y[j]))
    return total


def _word(x: int) -> Words:
    return np.array([x], np.uint64)
