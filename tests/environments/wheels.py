"""Wheels to install: written from given files, or packed again from what is installed here."""

from __future__ import annotations

import base64
import hashlib
import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path

import importlib_metadata
from packaging.requirements import Requirement

_WHEEL = "Wheel-Version: 1.0\nGenerator: tests\nRoot-Is-Purelib: true\nTag: py3-none-any\n"


@dataclass(frozen=True, eq=False)
class Wheel:
    """A distribution that an environment can have.

    Attributes:
        name: the distribution's name.
        files: path and contents of each installed file.
        backends: its entry points in the group ``fibaccel.backends``.
        info: files of the dist-info directory that take the place of those made here.
        damage: what happens to site-packages after the installation: a glob, and the bytes that
            the files it finds are overwritten with; None removes them.
        version: the distribution's version.
    """

    name: str
    files: Mapping[str, str | bytes]
    backends: Mapping[str, str] = field(default_factory=dict)
    info: Mapping[str, str | bytes] = field(default_factory=dict)
    damage: Mapping[str, bytes | None] = field(default_factory=dict)
    version: str = "0.1.0"

    def write(self, directory: Path) -> Path:
        """Return the path of the wheel, written into directory."""
        stem = f"{re.sub(r'[-_.]+', '_', self.name).lower()}-{self.version}"
        entries = "".join(f"{name} = {value}\n" for name, value in self.backends.items())
        info = {
            "METADATA": f"Metadata-Version: 2.1\nName: {self.name}\nVersion: {self.version}\n",
            "entry_points.txt": f"[fibaccel.backends]\n{entries}",
            "WHEEL": _WHEEL,
            **self.info,
        }
        contents = {**self.files, **{f"{stem}.dist-info/{k}": text for k, text in info.items()}}
        record = f"{stem}.dist-info/RECORD"
        path = directory / f"{stem}-py3-none-any.whl"
        with zipfile.ZipFile(path, "w") as archive:
            for name, content in contents.items():
                archive.writestr(name, content)
            lines = [f"{name},{_hash(content)}\n" for name, content in contents.items()]
            archive.writestr(record, "".join([*lines, f"{record},,\n"]))
        return path


def _hash(content: str | bytes) -> str:
    data = content.encode() if isinstance(content, str) else content
    digest = base64.urlsafe_b64encode(hashlib.sha256(data).digest()).decode().rstrip("=")
    return f"sha256={digest},{len(data)}"


def repack(name: str) -> Wheel:
    """Return the distribution that is installed here under that name, file by file."""
    distribution = importlib_metadata.distribution(name)
    info = {
        file: text
        for file in ("METADATA", "entry_points.txt")
        if (text := distribution.read_text(file)) is not None
    }
    return Wheel(distribution.name, _files(name), info=info, version=distribution.version)


def repack_with_dependencies(name: str) -> Iterator[Wheel]:
    """Yield that distribution and all that it needs to run, without its extras."""
    waiting, seen = [name], set[str]()
    while waiting:
        wheel = repack(waiting.pop())
        seen.add(wheel.name)
        yield wheel
        for line in importlib_metadata.requires(wheel.name) or ():
            requirement = Requirement(line)
            needed = requirement.marker is None or requirement.marker.evaluate({"extra": ""})
            if needed and requirement.name not in (*seen, *waiting):
                waiting.append(requirement.name)


def _files(name: str) -> dict[str, bytes]:
    """Return the installed code; of an editable installation, that of the tree it points to."""
    distribution = importlib_metadata.distribution(name)
    root = Path(str(distribution.locate_file("")))
    paths = [root / path for path in distribution.files or () if _is_code(Path(str(path)))]
    if not paths:
        spec = find_spec(name.replace("-", "_"))
        assert spec is not None, f"{name} is installed but cannot be imported"
        assert spec.origin is not None
        package = Path(spec.origin).parent
        root = package.parent
        paths = [path for path in package.rglob("*") if path.is_file() and _is_code(path)]
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in paths}


def _is_code(path: Path) -> bool:
    """Return whether path is to be packed: no script, cache, .pth file or metadata."""
    outside = {"..", "__pycache__"}.intersection(path.parts)
    return not outside and path.suffix != ".pth" and ".dist-info" not in str(path)
