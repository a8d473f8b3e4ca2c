"""CPU time of a call, in the interpreter that runs this: the least in two seconds of calls.

    FIBACCEL_NUM_THREADS=1 python benchmarks/interpreters.py [BACKEND ...]

For interpreters that have nothing of what the other benchmarks compare with. Each result is checked
once, by another way to it.
"""

import sys
import time
from collections.abc import Callable

from machine import describe, refuse_debug_build

import fibaccel
from fibaccel import fib_leading_digits, fib_mod, fib_num_digits, fib_trailing_digits

SECONDS = 2.0
# How many calls make a piece of work that a clock can tell, the operation and its arguments.
CASES: tuple[tuple[int, str, tuple[int, ...]], ...] = (
    (20_000, "fib", (100,)),
    (1, "fib", (10**6,)),
    (20, "fib_str", (10**4,)),
    (1, "fib_str", (10**5,)),
    (1, "fib_str", (10**6,)),
    (2000, "fib_mod", (2**63 + 12_345, 10**18 + 9)),
    (100, "pisano_period", (10**15 + 37,)),
)


def main() -> None:
    """Print a row for each backend and case."""
    names = sys.argv[1:] or ["python", "native"]
    if "native" in names:
        refuse_debug_build()
    print(describe())
    for name in names:
        print()
        for count, operation, arguments in CASES:
            function = getattr(fibaccel.get_backend(name), operation)
            assert is_right(operation, arguments, function(*arguments)), operation
            call = f"{operation}({', '.join(map(str, arguments))})"
            microseconds = 1e6 * least(function, arguments, count)
            print(f"{name:8}{call:52}{microseconds:12.3f} us", flush=True)


def is_right(operation: str, arguments: tuple[int, ...], result: object) -> bool:
    """Return whether the result is what is known of it otherwise."""
    n = arguments[0]
    match operation, result:
        case "fib", int():
            return result % (10**18 + 9) == fib_mod(n, 10**18 + 9)
        case "fib_str", str():
            ends = fib_leading_digits(n, 18) + fib_trailing_digits(n, 18)
            return len(result) == fib_num_digits(n) and result[:18] + result[-18:] == ends
        case "fib_mod", int():  # Cassini's identity
            m = arguments[1]
            sign = -1 if n % 2 else 1
            return (fib_mod(n - 1, m) * fib_mod(n + 1, m) - result * result - sign) % m == 0
        case "pisano_period", int():
            return (fib_mod(result, n), fib_mod(result + 1, n)) == (0, 1)
    return False


def least(function: Callable[..., object], arguments: tuple[int, ...], count: int) -> float:
    """Return the seconds of a call, the least of all pieces of work."""
    found = float("inf")
    end = time.monotonic() + SECONDS
    while time.monotonic() < end:
        start = time.process_time()
        for _ in range(count):
            function(*arguments)
        found = min(found, (time.process_time() - start) / count)
    return found


if __name__ == "__main__":
    main()
