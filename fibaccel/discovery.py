"""Which backends are installed, from the metadata of the distributions alone: nothing is imported.

What is wrong with one distribution's metadata never hides another's backend, and what is wrong with
native's own is told apart from its absence.
"""

from __future__ import annotations

import os
import sys

from fibaccel.backend import BackendInfo
from fibaccel.errors import BackendLoadError, describe_error

TYPE_CHECKING = False
if TYPE_CHECKING:
    from importlib_metadata import EntryPoint

    Entry = tuple[BackendInfo, EntryPoint]

GROUP = "fibaccel.backends"
NATIVE_DISTRIBUTION = "fibaccel-native"


def find_entries(name: str | None = None) -> list[Entry]:
    """Return the entries of the group, all or those of one name.

    For native only its own distribution is looked at: that is the whole cost of the default
    choice, and nobody else's metadata can disturb it.
    """
    if name == "native":
        return _find_native()
    points = sorted(_read_group())
    claims: dict[str, list[str]] = {}
    for point in points:
        claims.setdefault(point.name, []).append(_owner(point)[0])
    return [
        (_info(point, *_owner(point), _find_conflict(point, claims[point.name])), point)
        for point in points
        if name in (None, point.name)
    ]


def _find_native() -> list[Entry]:
    """Return native's entry, if its distribution is there; that it cannot be read is a defect."""
    import importlib_metadata  # late, as in _read_group

    # Folders only: nothing compiled can be imported from a zip file, and to look into one loads
    # zipfile and zipp (3 ms), be it only the python311.zip of sys.path that does not exist.
    folders = [path for path in sys.path if os.path.isdir(path or ".")]
    found = importlib_metadata.distributions(name=NATIVE_DISTRIBUTION, path=folders)
    distribution = next(iter(found), None)
    if distribution is None:
        return []
    try:
        points = list(distribution.entry_points.select(group=GROUP, name="native"))
        if not points:
            raise LookupError(f"no entry point 'native' in the group {GROUP}")
    except Exception as error:
        raise BackendLoadError(
            f"the native backend is installed but its metadata is damaged: {describe_error(error)}",
            (("native", error),),
        ) from error
    return [(_info(point, NATIVE_DISTRIBUTION, _owner(point)[1]), point) for point in points]


def _read_group() -> list[EntryPoint]:
    """Return the group's entry points; a distribution with damaged metadata has none."""
    from contextlib import suppress

    import importlib_metadata  # late: 28 ms, and FIBACCEL_BACKEND=python can do without

    try:
        return list(importlib_metadata.entry_points(group=GROUP))
    except Exception:  # one of them is damaged: leave that one out
        points: dict[tuple[str, str], EntryPoint] = {}
        for distribution in importlib_metadata.distributions():
            with suppress(Exception):
                for point in distribution.entry_points.select(group=GROUP):
                    # The first on the path hides others of its name, as in entry_points().
                    points.setdefault((_owner(point)[0], point.name), point)
        return list(points.values())


def _owner(point: EntryPoint) -> tuple[str, str]:
    """Return the name and version of the distribution that registers point."""
    try:
        # Not point.dist.name and .version: those load the email package, 13 ms of every start.
        read = point.dist.read_text  # type: ignore[union-attr]
        head, _, _ = (read("METADATA") or read("PKG-INFO") or "").partition("\n\n")
        headers = dict(line.split(": ", 1) for line in head.splitlines() if ": " in line)
        return headers["Name"], headers["Version"]
    except Exception:  # METADATA is damaged; what to import is known all the same
        return "a distribution of unknown name", "of unknown version"


def _find_conflict(point: EntryPoint, claimants: list[str]) -> str | None:
    """Return why an entry cannot be loaded, as far as its name tells; None if it can."""
    if point.name in ("auto", "python"):
        return f"the name {point.name!r} is reserved"
    if point.name == "native":
        if _owner(point)[0].replace("_", "-").lower() == NATIVE_DISTRIBUTION:
            return None
        return f"the name 'native' belongs to the distribution {NATIVE_DISTRIBUTION}"
    if not _is_name(point.name):
        return f"{point.name!r} is not a name: lower-case letters, digits and _"
    if len(claimants) > 1:
        claim = " and ".join(sorted(claimants))
        return f"the distributions {claim} both claim the name {point.name!r}; uninstall one"
    return None


def _info(
    point: EntryPoint, distribution: str, version: str, conflict: str | None = None
) -> BackendInfo:
    return BackendInfo(
        name=point.name,
        distribution=distribution,
        version=version,
        value=point.value,
        conflict=conflict,
    )


def _is_name(text: str) -> bool:
    return text.isascii() and text.isidentifier() and text == text.lower() and text[0] != "_"
