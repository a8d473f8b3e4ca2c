"""The NumPy kernels for periods: each element by the Python backend's functions."""

from __future__ import annotations

import numpy as np

from fibaccel.pure import periods
from fibaccel.pure.arrays.modular import words

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    # What has PEP 3118's buffers; there is no type of that before Python 3.12.
    Buffer = Any


def pisano_period_u64(m: Buffer, out: Buffer, /) -> None:
    """Write the Pisano period of m, or 0 if it does not fit."""
    _write(periods.pisano_period, m, out)


def rank_of_apparition_u64(m: Buffer, out: Buffer, /) -> None:
    """Write the rank of apparition of m, or 0 if it does not fit."""
    _write(periods.rank_of_apparition, m, out)


def _write(function: Callable[[int], int], m: Buffer, out: Buffer) -> None:
    distinct, places = np.unique(words(m), return_inverse=True)
    values = [function(modulus) for modulus in distinct.tolist()]
    fitting = [value if value < 2**64 else 0 for value in values]
    words(out)[:] = np.array(fitting, np.uint64)[places]
