"""The first use binds, once: for every thread, every child, every interpreter, before it warns."""

from __future__ import annotations

import os
import sys
from importlib.util import find_spec

import pytest

from .environments import Environments, Wheel, samples

F100 = 354224848179261915075
BROKEN = samples.as_native("raise ImportError('libfib.so.7 is missing')")

fork_only = pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")


def test_importing_fibaccel_loads_neither_registry_nor_metadata(
    environments: Environments,
) -> None:
    """Nor any module but the guard of the first use: a program that only imports it pays 1 ms."""
    found = environments.having(samples.STAND_IN).run(
        """
        import sys
        before = set(sys.modules)
        import fibaccel
        dir(fibaccel), fibaccel.__version__
        result = sorted(set(sys.modules) - before)
        """
    )
    assert ["fibaccel", "fibaccel.signals"] == found


@pytest.mark.parametrize(
    ("wheels", "setting", "module"),
    [
        ((), "", "fibaccel.pure"),
        ((samples.STAND_IN,), "", "fibaccel_native"),
        ((samples.STAND_IN, samples.TRACER), "tracer", "tracer_backend"),
    ],
    ids=["python", "native", "plugin"],
)
def test_fibaccel_fib_is_the_backends_own_function(
    environments: Environments, wheels: tuple[Wheel, ...], setting: str, module: str
) -> None:
    """No wrapper, and bound in the module: later uses do not reach `__getattr__`."""
    found = environments.having(*wheels).run(
        f"""
        import importlib, fibaccel
        from fibaccel.operations import OPERATIONS
        unbound = set(OPERATIONS) & vars(fibaccel).keys()
        first = fibaccel.fib
        own = importlib.import_module({module!r}).fib
        active = fibaccel.get_backend()
        bound = [vars(fibaccel)[name] is getattr(active, name) for name in OPERATIONS]
        result = [sorted(unbound), first is own is fibaccel.fib is active.fib, all(bound)]
        """,
        FIBACCEL_BACKEND=setting,
    )
    assert [[], True, True] == found


@pytest.mark.parametrize("wheels", [(), (samples.STAND_IN,)], ids=["python", "native"])
def test_what_the_user_has_put_there_is_not_overwritten(
    environments: Environments, wheels: tuple[Wheel, ...]
) -> None:
    """Before the first use; it is the user's from then on, and the others are bound."""
    found = environments.having(*wheels).run(
        """
        import fibaccel
        fibaccel.fib = mine = lambda n: "mine"
        fibaccel.fib_index = fibaccel.get_backend
        values = [fibaccel.lucas(10), fibaccel.is_fib(55), fibaccel.fib(10)]
        del fibaccel.fib
        result = [values, fibaccel.fib_index is fibaccel.get_backend, fibaccel.fib(10)]
        """
    )
    assert [[123, True, "mine"], True, 55] == found


def test_a_third_partys_function_is_not_changed(environments: Environments) -> None:
    """Not even to make it pickle as fibaccel's."""
    found = environments.having(samples.STAND_IN, samples.TRACER).run(
        "import fibaccel; result = [fibaccel.fib.__module__, fibaccel.fib.__qualname__]",
        FIBACCEL_BACKEND="tracer",
    )
    assert ["tracer_backend", "fib"] == found


@pytest.mark.parametrize("statement", ["from fibaccel import fib", "from fibaccel import *"])
def test_an_import_of_an_operation_counts_as_first_use(
    environments: Environments, statement: str
) -> None:
    """The backend is chosen and imported there and then."""
    found = environments.having(samples.STAND_IN).run(
        f"""
        import os, probe
        {statement}
        os.environ["FIBACCEL_BACKEND"] = "python"
        import fibaccel
        result = [probe.imported, fib is fibaccel.fib, fibaccel.get_backend().name]
        """
    )
    assert [["fibaccel_native"], True, "native"] == found


def test_the_choice_is_a_constant_of_the_process(environments: Environments) -> None:
    """The variable is read once."""
    found = environments.having(samples.STAND_IN).run(
        """
        import os, fibaccel
        names = [fibaccel.get_backend().name]
        for setting in ("python", "nosuch", "0"):
            os.environ["FIBACCEL_BACKEND"] = setting
            names.append(fibaccel.get_backend().name)
        result = [names, fibaccel.fib is fibaccel.get_backend("native").fib]
        """
    )
    assert [["native"] * 4, True] == found


