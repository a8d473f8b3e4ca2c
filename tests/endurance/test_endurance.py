"""Short runs of what `nox -s endurance` does at length: limits of memory, forks, handlers."""

import subprocess
import sys
from pathlib import Path

import pytest

BENCHMARKS = Path(__file__).parents[2] / "benchmarks"


@pytest.mark.native
@pytest.mark.skipif(sys.platform != "linux", reason="address-space limits are Linux's")
@pytest.mark.parametrize(
    "command",
    [
        ("memory_limits.py", "20", "1e5", "1e7", "1e8"),
        ("forks.py", "50"),
        ("handlers.py", "20"),
    ],
)
def test_every_process_comes_to_its_end(command: tuple[str, ...]) -> None:
    script, *arguments = command
    done = subprocess.run(
        [sys.executable, str(BENCHMARKS / script), *arguments],
        capture_output=True,
        text=True,
        timeout=600,
    )
    assert done.returncode == 0, done.stdout + done.stderr
