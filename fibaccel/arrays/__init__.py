"""Functions of arrays: terms modulo m, terms and periods, element by element, as in NumPy.

>>> from fibaccel import arrays
>>> arrays.fib_mod([10, 100, 10**18], 1000)
array([ 55,  75, 875])

They behave as NumPy's universal functions do: broadcasting, ``out=``, ``where=``, ``dtype=``, and
Dask, pandas and xarray get their own kind of array back. The kernels come from the active backend,
the one that serves ``fibaccel.fib``.
"""

try:
    import numpy as _numpy  # noqa: F401
except ImportError as _error:
    raise ImportError('fibaccel.arrays needs NumPy: pip install "fibaccel[arrays]"') from _error

from fibaccel.arrays.kernels import Kernels, get_kernels
from fibaccel.arrays.public import (
    fib,
    fib_mod,
    linrec_mod,
    lucas,
    lucas_mod,
    lucasu_mod,
    lucasv_mod,
    pisano_period,
    rank_of_apparition,
)
from fibaccel.arrays.ufunc import Ufunc
from fibaccel.arrays.wall_sun_sun import WallSunSunScan, join_scans, scan_wall_sun_sun

__all__ = [
    "Kernels",
    "Ufunc",
    "WallSunSunScan",
    "fib",
    "fib_mod",
    "get_kernels",
    "join_scans",
    "linrec_mod",
    "lucas",
    "lucas_mod",
    "lucasu_mod",
    "lucasv_mod",
    "pisano_period",
    "rank_of_apparition",
    "scan_wall_sun_sun",
]
