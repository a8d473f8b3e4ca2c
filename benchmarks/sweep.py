"""Every operation at random sizes beside whoever else computes it; what loses comes first.

    python benchmarks/sweep.py [--backend NAME] [--peers NAMES] [--seed 1] [--sizes 2]
        [--least 0.95] [NAME ...]

The peers are gmpy2, python-flint and ten lines of Python (textbook.py), or those whose NAMES are
given, with commas: `--backend python --peers python` is Python beside Python. Each gives a Python
object, as fibaccel does, and every answer is compared. A size is that of the longest number in a
call, in bits: the result, m, or x. Every band of sizes has `--sizes` random ones for each kind of
arguments.

A ratio is the peer's time over fibaccel's, each the minimum of rounds in which they take turns: 1
is a draw. What is below `--least` is measured again, longer, before it counts; then the status is
1. A peer is left out where a call of it may take more than 0.2 s. FIBACCEL_NUM_THREADS=1 is set if
it is not.
"""

import argparse
import math
import os
import random
import sys
import timeit
from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import Any, NamedTuple

os.environ.setdefault("FIBACCEL_NUM_THREADS", "1")

import flint
import gmpy2
import textbook
from machine import describe, refuse_debug_build
from recurrences_differential import by_flint

import fibaccel
from fibaccel.recurrences import recurrence_bits

BANDS = (2, 17, 33, 65, 129, 257, 513, 1025, 2049, 4097, 10**4, 3 * 10**4, 10**5, 10**6, 10**7)
"""The sizes in bits at which bands begin, and where the last one ends."""

LOG_PHI = math.log2((1 + math.sqrt(5)) / 2)
ROUND_SECONDS = 5e-4
ROUNDS, MORE_ROUNDS = 7, 61
LONGEST_CALL = 0.2

Arguments = tuple[Any, ...]
Case = tuple[str, Arguments]


class Row(NamedTuple):
    """What is called in an operation's turn, with which arguments, by whom.

    Attributes:
        call: the call of `f`, an operation of fibaccel's or of the textbook.
        cases: for random numbers and a size, yields kinds of arguments and the arguments.
        peers: for each other peer what `f` is, and its call.
        most: the size up to which it is measured.
    """

    call: str
    cases: Callable[[random.Random, int], Iterator[Case]]
    peers: dict[str, tuple[Any, str]]
    most: int = BANDS[-1]


class Figure(NamedTuple):
    """A measured point: the ratio, and who took how many seconds for what."""

    ratio: float
    operation: str
    bits: int
    kind: str
    ours: float
    peer: str
    theirs: float


def number(rnd: random.Random, bits: int) -> int:
    """Return a random number of so many bits."""
    return rnd.getrandbits(bits) | 1 << (bits - 1)


def of_an_index(_: random.Random, bits: int) -> Iterator[Case]:
    """Yield the n whose F(n) has about so many bits."""
    yield "", (round(bits / LOG_PHI) + 1,)


def of_a_number(rnd: random.Random, bits: int) -> Iterator[Case]:
    """Yield an x."""
    yield "", (number(rnd, bits),)


def of_a_text(rnd: random.Random, bits: int) -> Iterator[Case]:
    """Yield the digits of an x."""
    yield "", (gmpy2.mpz(number(rnd, bits)).digits(),)


def of_a_term(rnd: random.Random, bits: int) -> Iterator[Case]:
    """Yield an x, and those that are or might be Fibonacci numbers."""
    term = int(gmpy2.fib(round(bits / LOG_PHI) + 1))
    yield "random", (number(rnd, bits),)
    yield "F(k)", (term,)
    yield "F(k) + 1", (term + 1,)


def of_a_lucas_number(rnd: random.Random, bits: int) -> Iterator[Case]:
    """Yield an x, and those that are or might be Lucas numbers."""
    term = int(gmpy2.lucas(round(bits / LOG_PHI) + 1))
    yield "random", (number(rnd, bits),)
    yield "L(k)", (term,)
    yield "L(k) + 1", (term + 1,)


def of_a_numeral(rnd: random.Random, bits: int) -> Iterator[Case]:
    """Yield the numeral of an x."""
    yield "", (textbook.zeckendorf(number(rnd, bits)),)


