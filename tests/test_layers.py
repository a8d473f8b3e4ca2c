"""Imports run one way: each module of fibaccel imports only from the layers below it."""

import ast
from pathlib import Path

import pytest

import fibaccel

PACKAGE = Path(fibaccel.__file__).parent
ARCHITECTURE = Path(__file__).parent.parent / "docs" / "architecture.md"

# What is written once on top of the active backend.
ON_TOP = ("derive", "digits", "writing")

# From the bottom up. Modules on one line do not import each other.
LAYERS = (
    (
        "enclosure",
        "errors",
        "hints",
        "pyinstaller",
        "rebinding",
        "signals",
        "streams",
        "threads",
        "windows",
    ),
    ("memory",),
    ("limits",),
    ("recurrences",),
    ("contract",),
    ("operations.answers",),
    (
        "operations.exact",
        "operations.modular",
        "operations.numerals",
        "operations.on_top",
        "operations.periods",
        "operations.recurrences",
    ),
    ("operations",),
    ("plugin",),
    ("backend",),
    ("pure.doubling", "pure.exact", "pure.numerals", "pure.reciprocal", "pure.stack"),
    ("pure.radix", "pure.integers", "pure.residues", "pure.sequences"),
    ("pure.modular", "pure.decimals"),
    ("pure.primality",),
    ("pure.factor",),
    ("pure.digit_counts", "pure.halving", "pure.iteration", "pure.periods", "pure.recurrences"),
    ("pure.numeration",),
    ("pure", "discovery"),
    ("pure.arrays.residues", "pure.arrays.primes"),
    ("pure.arrays.chains",),
    ("pure.arrays.modular",),
    ("pure.arrays.periods", "pure.arrays.recurrences", "pure.arrays.wall_sun_sun"),
    ("pure.arrays",),
    ("registry",),
    ("",),
    ("pyinstaller.hook-fibaccel",),
    ("compare", "diagnose", "oracle", "output", "progress", *ON_TOP),
    ("arrays.kernels", "arrays.operands"),
    ("arrays.loop", "arrays.results"),
    ("arrays.functions", "arrays.wall_sun_sun"),
    ("arrays.ufunc",),
    ("arrays.public",),
    ("arrays",),
    ("strategies",),
    ("conventions",),
    ("laws",),
    ("numeral_laws", "recurrence_laws"),
    ("arrays.testing",),
    ("testing",),
    ("arguments",),
    ("cli",),
    ("__main__",),
)
LEVEL = {name: level for level, names in enumerate(LAYERS) for name in names}
# The version stands in fibaccel/__init__.py, where build tools read it; __init__ binds lazily; and
# a handle's pickle names the function that makes it again.
ALLOWED = {("registry", ""), ("backend", "registry"), *(("", module) for module in ON_TOP)}


def _modules() -> dict[str, Path]:
    """Return the files of the package by their names below it; the package itself is ''."""
    modules = {}
    for path in PACKAGE.rglob("*.py"):
        parts = path.relative_to(PACKAGE).with_suffix("").parts
        modules[".".join(part for part in parts if part != "__init__")] = path
    return modules


def _imports(path: Path) -> set[str]:
    """Return the modules of fibaccel that a file imports, for types alone as well."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "relative imports are not looked into"
            assert node.module is not None
            full = [f"{node.module}.{alias.name}" for alias in node.names]
            names = [f if f.removeprefix("fibaccel.") in LEVEL else node.module for f in full]
        else:
            continue
        for name in names:
            if name == "fibaccel" or name.startswith("fibaccel."):
                found.add(name.removeprefix("fibaccel").removeprefix("."))
    return found


def test_every_module_has_its_layer() -> None:
    assert sorted(_modules()) == sorted(LEVEL)


def test_the_documentation_says_what_every_file_and_folder_knows() -> None:
    rows = [
        line for line in ARCHITECTURE.read_text(encoding="utf-8").splitlines() if line[:1] == "|"
    ]
    first = " ".join(row.split("|")[1] for row in rows)
    names = {f"`{path.name}`" for path in PACKAGE.glob("*.py")}
    names |= {f"`{path.parent.name}/`" for path in PACKAGE.glob("*/__init__.py")}
    assert {name for name in names if name not in first} == set()


@pytest.mark.parametrize(("module", "path"), _modules().items(), ids=_modules().keys())
def test_a_module_imports_only_from_below(module: str, path: Path) -> None:
    above = {
        name
        for name in _imports(path)
        if LEVEL[name] >= LEVEL[module] and (module, name) not in ALLOWED
    }
    assert above == set()
