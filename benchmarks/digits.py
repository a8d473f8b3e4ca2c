"""Time and memory for decimal digits, beside gmpy2, python-flint and str, every answer checked.

    python benchmarks/digits.py [N ...]

F(n) as text, for one thread and for two: minimum and median over rounds in which the contenders
take turns, warm, in one process; SHA-256 is compared. Then the peak of memory of fresh processes;
then int_str, of numbers of n random digits and of 2^n; and the command line. FIBACCEL_NATIVE_TIER
names a tier other than the best. Named N replace the sizes of the first part, and leave the others
out; beyond 10^8 native is alone. (decimal.py would hide the module of that name from all of us.)
"""

import hashlib
import os
import statistics
import subprocess
import sys
import sysconfig
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from contenders import DIGESTS
from machine import describe, refuse_debug_build
from workers import print_warm, run

SIZES = [10**exponent for exponent in range(2, 10)]
SHARED_SIZES = [n for n in SIZES if n >= 10**6]
PEAK_SIZES = [10**7, 10**8]
DIGIT_COUNTS = [10**exponent for exponent in range(2, 8)]
POWER = 10**7

TITLES = {
    "native": "native",
    "python": "python",
    "gmpy2": "gmpy2.fib.digits",
    "flint": "str(flint.fib_ui)",
}
RATIOS = [("gmpy2", "native"), ("flint", "native"), ("gmpy2", "python")]

INT_TITLES = {
    "native": "native",
    "python": "python",
    "gmpy2": "gmpy2.mpz.digits",
    "flint": "str(flint.fmpz)",
}

# Enough rounds for what starts in a tenth of a second.
COMMAND_ROUNDS = 5
COMMAND_N = 10**8
FILE_N = 10**9


def main() -> None:
    """Print all parts."""
    refuse_debug_build()
    sizes = [int(float(size)) for size in sys.argv[1:]]
    print(describe())
    print("\nF(n) in decimal")
    print_warm("fib_str", 1, sizes or SIZES, TITLES, RATIOS)
    print_warm("fib_str", 2, sizes or SHARED_SIZES, TITLES, RATIOS)
    if not sizes:
        _print_peaks()
        _print_int_str()
        _print_command()


def _print_peaks() -> None:
    print("\npeak of memory of a fresh process, beyond that of a small call, over the digits")
    print(f"{'n':>10}{'native, 1 thread':>24}{'2 threads':>12}", end="")
    print("".join(f"{name:>12}" for name in ("python", "gmpy2", "flint")))
    for n in PEAK_SIZES:
        ours = [run("peak", "fib_str", "native", n, threads) for threads in (1, 2)]
        theirs = [run("peak", "fib_str", name, n) for name in ("python", "gmpy2", "flint")]
        print(f"{n:10}{'':12}" + "".join(f"{figure:12.2f}" for figure in ours + theirs))


def _print_int_str() -> None:
    ratios = [("gmpy2", "native"), ("flint", "native"), ("str", "native"), ("str", "python")]
    print("\nint_str of n random digits; str without its limit, in that process alone")
    print_warm("int_str", 1, DIGIT_COUNTS, INT_TITLES | {"str": "str(int)"}, ratios)
    shared = [n for n in DIGIT_COUNTS if n >= 10**6]
    print_warm("int_str", 2, shared, INT_TITLES, ratios[:2])
    print("\nint_str of 2^n")
    for threads in (1, 2):
        print_warm("power_str", threads, [POWER], INT_TITLES, ratios[:2])


def _print_command() -> None:
    """Whole processes, with as many threads as there are CPUs."""
    script = str(Path(sysconfig.get_path("scripts"), "fibaccel"))
    print("\nwhole processes: seconds, minimum and median; peak of memory in MB")
    gmpy2 = [sys.executable, "-c", f"import gmpy2; print(gmpy2.fib({COMMAND_N}))"]
    _print_process(f"fibaccel {COMMAND_N} > /dev/null", [script, str(COMMAND_N)])
    _print_process(f'python -c "{gmpy2[-1]}" > /dev/null', gmpy2)
    with tempfile.TemporaryDirectory() as folder:
        file = str(Path(folder, "digits"))
        _print_process(f"fibaccel {FILE_N} -o FILE", [script, str(FILE_N), "-o", file])
        with open(file, "rb") as digits:
            digest = hashlib.file_digest(digits, "sha256").hexdigest()
    assert digest == DIGESTS["fib_str", FILE_N], "the file differs"


def _print_process(title: str, command: Sequence[str]) -> None:
    seconds, peaks = zip(*(_spend(command) for _ in range(COMMAND_ROUNDS)), strict=True)
    figures = f"{min(seconds):8.3f}{statistics.median(seconds):8.3f}{max(peaks):10.1f}"
    print(f"{title:66}{figures}", flush=True)


def _spend(command: Sequence[str]) -> tuple[float, float]:
    """Return the seconds and the megabytes of a process."""
    start = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == 0, f"{command} failed"
    return seconds, usage.ru_maxrss * 1024 / 1e6


if __name__ == "__main__":
    main()
