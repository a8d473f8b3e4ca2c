"""FIBACCEL_BACKEND and get_backend choose what they say they choose, and look at nothing else."""

from __future__ import annotations

from typing import Any

import pytest

import fibaccel
from fibaccel.operations import OPERATIONS

from .environments import Environment, Environments, samples

F100 = 354224848179261915075
INSTALL = 'pip install "fibaccel[native]"'

_FIB = """
    import probe, fibaccel
    result = probe.observe(lambda: [fibaccel.fib(100), fibaccel.get_backend().name])
    result["imported"] = probe.imported
"""


@pytest.fixture(scope="module")
def plugins(environments: Environments) -> Environment:
    """An environment full of third parties' backends, broken ones as well, without native."""
    return environments.having(*samples.PLUGINS)


@pytest.mark.parametrize("setting", [None, "", "  ", "auto", " AUTO\t"])
def test_auto_takes_a_healthy_native(environments: Environments, setting: str | None) -> None:
    """Without a word, whether auto is spelled out or not."""
    variables = {} if setting is None else {"FIBACCEL_BACKEND": setting}
    found = environments.having(samples.STAND_IN).run(_FIB, **variables)
    assert _silently("native", "fibaccel_native") == found


@pytest.mark.native
@pytest.mark.parametrize("setting", ["", "native", "native,python"])
def test_the_real_native_is_taken(genuine: Environment, setting: str) -> None:
    """The compiled backend itself, installed where it was not built."""
    found = genuine.run(_FIB, FIBACCEL_BACKEND=setting)
    assert _silently("native") == found


@pytest.mark.parametrize(
    ("setting", "name", "imported", "why"),
    [
        (" Native ", "native", ["fibaccel_native"], "stripped and case-folded"),
        ("native", "native", ["fibaccel_native"], "a name"),
        ("python", "python", [], "a name"),
        ("PYTHON\n", "python", [], "stripped and case-folded"),
        ("tracer", "tracer", ["tracer_backend"], "a third party's, named"),
        ("native,python", "native", ["fibaccel_native"], "the first of a list"),
        ("python,native", "python", [], "the first of a list, and no further"),
        (" Tracer , native ", "tracer", ["tracer_backend"], "each item stripped and case-folded"),
        ("nosuch,native", "native", ["fibaccel_native"], "the first that loads"),
        ("nosuch,0,tracer", "tracer", ["tracer_backend"], "the first that loads"),
    ],
)
def test_the_variable_chooses(
    environments: Environments, setting: str, name: str, imported: list[str], why: str
) -> None:
    """That backend serves, nothing else is imported, nothing is said."""
    environment = environments.having(samples.STAND_IN, samples.TRACER)
    found = environment.run(_FIB, FIBACCEL_BACKEND=setting)
    assert _silently(name, *imported) == found, why


@pytest.mark.parametrize(
    ("setting", "why"),
    [
        ("0", "a switch, which this is not"),
        ("true", "a switch, which this is not"),
        ("nosuch", "nobody registers it"),
        ("tracer_backend", "the module, not the name it is registered by"),
        ("tracer_backend:fib", "an entry point's value"),
        ("tracer.fib", "a dotted name"),
        ("json.tool", "a dotted name that could be imported"),
        ("./tracer_backend.py", "a path"),
        ("/usr/lib/libfib.so", "an absolute path"),
        ("native python", "a list without commas"),
        ("tracer;python", "a list with semicolons"),
        (",", "a list of nothing"),
        ("native,", "an empty item"),
        (",tracer", "an empty item"),
        ("tracer,,python", "an empty item"),
        ("bad-name", "registered, but not a name"),
        ("*", "a pattern"),
    ],
)
def test_anything_else_is_an_error_that_lists_the_names(
    plugins: Environment, setting: str, why: str
) -> None:
    """The value is looked up among the names, and nothing at all is imported."""
    found = plugins.run(
        f"{_FIB}\n    import sys; result['modules'] = sorted(sys.modules)",
        FIBACCEL_BACKEND=setting,
    )
    assert "BackendNotFoundError" == found["error"]["type"], why
    text = found["error"]["text"]
    for word in (repr(setting), "python", "tracer", "counting", INSTALL):
        assert word in text
    assert "claimed" not in text
    assert [] == found["imported"]
    assert {"json.tool", "tracer_backend"}.isdisjoint(found["modules"])


