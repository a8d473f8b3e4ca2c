"""Every example in the docstrings, the README and the docs gives what it shows."""

import doctest
import importlib
import pkgutil
from pathlib import Path

import pytest

import fibaccel
from fibaccel.operations import OPERATIONS

ROOT = Path(__file__).parent.parent
# scale.md is run with the packages that it needs: tests/scale/test_page.py.
PAGES = [
    ROOT / "README.md",
    *(page for page in sorted((ROOT / "docs").glob("*.md")) if page.name != "scale.md"),
]
MODULES = [
    "fibaccel",
    *(
        module.name
        for module in pkgutil.walk_packages(fibaccel.__path__, "fibaccel.")
        # No program, nor PyInstaller's hook, whose name cannot be imported by a statement.
        if module.name != "fibaccel.__main__" and "-" not in module.name
    ),
]


def skip_without_numpy(name: str) -> None:
    """Skip what is about arrays where NumPy has no wheel, as on PyPy."""
    if "arrays" in name:
        pytest.importorskip("numpy")


@pytest.mark.parametrize("module", MODULES)
def test_the_examples_of_a_module_run(module: str) -> None:
    skip_without_numpy(module)
    assert doctest.testmod(importlib.import_module(module)).failed == 0


@pytest.mark.parametrize("operation", OPERATIONS)
def test_every_operation_has_an_example_that_runs_on_its_backend(
    backend: fibaccel.Backend, operation: str
) -> None:
    function = getattr(backend, operation)
    parser, runner = doctest.DocTestParser(), doctest.DocTestRunner()
    examples = parser.get_doctest(function.__doc__, {operation: function}, operation, None, 0)
    assert examples.examples != []
    assert runner.run(examples).failed == 0


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_the_examples_of_a_page_run(page: Path) -> None:
    skip_without_numpy(page.name)
    assert doctest.testfile(str(page), module_relative=False).failed == 0


def test_the_readme_and_the_docs_have_examples() -> None:
    """Without this, a page that lost them would pass."""
    attempted = [doctest.testfile(str(page), module_relative=False).attempted for page in PAGES]
    assert attempted[0] > 0
    assert sum(attempted) > attempted[0]
