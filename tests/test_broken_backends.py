"""A backend that is installed but unusable breaks neither fibaccel nor another backend."""

from __future__ import annotations

from typing import Any

import pytest

import fibaccel
from fibaccel.operations import CONTRACT_VERSION

from .environments import Environment, Environments, Wheel, samples

F100 = 354224848179261915075
INSTALL = 'pip install "fibaccel[native]"'

_DEFECTS = [
    *(
        pytest.param(samples.as_native(defect.source), defect.error, defect.why, id=defect.name)
        for defect in samples.DEFECTS
        if defect.source is not None
        and defect.name
        in ("import_error", "panic", "exit", "unprintable", "u64_wrap", "other_contract")
    ),
    pytest.param(samples.NOT_ELF, "ImportError", "_native", id="not_elf"),
]
broken_native = pytest.mark.parametrize(("wheel", "cause", "why"), _DEFECTS)

_FIB = """
    import probe, fibaccel
    result = probe.observe(lambda: [fibaccel.fib(100), fibaccel.get_backend().name])
"""


@broken_native
def test_auto_falls_back_from_a_broken_native_with_one_warning(
    environments: Environments, wheel: Wheel, cause: str, why: str
) -> None:
    """The second line of the table, and the third, under auto."""
    found = environments.having(wheel).run(_FIB)
    assert [F100, "python"] == found["value"]
    assert ["BackendFallbackWarning"] == [category for category, _ in found["warnings"]]
    (_, text) = found["warnings"][0]
    assert why in text
    assert "fibaccel-native 0.1.0" in text


@broken_native
@pytest.mark.parametrize("setting", ["native", " NATIVE\n"])
def test_a_broken_native_that_was_named_is_an_error(
    environments: Environments, wheel: Wheel, cause: str, why: str, setting: str
) -> None:
    """The same lines, named by the variable."""
    found = environments.having(wheel).run(_FIB, FIBACCEL_BACKEND=setting)
    kind = "BackendIncompatibleError" if cause == "NoneType" else "BackendLoadError"
    _assert_error(found["error"], kind, None if cause == "NoneType" else cause, why)
    assert [["native", kind]] == found["error"]["attempts"]
    assert [] == found["warnings"]


@broken_native
def test_a_handle_to_a_broken_native_is_an_error(
    environments: Environments, wheel: Wheel, cause: str, why: str
) -> None:
    """The same lines, named in the call; the choice of the process stays free."""
    found = environments.having(wheel).run(
        """
        import probe, fibaccel
        result = probe.observe(lambda: fibaccel.get_backend("native"))
        result["then"] = probe.attempt(lambda: fibaccel.get_backend("python").fib(100))
        """
    )
    kind = "BackendIncompatibleError" if cause == "NoneType" else "BackendLoadError"
    _assert_error(found["error"], kind, None if cause == "NoneType" else cause, why)
    if cause != "NoneType":  # which has no other exception than the error itself
        assert [["native", cause]] == found["error"]["attempts"]
    assert [] == found["warnings"]
    assert {"value": F100, "error": None} == found["then"]


@broken_native
def test_a_broken_native_is_not_touched_unless_it_has_to_be(
    environments: Environments, wheel: Wheel, cause: str, why: str
) -> None:
    """Importing, listing, choosing Python: none of them imports native."""
    found = environments.having(wheel).run(
        """
        import sys, fibaccel, probe
        names = [info.name for info in fibaccel.list_backends()]
        value = fibaccel.fib(100)
        result = [names, value, probe.imported, "fibaccel_native" in sys.modules]
        """,
        FIBACCEL_BACKEND="python",
    )
    assert [["python", "native"], F100, [], False] == found


@broken_native
def test_a_list_goes_on_after_a_broken_native_without_a_warning(
    environments: Environments, wheel: Wheel, cause: str, why: str
) -> None:
    """The fallback was asked for."""
    found = environments.having(wheel).run(_FIB, FIBACCEL_BACKEND="native, Python")
    assert ([F100, "python"], None, []) == (found["value"], found["error"], found["warnings"])


