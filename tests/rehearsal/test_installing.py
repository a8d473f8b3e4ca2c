"""What users type to install fibaccel does what the documentation says.

It needs the distributions of `nox -s release`, so it has a session of its own: `nox -s rehearsal`.
"""

import os
import tarfile
from pathlib import Path
from typing import Any

import pytest

from ..environments.wheels import Wheel
from .conftest import OLD, TESTS, Place

F_100 = "354224848179261915075\n"


def state_of_native(report: Any) -> str:
    """Return what doctor says of native."""
    return str(next(row["state"] for row in report["backends"] if row["name"] == "native"))


@pytest.fixture(scope="session")
def version(dist: Path) -> str:
    """The version that is released."""
    (sdist,) = dist.glob("fibaccel-*.tar.gz")
    return sdist.name.removeprefix("fibaccel-").removesuffix(".tar.gz")


def test_pip_brings_native_with_the_extra(place: Place, version: str) -> None:
    place.pip("install", "fibaccel[native]")
    place.pip("check")
    report = place.doctor()
    assert (report["fibaccel"], report["active"]["name"]) == (version, "native")
    assert place.run(place.programs / "fibaccel", "100").stdout == F_100


def test_uv_brings_native_with_the_extra(place: Place) -> None:
    place.uv("install", "fibaccel[native]")
    assert place.doctor()["active"]["name"] == "native"


@pytest.mark.parametrize("tool", ["pip", "uv"])
def test_the_sdist_alone_installs_the_python_package(place: Place, tool: str) -> None:
    options = ("install", "--no-binary", "fibaccel", "fibaccel")
    if tool == "uv":
        place.uv(*options)
    else:
        place.pip(*options)
    report = place.doctor()
    assert (state_of_native(report), report["active"]["name"]) == ("not installed", "python")


def test_where_no_wheel_of_native_fits_pip_says_what_to_do(place: Place) -> None:
    """As on a system that the release has no wheel for, without a compiler."""
    options = ("install", "--no-binary", "fibaccel-native")
    failed = place.pip(*options, "fibaccel[native]", check=False)
    assert failed.returncode != 0
    assert "`pip install fibaccel`, without `[native]`, needs no compiler" in failed.stderr
    place.pip("install", "fibaccel")
    assert place.doctor()["active"]["name"] == "python"
    assert place.run(place.programs / "fibaccel", "100").stdout == F_100


def test_an_upgrade_replaces_both(place: Place, version: str) -> None:
    place.pip("install", f"fibaccel[native]=={OLD}")
    before = place.doctor()
    place.pip("install", "--upgrade", "fibaccel[native]")
    after = place.doctor()
    for report, expected in ((before, OLD), (after, version)):
        (native,) = (row for row in report["backends"] if row["name"] == "native")
        assert (report["fibaccel"], native["version"]) == (expected, expected)
        assert (native["state"], native["leftovers"]) == ("ok", [])


def test_doctor_shows_versions_that_differ(place: Place, version: str) -> None:
    """One generation of the contract, so that they work together; pip does not know of extras."""
    place.pip("install", "fibaccel", f"fibaccel-native=={OLD}")
    report = place.doctor()
    (native,) = (row for row in report["backends"] if row["name"] == "native")
    assert (report["fibaccel"], native["version"], native["state"]) == (version, OLD, "ok")


def test_native_of_another_generation_is_refused(place: Place, tmp_path: Path) -> None:
    files = {"fibaccel_native.py": "CONTRACT_VERSION = 0\n\ndef fib(n, /): return n\n"}
    backends = {"native": "fibaccel_native"}
    wheel = Wheel("fibaccel-native", files, backends, version="9.0").write(tmp_path)
    place.pip("install", "fibaccel", wheel)
    report = place.doctor()
    assert (state_of_native(report), report["active"]["name"]) == ("incompatible", "python")
    required = (place.python, "-m", "fibaccel", "doctor", "--require", "native")
    assert place.run(*required, check=False).returncode == 2


def test_native_serves_from_a_target_folder(place: Place, tmp_path: Path) -> None:
    place.pip("install", "--target", tmp_path / "target", "fibaccel[native]")
    report = place.doctor(PYTHONPATH=str(tmp_path / "target"))
    assert report["active"]["name"] == "native"


@pytest.mark.parametrize("requirement", ["fibaccel", "fibaccel[native]"])
def test_a_zip_application_computes_with_python(
    place: Place, tmp_path: Path, requirement: str
) -> None:
    folder, program = tmp_path / "target", tmp_path / "fibaccel.pyz"
    place.pip("install", "--target", folder, requirement)
    main = ("--main", "fibaccel.cli:main")
    place.run(place.python, "-m", "zipapp", folder, "--output", program, *main)
    assert place.run(place.python, program, "100").stdout == F_100
    report = place.doctor(place.python, program)
    expected = "in an archive" if "native" in requirement else "not installed"
    assert (state_of_native(report), report["active"]["name"]) == (expected, "python")


def test_the_suite_of_the_sdist_passes_on_what_is_installed(
    place: Place, dist: Path, tmp_path: Path, version: str
) -> None:
    place.pip("install", "fibaccel[native,arrays]", *TESTS)
    with tarfile.open(dist / f"fibaccel-{version}.tar.gz") as archive:
        archive.extractall(tmp_path, filter="data")
    tests = tmp_path / f"fibaccel-{version}" / "tests"
    # The folder has the package as well: what is tested is what is installed.
    suite = (place.python, "-P", "-m", "pytest", "-q", "--tb=short", "--rootdir", tests.parent)
    place.run(*suite, tests, PATH=f"{place.programs}{os.pathsep}{os.defpath}")
