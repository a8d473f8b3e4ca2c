"""What other libraries rely on in a universal function."""

import copy
import inspect
import json
import os
import pickle
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import fibaccel
from fibaccel import arrays, registry
from fibaccel.arrays import functions, kernels, loop
from fibaccel.pure import arrays as numpy_kernels

pytestmark = pytest.mark.usefixtures("each_backends_kernels")

FUNCTIONS = [value for value in vars(arrays).values() if isinstance(value, arrays.Ufunc)]


@pytest.mark.parametrize("function", FUNCTIONS, ids=repr)
def test_has_the_attributes_of_a_universal_function(function: arrays.Ufunc) -> None:
    assert function.nargs == function.nin + function.nout
    assert function.nout == 1
    assert function.ntypes == len(function.types)
    assert all(len(types.partition("->")[0]) == function.nin for types in function.types)
    assert function.signature is None
    assert function.identity is None
    assert getattr(arrays, function.__name__) is function
    assert repr(function) == f"<ufunc 'fibaccel.arrays.{function.__name__}'>"
    assert len(inspect.signature(function).parameters) == function.nin
    assert ">>> " in (function.__doc__ or "")


@pytest.mark.parametrize("function", FUNCTIONS, ids=repr)
def test_is_pickled_by_its_name(function: arrays.Ufunc) -> None:
    for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
        assert pickle.loads(pickle.dumps(function, protocol)) is function
    assert copy.deepcopy(function) is function


class Owner:
    """Overrides universal functions."""

    def __init__(self, answer: Any = "theirs") -> None:
        self.answer = answer

    def __array_ufunc__(self, ufunc: Any, method: str, *inputs: Any, **options: Any) -> Any:
        return NotImplemented if self.answer is None else (self, ufunc, method, inputs, options)


class Younger(Owner):
    """Is asked before its base class."""


class Refusing:
    """Takes part in no universal function."""

    __array_ufunc__ = None


def test_an_argument_that_overrides_gets_the_call() -> None:
    one, other, out = Owner(), Younger(), np.zeros(2, int)
    assert arrays.fib_mod(one, 5) == (one, arrays.fib_mod, "__call__", (one, 5), {})
    assert arrays.fib_mod(one, other)[0] is other
    assert arrays.fib_mod(Owner(None), other)[0] is other
    options = arrays.fib_mod(one, 5, out, where=False, dtype="i4", casting="safe")[4]
    assert options == {"out": (out,), "where": False, "dtype": "i4", "casting": "safe"}
    assert arrays.fib([5], out=one)[0] is one
    assert arrays.fib([5], where=one)[0] is one


def test_nobody_who_overrides_can() -> None:
    with pytest.raises(TypeError, match="'Owner' returned NotImplemented"):
        arrays.fib_mod(Owner(None), 5)
    with pytest.raises(TypeError, match="operand 'Refusing' does not support ufuncs"):
        arrays.fib_mod(5, Refusing())


def test_other_classes_of_array_come_back_as_themselves() -> None:
    masked = np.ma.MaskedArray([10, 20, 30], mask=[False, True, False])
    result = arrays.fib_mod(masked, 1000)
    assert isinstance(result, np.ma.MaskedArray)
    assert result.tolist() == [55, None, 40]


def test_a_masked_array_for_the_result_takes_the_mask() -> None:
    masked = np.ma.MaskedArray([10, 20, 30], mask=[False, True, False])
    out = np.ma.zeros(3, int)
    assert arrays.fib_mod(masked, 1000, out=out) is out
    assert out.tolist() == [55, None, 40]
    labelled = np.zeros(3, int).view(Labelled)
    assert arrays.fib_mod([10, 20, 30], 1000, out=labelled) is labelled


class Labelled(np.ndarray[Any, Any]):
    """A subclass that overrides nothing."""


def test_a_subclass_of_array_stays_one() -> None:
    result = arrays.fib(np.array([10, 11]).view(Labelled))
    assert type(result) is Labelled
    assert result.tolist() == [55, 89]


def test_whatever_has_index_is_an_integer() -> None:
    class Ten:
        def __index__(self) -> int:
            return 10

    assert arrays.fib(Ten()) == 55
    assert arrays.fib_mod(np.int8(10), Ten()) == 5
    assert type(arrays.fib(10)) is np.int64
    assert type(arrays.fib(np.uint8(10))) is np.uint64


def test_results_are_laid_out_as_arguments_are() -> None:
    n = np.asfortranarray(np.arange(6).reshape(2, 3))
    assert arrays.fib(n).flags.f_contiguous
    assert arrays.fib_mod(n, [[2], [3]], where=n > 2).flags.f_contiguous


