"""What a signal's handler raises while a backend loads comes out, and is no defect of that."""

from __future__ import annotations

import signal
import sys
import threading
from typing import Any

import pytest

from fibaccel.signals import hold

from .environments import Environments, samples

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="no SIGUSR1 and no SIGALRM")

F100 = 354224848179261915075
EXCEPTIONS = ["SystemExit", "TimeoutError", "KeyboardInterrupt", "ValueError"]

# Its load sends this process signals, at the very points that a timer would have to hit.
SIGNALLED = f"""
import os, signal
for _ in range(int(os.environ.get("SIGNALS", "0"))):
    {{}}
os.environ["SIGNALS"] = "0"
{samples.HEALTHY}
"""
PLAIN = SIGNALLED.format("signal.raise_signal(signal.SIGUSR1)")
SWALLOWING = SIGNALLED.format(
    """
    try:
        signal.raise_signal(signal.SIGUSR1)
    except BaseException:
        pass"""
)
CONVERTING = SIGNALLED.format(
    """
    try:
        signal.raise_signal(signal.SIGUSR1)
    except BaseException as error:
        raise ImportError("no such library") from error"""
)

_NATIVES = {source: samples.as_native(source) for source in (PLAIN, SWALLOWING, CONVERTING)}

_HANDLER = """
    import os, signal, probe, fibaccel, fibaccel.signals

    fibaccel.signals._PATIENCE = 60.0  # a busy machine takes more than a second for a load

    def handler(number, frame):
        raise {error}("stop")

    signal.signal(signal.SIGUSR1, handler)
    signal.signal(signal.SIGALRM, handler)
"""
_TWICE = """
    first = probe.observe(lambda: fibaccel.fib(100))
    second = probe.observe(lambda: [fibaccel.fib(100), fibaccel.get_backend().name])
    kept = [signal.getsignal(number) is handler for number in (signal.SIGUSR1, signal.SIGALRM)]
    default = signal.getsignal(signal.SIGINT) is signal.default_int_handler
    result = [first, second, all(kept) and default]
"""


def assert_out(found: Any, error: str, name: str) -> None:
    """Assert that the handler's exception came out, and that the next call was served."""
    first, second, handlers_are_back = found
    assert first["error"] is not None
    assert (error, "stop") == (first["error"]["type"], first["error"]["text"])
    assert [] == first["warnings"]
    assert {"value": [F100, name], "error": None, "warnings": []} == second
    assert handlers_are_back


_SITUATIONS = [
    *((error, source, "1", "") for error in EXCEPTIONS for source in (PLAIN, SWALLOWING)),
    ("TimeoutError", CONVERTING, "1", ""),
    ("SystemExit", CONVERTING, "1", "native"),
    ("SystemExit", PLAIN, "1", "native,python"),
    ("TimeoutError", PLAIN, "2", ""),
    ("TimeoutError", SWALLOWING, "2", "native,python"),
    ("KeyboardInterrupt", CONVERTING, "2", "native"),
]


@pytest.mark.parametrize(("error", "source", "arrivals", "setting"), _SITUATIONS)
def test_what_a_handler_raises_in_a_load_comes_out(
    environments: Environments, error: str, source: str, arrivals: str, setting: str
) -> None:
    """Whatever the module makes of it; a second signal of the kind does not wait."""
    environment = environments.having(_NATIVES[source])
    program = _HANDLER.format(error=error) + _TWICE
    found = environment.run(program, SIGNALS=arrivals, FIBACCEL_BACKEND=setting)
    assert_out(found, error, "native")


_FINDER = """
    import sys

    class Finder:
        def find_spec(self, name, path=None, target=None):
            if name == {module!r}:
                sys.meta_path.remove(self)
                signal.raise_signal(signal.SIGUSR1)

    sys.meta_path.insert(0, Finder())
"""


@pytest.mark.parametrize("error", ["SystemExit", "TimeoutError"])
@pytest.mark.parametrize(
    "module", ["fibaccel.registry", "fibaccel.pure", "importlib_metadata", "fibaccel_native"]
)
def test_what_a_handler_raises_in_an_import_of_the_first_use_comes_out(
    environments: Environments, module: str, error: str
) -> None:
    """From the first of fibaccel's own modules to the backend."""
    program = _HANDLER.format(error=error) + _FINDER.format(module=module) + _TWICE
    found = environments.having(samples.STAND_IN).run(program)
    assert_out(found, error, "native")


@pytest.mark.native
@pytest.mark.parametrize("error", EXCEPTIONS)
def test_what_a_handler_raises_while_the_compiled_module_loads_comes_out(
    environments: Environments, error: str
) -> None:
    """Native itself, between its package and its compiled module."""
    finder = _FINDER.format(module="fibaccel_native._native")
    program = _HANDLER.format(error=error) + finder + _TWICE
    assert_out(environments.having_native().run(program), error, "native")


def test_a_handle_and_the_list_of_backends_let_it_out_as_well(environments: Environments) -> None:
    """Each has a first use of its own."""
    for call in ("fibaccel.get_backend('native')", "fibaccel.list_backends()"):
        finder = _FINDER.format(module="importlib_metadata")
        found = environments.having(samples.STAND_IN).run(
            f"""{_HANDLER.format(error="TimeoutError")}
    fibaccel.BackendError
    {finder}
    result = [probe.attempt(lambda: str({call}))["error"] for _ in range(2)]
            """
        )
        assert ("TimeoutError", "stop") == (found[0]["type"], found[0]["text"])
        assert found[1] is None