def of_a_sequence(rnd: random.Random, bits: int) -> Iterator[Case]:
    """Yield p, q and n, for terms of about so many bits."""
    wide = max(2, bits // 20)
    for p, q in ((2, -1), (3, 1), (7, -13), (number(rnd, wide), number(rnd, wide))):
        length = p.bit_length()
        root = math.log2(p + math.sqrt(abs(p * p - 4 * q))) - 1 if length < 500 else length
        yield f"p of {length} bits", (p, q, max(2, round(bits / max(root, 0.7))))


def modulo(rnd: random.Random, bits: int) -> Iterator[Case]:
    """Yield n and m, with short and long n and both kinds of m."""
    for n_bits in (4, 16, 64, 1000):
        for parity, name in ((1, "odd"), (0, "even")):
            if n_bits * bits < 3 * 10**6:
                m = max(2, number(rnd, bits) & ~1 | parity)
                yield f"n of {n_bits} bits, {name} m", (number(rnd, n_bits), m)


def sequence_modulo(rnd: random.Random, bits: int) -> Iterator[Case]:
    """Yield p, q, n and m, with short and long p and q."""
    for kind, (n, m) in modulo(rnd, bits):
        yield f"{kind}, short p", (3, 7, n, m)
        p, q = rnd.randrange(m), rnd.randrange(m)
        yield f"{kind}, long p", (p, q + (p * p == 4 * q), n, m)


def of_a_recurrence(rnd: random.Random, bits: int) -> Iterator[Case]:
    """Yield coefficients, start values and n, for terms of about so many bits."""
    for order in (3, 8, 30):
        rule = [rnd.choice((1, 2, 3)) for _ in range(order)]
        growth = recurrence_bits(rule, [1] * order, 10**6) / 10**6
        yield f"order {order}", (rule, [1] * order, max(order, round(bits / growth)))


def recurrence_modulo(rnd: random.Random, bits: int) -> Iterator[Case]:
    """Yield coefficients, start values, n and m."""
    for order in (3, 8, 30, 300):
        if order * bits < 3 * 10**4:
            m = number(rnd, bits)
            rule, start = ([rnd.randrange(m) for _ in range(order)] for _ in range(2))
            yield f"order {order}", (rule, start, number(rnd, 60), m)


def of_a_modulus(rnd: random.Random, bits: int) -> Iterator[Case]:
    """Yield m alone."""
    yield "", (number(rnd, bits),)


def of_a_sequence_and_a_modulus(rnd: random.Random, bits: int) -> Iterator[Case]:
    """Yield p, q, the first terms and m."""
    yield "", (3, -5, 2, 1, number(rnd, bits))


def of_a_range(_: random.Random, bits: int) -> Iterator[Case]:
    """Yield where an iterator begins and ends, from 0 and by itself."""
    n = round(bits / LOG_PHI) + 1
    yield "from 0", (0, min(n, 2000))
    yield "20 terms", (n, n + 20)


def of_digits(rnd: random.Random, bits: int) -> Iterator[Case]:
    """Yield an n and how many digits."""
    yield "20 digits", (number(rnd, bits), 20)


def is_fib_by_gmpy2(x: int) -> bool:
    """Return whether x is a Fibonacci number: one of two numbers is a square."""
    y = 5 * gmpy2.mpz(x) ** 2
    return bool(gmpy2.is_square(y + 4) or gmpy2.is_square(y - 4))


def lucasuv_by_gmpy2(p: int, q: int, n: int) -> tuple[int, int]:
    """Return U_n and V_n by a call for each."""
    return int(gmpy2.lucasu(p, q, n)), int(gmpy2.lucasv(p, q, n))


def lucasuv_mod_by_gmpy2(p: int, q: int, n: int, m: int) -> tuple[int, int]:
    """Return U_n and V_n modulo m by a call for each."""
    return int(gmpy2.lucasu_mod(p, q, n, m)), int(gmpy2.lucasv_mod(p, q, n, m))


_FLINT = flint.fmpz.fib_ui
_LONGEST_MODULUS = 3 * 10**4
OPERATIONS = {
    "fib": Row(
        "f(n)", of_an_index, {"gmpy2": (gmpy2.fib, "int(f(n))"), "flint": (_FLINT, "int(f(n))")}
    ),
    "fib2": Row("f(n)", of_an_index, {"gmpy2": (gmpy2.fib2, "tuple(map(int, f(n)))")}),
    "lucas": Row("f(n)", of_an_index, {"gmpy2": (gmpy2.lucas, "int(f(n))")}),
    "lucas2": Row("f(n)", of_an_index, {"gmpy2": (gmpy2.lucas2, "tuple(map(int, f(n)))")}),
    "fib_str": Row(
        "f(n)",
        of_an_index,
        {"gmpy2": (gmpy2.fib, "f(n).digits()"), "flint": (_FLINT, "str(f(n))")},
    ),
    "lucas_str": Row("f(n)", of_an_index, {"gmpy2": (gmpy2.lucas, "f(n).digits()")}),
    "int_str": Row(
        "f(x)",
        of_a_number,
        {"gmpy2": (gmpy2.mpz, "f(x).digits()"), "flint": (flint.fmpz, "str(f(x))")},
    ),
    "int_from_str": Row(
        "f(text)",
        of_a_text,
        {"gmpy2": (gmpy2.mpz, "int(f(text))"), "flint": (flint.fmpz, "int(f(text))")},
    ),
    "lucasu": Row("f(p, q, n)", of_a_sequence, {"gmpy2": (gmpy2.lucasu, "int(f(p, q, n))")}),
    "lucasv": Row("f(p, q, n)", of_a_sequence, {"gmpy2": (gmpy2.lucasv, "int(f(p, q, n))")}),
    "lucasuv": Row("f(p, q, n)", of_a_sequence, {"gmpy2": (lucasuv_by_gmpy2, "f(p, q, n)")}),
    "fib_mod": Row(
        "f(n, m)", modulo, {"gmpy2": (gmpy2.lucasu_mod, "int(f(1, -1, n, m))")}, _LONGEST_MODULUS
    ),
    "lucas_mod": Row(
        "f(n, m)", modulo, {"gmpy2": (gmpy2.lucasv_mod, "int(f(1, -1, n, m))")}, _LONGEST_MODULUS
    ),
    "lucasu_mod": Row(
        "f(p, q, n, m)",
        sequence_modulo,
        {"gmpy2": (gmpy2.lucasu_mod, "int(f(p, q, n, m))")},
        _LONGEST_MODULUS,
    ),
    "lucasv_mod": Row(
        "f(p, q, n, m)",
        sequence_modulo,
        {"gmpy2": (gmpy2.lucasv_mod, "int(f(p, q, n, m))")},
        _LONGEST_MODULUS,
    ),
    "fib2_mod": Row("f(n, m)", modulo, {}, _LONGEST_MODULUS),
    "lucas2_mod": Row("f(n, m)", modulo, {}, _LONGEST_MODULUS),
    "lucasuv_mod": Row(
        "f(p, q, n, m)",
        sequence_modulo,
        {"gmpy2": (lucasuv_mod_by_gmpy2, "f(p, q, n, m)")},
        _LONGEST_MODULUS,
    ),
    "linrec": Row("f(coefficients, start, n)", of_a_recurrence, {}, 10**6),
    "linrec_mod": Row(
        "f(coefficients, start, n, m)",
        recurrence_modulo,
        {"flint": (by_flint, "f(coefficients, start, n, m)")},
        10**4,
    ),
    "pisano_period": Row("f(m)", of_a_modulus, {}, 20),
    "rank_of_apparition": Row("f(m)", of_a_modulus, {}, 20),
    "sequence_period": Row("f(p, q, w0, w1, m)", of_a_sequence_and_a_modulus, {}, 8),
    "is_fib": Row("f(x)", of_a_term, {"gmpy2": (is_fib_by_gmpy2, "f(x)")}, 10**6),
    "fib_index": Row("f(x)", of_a_number, {}, 10**4),
    "is_lucas": Row("f(x)", of_a_lucas_number, {}, 10**6),
    "lucas_index": Row("f(x)", of_a_number, {}, 10**4),
    "zeckendorf": Row("f(x)", of_a_number, {}, 10**4),
    "from_zeckendorf": Row("f(indices)", of_a_numeral, {}, 10**4),
    "fibs": Row("list(f(start, stop))", of_a_range, {}, 10**5),
    "lucases": Row("list(f(start, stop))", of_a_range, {}, 10**5),
    "fib_num_digits": Row("f(n)", of_a_number, {}, 48),
    "lucas_num_digits": Row("f(n)", of_a_number, {}, 48),
    "fib_leading_digits": Row("f(n, k)", of_digits, {}, 56),
    "fib_trailing_digits": Row("f(n, k)", of_digits, {}, 300),
}


def main() -> int:
    """Print the losers, and the least ratio of each operation in each band; return the status."""
    parser = argparse.ArgumentParser(description="Every operation beside its peers.")
    parser.add_argument("operations", nargs="*", metavar="OPERATION", default=list(OPERATIONS))
    parser.add_argument("--backend", default="native")
    parser.add_argument("--peers", default="gmpy2,flint,python")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--sizes", type=int, default=2, help="random sizes in each band")
    parser.add_argument("--least", type=float, default=0.95, help="the ratio that does not lose")
    chosen = parser.parse_args()
    if chosen.backend == "native":
        refuse_debug_build()
    os.environ["FIBACCEL_BACKEND"] = chosen.backend
    print(describe())
    figures: list[Figure] = []
    peers = chosen.peers.split(",")
    for operation in chosen.operations:
        rnd = random.Random(f"{chosen.seed} {operation}")
        figures += measure_operation(operation, peers, rnd, chosen.sizes, chosen.least)
    figures.sort()
    losers = [figure for figure in figures if figure.ratio < chosen.least]
    for title, rows in (("below", losers), ("the least others", figures[len(losers) :][:10])):
        print(f"\n{title}: {len(rows)} of {len(figures)} ratios, {chosen.least} is a draw")
        for row in rows:
            arguments = f"{row.bits} bits{', ' * bool(row.kind)}{row.kind}"
            times = f"{row.ours * 1e6:12.3f} us {row.peer:>8} {row.theirs * 1e6:12.3f} us"
            print(f"{row.ratio:8.2f}  {row.operation:18} {arguments:44} {times}")
    print_bands(figures)
    return bool(losers)


def measure_operation(
    operation: str, chosen: list[str], rnd: random.Random, sizes: int, least: float
) -> Iterator[Figure]:
    """Yield the figures of an operation, beside each chosen peer that is still fast enough."""
    row, function = OPERATIONS[operation], getattr(fibaccel, operation)
    known = {**row.peers, "python": (getattr(textbook, operation), row.call)}
    peers = {name: peer for name, peer in known.items() if name in chosen}
    slow: dict[str, float] = {}
    for low, high in pairwise(BANDS):
        for _ in range(sizes):
            bits = round(math.exp(rnd.uniform(math.log(low), math.log(high))))
            for kind, arguments in row.cases(rnd, bits) if bits <= row.most else ():
                names = dict(zip(names_in(row.call), arguments, strict=True))
                ours = timer(function, row.call, names)
                for peer, (its_function, call) in peers.items():
                    # Twice the length takes four times as long, at most.
                    if slow.get(peer, 0) * bits**2 > LONGEST_CALL:
                        continue
                    theirs = timer(its_function, call, names)
                    label = f"{operation}, {bits} bits, {kind}, {peer}"
                    answers = [eval(t.code, {"f": t.function, **names}) for t in (ours, theirs)]
                    assert answers[0] == answers[1], label
                    once = theirs.timer.timeit(1)
                    slow[peer] = once / bits**2
                    mine, its = race(ours.timer, theirs.timer, once, ROUNDS)
                    if its < least * mine:
                        mine, its = race(ours.timer, theirs.timer, once, MORE_ROUNDS)
                    yield Figure(its / mine, operation, bits, kind, mine, peer, its)


class Timed(NamedTuple):
    """A call that can be timed and asked for its answer."""

    timer: timeit.Timer
    function: Callable[..., Any]
    code: str


def timer(function: Callable[..., Any], code: str, names: dict[str, Any]) -> Timed:
    """Return what times a call of f with these arguments, all of them local variables."""
    given = {"f": function, **names}
    setup = "; ".join(f"{name} = given[{name!r}]" for name in given)
    return Timed(timeit.Timer(code, setup, globals={"given": given}), function, code)


def names_in(call: str) -> list[str]:
    """Return the arguments of f in a call.

    >>> names_in("list(f(start, stop))")
    ['start', 'stop']
    """
    return call.partition("f(")[2].partition(")")[0].split(", ")


def race(ours: timeit.Timer, theirs: timeit.Timer, once: float, rounds: int) -> tuple[float, float]:
    """Return the least time of a call of each, of rounds in turns; `once` is about the longest."""
    least = [math.inf, math.inf]
    calls = [max(1, int(ROUND_SECONDS / max(timer.timeit(1), 1e-8))) for timer in (ours, theirs)]
    for _ in range(rounds if once < LONGEST_CALL / 10 else 3 + rounds // 10):
        for i, timer in enumerate((ours, theirs)):
            least[i] = min(least[i], timer.timeit(calls[i]) / calls[i])
    return least[0], least[1]


def print_bands(figures: list[Figure]) -> None:
    """Print the least ratio of each operation and peer in each band of sizes."""
    table: dict[tuple[str, str], dict[int, float]] = {}
    for figure in figures:
        band = max(low for low in BANDS[:-1] if low <= figure.bits)
        cells = table.setdefault((figure.operation, figure.peer), {})
        cells[band] = min(figure.ratio, cells.get(band, math.inf))
    print("\nleast ratio from so many bits on")
    print(f"{'':18} {'':8}", *(f"{low:7}" for low in BANDS[:-1]))
    for operation in OPERATIONS:
        for (name, peer), cells in table.items():
            if name == operation:
                shown = (f"{cells[low]:7.3g}" if low in cells else "      -" for low in BANDS[:-1])
                print(f"{operation:18} {peer:8}", *shown)


if __name__ == "__main__":
    sys.exit(main())