class Spy:
    """The active backend's fib_mod_u64, which as many threads as are expected begin together."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, expected: int) -> None:
        self._original = kernels.get_kernels().fib_mod_u64
        self._together = threading.Barrier(expected)
        self.threads: set[int | None] = set()
        run = loop.run
        monkeypatch.setattr(loop, "run", lambda *a, **k: run(*a, **{**k, "chunk": 5000}))
        monkeypatch.setattr(loop, "CHUNK", 2**16)
        monkeypatch.setattr(loop, "num_threads", lambda: 3)
        monkeypatch.setattr(functions, "get_kernels", lambda: self)

    def fib_mod_u64(self, *buffers: Any) -> None:
        thread = threading.get_ident()
        if thread not in self.threads:
            self.threads.add(thread)
            self._together.wait(timeout=60)
        self._original(*buffers)


def test_threads_compute_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    n = np.arange(100_000)
    right = arrays.fib_mod(n, 10**9 + 7)
    spy = Spy(monkeypatch, 3)
    assert (arrays.fib_mod(n, 10**9 + 7) == right).all()
    assert len(spy.threads) == 3


def test_who_is_called_in_a_thread_starts_no_others(monkeypatch: pytest.MonkeyPatch) -> None:
    n = np.arange(100_000)
    right = arrays.fib_mod(n, 10**9 + 7)
    spy = Spy(monkeypatch, 1)
    result: list[Any] = []
    thread = threading.Thread(target=lambda: result.append(arrays.fib_mod(n, 10**9 + 7)))
    thread.start()
    thread.join()
    assert (result[0] == right).all()
    assert spy.threads == {thread.ident}


@pytest.mark.parametrize("available", [0, 1, 2])
def test_without_more_threads_the_rest_is_done_here(
    monkeypatch: pytest.MonkeyPatch, available: int
) -> None:
    start = threading.Thread.start
    started: list[threading.Thread] = []

    def start_some(thread: threading.Thread) -> None:
        if len(started) == available:
            raise RuntimeError("can't start new thread")
        started.append(thread)
        start(thread)

    n = np.arange(4 * loop.CHUNK)
    right = arrays.fib_mod(n, 1000)
    monkeypatch.setattr(loop, "num_threads", lambda: 4)
    monkeypatch.setattr(threading.Thread, "start", start_some)
    assert (arrays.fib_mod(n, 1000) == right).all()
    assert len(started) == available
    assert threading.active_count() == 1


def test_an_error_in_a_thread_is_the_callers(monkeypatch: pytest.MonkeyPatch) -> None:
    class Broken:
        @staticmethod
        def fib_mod_u64(*buffers: Any) -> None:
            if threading.current_thread() is not threading.main_thread():
                raise MemoryError("no room")
            kernels.get_kernels("python").fib_mod_u64(*buffers)

    monkeypatch.setattr(functions, "get_kernels", Broken)
    monkeypatch.setattr(loop, "num_threads", lambda: 2)
    with pytest.raises(MemoryError, match="no room"):
        arrays.fib_mod(np.arange(3 * loop.CHUNK), 10)
    assert threading.active_count() == 1


def test_an_interrupt_stops_all_threads(monkeypatch: pytest.MonkeyPatch) -> None:
    calls = []
    interrupted = threading.Event()

    class Interrupted:
        @staticmethod
        def fib_mod_u64(n: Any, m: Any, out: Any) -> None:
            calls.append(len(out))
            if threading.current_thread() is threading.main_thread():
                interrupted.set()
                raise KeyboardInterrupt
            interrupted.wait(timeout=60)
            time.sleep(0.01)

    monkeypatch.setattr(functions, "get_kernels", Interrupted)
    monkeypatch.setattr(loop, "num_threads", lambda: 2)
    with pytest.raises(KeyboardInterrupt):
        arrays.fib_mod(np.arange(200 * loop.CHUNK), 10)
    assert threading.active_count() == 1
    assert len(calls) < 100
    assert max(calls) <= loop.CHUNK == 2**16


def run(code: str, **environment: str) -> Any:
    """Return what code prints as JSON in a process of its own."""
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, env=os.environ | environment, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()
    return json.loads(done.stdout)


def test_numpy_is_not_imported_before_it_is_needed() -> None:
    code = """
import json, sys
import fibaccel
fibaccel.fib_mod(10, 7)
print(json.dumps("numpy" in sys.modules))
"""
    assert run(code) is False


def test_without_numpy_one_is_told_what_to_type() -> None:
    code = """
import json, sys
sys.modules["numpy"] = None
try:
    import fibaccel.arrays
except ImportError as error:
    print(json.dumps(str(error)))