def test_a_failed_selection_is_not_cached(environments: Environments) -> None:
    """Whoever mends the cause within the process is served at the next use."""
    found = environments.having(BROKEN).run(
        """
        import os, sys, types, probe, fibaccel
        first = probe.observe(lambda: fibaccel.fib(100))
        second = probe.observe(lambda: fibaccel.fib(100))
        os.environ["FIBACCEL_BACKEND"] = "python"
        result = [first["error"], second["error"], probe.observe(lambda: fibaccel.fib(100))]
        """,
        FIBACCEL_BACKEND="native",
    )
    first, second, mended = found
    assert first == second
    assert "BackendLoadError" == first["type"]
    assert {"value": F100, "error": None, "warnings": []} == mended


def test_a_repaired_native_is_loaded_at_the_next_use(environments: Environments) -> None:
    """The import that failed is tried anew."""
    wheel = samples.as_native(
        f"import os\nif 'REPAIRED' not in os.environ: raise ImportError('no')\n{samples.HEALTHY}"
    )
    found = environments.having(wheel).run(
        """
        import os, probe, fibaccel
        first = probe.observe(lambda: fibaccel.get_backend("native"))
        os.environ["REPAIRED"] = "1"
        result = [first["error"]["type"], fibaccel.fib(100), fibaccel.get_backend().name]
        """
    )
    assert ["BackendLoadError", F100, "native"] == found


@pytest.mark.parametrize("text", ["many", "-1", "0", "1.5", "1e6", "0x10", "1000 bits"])
def test_a_malformed_limit_is_a_value_error_at_first_use(
    environments: Environments, text: str
) -> None:
    """Not at the first large n; it names the variable, and is not cached either."""
    found = environments.having().run(
        """
        import os, probe, fibaccel
        first = probe.observe(lambda: fibaccel.fib(10))
        os.environ["FIBACCEL_MAX_BITS"] = "1_000"
        result = [first["error"], fibaccel.fib(100)]
        """,
        FIBACCEL_MAX_BITS=text,
    )
    error, value = found
    assert ("ValueError", F100) == (error["type"], value)
    assert "FIBACCEL_MAX_BITS" in error["text"]
    assert repr(text) in error["text"]


def test_a_malformed_limit_is_not_a_defect_of_a_plugin(environments: Environments) -> None:
    """Whose handle is asked for first: the setting is to blame, and mending it is enough."""
    found = environments.having(samples.STAND_IN, samples.TRACER).run(
        """
        import os, probe, fibaccel
        first = probe.observe(lambda: fibaccel.get_backend("tracer"))
        os.environ["FIBACCEL_MAX_BITS"] = "1_000"
        result = [first["error"]["type"], fibaccel.get_backend("tracer").fib(100)]
        """,
        FIBACCEL_MAX_BITS="many",
    )
    assert ["ValueError", F100] == found


@pytest.mark.parametrize(
    "statement",
    [
        "fibaccel.fib(10)",
        "fibaccel.lucas_str",
        "fibaccel.fib_write",
        "from fibaccel import fib",
        "from fibaccel import lucas, fib",
        "from fibaccel import *",
        "fibaccel.get_backend()",
        "getattr(fibaccel, 'fib2')",
    ],
)
def test_the_fallback_warning_points_at_the_callers_line(
    environments: Environments, statement: str
) -> None:
    """Whichever way the first use comes, and it is not repeated."""
    found = environments.having(BROKEN).run(
        f"""
        import sys, warnings, fibaccel
        caught = []
        warnings.simplefilter("always")
        warnings.showwarning = lambda *details: caught.append(details)

        {statement}; line = sys._getframe().f_lineno
        fibaccel.fib(10), fibaccel.lucas(10), fibaccel.get_backend()
        result = [[kind.__name__, file, number - line] for _, kind, file, number, *_ in caught]
        """
    )
    assert [["BackendFallbackWarning", "<string>", 0]] == found


@pytest.mark.parametrize("call", ["fibaccel.fib(100)", "fibaccel.get_backend().fib(100)"])
def test_where_warnings_are_errors_the_second_call_works(
    environments: Environments, call: str
) -> None:
    """The binding comes before the warning."""
    found = environments.having(BROKEN).run(
        f"import probe, fibaccel; result = [probe.attempt(lambda: {call}) for _ in range(2)]",
        PYTHONWARNINGS="error",
    )
    assert "BackendFallbackWarning" == found[0]["error"]["type"]
    assert {"value": F100, "error": None} == found[1]


