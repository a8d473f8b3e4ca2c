"""Address-space limits from 50 MB to 2 GB: each run ends in the right answer or in MemoryError.

    python benchmarks/memory_limits.py [STEPS] [N ...]

Every limit (a geometric series) and every n in a process of its own, which sets the limit once the
backend is loaded, for fib and for fib_str. The answer is compared modulo a prime that the backend
does not check. Exits with 1 if a run ended in another way, such as a signal.
"""

import itertools
import subprocess
import sys
from collections import Counter

from machine import describe

LEAST, MOST = 50 * 10**6, 2 * 10**9
OPERATIONS = ("fib", "fib_str")
SIZES = (10**5, 10**6, 10**7, 10**8, 5 * 10**8, 10**9)
PRIME = 2**89 - 1

PROBE = """
import resource, sys
import fibaccel
n, limit, prime = map(int, sys.argv[2:])
function = getattr(fibaccel.get_backend("native"), sys.argv[1])
resource.setrlimit(resource.RLIMIT_AS, (limit, resource.RLIM_INFINITY))
try:
    result = function(n)
except MemoryError:
    result = None
resource.setrlimit(resource.RLIMIT_AS, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
if isinstance(result, str):
    digits, residue = result, 0
    for end in range(len(digits) % 4000, len(digits) + 1, 4000):
        residue = (residue * 10**4000 + int(digits[max(0, end - 4000) : end] or 0)) % prime
    result = residue
print("MemoryError" if result is None else result % prime)
"""


def main() -> None:
    """Print a row for each n."""
    steps = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    sizes = [int(float(n)) for n in sys.argv[2:]] or SIZES
    print(describe())
    print(f"\n{steps} limits from {LEAST:,} to {MOST:,} bytes")
    print(f"{'':8}{'n':>12}{'right':>8}{'MemoryError':>14}{'other':>8}   right from")
    others = 0
    for operation, n in itertools.product(OPERATIONS, sizes):
        expected = str(fibonacci(n, PRIME))
        outcomes: Counter[str] = Counter()
        enough = 0
        for i in range(steps):
            limit = round(LEAST * (MOST / LEAST) ** (i / max(1, steps - 1)))
            outcome = _run(operation, n, limit, expected)
            outcomes[outcome.split(":")[0]] += 1
            if outcome == "right":
                enough = enough or limit
            elif outcome != "MemoryError":
                print(f"{operation}({n}), limit {limit:,}: {outcome}", file=sys.stderr)
        other = steps - outcomes["right"] - outcomes["MemoryError"]
        print(f"{operation:8}{n:12}{outcomes['right']:8}{outcomes['MemoryError']:14}", end="")
        print(f"{other:8}   {enough:13,}")
        sys.stdout.flush()
        others += other
    sys.exit(1 if others else 0)


def fibonacci(n: int, prime: int) -> int:
    """Return F(n) modulo a prime, by doubling."""
    at, before = 0, 1
    for bit in bin(n)[2:]:
        at, before = at * (at + 2 * before) % prime, (at * at + before * before) % prime
        if bit == "1":
            at, before = (at + before) % prime, at
    return at


def _run(operation: str, n: int, limit: int, expected: str) -> str:
    command = [sys.executable, "-c", PROBE, operation, str(n), str(limit), str(PRIME)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300)
    if done.returncode:
        return f"status {done.returncode}: {done.stderr.strip().splitlines()[-1:]}"
    found = done.stdout.strip()
    return {"MemoryError": found, expected: "right"}.get(found, "wrong")


if __name__ == "__main__":
    main()
