"""Imports of the crate run one way: each folder imports only from those before it in a list.

The list stands in the documentation of `fibaccel-native/src/lib.rs`, and in `docs/architecture.md`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import pytest

from .crate_paths import code, paths

pytestmark = pytest.mark.checkout

ROOT = Path(__file__).parent.parent
SOURCE = ROOT / "fibaccel-native" / "src"

Module = tuple[str, ...]
Graph = dict[Module, set[Module]]


def _order() -> list[str]:
    """Return the folders as lib.rs lists them."""
    (block,) = re.findall(r"//! ```text\n(.*?)//! ```", (SOURCE / "lib.rs").read_text(), re.DOTALL)
    return [line.split()[1] for line in block.splitlines()]


def _modules() -> dict[Module, Path]:
    """Return the files of the crate by their paths of modules, without its tests."""
    modules = {}
    for path in SOURCE.rglob("*.rs"):
        parts = path.relative_to(SOURCE).with_suffix("").parts
        if parts[0] not in ("lib", "tests"):
            modules[parts[:-1] if parts[-1] == "mod" else parts] = path
    return modules


def _file(path: Module, modules: Mapping[Module, Path]) -> Module | None:
    """Return the file that a path from the crate's root leads to; None if it leaves the crate."""
    return next((path[:n] for n in range(len(path), 0, -1) if path[:n] in modules), None)


def _graph(planted: tuple[str, str] = ("", "")) -> Graph:
    """Return which file imports from which others, if a line stood in one that is not there."""
    modules = _modules()
    graph: Graph = {}
    for module, file in modules.items():
        text = file.read_text(encoding="utf-8")
        if "::".join(module) == planted[0]:
            text += planted[1]
        found = {_file(path, modules) for path in paths(text, module)}
        graph[module] = {other for other in found if other} - {module}
    return graph


def _circles(graph: Graph) -> list[list[Module]]:
    """Return the files that import each other, directly or by others."""

    def reached(module: Module) -> set[Module]:
        seen: set[Module] = set()
        stack = [module]
        while stack:
            for following in graph[stack.pop()] - seen:
                seen.add(following)
                stack.append(following)
        return seen

    reach = {module: reached(module) for module in graph}
    circles = {
        frozenset(other for other in reach[module] if module in reach[other]) for module in graph
    }
    return sorted(sorted(circle) for circle in circles if circle)


def _upward(graph: Graph, order: list[str]) -> list[str]:
    """Return the imports from folders that come later in the list."""
    return sorted(
        f"{'::'.join(module)} imports {'::'.join(other)}"
        for module, others in graph.items()
        for other in others
        if order.index(other[0]) > order.index(module[0])
    )


def test_the_list_names_every_folder() -> None:
    assert sorted(_order()) == sorted({module[0] for module in _modules()})


def test_the_documentation_shows_the_same_list() -> None:
    block = re.findall(
        r"```text\n(runtime.*?)```", (ROOT / "docs/architecture.md").read_text(), re.DOTALL
    )
    assert [[line.split()[0] for line in text.splitlines()] for text in block] == [_order()]


def test_a_folder_imports_only_from_those_before_it() -> None:
    assert _upward(_graph(), _order()) == []


def test_no_files_import_each_other_in_a_circle() -> None:
    assert _circles(_graph()) == []


# What this test could not follow, by a regular expression.
UNREADABLE = {
    "#[path = ...]": r"#!?\[[^\]]*\bpath\s*=",
    "include!": r"\binclude!",
    "a macro of the crate": r"\bmacro_export\b",
    "extern crate": r"\bextern\s+crate\b",
    "use crate as": r"\buse\s+crate\s+as\b",
    "everything of a module of the crate": r"\buse\s+(?:crate|self|super)\b[^;]*\*",
}


def _unreadable(text: str) -> list[str]:
    """Return what a source has that could hide an import."""
    return [what for what, form in UNREADABLE.items() if re.search(form, code(text))]


def test_nothing_hides_an_import() -> None:
    found = {path: _unreadable(path.read_text(encoding="utf-8")) for path in _modules().values()}
    assert {path: what for path, what in found.items() if what} == {}


def test_the_root_has_nothing_to_import() -> None:
    rest = re.sub(r"#!?\[[^\]]*\]|\b(pub )?mod \w+;", "", code((SOURCE / "lib.rs").read_text()))
    assert rest.split() == []


