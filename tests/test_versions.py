"""One version, wherever it is written, and what else an installed package must bring along."""

import re
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import importlib_metadata
import pytest

import fibaccel

ROOT = Path(__file__).parent.parent
NATIVE = ROOT / "fibaccel-native"


def _read(path: Path) -> Any:
    return tomllib.loads(path.read_text(encoding="utf-8"))


def _version_of_the_extra() -> str:
    (requirement,) = _read(ROOT / "pyproject.toml")["project"]["optional-dependencies"]["native"]
    return str(requirement).removeprefix("fibaccel-native==")


def _locked_version() -> str:
    packages = _read(NATIVE / "Cargo.lock")["package"]
    return str(next(p["version"] for p in packages if p["name"] == "fibaccel-native"))


def _newest_in_the_changelog() -> str | None:
    text = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    newest = re.search(r"^## (\d+\.\d+\.\d+)", text, re.MULTILINE)
    return newest and newest[1]


VERSIONS: dict[str, Callable[[], object]] = {
    "the extra": _version_of_the_extra,
    "pyproject.toml": lambda: _read(NATIVE / "pyproject.toml")["project"]["version"],
    "Cargo.toml": lambda: _read(NATIVE / "Cargo.toml")["package"]["version"],
    "Cargo.lock": _locked_version,
    "CHANGELOG.md": _newest_in_the_changelog,
}


@pytest.mark.checkout
@pytest.mark.parametrize("place", VERSIONS)
def test_the_version_is_that_of_fibaccel(place: str) -> None:
    assert VERSIONS[place]() == fibaccel.__version__


@pytest.mark.native
def test_the_loaded_native_backend_has_the_version_of_fibaccel() -> None:
    import fibaccel_native

    assert fibaccel_native.__version__ == fibaccel.__version__
    assert fibaccel.get_backend("native").version == fibaccel.__version__


def test_the_installed_package_says_that_it_is_typed() -> None:
    assert (Path(fibaccel.__file__).parent / "py.typed").is_file()


def test_the_installed_package_brings_a_hook_for_pyinstaller() -> None:
    """Found as PyInstaller finds it; `nox -s frozen` makes it do its work."""
    points = importlib_metadata.entry_points(group="pyinstaller40", name="hook-dirs")
    folders = [folder for point in points for folder in point.load()()]
    assert any((Path(folder) / "hook-fibaccel.py").is_file() for folder in folders)
