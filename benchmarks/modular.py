"""Microseconds per call for terms modulo m, periods and digits, beside gmpy2, every answer checked.

    python benchmarks/modular.py [textbook | long | pairs]

With the first word, only the Python backend beside the textbook's loop, which needs nothing
compiled; with the second, only native beside gmpy2 for m of more than 128 bits; with the third,
pairs beside one term.

The contenders take turns, each with the same random arguments; for every pair of them the figure is
the least time of a few rounds, and the table gives the least and the median over the arguments.
Textbook is the doubling loop that one finds on the web. python-flint has no terms modulo m.
"""

import random
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from typing import Any

from machine import describe, refuse_debug_build

import fibaccel

Arguments = tuple[int, ...]
Contenders = dict[str, Callable[..., Any]]

ROUNDS = 7
PYTHON = fibaccel.get_backend("python")


def main() -> None:
    """Print all tables, or the one that is asked for."""
    random.seed(1)
    only = sys.argv[1:]
    if only != ["textbook"]:
        refuse_debug_build()
    print(describe())
    if only == ["pairs"]:
        pairs()
        return
    if not only:
        beside_gmpy2()
    if only != ["textbook"]:
        long_moduli()
    if only != ["long"]:
        beside_textbook()


def beside_gmpy2() -> None:
    """Print the tables of both backends."""
    import gmpy2

    native = fibaccel.get_backend("native")
    print("\nF(n) modulo m, n of 64 bits: microseconds, least and median; median over gmpy2's")
    for bits, count in ((64, 100), (128, 100), (1_000, 20), (100_000, 1)):
        for parity, name in ((1, "odd"), (0, "even")):
            rows = [(_random(64), _random(bits) & ~1 | parity) for _ in range(count)]
            contenders = {
                "native": native.fib_mod,
                "python": PYTHON.fib_mod,
                "textbook": textbook,
                "gmpy2": lambda n, m: int(gmpy2.lucasu_mod(1, -1, n, m)),
            }
            _print(f"m of {bits} bits, {name}", contenders, rows)
    print("\nPisano periods of random m")
    for digits, count in ((15, 100), (20, 20), (30, 100)):
        periods: Contenders = {"native": native.pisano_period}
        if digits <= 20:  # beyond, a single m can take Python minutes
            periods["python"] = PYTHON.pisano_period
        moduli = [random.randrange(10**digits, 11 * 10 ** (digits - 1)) for _ in range(count)]
        _print(f"m near 10^{digits}", periods, [(m,) for m in moduli], rounds=3)
        for m in moduli:
            k = native.pisano_period(m)
            assert (native.fib_mod(k, m), native.fib_mod(k + 1, m)) == (0, 1 % m)
    print("\nFirst 50 digits of F(10^100)")
    _print("leading", {"fibaccel": lambda: fibaccel.fib_leading_digits(10**100, 50)}, [()])


def long_moduli() -> None:
    """Print the ratios of all terms modulo long m, with p and q as long as m, short, and q = 1."""
    import gmpy2

    native = fibaccel.get_backend("native")
    pairs = (native.lucasu_mod, gmpy2.lucasu_mod), (native.lucasv_mod, gmpy2.lucasv_mod)
    print("\nTerms modulo m: gmpy2's time over native's, the least times of calls in turns")
    print(f"{'bits of n':>10} {'of m':>6} {'':5}" + "".join(f"{title:>10}" for title in _TITLES))
    for n_bits in (4, 16, 64, 256, 1_000):
        for bits in (129, 192, 256, 320, 512, 768, 1_024, 1_500, 2_048, 4_096, 10_000):
            for parity, name in ((1, "odd"), (0, "even")):
                n, m = _random(n_bits), _random(bits) & ~1 | parity
                long = random.randrange(m), random.randrange(m)
                line = ""
                for p, q in ((1, -1), long, (3, 7), (long[0], 1)):
                    for ours, theirs in pairs:
                        line += f"{_ratio(ours, theirs, (p, q, n, m)):10.2f}"
                print(f"{n_bits:10} {bits:6} {name:5}{line}", flush=True)