def test_an_incompatible_native_is_told_from_fibaccel_by_both_versions(
    environments: Environments,
) -> None:
    """So that the reader knows which of the two to upgrade."""
    wheel = next(p.values[0] for p in _DEFECTS if p.id == "other_contract")
    assert isinstance(wheel, Wheel)
    text = environments.having(wheel).run(_FIB, FIBACCEL_BACKEND="native")["error"]["text"]
    expected = (
        f"(fibaccel-native 0.1.0) implements version {samples.OTHER_CONTRACT} of the contract, "
        f"and fibaccel {fibaccel.__version__} needs version {CONTRACT_VERSION}"
    )
    assert expected in text


@pytest.mark.parametrize("wheels", [(), (samples.NO_METADATA,)], ids=["absent", "no metadata"])
@pytest.mark.parametrize("setting", ["", "auto"])
def test_auto_takes_python_silently_where_native_is_not_installed(
    environments: Environments, wheels: tuple[Wheel, ...], setting: str
) -> None:
    """The first line of the table; a package without metadata is not an installed one."""
    found = environments.having(*wheels).run(_FIB, FIBACCEL_BACKEND=setting)
    assert ([F100, "python"], None, []) == (found["value"], found["error"], found["warnings"])


@pytest.mark.parametrize("wheels", [(), (samples.NO_METADATA,)], ids=["absent", "no metadata"])
@pytest.mark.parametrize(
    ("call", "setting"),
    [("fibaccel.fib(100)", "native"), ("fibaccel.get_backend('native')", "")],
)
def test_native_that_was_named_but_is_not_installed_comes_with_the_line_to_type(
    environments: Environments, wheels: tuple[Wheel, ...], call: str, setting: str
) -> None:
    """The first line of the table, named."""
    found = environments.having(*wheels).run(
        f"import probe, fibaccel; result = probe.observe(lambda: {call})",
        FIBACCEL_BACKEND=setting,
    )
    _assert_error(found["error"], "BackendNotFoundError", None, INSTALL)


@pytest.mark.parametrize("state", samples.DAMAGED)
def test_native_with_damaged_metadata_leaves_auto_working(
    environments: Environments, state: str
) -> None:
    """With native, or with Python and a warning: it is there, so silence would be untrue."""
    found = environments.having(samples.DAMAGED[state], samples.TRACER).run(_FIB)
    assert found["error"] is None
    value, name = found["value"]
    assert value == F100
    warned = ["BackendFallbackWarning"] == [category for category, _ in found["warnings"]]
    assert warned == (name == "python")


@pytest.mark.parametrize("state", samples.DAMAGED)
def test_native_with_damaged_metadata_leaves_the_others_working(
    environments: Environments, state: str
) -> None:
    """Whatever is listed of it, listing does not fail, and a plugin that is named serves."""
    found = environments.having(samples.DAMAGED[state], samples.TRACER).run(
        """
        import fibaccel
        names = [info.name for info in fibaccel.list_backends()]
        result = [fibaccel.get_backend().name, "python" in names, "tracer" in names]
        """,
        FIBACCEL_BACKEND="tracer",
    )
    assert ["tracer", True, True] == found


@pytest.fixture(scope="module")
def plugins(environments: Environments) -> Environment:
    """An environment full of third parties' backends."""
    return environments.having(*samples.PLUGINS)


@pytest.fixture(scope="module")
def refusals(plugins: Environment) -> dict[str, Any]:
    """What each broken plugin gives, all of them asked for in one process."""
    names = [defect.name for defect in samples.DEFECTS]
    found = plugins.run(
        f"""
        import functools, probe, fibaccel
        result = {{
            name: probe.observe(functools.partial(fibaccel.get_backend, name)) for name in {names}
        }}
        result["active"] = probe.observe(lambda: [fibaccel.fib(100), fibaccel.get_backend().name])
        result["tracer"] = probe.observe(lambda: fibaccel.get_backend("tracer").fib(100))
        """
    )
    assert isinstance(found, dict)
    return found


