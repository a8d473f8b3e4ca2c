"""How many threads a computation uses: what the environment says, and the same result whatever."""

import json
import os
import subprocess
import sys
from typing import Any

import pytest

import fibaccel


def run(code: str, **environment: str) -> Any:
    """Return what code leaves in `found`, run in a process of its own without our settings."""
    base = {k: v for k, v in os.environ.items() if not k.endswith("_NUM_THREADS")}
    script = f"import json\n{code}\nprint(json.dumps(found))"
    command = [sys.executable, "-c", script]
    done = subprocess.run(command, env=base | environment, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()
    return json.loads(done.stdout)


COUNT = "from fibaccel.plugin import num_threads\nfound = num_threads()"
CPUS = "import os\nfound = len(os.sched_getaffinity(0))"


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({"FIBACCEL_NUM_THREADS": "3"}, 3),
        ({"FIBACCEL_NUM_THREADS": " 1 ", "OMP_NUM_THREADS": "7"}, 1),
        ({"OMP_NUM_THREADS": "5"}, 5),
        ({"OMP_NUM_THREADS": "4,2"}, 4),
        ({"FIBACCEL_NUM_THREADS": "", "OMP_NUM_THREADS": "2"}, 2),
    ],
)
def test_the_environment_says_how_many(environment: dict[str, str], expected: int) -> None:
    assert run(COUNT, **environment) == expected


@pytest.mark.skipif(not hasattr(os, "sched_getaffinity"), reason="no affinity on this system")
@pytest.mark.parametrize("omp", ["", "many", "0", "-1"])
def test_otherwise_it_is_the_cpus_that_the_process_may_use(omp: str) -> None:
    """What is wrong with OpenMP's setting is not ours to complain about."""
    narrow = "import os\nos.sched_setaffinity(0, {min(os.sched_getaffinity(0))})\n"
    assert run(COUNT, OMP_NUM_THREADS=omp) == run(CPUS)
    assert run(narrow + COUNT, OMP_NUM_THREADS=omp) == 1


@pytest.mark.parametrize("value", ["many", "0", "-1", "1.5", "2,2", "²"])
def test_a_malformed_number_is_a_value_error_at_the_first_use(value: str) -> None:
    code = """
import fibaccel
try:
    fibaccel.fib(1)
except ValueError as error:
    found = str(error)
"""
    text = f"FIBACCEL_NUM_THREADS must be a positive whole number, not {value!r}"
    assert run(code, FIBACCEL_NUM_THREADS=value) == text


@pytest.mark.parametrize("threads", ["1", "2", "5"])
def test_the_result_is_the_same(backend: fibaccel.Backend, threads: str) -> None:
    code = """
import fibaccel
p = 2**127 - 1
found = [fibaccel.fib(n) % p for n in (10**6, 10**6 + 1, 2_345_678)]
found += [fibaccel.lucas(10**6 + 1) % p, *(x % p for x in fibaccel.fib2(1_500_000))]
"""
    expected = [_fib(n) for n in (10**6, 10**6 + 1, 2_345_678)]
    lucas = 2 * _fib(10**6 + 2) - _fib(10**6 + 1)  # L(n) = 2 F(n+1) - F(n)
    expected += [lucas % (2**127 - 1), _fib(1_500_000), _fib(1_499_999)]
    assert run(code, FIBACCEL_NUM_THREADS=threads, FIBACCEL_BACKEND=backend.name) == expected


def _fib(n: int, p: int = 2**127 - 1) -> int:
    """Return F(n) modulo p, by doubling."""
    a, b = 0, 1
    for bit in f"{n:b}":
        a, b = a * (2 * b - a) % p, (a * a + b * b) % p
        if bit == "1":
            a, b = b, (a + b) % p
    return a