"""
    assert run(code) == 'fibaccel.arrays needs NumPy: pip install "fibaccel[arrays]"'


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGINT to another process")
@pytest.mark.parametrize("threads", ["1", "2"])
@pytest.mark.parametrize(
    "endless",
    [
        "while True: fib_mod(numbers, numbers)",
        "pisano_period(numbers)",
        "scan_wall_sun_sun(0, 10**12)",
    ],
)
def test_an_interrupt_lands(endless: str, threads: str) -> None:
    code = f"""
import signal, sys
import numpy as np
from fibaccel.arrays import *
signal.signal(signal.SIGINT, signal.default_int_handler)
numbers = np.arange(1, 10**7)
fib_mod(numbers[:10], 7)
try:
    print("ready", flush=True)
    {endless}
except KeyboardInterrupt:
    print(fib_mod(10, 7), flush=True)
"""
    environment = os.environ | {"FIBACCEL_NUM_THREADS": threads}
    child = subprocess.Popen(
        [sys.executable, "-c", code], stdout=subprocess.PIPE, env=environment, text=True
    )
    assert child.stdout is not None
    assert child.stdout.readline() == "ready\n"
    time.sleep(0.2)
    child.send_signal(signal.SIGINT)
    assert child.communicate(timeout=60)[0] == "6\n"


def test_the_active_backends_kernels_serve() -> None:
    code = """
import json
from fibaccel import arrays
arrays.fib_mod([1], 2)
print(json.dumps(arrays.get_kernels().backend))
"""
    assert run(code, FIBACCEL_BACKEND="python") == "python"


def test_kernels_are_immutable() -> None:
    found = arrays.get_kernels("python")
    assert found.implements == set(kernels.ROWS)
    assert arrays.get_kernels("python") is found
    with pytest.raises(AttributeError):
        found.backend = "other"
    with pytest.raises(AttributeError, match="immutable"):
        del found.backend
    assert copy.deepcopy(found) is found
    assert pickle.loads(pickle.dumps(found)) is found
    assert repr(found).startswith("<Kernels of 'python': fib_mod_u64, ")


def wrong(n: Any, m: Any, out: Any) -> None:
    numpy_kernels.fib_mod_u64(n, m, out)
    out[-1] += np.uint64(1)


def raising(error: type[BaseException]) -> Callable[..., None]:
    def kernel(*buffers: Any) -> None:
        raise error

    return kernel


class Panic(BaseException):
    """What PyO3 makes of a panic is no Exception."""


def put_in_place(monkeypatch: pytest.MonkeyPatch, kernel: Any) -> None:
    """Have a backend with that kernel, of which nothing is known yet."""

    class Plugin:
        fib_mod_u64 = staticmethod(kernel)

    class Other:
        name, distribution, version = "other", "other-dist", "1.2"

    monkeypatch.setattr(kernels, "get_backend", lambda name: Other)
    monkeypatch.setattr(registry, "plugin_of", lambda backend: Plugin)
    monkeypatch.setattr(kernels, "_loaded", {})


@pytest.mark.parametrize("error", [KeyboardInterrupt, MemoryError, RecursionError])
def test_what_depends_on_the_moment_is_no_defect_of_a_kernel(
    monkeypatch: pytest.MonkeyPatch, error: type[BaseException]
) -> None:
    put_in_place(monkeypatch, raising(error))
    with pytest.raises(error):
        kernels.get_kernels("other")


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGUSR1")
def test_what_a_handler_raises_is_no_defect_of_a_kernel(monkeypatch: pytest.MonkeyPatch) -> None:
    def kernel(*buffers: Any) -> None:
        signal.raise_signal(signal.SIGUSR1)
        raise AssertionError("the end of the load is not waited for")

    before = signal.signal(signal.SIGUSR1, lambda number, frame: sys.exit("stop"))
    put_in_place(monkeypatch, kernel)
    try:
        with pytest.raises(SystemExit, match="stop"):
            kernels.get_kernels("other")
    finally:
        signal.signal(signal.SIGUSR1, before)


@pytest.mark.parametrize(
    ("kernel", "cause"),
    [(wrong, ArithmeticError), (raising(SystemExit), SystemExit), (raising(Panic), Panic)],
)
def test_a_kernel_that_fails_its_check_is_refused(
    monkeypatch: pytest.MonkeyPatch, kernel: Any, cause: type[BaseException]
) -> None:
    put_in_place(monkeypatch, kernel)
    with pytest.raises(fibaccel.BackendLoadError) as caught:
        kernels.get_kernels("other")
    blamed = "the other backend (other-dist 1.2) has a kernel for arrays that fails its check, fib"
    assert blamed in str(caught.value)
    assert isinstance(caught.value.__cause__, cause)
