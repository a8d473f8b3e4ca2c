"""Faults at random moments of computations: how many are caught, and that no result is wrong.

    python benchmarks/faults.py [FAULTS] [SEED]

It needs a build that can be made to fail: nox -s faults. Each fault is one of six kinds (a bit of a
transform flips, a block is skipped, a carry is lost, a limb of an operand or of the result changes,
or a byte of its text), comes at a random one of its opportunities in one computation with n >=
10^6, and must end in an ArithmeticError or leave the result right. The right one is the Python
backend's. int_str is given F(n), and int_from_str its digits.
"""

import random
import sys
from collections import Counter
from collections.abc import Callable
from typing import Any

import fibaccel_native._native as _native
from machine import describe

import fibaccel

OPERATIONS = ("fib", "fib2", "lucas", "lucas2", "fib_str", "lucas_str", "int_str", "int_from_str")
WRITTEN = ("fib_str", "lucas_str", "int_str")
LEAST, MOST = 10**6, 12 * 10**5
NEVER = 2**63


def main() -> None:
    """Print a row for each operation and kind; exit with 1 if a result was wrong."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    generator = random.Random(int(sys.argv[2]) if len(sys.argv) > 2 else 1202)
    faults = vars(_native)["_FAULTS"]
    print(describe())
    print(f"\n{'':13}{'':10}   caught   harmless   wrong")
    totals: Counter[str] = Counter()
    rows = [
        (operation, fault)
        for operation in OPERATIONS
        for fault in faults
        if fault != "text" or operation in WRITTEN
    ]
    for i, (operation, fault) in enumerate(rows):
        share = count * (i + 1) // len(rows) - count * i // len(rows)
        outcomes = _inject(operation, fault, share, generator)
        totals += outcomes
        print(f"{operation:13}{fault:10}", _row(outcomes), flush=True)
    print(f"{'together':23}", _row(totals))
    sys.exit(1 if totals["wrong"] else 0)


def _row(outcomes: Counter[str]) -> str:
    return "{:8} {:10} {:7}".format(*(outcomes[key] for key in ("caught", "harmless", "wrong")))


def _inject(operation: str, fault: str, count: int, generator: random.Random) -> Counter[str]:
    """Return how so many faults ended, a hundred to an n."""
    function = getattr(fibaccel.get_backend("native"), operation)
    reference = getattr(fibaccel.get_backend("python"), operation)
    outcomes: Counter[str] = Counter()
    for i in range(count):
        if i % 100 == 0:
            n = generator.randint(LEAST, MOST)
            x = _argument(operation, n)
            right = reference(x)
            assert function(x) == right
            opportunities = _opportunities(fault, function, x)
        after, place = generator.randrange(opportunities), generator.getrandbits(63)
        vars(_native)["_arm"](fault, after, place)
        try:
            outcome = "harmless" if function(x) == right else "wrong"
        except ArithmeticError:
            outcome = "caught"
        if vars(_native)["_disarm"]() is not None:
            outcome = "did not happen"
        outcomes[outcome] += 1
        if outcome not in ("caught", "harmless"):
            print(f"{operation}({n}), {fault} {after} {place}: {outcome}")
    assert not outcomes["did not happen"]
    return outcomes


def _argument(operation: str, n: int) -> Any:
    """Return what the operation is given for n."""
    python = fibaccel.get_backend("python")
    if operation == "int_from_str":
        return python.fib_str(n)
    return python.fib(n) if operation == "int_str" else n


def _opportunities(fault: str, function: Callable[[Any], object], x: Any) -> int:
    """Return how often that fault could happen in one computation."""
    vars(_native)["_arm"](fault, NEVER, 0)
    function(x)
    left: int = vars(_native)["_disarm"]()
    return NEVER - left


if __name__ == "__main__":
    main()
