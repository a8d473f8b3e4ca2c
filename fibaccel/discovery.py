"""Which backends are installed, from the metadata of the distributions alone: nothing is imported.

What is wrong with one distribution's metadata never hides another's backend, and what is wrong with
native's own is told apart from its absence.
"""

from __future__ import annotations

import os
import sys

from fibaccel.backend import BackendInfo
from fibaccel.errors import PASSING, BackendLoadError, describe_error

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from types import ModuleType
    from typing import Any

    from importlib_metadata import EntryPoint

    Distribution = Any  # one class or another, as the version of importlib_metadata has it

GROUP = "fibaccel.backends"
NATIVE_DISTRIBUTION = "fibaccel-native"
_NATIVE = "fibaccel_native"  # as importlib_metadata has it when it compares names


class Entry:
    """An entry of the group: what is said of it, the entry point, and where it may be from.

    Attributes:
        info: what users are told.
        point: the entry point.
        namesakes: the distributions with the name of the one that registers it, itself included;
            there are several where an upgrade left the metadata of the old version behind.
    """

    __slots__ = ("info", "namesakes", "point")

    def __init__(self, info: BackendInfo, point: EntryPoint, namesakes: list[Distribution]) -> None:
        """Keep the three."""
        self.info = info
        self.point = point
        self.namesakes = namesakes

    def is_archived(self) -> bool:
        """Return whether the distribution lies in a zip file and not in a folder."""
        return not _in_folder(self.point.dist)


def find_entries(name: str | None = None) -> list[Entry]:
    """Return the entries of the group, all or those of one name.

    For native only its own distribution is looked at: that is the whole cost of the default
    choice, and nobody else's metadata can disturb it.

    Raises:
        BackendLoadError: the metadata cannot be searched, or native's own are damaged.
    """
    try:
        return _find_native() if name == "native" else _find_all(name)
    except (*PASSING, BackendLoadError):
        raise
    # Metadata are read by other people's code: finders, path hooks, a module that only has the name
    # of importlib_metadata.
    except BaseException as error:
        what = "native" if name == "native" else "backends"
        raise BackendLoadError(
            f"{what} cannot be looked for among the installed packages: {describe_error(error)}",
            ((name, error),) if name else (),
        ) from error


def as_imported(entry: Entry) -> BackendInfo:
    """Return what is said of an entry that has been imported, with the version that was.

    Metadata of two versions may be there; the module's file and ``__version__`` tell them apart.
    """
    if len(entry.namesakes) < 2:
        return entry.info
    package = sys.modules.get(entry.point.module.partition(".")[0])
    beside = [found for found in entry.namesakes if _is_beside(found, package)]
    candidates = beside or entry.namesakes
    versions = [_headers(found)[1] for found in candidates]
    own = getattr(package, "__version__", None)
    return entry.info._replace(version=own if own in versions else versions[0])


def find_leftovers(name: str, version: str | None) -> list[str]:
    """Return the folders of metadata of a distribution that are not those of this version."""
    found = _distributions(_search_path(), name=name)
    return [str(getattr(d, "_path", d)) for d in found if _headers(d)[1] != version]


def _find_native() -> list[Entry]:
    """Return native's entry, if its distribution is there; that it cannot be read is a defect."""
    # Folders only: nothing compiled can be imported from a zip file, and to look into one loads
    # zipfile and zipp (3 ms), be it only the python311.zip of sys.path that does not exist.
    folders = [path for path in _search_path() if os.path.isdir(path or ".")]
    found = [d for d in _distributions(folders, name=NATIVE_DISTRIBUTION) if not _is_leftover(d)]
    if not found:
        archives = [path for path in _search_path() if os.path.isfile(path)]
        archived = _distributions(archives, name=NATIVE_DISTRIBUTION) if archives else ()
        if distribution := next(iter(archived), None):
            raise BackendLoadError(f"the native backend {_describe_archive(distribution)}")
        return []
    problem: Exception = LookupError(f"no entry point 'native' in the group {GROUP}")
    for distribution in found:
        try:
            for point in distribution.entry_points.select(group=GROUP, name="native"):
                return [Entry(_info(point, NATIVE_DISTRIBUTION), point, found)]
        except PASSING:
            raise
        except Exception as error:
            problem = error
    raise BackendLoadError(
        f"the native backend is installed but its metadata is damaged: {describe_error(problem)}",
        (("native", problem),),
    ) from problem


