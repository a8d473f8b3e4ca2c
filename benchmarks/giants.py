"""The largest n that are compared with gmpy2: every function, as values.

The digits are those that int_str makes of gmpy2's number; at 10^9 their SHA-256 is known as well.

    python benchmarks/giants.py [N ...]

Exits with 1 if a value differs. FIBACCEL_NATIVE_TIER names a tier other than the best.
"""

import hashlib
import sys
import time

import gmpy2
from contenders import DIGESTS
from machine import describe

import fibaccel

SIZES = (10**9, 2**30 - 1, 2**30, 2**30 + 1, 3 * 2**28 + 1)


def main() -> None:
    """Print a row for each n."""
    sizes = [int(float(n)) for n in sys.argv[1:]] or SIZES
    print(describe())
    native = fibaccel.get_backend("native")
    different = 0
    print(f"\n{'n':>12}   seconds of fib, fib2, lucas, lucas2, fib_str, lucas_str")
    for n in sizes:
        at, before = map(int, gmpy2.fib2(n))
        lucas, lucas_before = map(int, gmpy2.lucas2(n))
        digits, lucas_digits = map(native.int_str, (at, lucas))
        digest = hashlib.sha256(digits.encode("ascii")).hexdigest()
        if digest != DIGESTS.get(("fib_str", n), digest):
            different += 1
            print(f"int_str of F({n}) differs")
        seconds = []
        for operation, expected in (
            ("fib", at),
            ("fib2", (at, before)),
            ("lucas", lucas),
            ("lucas2", (lucas, lucas_before)),
            ("fib_str", digits),
            ("lucas_str", lucas_digits),
        ):
            start = time.perf_counter()
            actual = getattr(native, operation)(n)
            seconds.append(time.perf_counter() - start)
            if actual != expected:
                different += 1
                print(f"{operation}({n}) differs")
        print(f"{n:12}   " + "".join(f"{figure:8.2f}" for figure in seconds), flush=True)
    print(f"{different} differences")
    sys.exit(1 if different else 0)


if __name__ == "__main__":
    main()
