"""Times four ways to F(N) and says whether they agree: `uv run python main.py [N]`."""

import importlib.util
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from time import perf_counter
from timeit import Timer

from fibaccel import get_backend


def recursive(n: int) -> int:
    """Return F(n) by its definition, in exponential time."""
    return n if n < 2 else recursive(n - 1) + recursive(n - 2)


def build_crate() -> None:
    """Build the tutorial's crate into this environment."""
    print("The crate is not built yet: running maturin develop --release", flush=True)
    maturin = [sys.executable, "-m", "maturin", "develop", "--release"]
    subprocess.run(maturin, cwd=Path(__file__).parent, check=True)
    importlib.invalidate_caches()


def measure(function: Callable[[int], int], n: int) -> tuple[str, float]:
    """Return F(n) in decimal, or why there is none, and the seconds that one call takes."""
    start = perf_counter()
    try:
        value = function(n)
    except BaseException as error:  # a panic in Rust is not an Exception
        if type(error).__name__ != "PanicException":
            raise
        return f"panic: {error}", perf_counter() - start
    if (seconds := perf_counter() - start) < 0.1:  # too short for one look at the clock
        calls, total = Timer("function(n)", globals=locals()).autorange()
        seconds = total / calls
    return str(value), seconds


def main(n: int = 42) -> int:
    """Print the table for n and return the exit code: 0 if all answers are the same."""
    if not 0 <= n <= 300:
        sys.exit("N must be from 0 to 300; for more: fibaccel compare N")
    if importlib.util.find_spec("fibonacci") is None:
        build_crate()
    crate = importlib.import_module("fibonacci")
    ways = {f"Rust, u64, {'debug' if crate.DEBUG else 'release'}": crate.fib}
    ways |= {f"fibaccel, {name}": get_backend(name).fib for name in ("python", "native")}
    estimate = measure(recursive, 20)[1] * ((1 + 5**0.5) / 2) ** (n - 20)
    if n <= 45:
        print(f"Recursive Python takes about {estimate:.2g} seconds ...", flush=True)
        ways = {"recursive Python": recursive} | ways
    else:
        print(f"Recursive Python would take about {estimate / 31_557_600:.2g} years: left out.")
    results = {way: measure(function, n) for way, function in ways.items()}
    right, _ = results["fibaccel, python"]
    answers = {answer for answer, _ in results.values()}
    for way, (answer, seconds) in results.items():
        mark = "" if answer == right else "  WRONG"
        print(f"{way:<20}{answer:>{max(map(len, answers))}}{seconds:15.9f} s{mark}")
    print("identical:", "yes" if len(answers) == 1 else "no")
    return 0 if len(answers) == 1 else 1


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
