"""A handle and its functions go to other processes, however those begin, and work there."""

import json
import multiprocessing
import subprocess
import sys
from pathlib import Path

import pytest

import fibaccel

PROGRAM = """
import functools, json, multiprocessing, sys
from concurrent.futures import ProcessPoolExecutor

import fibaccel


class Task:
    def __init__(self, handle):
        self.handle, self.function = handle, handle.lucas_str

    def __call__(self, n):
        return [self.handle.name, self.handle.fib(n), self.function(n)]


def apply(function, n):
    return function(n)


if __name__ == "__main__":
    kind, method, name = sys.argv[1:]
    context = multiprocessing.get_context(method)
    handle = fibaccel.get_backend(name)
    numbers = [-8, 93, 187, 10_000]
    if kind == "Pool":
        with context.Pool(2) as pool:
            found = [pool.map(Task(handle), numbers), pool.map(handle.fib, numbers)]
            found += [pool.map(functools.partial(apply, handle.fib2), numbers)]
            found += [pool.apply(fibaccel.fib, [100])]
    else:
        with ProcessPoolExecutor(2, mp_context=context) as pool:
            found = [list(pool.map(Task(handle), numbers)), list(pool.map(handle.fib, numbers))]
            found += [list(pool.map(functools.partial(apply, handle.fib2), numbers))]
            found += [pool.submit(fibaccel.fib, 100).result()]
    expected = [
        [Task(handle)(n) for n in numbers],
        [handle.fib(n) for n in numbers],
        [handle.fib2(n) for n in numbers],
        354224848179261915075,
    ]
    print(json.dumps([found == expected, found[0][0]]))
"""


@pytest.mark.parametrize("kind", ["Pool", "ProcessPoolExecutor"])
@pytest.mark.parametrize("method", multiprocessing.get_all_start_methods())
def test_a_handle_works_in_other_processes(
    backend: fibaccel.Backend, tmp_path: Path, kind: str, method: str
) -> None:
    """In tasks that hold one, as a function of one, and as what a partial function calls."""
    program = tmp_path / "program.py"
    program.write_text(PROGRAM)
    # A pool whose workers cannot read a task waits for ever: hence the limit.
    done = subprocess.run(
        [sys.executable, str(program), kind, method, backend.name],
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == [True, [backend.name, -21, "47"]]
