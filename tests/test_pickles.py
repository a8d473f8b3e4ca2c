"""What pickles mean: fibaccel's functions, whatever serves there; a handle's, that very backend.

A function of fibaccel pickles by its public name; a handle and its functions by the backend's.
"""

from __future__ import annotations

import copy
import pickle

import pytest

import fibaccel

from .environments import Environment, Environments, samples
from .library import LIBRARY

F100 = 354224848179261915075

_DUMPS = """
    import pickle, fibaccel
    from fibaccel.operations import ON_TOP, OPERATIONS
    result = {
        name: pickle.dumps(getattr(fibaccel, name), protocol=2).decode("latin-1")
        for name in OPERATIONS | ON_TOP
    }
"""


@pytest.mark.native
def test_native_functions_unpickle_where_native_is_absent(environments: Environments) -> None:
    """They pickle as fibaccel's."""
    _assert_portable(environments.having_native(), environments.having())


@pytest.mark.native
def test_python_functions_unpickle_as_native_ones_where_it_serves(
    environments: Environments,
) -> None:
    """The other way round: the reader's backend serves."""
    _assert_portable(environments.having(), environments.having_native())


def test_python_functions_unpickle_as_those_of_whatever_serves(
    environments: Environments,
) -> None:
    """The same without a compiler."""
    _assert_portable(environments.having(), environments.having(samples.STAND_IN))


def test_derived_functions_unpickle_where_their_backend_is_absent(
    environments: Environments,
) -> None:
    """They are fibaccel's, unlike the fib they are derived from."""
    writer = environments.having(samples.STAND_IN, samples.TRACER)
    pickles = writer.run(
        """
        import pickle, fibaccel
        derived = ("fib2", "lucas", "lucas2", "fib_str", "lucas_str")
        result = [pickle.dumps(getattr(fibaccel, n), protocol=2).decode("latin-1") for n in derived]
        """,
        FIBACCEL_BACKEND="tracer",
    )
    found = environments.having().run(
        f"""
        import pickle
        functions = [pickle.loads(text.encode("latin-1")) for text in {pickles!r}]
        result = [function(10) for function in functions]
        """
    )
    assert [[55, 34], 123, [123, 76], "55", "123"] == found


PROTOCOLS = range(pickle.HIGHEST_PROTOCOL + 1)


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_a_handle_is_the_same_one_after_its_travel(
    backend: fibaccel.Backend, protocol: int
) -> None:
    assert pickle.loads(pickle.dumps(backend, protocol)) is backend
    active = fibaccel.get_backend()
    assert pickle.loads(pickle.dumps(active, protocol)) is active


def test_a_handle_is_its_own_copy(backend: fibaccel.Backend) -> None:
    assert copy.copy(backend) is backend
    assert copy.deepcopy([backend])[0] is backend


@pytest.mark.parametrize("protocol", PROTOCOLS)
@pytest.mark.parametrize("name", LIBRARY)
def test_a_function_of_a_handle_is_the_same_one_after_its_travel(
    backend: fibaccel.Backend, name: str, protocol: int
) -> None:
    """Whichever backend is the active one."""
    function = getattr(backend, name)
    assert pickle.loads(pickle.dumps(function, protocol)) is function
    assert copy.deepcopy(function) is function


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_what_there_is_to_know_of_a_backend_travels(protocol: int) -> None:
    rows = fibaccel.list_backends()
    assert pickle.loads(pickle.dumps(rows, protocol)) == rows
    error = fibaccel.BackendLoadError("why", (("native", ImportError("cause")),))
    there = pickle.loads(pickle.dumps(error, protocol))
    assert (str(there), there.attempts[0][0]) == ("why", "native")


@pytest.mark.parametrize("setting", ["python", "native", "tracer"])
@pytest.mark.parametrize("asked", ["before", "after"])
def test_functions_come_back_to_their_own_backend(
    environments: Environments, setting: str, asked: str
) -> None:
    """In the same process: those of the active one and of others, asked for before it or after."""
    names = ("python", "native", "tracer")
    found = environments.having(samples.STAND_IN, samples.TRACER).run(
        f"""
        import pickle, fibaccel
        from fibaccel.operations import ON_TOP, OPERATIONS
        handles = [fibaccel.get_backend(name) for name in {names if asked == "before" else ()}]
        fibaccel.fib
        handles = [fibaccel.get_backend(name) for name in {names}]
        result = [
            [handle.name, name, protocol]
            for handle in handles
            for name in OPERATIONS | ON_TOP
            for protocol in (2, 4)
            for function in [getattr(handle, name)]
            if pickle.loads(pickle.dumps(function, protocol)) is not function
        ]
        """,
        FIBACCEL_BACKEND=setting,
    )
    assert [] == found


def test_a_handles_functions_are_found_again_elsewhere(environments: Environments) -> None:
    """That backend's, in a process where it is not the active one; completed functions as well."""
    environment = environments.having(samples.STAND_IN, samples.TRACER)
    pickles = environment.run(
        """
        import pickle, fibaccel
        fibaccel.fib
        result = [
            pickle.dumps(getattr(fibaccel.get_backend(backend), name), protocol).decode("latin-1")
            for backend in ("python", "native", "tracer")
            for name in ("fib", "lucas2", "fib_write")
            for protocol in (2, 4)
        ]
        """,
        FIBACCEL_BACKEND="python,native",
    )
    found = environment.run(
        f"""
        import pickle, fibaccel
        result = []
        for text in {pickles!r}:
            function = pickle.loads(text.encode("latin-1"))
            backends = [fibaccel.get_backend(name) for name in ("python", "native", "tracer")]
            result.append(
                [b.name for b in backends if function in (b.fib, b.lucas2, b.fib_write)]
            )
        """,
        FIBACCEL_BACKEND="native",
    )
    # Python was the active backend, so its functions were fibaccel's: here native serves.
    expected = ["native"] * 6 + ["native"] * 6 + ["tracer"] * 6
    assert [[name] for name in expected] == found


def test_a_backend_that_is_not_there_is_the_error_of_get_backend(
    environments: Environments,
) -> None:
    """For a handle, and for what it was completed with."""
    writer = environments.having(samples.STAND_IN, samples.TRACER)
    pickles = writer.run(
        """
        import pickle, fibaccel
        handle = fibaccel.get_backend("tracer")
        result = [pickle.dumps(x).decode("latin-1") for x in (handle, handle.lucas2)]
        """
    )
    found = environments.having().run(
        f"""
        import pickle, probe, fibaccel
        result = []
        for text in {pickles!r}:
            try:
                pickle.loads(text.encode("latin-1"))
            except AttributeError as error:  # Python 3.14 adds that it cannot find the function
                result.append(probe.describe(error.__context__))
            except fibaccel.BackendError as error:
                result.append(probe.describe(error))
        """
    )
    assert 2 == len(found)
    for error in found:
        assert "BackendNotFoundError" == error["type"]
        assert "there is no backend 'tracer'. Installed: python" in error["text"]


def _assert_portable(writer: Environment, reader: Environment) -> None:
    pickles = writer.run(_DUMPS)
    for name, text in pickles.items():
        assert f"cfibaccel\n{name}\n" in text
        assert "native" not in text
    found = reader.run(
        f"""
        import pickle
        functions = {{n: pickle.loads(t.encode("latin-1")) for n, t in {pickles!r}.items()}}
        import fibaccel
        same = [function is getattr(fibaccel, name) for name, function in functions.items()]
        result = [functions["fib"](100), all(same)]
        """
    )
    assert [F100, True] == found