def pairs() -> None:
    """Print how many times as long as the slower of its terms a pair takes, by both backends."""
    native = fibaccel.get_backend("native")
    columns = ("fib2_mod", "lucas2_mod", "lucasuv_mod", "p,1", "3,7", "lucasuv", "7,-13", "1,-1")
    print("\nA pair: its time over that of the slower term, the least times of calls in turns")
    print(f"{'bits':>8} {'':14}" + "".join(f"{title:>12}" for title in columns))
    for bits in (16, 63, 64, 100, 128, 129, 256, 700, 1_024, 2_048, 4_096, 10_000):
        for parity, name in ((1, "odd"), (0, "even")):
            for n_bits in (4, 64):
                n, m = _random(n_bits), _random(bits) & ~1 | parity
                p, q = random.randrange(m), random.randrange(m)
                for backend in (native, PYTHON):
                    line = [_pair(backend, "fib_mod", n, m), _pair(backend, "lucas_mod", n, m)]
                    line += [
                        _pair(backend, "lucasuv_mod", *pq, n, m) for pq in ((p, q), (p, 1), (3, 7))
                    ]
                    line += [
                        _pair(backend, "lucasuv", *pq, bits) for pq in ((3, 1), (7, -13), (1, -1))
                    ]
                    title = f"{n_bits:2}, {name}, {backend.name}"
                    print(f"{bits:8} {title:18}" + "".join(f"{x:12.2f}" for x in line), flush=True)


def _pair(backend: fibaccel.Backend, operation: str, *arguments: int) -> float:
    """Return the time of a pair over that of the slower of its terms."""
    names = [operation, operation]
    if "uv" in operation:
        names, pair = [operation.replace("uv", part) for part in "uv"], operation
    else:
        pair = operation.replace("_mod", "2_mod")
    functions = [getattr(backend, name) for name in (pair, *names)]
    counts = [max(1, int(1e-3 / _time(function, arguments, 1))) for function in functions]
    least = [float("inf")] * 3
    for _ in range(ROUNDS):
        for i, function in enumerate(functions):
            least[i] = min(least[i], _time(function, arguments, counts[i]))
    return least[0] / max(least[1:])


_TITLES = tuple(f"{s}({pq})" for pq in ("1,-1", "p,q", "3,7", "p,1") for s in "UV")


def _ratio(ours: Callable[..., int], theirs: Callable[..., Any], arguments: Arguments) -> float:
    """Return the time of theirs over that of ours, calls of a millisecond in turns."""
    assert ours(*arguments) == theirs(*arguments), arguments
    functions = ours, lambda *arguments: int(theirs(*arguments))
    counts = [max(1, int(1e-3 / _time(function, arguments, 1))) for function in functions]
    least = [float("inf")] * 2
    for _ in range(ROUNDS):
        for i, function in enumerate(functions):
            least[i] = min(least[i], _time(function, arguments, counts[i]))
    return least[1] / least[0]


def _time(function: Callable[..., int], arguments: Arguments, count: int) -> float:
    start = time.perf_counter()
    for _ in range(count):
        function(*arguments)
    return (time.perf_counter() - start) / count


def beside_textbook() -> None:
    """Print the table of the Python backend, as ratios of the textbook's loop."""
    print(
        "\nF(n) modulo m, the Python backend: microseconds, least and median; over the textbook's"
    )
    for n_bits in (16, 64, 1_000):
        for bits in (16, 32, 64, 128, 300, 1_000, 10_000, 100_000):
            count = 10 if bits <= 1_000 else 2 if n_bits * bits < 10**7 else 1
            rows = [(_random(n_bits), _random(bits) & ~1 | k & 1) for k in range(count)]
            contenders = {"python": PYTHON.fib_mod, "textbook": textbook}
            rounds = (
                50
                if n_bits * bits <= 10**6 and bits <= 1_000
                else 5
                if n_bits * bits < 10**7
                else 1
            )
            _print(f"n of {n_bits}, m of {bits} bits", contenders, rows, rounds)


def textbook(n: int, m: int) -> int:
    """Return F(n) modulo m as programs on the web compute it."""
    a, b = 0, 1
    for bit in bin(n)[2:]:
        a, b = a * (2 * b - a) % m, (a * a + b * b) % m
        if bit == "1":
            a, b = b, (a + b) % m
    return a


def _random(bits: int) -> int:
    return random.getrandbits(bits) | 1 << (bits - 1)


def _print(
    title: str, contenders: Contenders, rows: Sequence[Arguments], rounds: int = ROUNDS
) -> None:
    times: dict[str, list[float]] = {name: [] for name in contenders}
    for arguments in rows:
        least = dict.fromkeys(contenders, float("inf"))
        for _ in range(rounds):
            answers = set()
            for name, function in contenders.items():
                start = time.perf_counter()
                answers.add(function(*arguments))
                least[name] = min(least[name], time.perf_counter() - start)
            assert len(answers) == 1, (title, arguments)
        for name, seconds in least.items():
            times[name].append(seconds * 1e6)
    peer = next((times[name] for name in ("gmpy2", "textbook") if name in times), None)
    base = statistics.median(peer) if peer else None
    for name, figures in times.items():
        middle = statistics.median(figures)
        ratio = f"{middle / base:10.3f}" if base else ""
        print(f"{title:26} {name:10} {min(figures):12.2f} {middle:12.2f}{ratio}")


if __name__ == "__main__":
    main()
