"""int_from_str beside gmpy2, python-flint and int at every length, each answer checked.

    python benchmarks/reading.py [DIGITS ...]
    python benchmarks/reading.py --differential [--count 1_000_000] [--long 50] [--seed 1]

Each figure is the minimum over rounds in which the contenders take turns, in one process, by one
thread. The ratios are those of gmpy2's times to native's: an mpz, and the int of it. int has no
limit of digits in this process. `--differential` compares int_from_str(int_str(x)) with x on both
backends, for random x of either sign whose sizes are log-uniform up to 10^5 bits, and for long ones
up to 10^8; the Python backend takes one in a hundred of them, the long ones up to 10^7 bits.
"""

import argparse
import math
import os
import random
import sys
import timeit
from collections.abc import Callable
from typing import Any

os.environ.setdefault("FIBACCEL_NUM_THREADS", "1")

import flint
import gmpy2
from machine import describe, refuse_debug_build

import fibaccel

LENGTHS = [
    *(1, 2, 5, 10, 15, 19, 20, 30, 38, 39, 50, 75, 100, 150, 200, 213, 214, 300, 500, 750),
    *(1000, 1500, 2000, 2508, 2509, 3000, 4000, 5000, 7500, 10_000, 15_000, 20_000, 30_000),
    *(50_000, 75_000, 10**5, 2 * 10**5, 3 * 10**5, 5 * 10**5, 10**6, 2 * 10**6, 5 * 10**6, 10**7),
]
ROUND_SECONDS, ROUNDS = 1e-3, 31
LONGEST_ROUND = 0.3
LONGEST_FOR_INT = 20_000

SHORT_BITS, LONG_BITS, LONG_BITS_OF_PYTHON = 10**5, 10**8, 10**7
PYTHON_EVERY = 100


def main() -> None:
    """Print a row for each length, or compare."""
    parser = argparse.ArgumentParser(description="int_from_str beside its peers.")
    parser.add_argument("digits", nargs="*", type=int, default=LENGTHS)
    parser.add_argument("--differential", action="store_true")
    parser.add_argument("--count", type=int, default=10**6)
    parser.add_argument("--long", type=int, default=50)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    refuse_debug_build()
    print(describe())
    rnd = random.Random(options.seed)
    if options.differential:
        compare(rnd, options.count, options.long)
        return
    sys.set_int_max_str_digits(0)
    contenders: dict[str, Callable[[str], Any]] = {
        "native": fibaccel.get_backend("native").int_from_str,
        "python": fibaccel.get_backend("python").int_from_str,
        "mpz": gmpy2.mpz,
        "int(mpz)": lambda text: int(gmpy2.mpz(text)),
        "fmpz": flint.fmpz,
        "int": int,
    }
    print("\nmicroseconds")
    titles = (*contenders, "mpz / native", "int / native")
    print(f"{'digits':>10}", *(f"{title:>12}" for title in titles))
    for count in options.digits:
        print_row(count, "".join(rnd.choices("123456789", k=count)), contenders)


def print_row(count: int, text: str, contenders: dict[str, Callable[[str], Any]]) -> None:
    """Time all contenders at one text, and print a row."""
    taking_part = {
        name: function
        for name, function in contenders.items()
        if name != "int" or count <= LONGEST_FOR_INT
    }
    answers = {name: int(function(text)) for name, function in taking_part.items()}
    assert len(set(answers.values())) == 1, count
    timers = {
        name: timeit.Timer("f(x)", "f, x = function, text", globals={"function": f, "text": text})
        for name, f in taking_part.items()
    }
    once = {name: max(timer.timeit(1), 1e-8) for name, timer in timers.items()}
    calls = {name: max(1, int(ROUND_SECONDS / seconds)) for name, seconds in once.items()}
    least = dict.fromkeys(timers, math.inf)
    for round_ in range(ROUNDS):
        for name, timer in timers.items():
            if round_ < 5 or once[name] < LONGEST_ROUND / ROUNDS:
                least[name] = min(least[name], timer.timeit(calls[name]) / calls[name])
    shown = (f"{least[name] * 1e6:12.3f}" if name in least else " " * 12 for name in contenders)
    ratios = (least[name] / least["native"] for name in ("mpz", "int(mpz)"))
    print(f"{count:10}", *shown, *(f"{ratio:12.2f}" for ratio in ratios), flush=True)


def compare(rnd: random.Random, count: int, long: int) -> None:
    """Compare numbers with those that come back from their digits, to the first that differs."""
    native, python = (fibaccel.get_backend(name) for name in ("native", "python"))
    for title, numbers, least_bits, most_bits, most_of_python in (
        ("short", count, 1, SHORT_BITS, SHORT_BITS),
        ("long", long, SHORT_BITS, LONG_BITS, LONG_BITS_OF_PYTHON),
    ):
        bits = of_python = 0
        for i in range(numbers):
            size = round(math.exp(rnd.uniform(math.log(least_bits), math.log(most_bits))))
            x = rnd.getrandbits(size) * rnd.choice((1, -1))
            text = native.int_str(x)
            assert native.int_from_str(text) == x, (i, size)
            bits += size
            if size <= most_of_python and (title == "long" or i % PYTHON_EVERY == 0):
                assert python.int_from_str(text) == x, (i, size)
                of_python += 1
        print(f"{title}: {numbers:,} numbers of {bits:,} bits, {of_python:,} of them on Python too")


if __name__ == "__main__":
    main()
