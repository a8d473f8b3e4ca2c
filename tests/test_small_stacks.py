"""No thread that Python allows is too small: every operation, the first use included."""

from __future__ import annotations

import compileall
import json
import os
import subprocess
import sys
from importlib.util import find_spec

import pytest

from .conftest import WANTED

CODE = """
import json, sys, threading
import fibaccel, importlib_metadata

size, expression = int(sys.argv[1]), compile(sys.argv[2], "call", "eval")
used_before = sys.argv[3] == "True"
found = []

def work():
    value = eval(expression, {"b": fibaccel})
    found.append(value % 10007 if isinstance(value, int) else [len(value), value[:9], value[-9:]])

if used_before:
    work()
    found.clear()
threading.stack_size(size)
thread = threading.Thread(target=work)
thread.start()
threading.stack_size(0)
thread.join()
work()
print(json.dumps(found))
"""

CALLS = (
    "b.fib(10)",
    "b.fib(5000)",
    "b.fib(10**6)",
    "b.lucas(10**6 + 1)",
    "b.fib_str(3000)",
    "b.fib_str(60_000)",
    "b.fib_str(10**6)",
    "b.int_str(2**3000 - 1)",
    "b.int_str(2**100_000 - 1)",
    "b.int_str(2**10**6 - 1)",
    "b.fib_mod(10**20, 10**300 + 7)",
    "b.lucasu_mod(3, -5, 10**20, 10**3000 + 7)",
    "b.lucasu(3, -5, 10_007)",
    "b.pisano_period(2**89 - 1)",
    "b.sequence_period(1, -1, 0, 1, 2**89 - 1)[1]",
)

# From 3.14 on CPython allows no less than 52 kB, and its own check of the stack lets no thread of
# less than some 80 kB import what the first use does. 3.15 may then leave imports locked for good,
# so that in such threads nothing is used first.
IS_CHECKED = sys.version_info >= (3, 14)
ENOUGH = 98_304 if IS_CHECKED else 65_536
# PyPy dies of any import in 32 kB.
LEAST = 53_248 if IS_CHECKED or sys.implementation.name == "pypy" else 32_768
SIZES = [LEAST, ENOUGH, 262_144]


@pytest.fixture(scope="module", autouse=True)
def bytecode() -> None:
    """Compile what the first use imports, as installers do: 3.12's tokenizer alone takes 17 kB."""
    for package in ("fibaccel", "fibaccel_native", "importlib_metadata", "zipp"):
        spec = find_spec(package)
        for folder in spec.submodule_search_locations or () if spec else ():
            compileall.compile_dir(folder, quiet=2)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("name", WANTED)
@pytest.mark.parametrize("call", CALLS)
def test_a_small_stack_is_enough(call: str, name: str, size: int) -> None:
    """The thread's answer, at first use, is that of the main thread; or the interpreter refuses."""
    environment = {**os.environ, "FIBACCEL_BACKEND": name}
    is_tight = IS_CHECKED and size < ENOUGH
    command = [sys.executable, "-P", "-c", CODE, str(size), call, str(is_tight)]
    done = subprocess.run(command, env=environment, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()
    *in_thread, in_main = json.loads(done.stdout)
    if is_tight and not in_thread:
        assert b"RecursionError" in done.stderr or b"MemoryError" in done.stderr
    else:
        assert in_thread == [in_main]