@pytest.mark.parametrize("defect", samples.DEFECTS, ids=lambda defect: defect.name)
def test_a_broken_plugin_is_one_clear_error(
    refusals: dict[str, Any], defect: samples.Defect
) -> None:
    """Whatever it raises while loading, and whichever known answer it gets wrong."""
    incompatible = defect.error == "NoneType"
    kind = "BackendIncompatibleError" if incompatible else "BackendLoadError"
    error = refusals[defect.name]["error"]
    _assert_error(error, kind, None if incompatible else defect.error, defect.why)
    assert f"(fib-{defect.name} 0.1.0)" in error["text"]


def test_broken_plugins_leave_the_others_working(refusals: dict[str, Any]) -> None:
    """After all those failures Python serves, without a warning, and so does a healthy plugin."""
    served = [F100, "python"]
    assert {"value": served, "error": None, "warnings": []} == refusals["active"]
    assert {"value": F100, "error": None, "warnings": []} == refusals["tracer"]


@pytest.mark.parametrize("name", ["no_attribute", "no_reference"])
def test_an_entry_point_that_leads_nowhere_is_a_load_error(plugins: Environment, name: str) -> None:
    """The module may be there, what the entry point names in it is not."""
    found = plugins.run(_FIB, FIBACCEL_BACKEND=name)
    assert "BackendLoadError" == found["error"]["type"]


@pytest.mark.parametrize("setting", ["claimed", "claimed,nosuch"])
def test_a_name_that_two_distributions_claim_is_an_error_when_named(
    plugins: Environment, setting: str
) -> None:
    """The error names both, and neither is imported."""
    code = f"{_FIB}\n    result['imported'] = probe.imported"
    found = plugins.run(code, FIBACCEL_BACKEND=setting)
    assert ["claimed", "BackendLoadError"] == found["error"]["attempts"][0]
    assert "claim-one and claim-two" in found["error"]["text"]
    assert [] == found["imported"]


def test_two_distributions_with_one_name_disturb_nobody_who_does_not_name_it(
    plugins: Environment,
) -> None:
    """Listing shows the conflict on both."""
    found = plugins.run(
        """
        import fibaccel
        claims = [i for i in fibaccel.list_backends() if i.name == "claimed"]
        both = ["claim-one and claim-two" in i.conflict for i in claims]
        result = [[i.distribution for i in claims], both, fibaccel.fib(100)]
        """
    )
    assert [["claim-one", "claim-two"], [True, True], F100] == found


@pytest.mark.parametrize(
    ("wheels", "setting", "name"),
    [
        ((samples.INTERRUPTED,), "", "native"),
        ((samples.INTERRUPTED,), "native,python", "native"),
        (samples.PLUGINS, "interrupted,python", "interrupted"),
    ],
)
def test_an_interrupt_during_the_import_passes_through_and_nothing_is_chosen(
    environments: Environments, wheels: tuple[Wheel, ...], setting: str, name: str
) -> None:
    """Ctrl-C belongs to the user, whatever was going on."""
    found = environments.having(*wheels).run(
        f"""
        import os, probe, fibaccel
        first = probe.observe(lambda: fibaccel.fib(100))
        handle = probe.observe(lambda: fibaccel.get_backend({name!r}))
        os.environ["FIBACCEL_BACKEND"] = "python"
        then = probe.observe(lambda: fibaccel.fib(100))
        result = [first["error"]["type"], handle["error"]["type"], then["value"], then["warnings"]]
        """,
        FIBACCEL_BACKEND=setting,
    )
    assert ["KeyboardInterrupt", "KeyboardInterrupt", F100, []] == found


def _assert_error(error: dict[str, Any], kind: str, cause: str | None, why: str) -> None:
    assert (kind, cause) == (error["type"], error["cause"])
    assert why in error["text"]
