"""Elements per second of arrays of F(n) modulo m, n of 64 bits, on one core, every answer checked.

    python benchmarks/arrays.py

The contenders take turns, for every kind of m each with the same random numbers; the figure is the
least time of a few rounds. gmpy2 goes through a list of its own numbers, made before, in a loop;
Numba has native's algorithms (`numba_terms.py`). Then the search for Wall-Sun-Sun primes, what two
threads make of a long array, and calls for arrays of all lengths, by either backend.
"""

import os
import subprocess
import sys
import time
from collections.abc import Callable
from typing import Any

import gmpy2
import numba_terms
import numpy as np
import numpy.typing as npt
from machine import describe, refuse_debug_build

from fibaccel.arrays import fib_mod, scan_wall_sun_sun
from fibaccel.arrays.kernels import get_kernels

Words = npt.NDArray[np.uint64]

ROUNDS = 15
COUNT = 2**16
"""The elements of a chunk, which is what the layer above hands to a kernel."""

IN_A_LOOP = 2000
LONG, LONGEST = 10**7, 2**20


def main() -> None:
    """Print all tables."""
    refuse_debug_build()
    print(describe())
    processors = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {min(processors)})
    print(f"\n{'':24}{'':10}{'ns each':>10}{'a second':>14}{'over gmpy2':>12}")
    random = np.random.default_rng(1)
    n = random.integers(0, 2**64, COUNT, np.uint64)
    any_m = random.integers(0, 2**64, COUNT, np.uint64)
    top, one = np.uint64(2**62), np.uint64(1)
    kinds = {
        "one odd m of 64 bits": np.array([0xFFFF_FFFD_1234_5671], np.uint64),
        "one even m of 64 bits": np.array([0xFFFF_FFFD_1234_5670], np.uint64),
        "odd m below 2^50": any_m >> np.uint64(14) | one,
        "odd m of 63 bits": any_m >> one | top | one,
        "even m of 63 bits": (any_m >> one | top) & ~one,
        "any m below 2^31": np.maximum(any_m >> np.uint64(33), one),
    }
    for title, m in kinds.items():
        _compare(title, n, m)
    _scan()
    _lengths()
    os.sched_setaffinity(0, processors)
    _threads()


def _compare(title: str, n: Words, m: Words) -> None:
    """Print the rows of one kind of m."""
    native, python = (get_kernels(name).fib_mod_u64 for name in ("native", "python"))
    numbers = [gmpy2.mpz(int(number)) for number in n[:IN_A_LOOP]]
    moduli = [gmpy2.mpz(int(number)) for number in np.broadcast_to(m, COUNT)[:IN_A_LOOP]]
    compiled = numba_terms.shared if len(m) == 1 else numba_terms.each
    modulus = m[0] if len(m) == 1 else m
    compiled(n[:1], modulus, np.zeros(1, np.uint64))  # which compiles it
    least: dict[str, float] = {}
    results: dict[str, Words] = {}

    def turn(name: str, count: int, function: Callable[[Words], Any]) -> None:
        out = np.full(count, 7, np.uint64)
        start = time.perf_counter()
        function(out)
        seconds = (time.perf_counter() - start) / count
        least[name] = min(seconds, least.get(name, seconds))
        results[name] = out

    def in_a_loop(out: Words) -> None:
        terms = [gmpy2.lucasu_mod(1, -1, *pair) for pair in zip(numbers, moduli, strict=True)]
        least["gmpy2"] = min(least.get("gmpy2", 1.0), (time.perf_counter() - begun) / len(terms))
        out[:] = [int(term) for term in terms]

    for _ in range(ROUNDS):
        turn("native", COUNT, lambda out: native(n, m, out))
        turn("Numba", COUNT, lambda out: compiled(n, modulus, out))
        turn("NumPy", COUNT, lambda out: python(n, m, out))
        begun = time.perf_counter()
        turn("gmpy2", IN_A_LOOP, in_a_loop)
    for name, seconds in least.items():
        expected = results["gmpy2" if name == "native" else "native"]
        length = min(len(expected), len(results[name]))
        assert np.array_equal(expected[:length], results[name][:length]), (title, name)
        ratio = least["gmpy2"] / seconds
        print(f"{title:24}{name:10}{seconds * 1e9:10.1f}{1 / seconds:14,.0f}{ratio:12.1f}")


