"""The paths that Rust source names: enough of the language to know which module imports which.

A source is first freed of comments, strings and items for tests. A *scope* is a module of the file:
the file's own, or an inline ``mod name { ... }`` in it.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping

Path = tuple[str, ...]
Imports = Mapping[tuple[Path, str], set[Path]]

# What is not code. A lifetime has no second quote, so it is no character.
_QUOTED = re.compile(
    r"""//[^\n]*                                    # a comment
    |   /\*.*?\*/
    |   \b(?:b|c)?r(?P<marks>\#*)".*?"(?P=marks)    # a raw string
    |   "(?:\\.|[^"\\])*"                           # a string
    |   '(?:\\(?:u\{[^}]*\}|x..|.)|[^\\'])'         # a character
    """,
    re.DOTALL | re.VERBOSE,
)
_TEST_ITEM = re.compile(r"#\[cfg\(test\)\]\s*(?:#\[[^\]]*\]\s*)*(?:pub\b\s*(?:\([^)]*\)\s*)?)?")
_KEYWORD = re.compile(
    r"(?:const\s+)?fn\b|(?:unsafe|mod|struct|enum|impl|trait)\b|macro_rules!|\{"
    r"|(?P<ends_by_semicolon>use|let|const|static|type)\b"
)
_USE = re.compile(r"\buse\s+([^;]*);")
_INLINE = re.compile(r"\bmod\s+(\w+)\s*\{")
_PATH = re.compile(r"(?<![\w:])[a-z_]\w*(?:::\w+)+")
_ROOTS = ("crate", "self", "super")


def code(text: str) -> str:
    """Return a source without comments, strings and items for tests, paths without spaces."""
    text = _QUOTED.sub(lambda found: " " if found[0][0] == "/" else '""', text)
    text = re.sub(r"\s*::\s*", "::", re.sub(r"\bpub\s*\(in [^)]*\)", "pub", text))
    at = 0
    while found := _TEST_ITEM.search(text, at):
        text = text[: found.start()] + text[_end_of_item(text, found.end()) :]
        at = found.start()
    return text


def _end_of_item(text: str, start: int) -> int:
    """Return where the item ends that begins there; its beginning if it is a field or an arm."""
    keyword = _KEYWORD.match(text, start)
    if not keyword:
        return start
    ends = ";" if keyword["ends_by_semicolon"] else ";}"
    depth = 0
    for i, character in enumerate(text[start:], start):
        depth += (character in "([{") - (character in ")]}")
        if depth == 0 and character in ends:
            return i + 1
    raise AssertionError(f"an item without an end: {text[start : start + 60]}")


def paths(text: str, module: Path) -> Iterator[Path]:
    """Yield the paths within the crate that a module names, from the crate's root on.

    What they lead to may be no module, and what leads out of the crate may look as if it led to
    something below the module.
    """
    text = code(text)
    scopes = _scopes(text, module)
    uses = [
        (scopes[found.start()], leaf, name)
        for found in _USE.finditer(text)
        for leaf, name in _leaves(found[1])
    ]
    imports: dict[tuple[Path, str], set[Path]] = defaultdict(set)
    for scope, leaf, name in uses:
        imports[scope, name].add(leaf)
    for scope, leaf, _ in uses:
        yield from _absolute(scope, leaf, imports)
    rest = _USE.sub(lambda found: " " * len(found[0]), text)
    for found in _PATH.finditer(rest):
        yield from _absolute(scopes[found.start()], tuple(found[0].split("::")), imports)


def _scopes(text: str, module: Path) -> list[Path]:
    """Return the scope of each character."""
    opened = {found.end() - 1: found[1] for found in _INLINE.finditer(text)}
    scopes, stack = [], [module]
    for i, character in enumerate(text):
        if character == "{":
            stack.append((*stack[-1], opened[i]) if i in opened else stack[-1])
        elif character == "}":
            stack.pop()
        scopes.append(stack[-1])
    return scopes


def _leaves(tree: str) -> Iterator[tuple[Path, str]]:
    """Yield the paths that a `use` names, which may have braces within braces, and their names."""
    head, brace, rest = tree.strip().partition("{")
    if not brace:
        path, _, alias = head.partition(" as ")
        parts = tuple(path.strip().split("::"))
        if parts[-1] == "self" and len(parts) > 1:
            parts = parts[:-1]
        yield parts, alias.strip() or parts[-1]
        return
    for item in _items(rest.strip().removesuffix("}")):
        yield from _leaves(head + item)


def _items(text: str) -> Iterator[str]:
    """Yield what commas outside of braces part."""
    depth, item = 0, ""
    for character in text + ",":
        if character == "," and depth == 0:
            if item.strip():
                yield item.strip()
            item = ""
        else:
            depth += (character == "{") - (character == "}")
            item += character


def _absolute(
    scope: Path, path: Path, imports: Imports, seen: frozenset[str] = frozenset()
) -> Iterator[Path]:
    """Yield the paths from the crate's root that a path in a scope may stand for."""
    first, *rest = path
    if first in _ROOTS:
        base = () if first == "crate" else scope
        while path and path[0] in _ROOTS:
            if path[0] == "super":
                assert base, "a path leads out of the crate"
                base = base[:-1]
            path = path[1:]
        yield (*base, *path)
    elif (scope, first) in imports and first not in seen:
        for full in imports[scope, first]:
            yield from _absolute(scope, (*full, *rest), imports, seen | {first})
    else:
        yield (*scope, *path)
