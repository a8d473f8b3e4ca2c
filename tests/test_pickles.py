"""A function of fibaccel pickles by its public name, for whichever backend the reader has."""

from __future__ import annotations

import pytest

from .environments import Environment, Environments, samples

F100 = 354224848179261915075

_DUMPS = """
    import pickle, fibaccel
    from fibaccel.operations import OPERATIONS
    result = {
        name: pickle.dumps(getattr(fibaccel, name), protocol=2).decode("latin-1")
        for name in OPERATIONS
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