def test_a_list_in_which_all_fail_reports_every_attempt(plugins: Environment) -> None:
    """In their order, each with its own reason; the last one's cause is attached."""
    found = plugins.run(_FIB, FIBACCEL_BACKEND="native,nosuch,panic")["error"]
    attempts = [
        ["native", "BackendNotFoundError"],
        ["nosuch", "BackendNotFoundError"],
        ["panic", "BackendLoadError"],
    ]
    assert ("BackendError", "PanicException") == (found["type"], found["cause"])
    assert attempts == found["attempts"]
    for word in (INSTALL, "'nosuch'", "index out of bounds"):
        assert word in found["text"]


def test_auto_never_imports_a_third_partys_backend(plugins: Environment) -> None:
    """Not even where it is the only compiled one: those must be named."""
    assert _silently("python") == plugins.run(_FIB)


@pytest.mark.parametrize("call", ["fibaccel.fib(100)", "fibaccel.get_backend('python').fib(100)"])
def test_python_reads_no_metadata(environments: Environments, call: str) -> None:
    """It costs 28 ms, and the choice needs none."""
    variables = {"FIBACCEL_BACKEND": "python"}
    found = environments.having(samples.STAND_IN).run(
        f"""
        import sys, fibaccel
        value = {call}
        result = [value, *sorted({{"importlib_metadata", "importlib.metadata"}} & {{*sys.modules}})]
        """,
        **variables,
    )
    assert [F100] == found


def test_an_impostor_never_serves_as_native(environments: Environments) -> None:
    """The name counts from the distribution fibaccel-native alone."""
    impostor = environments.having(samples.IMPOSTOR)
    assert _silently("python") == impostor.run(_FIB)
    found = impostor.run(_FIB, FIBACCEL_BACKEND="native")
    assert ("BackendNotFoundError", []) == (found["error"]["type"], found["imported"])
    assert INSTALL in found["error"]["text"]


def test_an_impostor_does_not_stand_in_the_way_of_native(environments: Environments) -> None:
    """It is listed, with its conflict; native is not affected."""
    environment = environments.having(samples.IMPOSTOR, samples.STAND_IN)
    for setting in ("", "native"):
        found = environment.run(_FIB, FIBACCEL_BACKEND=setting)
        assert _silently("native", "fibaccel_native") == found
    listed = environment.run(
        "import fibaccel; result = [[i.distribution, i.conflict] for i in fibaccel.list_backends()]"
    )
    assert ["fibaccel", None] in listed
    assert ["fibaccel-native", None] in listed
    conflicts = dict(listed)
    assert "belongs to the distribution fibaccel-native" in conflicts["fast-fib"]


@pytest.mark.parametrize("name", ["", "auto", " native ", "NATIVE", "native,python", "nosuch"])
def test_get_backend_is_strict_about_names(environments: Environments, name: str) -> None:
    """No stripping, no folding, no list, no auto: the variable is for people, this for programs."""
    found = environments.having(samples.STAND_IN).run(
        f"import probe, fibaccel; result = probe.observe(lambda: fibaccel.get_backend({name!r}))"
    )
    assert "BackendNotFoundError" == found["error"]["type"]
    assert "python, native" in found["error"]["text"]


@pytest.mark.parametrize("name", [b"python", 0, True, ("python",)])
def test_get_backend_takes_a_str_or_none(name: Any) -> None:
    """Anything else is a TypeError that names the type."""
    with pytest.raises(TypeError, match=type(name).__name__):
        fibaccel.get_backend(name)


def test_a_handle_leaves_the_choice_alone(environments: Environments) -> None:
    """And is the same object every time; the one without a name is the active backend."""
    found = environments.having(samples.STAND_IN, samples.TRACER).run(
        """
        import fibaccel
        handles = [fibaccel.get_backend(n) for n in ("python", "tracer", "tracer", None, "native")]
        unbound = "fib" not in vars(fibaccel)
        same = handles[1] is handles[2], handles[3] is handles[4]
        result = [[h.name for h in handles], same, unbound]
        """
    )
    assert [["python", "tracer", "tracer", "native", "native"], [True, True], True] == found


