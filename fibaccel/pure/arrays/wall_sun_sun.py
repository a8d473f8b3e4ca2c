"""The NumPy kernel for Wall-Sun-Sun primes."""

from __future__ import annotations

import numpy as np

from fibaccel.pure.arrays import chains
from fibaccel.pure.arrays.modular import blocks, words
from fibaccel.pure.arrays.residues import Montgomery, Squared, choose

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    import numpy.typing as npt

    # What has PEP 3118's buffers; there is no type of that before Python 3.12.
    Buffer = Any

    Words = npt.NDArray[np.uint64]
    Pair = tuple[Words, Words]


def wall_sun_sun_u64(k: Buffer, n: Buffer, p: Buffer, out: Buffer, /) -> None:
    """Write A in [0, p) such that U_n(k, -1) = A p modulo p^2, where p divides U_n."""
    result, inputs = words(out), [words(buffer) for buffer in (k, n, p)]
    for block in blocks(len(result)):
        parts = [column if len(column) == 1 else column[block] for column in inputs]
        result[block] = _quotients(*parts)


def _quotients(k: Words, n: Words, p: Words) -> Words:
    if (p >> np.uint64(32)).any():
        field = Squared(p)
        terms, _ = chains.lucas(field, field.enter(k), None, n, _choose_pair)
        return field.leave(terms)[1]
    square = Montgomery(p * p)
    terms, _ = chains.lucas(square, square.enter(k), None, n)
    return square.leave(terms) // p


def _choose_pair(mask: Words, x: Pair, y: Pair) -> Pair:
    return choose(mask, x[0], y[0]), choose(mask, x[1], y[1])
