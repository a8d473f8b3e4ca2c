"""GMP, through gmpy2, as a backend of fibaccel: what a third party's plugin looks like."""

from typing import SupportsIndex

import gmpy2

from fibaccel.plugin import check_size, index

__version__ = "0.1.0"

# The version of the contract this was written for: a literal, never copied from fibaccel.
CONTRACT_VERSION = 1

# GMP ends the process when memory runs out, so nothing may reach it that might not fit. It holds
# 4.6 times the result at n = 10^8, 6.0 times at 10^6 (benchmarks/memory.py), the int included.
_PEAK = 8.0


def fib(n: SupportsIndex, /) -> int:
    """Return the Fibonacci number F(n) by gmpy2.fib, for any integer n."""
    n = index(n, "n")
    check_size(n, symbol="F", peak=_PEAK)
    value = int(gmpy2.fib(abs(n)))  # gmpy2 takes n >= 0 and returns an mpz
    return -value if n < 0 and n % 2 == 0 else value


def lucas(n: SupportsIndex, /) -> int:
    """Return the Lucas number L(n) by gmpy2.lucas, for any integer n."""
    n = index(n, "n")
    check_size(n, symbol="L", peak=_PEAK)
    value = int(gmpy2.lucas(abs(n)))
    return -value if n < 0 and n % 2 else value


def diagnostics() -> dict[str, str]:
    """Return what `fibaccel doctor` shows of this backend."""
    return {"gmpy2": gmpy2.version(), "GMP": gmpy2.mp_version()}