def test_list_backends_imports_no_backend(plugins: Environment) -> None:
    """Python first, then all entries of the group, those in conflict with the reason."""
    found = plugins.run(
        """
        import sys, probe, fibaccel
        rows = fibaccel.list_backends()
        backends = [name for name in sys.modules if name.endswith("_backend")]
        fields = ("name", "distribution", "version", "value", "conflict")
        result = [[[getattr(r, f) for f in fields] for r in rows], probe.imported, backends]
        """
    )
    rows, imported, backends = found
    python = ["python", "fibaccel", fibaccel.__version__, "fibaccel.pure", None]
    assert python == rows[0]
    assert ["tracer", "fib-tracer", "0.1.0", "tracer_backend", None] in rows
    partial = ["partial", "fib-odd", "0.1.0", "partial_backend:Namespace.operations", None]
    assert partial in rows
    assert ([], []) == (imported, backends)
    conflicts = {row[0] for row in rows[1:] if row[4] is not None}
    assert {"auto", "python", "Bad-Name", "claimed"} == conflicts


def test_a_reserved_name_stays_with_fibaccel(plugins: Environment) -> None:
    """Whoever registers `python` or `auto` gains nothing."""
    for setting in ("python", "auto"):
        assert _silently("python") == plugins.run(_FIB, FIBACCEL_BACKEND=setting)


def test_a_backend_with_fib_alone_is_completed(plugins: Environment) -> None:
    """The neighbours are derived from its fib, in two calls; digits are the Python backend's."""
    found = plugins.run(
        """
        import counting_backend, fibaccel
        backend, python = fibaccel.get_backend(), fibaccel.get_backend("python")
        counting_backend.calls.clear()
        values = [backend.fib2(10), backend.lucas(10), backend.lucas2(10), backend.lucas(-9)]
        result = {
            "implements": sorted(backend.implements),
            "values": values,
            "calls": counting_backend.calls,
            "digits": [
                getattr(backend, name) is getattr(python, name)
                for name in ("fib_str", "lucas_str", "int_str")
            ],
            "python": sorted(python.implements),
        }
        """,
        FIBACCEL_BACKEND="counting",
    )
    assert ["fib"] == found["implements"]
    assert [[55, 34], 123, [123, 76], -76] == found["values"]
    assert [10, 9, 10, 9, 10, 9, -9, -10] == found["calls"]
    assert [True, True, True] == found["digits"]
    assert sorted(OPERATIONS) == found["python"]


def test_a_backend_may_be_an_object_in_a_module(plugins: Environment) -> None:
    """Its own operations serve, and only the missing ones are completed."""
    found = plugins.run(
        """
        import fibaccel
        own = fibaccel.get_backend("partial")
        from partial_backend import Namespace
        same = [getattr(own, n) is getattr(Namespace.operations, n) for n in ("fib", "fib_str")]
        result = [sorted(own.implements), same, own.lucas(10), own.distribution, own.version]
        """
    )
    assert [["fib", "fib_str"], [True, True], 123, "fib-odd", "0.1.0"] == found


def test_derived_operations_take_integers_as_all_operations_do(plugins: Environment) -> None:
    """A float is a TypeError with the text of fibaccel's own backends."""
    found = plugins.run(
        """
        import functools, probe, fibaccel
        backend = fibaccel.get_backend("counting")
        result = [
            probe.attempt(functools.partial(getattr(backend, name), 10.0))["error"]
            for name in ("fib2", "lucas", "lucas2", "fib_str")
        ]
        """
    )
    described = {("TypeError", "n must be an integer, not float")}
    assert described == {(error["type"], error["text"]) for error in found}


@pytest.mark.parametrize("field", ["name", "implements", "fib", "anything"])
def test_a_backend_is_immutable(field: str) -> None:
    """No attribute can be set, replaced or removed."""
    backend = fibaccel.get_backend("python")
    with pytest.raises(AttributeError):
        setattr(backend, field, None)
    with pytest.raises(AttributeError):
        delattr(backend, field)
    assert isinstance(backend.implements, frozenset)


@pytest.mark.parametrize("field", ["name", "conflict", "anything"])
def test_a_backend_info_is_immutable(field: str) -> None:
    """The same for the rows of list_backends()."""
    rows = fibaccel.list_backends()
    with pytest.raises(AttributeError):
        setattr(rows[0], field, None)
    with pytest.raises(AttributeError):
        delattr(rows[0], field)
    assert isinstance(rows, tuple)


@pytest.fixture(scope="module")
def genuine(environments: Environments) -> Environment:
    """An environment with the compiled backend."""
    return environments.having_native()


def _silently(name: str, *imported: str) -> dict[str, Any]:
    """Return what a program finds that is served by that backend and told nothing."""
    return {"value": [F100, name], "error": None, "warnings": [], "imported": [*imported]}
