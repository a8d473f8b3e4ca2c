"""Instructions that a small F(n) takes, counted by valgrind's callgrind: the same on every run.

    python benchmarks/instructions.py [TIER ...]

Of `examples/fib.rs`, so without Python: a tenth of the difference between 11 calls and one. By
default of the portable tier; valgrind 3.19 knows those of avx2, too, but no AVX-512.
"""

import json
import re
import subprocess
import sys
from pathlib import Path

from machine import describe

CRATE = Path(__file__).parent.parent / "fibaccel-native"
SIZES = (500, 700, 1000, 1500, 2000, 3000, 5000, 10_000, 20_000, 50_000, 100_000)


def main() -> None:
    """Print a row for each n, a column for each tier."""
    tiers = sys.argv[1:] or ["portable"]
    program = _build()
    print(describe())
    version = subprocess.run(["valgrind", "--version"], capture_output=True, text=True, check=True)
    print(f"counted   by {version.stdout.strip()}")
    print(f"\n{'n':>10}" + "".join(f"{tier:>14}" for tier in tiers))
    for n in SIZES:
        counts = [
            (_instructions(program, n, 11, tier) - _instructions(program, n, 1, tier)) // 10
            for tier in tiers
        ]
        print(f"{n:10}" + "".join(f"{count:14,}" for count in counts), flush=True)


def _build() -> str:
    """Return the path of the example, built."""
    command = ["cargo", "build", "--locked", "--release", "--no-default-features"]
    command += ["--example", "fib", "--message-format", "json"]
    done = subprocess.run(command, cwd=CRATE, stdout=subprocess.PIPE, text=True, check=True)
    messages = [json.loads(line) for line in done.stdout.splitlines()]
    programs = [message["executable"] for message in messages if message.get("executable")]
    return str(programs[-1])


def _instructions(program: str, n: int, times: int, tier: str) -> int:
    command = ["env", f"FIBACCEL_NATIVE_TIER={tier}", "valgrind", "--tool=callgrind"]
    command += ["--callgrind-out-file=/dev/null", program, str(n), str(times)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    found = re.search(r"Collected : (\d+)", done.stderr)
    assert found, done.stderr
    return int(found[1])


if __name__ == "__main__":
    main()