def _scan() -> None:
    """Print how fast primes are found and tested."""
    lo, hi = 10**9, 10**9 + 10**8
    start = time.perf_counter()
    scan = scan_wall_sun_sun(lo, hi)
    seconds = time.perf_counter() - start
    print(f"\n{scan}")
    print(f"{scan.primes:,} primes in {seconds:.2f} s: {scan.primes / seconds:,.0f} a second")


def _threads() -> None:
    """Print what two threads make of a long array."""
    seconds: dict[str, float] = {}
    for _ in range(5):
        for threads in ("1", "2"):
            environment = {**os.environ, "FIBACCEL_NUM_THREADS": threads}
            command = [sys.executable, __file__, "long"]
            run = subprocess.run(command, env=environment, capture_output=True, check=True)
            seconds[threads] = min(float(run.stdout), seconds.get(threads, 1e9))
    ratio = seconds["1"] / seconds["2"]
    print(f"\n{LONG:,} elements, m below 2^50: {seconds['1']:.3f} s with one thread,")
    print(f"{seconds['2']:.3f} s with two: {ratio:.2f} times as fast")


def _lengths() -> None:
    """Print what an element takes in arrays of each length, for one m and for an m each."""
    columns = {}
    for backend in ("native", "python"):
        environment = {**os.environ, "FIBACCEL_BACKEND": backend}
        command = [sys.executable, __file__, "lengths"]
        run = subprocess.run(command, env=environment, capture_output=True, check=True)
        columns[backend] = [line.split() for line in run.stdout.decode().splitlines()]
    titles = [f"{backend}, {kind} m" for backend in columns for kind in ("one", "each its")]
    print(
        "\nNanoseconds an element\n"
        + f"{'length':>12}"
        + "".join(f"{title:>20}" for title in titles)
    )
    for native, python in zip(*columns.values(), strict=True):
        print(f"{native[0]:>12}" + "".join(f"{cell:>20}" for cell in (*native[1:], *python[1:])))


def _of_each_length() -> None:
    """Print length and nanoseconds an element for the backend of the environment."""
    random = np.random.default_rng(3)
    n = random.integers(0, 2**64, LONGEST, np.uint64)
    m = random.integers(1, 2**50, LONGEST, np.uint64)
    shared = 0xFFFF_FFFD_1234_5671
    for exponent in range(LONGEST.bit_length()):
        length = 2**exponent
        cells = []
        for modulus in (shared, m[:length]):
            least = float("inf")
            for _ in range(min(100, max(3, 2**16 // length))):
                start = time.perf_counter()
                terms = fib_mod(n[:length], modulus)
                least = min(least, time.perf_counter() - start)
            moduli = np.broadcast_to(np.asarray(modulus, np.uint64), length)
            for i in {0, length // 2, length - 1}:
                assert int(terms[i]) == gmpy2.lucasu_mod(1, -1, int(n[i]), int(moduli[i]))
            cells.append(f"{least / length * 1e9:.1f}")
        print(length, *cells)


def _long() -> None:
    """Print the seconds for one long array, with the threads of the environment."""
    random = np.random.default_rng(2)
    n = random.integers(0, 2**64, LONG, np.uint64)
    m = random.integers(1, 2**50, LONG, np.uint64)
    out = np.zeros(LONG, np.uint64)
    least = float("inf")
    for _ in range(3):
        start = time.perf_counter()
        fib_mod(n, m, out=out)
        least = min(least, time.perf_counter() - start)
    assert all(
        int(out[i]) == gmpy2.lucasu_mod(1, -1, int(n[i]), int(m[i])) for i in range(0, LONG, 9973)
    )
    print(least)


if __name__ == "__main__":
    {"long": _long, "lengths": _of_each_length}.get("".join(sys.argv[1:]), main)()
