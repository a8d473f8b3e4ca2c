"""The kernels for arrays of the Python backend, in NumPy. Only `fibaccel.arrays` imports them."""

from fibaccel.pure.arrays.modular import (
    fib_mod_u64,
    lucas_mod_u64,
    lucasu_mod_u64,
    lucasv_mod_u64,
)
from fibaccel.pure.arrays.periods import pisano_period_u64, rank_of_apparition_u64
from fibaccel.pure.arrays.primes import primes_u64
from fibaccel.pure.arrays.recurrences import linrec_mod_u64
from fibaccel.pure.arrays.wall_sun_sun import wall_sun_sun_u64

__all__ = [
    "fib_mod_u64",
    "linrec_mod_u64",
    "lucas_mod_u64",
    "lucasu_mod_u64",
    "lucasv_mod_u64",
    "pisano_period_u64",
    "primes_u64",
    "rank_of_apparition_u64",
    "wall_sun_sun_u64",
]