def _find_all(name: str | None) -> list[Entry]:
    """Return the entries of the group, all or those of one name, with their conflicts."""
    points: dict[tuple[str, str], EntryPoint] = {}
    namesakes: dict[tuple[str, str], list[Distribution]] = {}
    for owner, distribution, point in _read_group():
        key = point.name, owner
        namesakes.setdefault(key, []).append(distribution)
        # The first on the path, as for an import; but what lies in an archive hides nothing.
        if key not in points or not _in_folder(points[key].dist):
            points[key] = point
    claims: dict[str, list[str]] = {}
    for (claimed, _), point in points.items():
        claims.setdefault(claimed, []).append(_headers(point.dist)[0])
    return [
        Entry(
            _info(point, _headers(point.dist)[0], _find_conflict(point, owner, claims[point.name])),
            point,
            namesakes[point.name, owner],
        )
        for (_, owner), point in sorted(points.items())
        if name in (None, point.name)
    ]


def _read_group() -> Iterator[tuple[str, Distribution, EntryPoint]]:
    """Yield the group's entry points; a distribution with damaged metadata has none."""
    for distribution in _distributions(_search_path()):
        try:
            # So and not by entry_points(): there the first distribution of a name hides the
            # others, be it a folder that an uninstallation left empty.
            points = list(distribution.entry_points.select(group=GROUP))
            owner = distribution._normalized_name
        except PASSING:
            raise
        except Exception:
            continue
        for point in points:
            yield owner, distribution, point


def _distributions(path: list[str], **name: str) -> Iterable[Distribution]:
    import importlib_metadata  # late: 28 ms, and FIBACCEL_BACKEND=python can do without

    return importlib_metadata.distributions(path=path, **name)


def _search_path() -> list[str]:
    """Return what Python itself heeds of sys.path."""
    entries: list[object] = [*sys.path]
    return [path for path in entries if isinstance(path, str)]


def _headers(distribution: Distribution) -> tuple[str, str]:
    """Return the name and version of a distribution."""
    try:
        # Not its name and version: those load the email package, 13 ms of every start.
        read = distribution.read_text
        head, _, _ = (read("METADATA") or read("PKG-INFO") or "").partition("\n\n")
        headers = dict(line.split(": ", 1) for line in head.splitlines() if ": " in line)
        return headers["Name"], headers["Version"]
    except PASSING:
        raise
    except Exception:  # METADATA is damaged; what to import is known all the same
        return "a distribution of unknown name", "of unknown version"


def _is_leftover(distribution: Distribution) -> bool:
    """Return whether nothing is left of a distribution but a folder for its metadata."""
    files = ("METADATA", "PKG-INFO", "entry_points.txt")
    try:
        return all(distribution.read_text(file) is None for file in files)
    except UnicodeDecodeError:
        return False


def _is_beside(distribution: Distribution, package: ModuleType | None) -> bool:
    """Return whether a module's file lies where the distribution is installed."""
    file = getattr(package, "__file__", None) or ""
    return os.path.abspath(file).startswith(os.path.join(_location(distribution), ""))


def _location(distribution: Distribution) -> str:
    """Return the folder or archive that a distribution is installed in."""
    return os.path.abspath(str(distribution.locate_file("")))


def _in_folder(distribution: Distribution) -> bool:
    return os.path.isdir(_location(distribution))


def _describe_archive(distribution: Distribution) -> str:
    return (
        f"lies in an archive, {_location(distribution)}, and nothing compiled can be loaded from "
        "one: install it in a folder"
    )


def _find_conflict(point: EntryPoint, owner: str, claimants: list[str]) -> str | None:
    """Return why an entry cannot be loaded, as far as its metadata tell; None if it can."""
    if point.name in ("auto", "python"):
        return f"the name {point.name!r} is reserved"
    if point.name == "native":
        if owner != _NATIVE:
            return f"the name 'native' belongs to the distribution {NATIVE_DISTRIBUTION}"
        return None if _in_folder(point.dist) else f"it {_describe_archive(point.dist)}"
    if not _is_name(point.name):
        return f"{point.name!r} is not a name: lower-case letters, digits and _"
    if len(claimants) > 1:
        claim = " and ".join(sorted(claimants))
        return f"the distributions {claim} both claim the name {point.name!r}; uninstall one"
    return None


def _info(point: EntryPoint, distribution: str, conflict: str | None = None) -> BackendInfo:
    return BackendInfo(
        name=point.name,
        distribution=distribution,
        version=_headers(point.dist)[1],
        value=point.value,
        conflict=conflict,
    )


def _is_name(text: str) -> bool:
    return text.isascii() and text.isidentifier() and text == text.lower() and text[0] != "_"