def test_a_plugin_that_raises_by_itself_is_to_blame_as_ever(environments: Environments) -> None:
    """With handlers of its own, and with the user's."""
    source = """
import signal
def handler(number, frame):
    raise SystemExit("mine")
signal.signal(signal.SIGUSR1, handler)
signal.raise_signal(signal.SIGUSR1)
"""
    program = (
        _HANDLER.format(error="TimeoutError") + "    result = probe.observe(fibaccel.get_backend)"
    )
    for text in (source, "raise SystemExit('mine')", "raise TimeoutError('mine')"):
        environment = environments.having(samples.as_native(text))
        found = environment.run(program, FIBACCEL_BACKEND="native")
        assert "BackendLoadError" == found["error"]["type"]
        assert "mine" in found["error"]["text"]


@pytest.mark.parametrize("error", ["MemoryError", "RecursionError"])
def test_what_depends_on_the_moment_passes_through(environments: Environments, error: str) -> None:
    """It says nothing of the backend, and the next call chooses."""
    source = f"""
import os
if os.environ.pop("MOMENT", None):
    raise {error}("just now")
{samples.HEALTHY}
"""
    found = environments.having(samples.as_native(source)).run(
        """
        import probe, fibaccel
        first = probe.observe(lambda: fibaccel.fib(100))
        result = [first["error"], probe.observe(lambda: fibaccel.get_backend().name)]
        """,
        MOMENT="1",
    )
    first, second = found
    assert (error, "just now") == (first["type"], first["text"])
    assert {"value": "native", "error": None, "warnings": []} == second


@pytest.mark.native
def test_a_caller_who_stands_too_deep_does_not_cost_native(environments: Environments) -> None:
    """The first use works or is a RecursionError, at each depth; in the end native serves."""
    found = environments.having_native().run(
        """
        import sys, probe, fibaccel

        def call(depth):
            return fibaccel.fib(100) if depth == 0 else call(depth - 1)

        outcomes = []
        for left in range(1, 200, 2):
            found = probe.observe(lambda: call(sys.getrecursionlimit() - left))
            outcomes.append([found["error"] and found["error"]["type"], found["warnings"]])
        result = [outcomes, fibaccel.fib(100), fibaccel.get_backend().name]
        """
    )
    outcomes, value, name = found
    assert [F100, "native"] == [value, name]
    assert {("RecursionError", ()), (None, ())} >= {(error, tuple(w)) for error, w in outcomes}
    if sys.implementation.name != "pypy":  # which does not count calls, but bytes of the stack
        assert ["RecursionError", []] == outcomes[0]


@pytest.fixture
def calls() -> Any:
    """What a handler of SIGUSR1, installed for the test, has been called with."""
    numbers: list[int] = []
    before = signal.signal(signal.SIGUSR1, lambda number, frame: numbers.append(number))
    yield numbers
    signal.signal(signal.SIGUSR1, before)


def test_a_handler_waits_and_then_runs_once(calls: list[int]) -> None:
    installed = signal.getsignal(signal.SIGUSR1)
    with hold():
        signal.raise_signal(signal.SIGUSR1)
        assert calls == []
    assert calls == [signal.SIGUSR1]
    assert signal.getsignal(signal.SIGUSR1) is installed


def test_contexts_may_be_nested(calls: list[int]) -> None:
    with hold():
        with hold():
            signal.raise_signal(signal.SIGUSR1)
        assert calls == []
    assert calls == [signal.SIGUSR1]


def test_the_second_signal_of_a_kind_does_not_wait(calls: list[int]) -> None:
    """Whoever presses Ctrl-C twice means it; both are handled."""
    with hold():
        signal.raise_signal(signal.SIGUSR1)
        signal.raise_signal(signal.SIGUSR1)
        assert calls == [signal.SIGUSR1]
    assert calls == [signal.SIGUSR1] * 2


def test_nothing_waits_in_a_load_that_takes_long(
    calls: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("fibaccel.signals._PATIENCE", 0.0)
    with hold():
        signal.raise_signal(signal.SIGUSR1)
        assert calls == [signal.SIGUSR1]
    assert calls == [signal.SIGUSR1]


def test_a_handler_that_the_load_installs_stays(calls: list[int]) -> None:
    """And what it takes for the one before is one: to call it is to call the user's."""
    with hold():
        chained = signal.signal(signal.SIGUSR1, signal.SIG_IGN)
    assert signal.getsignal(signal.SIGUSR1) is signal.SIG_IGN
    assert callable(chained)
    chained(signal.SIGUSR1, None)
    assert calls == [signal.SIGUSR1]


def test_in_another_thread_nothing_is_held(calls: list[int]) -> None:
    """No handler runs there."""
    installed = signal.getsignal(signal.SIGUSR1)
    found: list[object] = []

    def enter() -> None:
        with hold():
            found.append(signal.getsignal(signal.SIGUSR1))

    thread = threading.Thread(target=enter)
    thread.start()
    thread.join()
    assert found == [installed]