@pytest.mark.parametrize(
    "line",
    [
        '#[path = "../python/work.rs"] mod work;',
        '#[cfg_attr(unix, path = "../python/work.rs")] mod work;',
        'include!("../python/work.rs");',
        "#[macro_export] macro_rules! x { () => {} }",
        "extern crate self as me;",
        "use crate as root;",
        "use super::*;",
        "use crate::python::{work, results::*};",
    ],
)
def test_what_could_hide_an_import_is_found(line: str) -> None:
    assert len(_unreadable(line)) == 1


@pytest.mark.parametrize(
    ("low", "high", "line"),
    [
        ("limbs", "machine::tier", "use crate::machine::{row::Row, tier::Tier};"),
        ("runtime::error", "bignum::integer", "use crate::bignum::integer::Integer;"),
        ("bignum::mul", "sequences::table", "let x = crate::sequences::table::start(1);"),
        ("rings", "python::work", "use super::python::work;"),
        # An item for tests ends where it ends.
        ("limbs", "python::work", "#[cfg(test)] fn naive() {} use crate::python::work;"),
        ("limbs", "python::work", "#[cfg(test)] const fn x() {} use crate::python::work;"),
        ("limbs", "python::work", "#[cfg(test)] use crate::limbs::{add}; use crate::python::work;"),
        ("limbs", "python::work", "struct X { #[cfg(test)] a: u8, b: crate::python::work::Y }"),
        ("runtime::memory", "python::work", "use crate::python::work;"),
        # Names that are imported lead on.
        ("limbs", "python::work", "use crate as root; fn f() { root::python::work::run() }"),
        ("limbs", "python::work", "use crate::{self as root}; fn f() { root::python::work::x() }"),
        ("limbs", "python::work", "use crate::python; fn f() { python::work::run() }"),
        ("limbs", "python::work", "use crate::python as p; use p::work; fn f() { work::run() }"),
        ("limbs", "python::work", "use super::python::{self, exact}; fn f() { python::work::x() }"),
        # Strings, comments and spaces are nothing.
        ("limbs", "python::work", 'const X: &str = "//"; use crate::python::work;'),
        ("limbs", "python::work", "const X: char = '\"'; use crate::python::work; // \""),
        ("limbs", "python::work", 'const X: &str = r#"a " b"#; use crate::python::work; // "'),
        ("limbs", "python::work", 'fn f() { panic!("no use of it", crate::python::work::X); }'),
        ("limbs", "python::work", "use crate /* up */ ::python\n    ::work;"),
        ("limbs", "python::work", "pub(in crate::limbs) use crate::python::work;"),
        # An inline module is one more.
        ("limbs", "python::work", "mod inner { use super::super::python::work; }"),
        ("limbs", "python::work", "mod a { mod b { fn f() { crate::python::work::run() } } }"),
    ],
)
def test_an_import_up_is_found(low: str, high: str, line: str) -> None:
    assert f"{low} imports {high}" in _upward(_graph((low, line)), _order())


@pytest.mark.parametrize(
    "line",
    [
        "// use crate::python::work;",
        "/* use crate::python::work; */",
        'const X: &str = "use crate::python::work;";',
        "#[cfg(test)] mod tests { use crate::python::work; }",
        "#[cfg(test)] use crate::python::{work, exact};",
        "#[cfg(test)] #[allow(dead_code)] pub(crate) fn f() { crate::python::work::run() }",
        "mod inner { use super::python::work; mod python { } }",
        "fn f<'a>(x: &'a str) -> char { 'a' }",
    ],
)
def test_what_is_no_import_up_is_not_found(line: str) -> None:
    assert _upward(_graph(("limbs", line)), _order()) == []


@pytest.mark.parametrize(
    ("other", "line"),
    [
        ("bignum::mul", "use crate::bignum::mul::choose;"),
        ("bignum::mul", "use crate::bignum::mul; fn f() { mul::choose() }"),
        ("bignum::decimal::convert", "use super::super::decimal; fn f() { decimal::convert::x() }"),
    ],
)
def test_a_circle_is_found(other: str, line: str) -> None:
    circles = _circles(_graph(("bignum::ntt::plan", line)))
    assert tuple(other.split("::")) in circles[0]
    assert ("bignum", "ntt", "plan") in circles[0]
