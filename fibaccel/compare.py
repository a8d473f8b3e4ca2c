"""`fibaccel compare`: textbook recursion in Python against every backend, values and times."""

from __future__ import annotations

import time

import fibaccel

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

# The number of calls grows as F(n): a second at 31, a minute at 40, ten minutes at 45.
_LARGEST_RECURSIVE_N = 42


def recursive_fib(n: int) -> int:
    """Return F(n) as the definition reads: F(n+1) calls for a number of 0.7 n bits.

    >>> recursive_fib(10)
    55
    """
    return n if n < 2 else recursive_fib(n - 1) + recursive_fib(n - 2)


def main(n: int) -> int:
    """Print a row for each way to compute F(n); return 0 if all values are identical, else 1."""
    contenders: list[tuple[str, Callable[[int], int]]] = []
    if 0 <= n <= _LARGEST_RECURSIVE_N:
        contenders.append(("recursive", recursive_fib))
        _announce(n)
    else:
        print(f"recursive Python is left out: it serves for 0 <= n <= {_LARGEST_RECURSIVE_N}")
    for info in fibaccel.list_backends():
        try:
            contenders.append((info.name, fibaccel.get_backend(info.name).fib))
        except fibaccel.BackendError as error:
            print(f"{info.name} is left out: {' '.join(str(error).split())}")
    values = {_show_row(name, function, n) for name, function in contenders}
    print(f"identical: {'yes' if len(values) == 1 else 'NO'}")
    return 0 if len(values) == 1 else 1


def _announce(n: int) -> None:
    """Say how long the recursion is going to take, if one would wonder."""
    start = time.perf_counter()
    recursive_fib(20)
    seconds = (time.perf_counter() - start) * 1.618034 ** (n - 20)
    if seconds > 1:
        print(f"recursive Python takes about {seconds:.0f} seconds ...", flush=True)


def _show_row(name: str, function: Callable[[int], int], n: int) -> int:
    start = time.perf_counter()
    value = function(n)
    seconds = time.perf_counter() - start
    shown = str(value) if value.bit_length() < 200 else f"a number of {value.bit_length():,} bits"
    print(f"{name:12} {seconds:14.6f} s   {shown}", flush=True)
    return value
