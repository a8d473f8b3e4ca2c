"""Imports of the crate run one way: each folder imports only from those before it in a list.

The list stands in the documentation of `fibaccel-native/src/lib.rs`, and in `docs/architecture.md`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

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


def _leaves(tree: str) -> Iterator[list[str]]:
    """Yield the paths that a `use` names, which may have braces within braces."""
    head, brace, rest = tree.strip().partition("{")
    if not brace:
        yield head.split(" as ")[0].strip().split("::")
        return
    prefix = [part for part in head.split("::") if part]
    depth, item = 0, ""
    for character in rest.strip().removesuffix("}") + ",":
        if character == "," and depth == 0:
            if item.strip():
                yield from (prefix + leaf for leaf in _leaves(item))
            item = ""
        else:
            depth += (character == "{") - (character == "}")
            item += character


def _paths(text: str) -> Iterator[list[str]]:
    """Yield the paths that a file names and that may lead into the crate, but in comments."""
    code = re.sub(r"//[^\n]*|pub\(in [^)]*\)", "", text)
    code = re.sub(r"#\[cfg\(test\)\]\s*[^;{]*(;|\{.*)", "", code, flags=re.DOTALL)
    for tree in re.findall(r"\buse\s+([^;]*);", code):
        yield from _leaves(tree)
    rest = re.sub(r"\buse\s+[^;]*;", "", code)
    yield from (path.split("::") for path in re.findall(r"(?<![\w:])[a-z]\w*(?:::\w+)+", rest))


def _file(module: Module, path: list[str], modules: Mapping[Module, Path]) -> Module:
    """Return the file that a path in another leads to; that one itself if it leaves the crate."""
    base = [] if path[0] == "crate" else list(module)
    while path and path[0] in ("crate", "super", "self"):
        if path[0] == "super":
            base.pop()
        path = path[1:]
    full = (*base, *path)
    return next((full[:n] for n in range(len(full), 0, -1) if full[:n] in modules), module)


def _graph(planted: tuple[str, str] = ("", "")) -> Graph:
    """Return which file imports from which others, if a line stood in one that is not there."""
    modules = _modules()
    graph: Graph = {}
    for module, file in modules.items():
        text = file.read_text(encoding="utf-8")
        if "::".join(module) == planted[0]:
            text += planted[1]
        graph[module] = {_file(module, path, modules) for path in _paths(text)} - {module}
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


@pytest.mark.parametrize(
    ("low", "high", "line"),
    [
        ("limbs", "machine::tier", "use crate::machine::{row::Row, tier::Tier};"),
        ("runtime::error", "bignum::integer", "use crate::bignum::integer::Integer;"),
        ("bignum::mul", "sequences::table", "let x = crate::sequences::table::start(1);"),
        ("rings", "python::work", "use super::python::work;"),
    ],
)
def test_an_import_up_is_found(low: str, high: str, line: str) -> None:
    assert f"{low} imports {high}" in _upward(_graph((low, line)), _order())


def test_a_circle_is_found() -> None:
    circles = _circles(_graph(("bignum::ntt::plan", "use crate::bignum::mul::choose;")))
    assert ("bignum", "mul") in circles[0]
    assert ("bignum", "ntt", "plan") in circles[0]