@pytest.mark.parametrize(
    ("wheels", "warned"),
    [((), 0), ((samples.STAND_IN,), 0), ((samples.SLOW,), 0), ((samples.SLOW_AND_BROKEN,), 1)],
    ids=["python", "native", "slow native", "slow and broken native"],
)
def test_threads_at_first_use_agree(
    environments: Environments, wheels: tuple[Wheel, ...], warned: int
) -> None:
    """All get the same function and the same handle, and one of them the warning, if any."""
    found = environments.having(*wheels).run(
        """
        import sys, threading, warnings, fibaccel
        sys.setswitchinterval(1e-6)
        caught, functions, handles, barrier = [], [], [], threading.Barrier(12)
        warnings.simplefilter("always")
        warnings.showwarning = lambda *details: caught.append(details)

        def use(get_function_first):
            barrier.wait()
            if get_function_first:
                functions.append(fibaccel.fib)
            handles.append(fibaccel.get_backend())
            functions.append(fibaccel.fib)

        threads = [threading.Thread(target=use, args=(i % 2,)) for i in range(12)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        same = len(set(map(id, functions))), len(set(map(id, handles)))
        result = [len(functions), len(handles), same, len(caught)]
        """
    )
    assert [18, 12, [1, 1], warned] == found


_FORK = """
    import os, signal, sys, threading, time, warnings
    warnings.simplefilter("ignore")  # that fork and threads do not mix, from Python 3.12 on
    import fibaccel

    def first_use():
        return fibaccel.fib(100)

    def in_child():
        child = os.fork()
        if child == 0:
            signal.alarm(3)  # a deadlock ends in a signal
            os._exit(first_use() != 354224848179261915075)
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])

    threads = [threading.Thread(target=first_use) for _ in range(4)]
"""


@fork_only
@pytest.mark.parametrize("threads_first", [False, True])
def test_a_child_works_whether_its_parent_was_at_first_use_or_not(
    environments: Environments, threads_first: bool
) -> None:
    """Before the first use of the parent's threads, and after it."""
    found = environments.having(samples.STAND_IN).run(
        f"""{_FORK}
    result = [] if {threads_first} else [in_child()]
    for thread in threads: thread.start()
    for thread in threads: thread.join()
    result.append(in_child())
        """
    )
    assert {0} == set(found)


def without(module: str) -> pytest.MarkDecorator:
    """Skip on interpreters that do not have this module."""
    return pytest.mark.skipif(find_spec(module) is None, reason=f"there is no {module}")


SUBINTERPRETERS = "_interpreters" if sys.version_info >= (3, 13) else "_xxsubinterpreters"
PUBLIC = pytest.param("public", marks=without("concurrent.interpreters"))


@pytest.mark.native
@without(SUBINTERPRETERS)
@pytest.mark.parametrize("kind", ["isolated", "legacy", PUBLIC])
@pytest.mark.parametrize("main_first", [False, True])
def test_a_subinterpreter_gets_python_and_a_warning(
    environments: Environments, kind: str, main_first: bool
) -> None:
    """The compiled module serves the main interpreter; another is told and served by Python.

    Legacy ones, which share the GIL, are those of mod_wsgi; public ones are for programs in Python.
    """
    new = f"create({kind!r})"
    create = new if sys.version_info >= (3, 13) else f"create(isolated={kind == 'isolated'})"
    found = environments.having_native().run(
        f"""
        import json, pathlib, tempfile, fibaccel
        if {main_first}: fibaccel.fib(10)
        file = pathlib.Path(tempfile.mkdtemp(), "found")
        code = f'''if True:
            import json, pathlib, probe, fibaccel
            found = probe.observe(lambda: [fibaccel.fib(100), fibaccel.get_backend().name])
            pathlib.Path({{str(file)!r}}).write_text(json.dumps(found))
        '''
        if {kind == "public"}:
            from concurrent import interpreters
            interpreter = interpreters.create()
            interpreter.exec(code)
            interpreter.close()
        else:
            import {SUBINTERPRETERS} as interpreters
            interpreter = interpreters.{create}
            interpreters.run_string(interpreter, code)
            interpreters.destroy(interpreter)
        result = json.loads(file.read_text())
        """
    )
    assert ([F100, "python"], None) == (found["value"], found["error"])
    assert ["BackendFallbackWarning"] == [category for category, _ in found["warnings"]]
