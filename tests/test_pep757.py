"""Native's ints by the functions of PEP 757, which CPython has from 3.14 on: here preloaded."""

import os
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

HERE = Path(__file__).parent
HEADERS = Path(sysconfig.get_path("include"))

USE = """
import sys
import fibaccel
import fibaccel_native as native
assert native.INTS == ("PyLongWriter", "int.from_bytes"), native.INTS
assert native.INT == "PyLongWriter", native.INT
before, at = native.fib(1500), native.fib(1501)
for n in range(1502, 4000):
    before, at = at, before + at
    assert native.fib(n) == at
    assert native.lucasu(at, 0, 2) == at
    assert native.lucasu(-at, 0, 2) == -at
prime = 2**127 - 1
for n in (10**6, 10**8):
    assert native.fib(n) % prime == native.fib_mod(n, prime)
x = -(3**20_000)
count = sys.getrefcount(x)
assert native.int_str(x) == fibaccel.get_backend("python").int_str(x)
assert native.fib_mod(10**40, -x) == fibaccel.get_backend("python").fib_mod(10**40, -x)
assert sys.getrefcount(x) == count
"""


@pytest.mark.native
@pytest.mark.skipif(sys.version_info >= (3, 14), reason="this Python has the functions itself")
@pytest.mark.skipif(sys.platform != "linux", reason="preloads a library, Linux's way")
@pytest.mark.skipif(
    shutil.which("cc") is None or not (HEADERS / "Python.h").exists(),
    reason="there is no C compiler, or this Python has no headers",
)
def test_ints_are_written_and_read_by_the_public_functions(tmp_path: Path) -> None:
    library = tmp_path / "pep757.so"
    source = HERE / "environments" / "pep757.c"
    compiler = ["cc", "-shared", "-fPIC", "-I", str(HEADERS), "-o", str(library), str(source)]
    subprocess.run(compiler, check=True)
    env = os.environ | {"LD_PRELOAD": str(library), "FIBACCEL_NATIVE_INT": "PyLongWriter"}
    command = [sys.executable, "-c", USE]
    run = subprocess.run(command, env=env, capture_output=True, text=True)
    assert run.returncode == 0, run.stderr
    created, finished, discarded, exported, freed = map(int, run.stderr.split()[-5:])
    assert created > 2_500
    assert (finished, discarded) == (created, 0)
    assert freed == exported > 4_000
