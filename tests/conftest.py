"""What the whole suite shares: which backends it runs on, and the certainty that it does.

FIBACCEL_TEST_BACKENDS names the backends to test, `python,native` unless it says otherwise. One
that does not load ends the run: a suite that silently tested less would tell an untruth.
"""

import os
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

import fibaccel

from .environments import environments as environments

# Where NumPy has no wheel, as on PyPy; the header says so.
NUMPY = find_spec("numpy") is not None
collect_ignore = [] if NUMPY else ["arrays"]

CHECKOUT = (Path(__file__).parent.parent / "fibaccel-native").is_dir()

WANTED = os.environ.get("FIBACCEL_TEST_BACKENDS", "python,native").split(",")

settings.register_profile("default", deadline=None)
settings.register_profile(
    "soak", deadline=None, max_examples=10_000, suppress_health_check=list(HealthCheck)
)
settings.load_profile("default")


def pytest_report_header() -> list[str]:
    """Name the very files under test."""
    left_out = [] if NUMPY else ["  NumPy is not installed: tests/arrays is left out"]
    return [f"fibaccel: {fibaccel.__file__}", *map(_describe, WANTED), *left_out]


def pytest_sessionstart() -> None:
    """End the run if a backend is missing that it was to test."""
    for name in WANTED:
        try:
            fibaccel.get_backend(name)
        except fibaccel.BackendError as error:
            raise pytest.UsageError(
                f"the {name} backend is to be tested but does not load: {error}. "
                "FIBACCEL_TEST_BACKENDS=python tests the Python backend alone."
            ) from error


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip what needs native if, and only if, the run was told not to test it; and its sources."""
    missing = {}
    if "native" not in WANTED:
        missing["native"] = "FIBACCEL_TEST_BACKENDS leaves native out"
    if not CHECKOUT:
        missing["checkout"] = "the sources of native are in a distribution of their own"
    for item in items:
        for marker, reason in missing.items():
            if item.get_closest_marker(marker):
                item.add_marker(pytest.mark.skip(reason=reason))


@pytest.fixture(params=WANTED)
def backend(request: pytest.FixtureRequest) -> fibaccel.Backend:
    """Each backend that the run tests."""
    return fibaccel.get_backend(request.param)


def _describe(name: str) -> str:
    try:
        backend = fibaccel.get_backend(name)
    except fibaccel.BackendError as error:
        return f"  {name}: {error}"
    values = {info.name: info.value for info in fibaccel.list_backends()}
    return f"  {backend!r}: {sys.modules[values[name].partition(':')[0]].__file__}"
