"""Environments with really installed distributions, for what only an installation can show.

Each environment is a virtual environment of its own that has the fibaccel under test, what it
depends on, and the distributions asked for. Each is made once per process and shared: programs in
it must not change it.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sysconfig
import tempfile
import textwrap
import venv
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from .wheels import Wheel, repack, repack_with_dependencies

__all__ = ["Environment", "Environments", "Wheel", "environments"]

_PROBE = Wheel("probe", {"probe.py": Path(__file__).with_name("probe.py").read_bytes()})
# Not handed on to programs: what would change the choice of a backend or what can be imported.
_CLEARED = ("FIBACCEL_", "PYTHON", "VIRTUAL_ENV", "COVERAGE_")
_LAST_LINE = "import json; print(json.dumps(result))"


@dataclass(frozen=True)
class Environment:
    """One virtual environment."""

    root: Path

    def run(self, code: str, **variables: str) -> Any:
        """Return what the program leaves in its variable `result`, as JSON carries it.

        Args:
            code: the program; it may import `probe`.
            variables: environment variables; of this process's own, those that matter to
                fibaccel or to Python are cleared.
        """
        inherited = {k: v for k, v in os.environ.items() if not k.startswith(_CLEARED)}
        program = f"{textwrap.dedent(code)}\n{_LAST_LINE}"
        done = subprocess.run(
            [self._path("scripts") / "python", "-P", "-c", program],
            env=inherited | variables,
            cwd=self.root,
            capture_output=True,
            encoding="utf-8",
            timeout=600,
            check=False,
        )
        assert done.returncode == 0, f"exit status {done.returncode}\n{done.stderr}"
        return json.loads(done.stdout)

    def install(self, wheels: list[Path]) -> None:
        """Unpack the wheels, which is all that installing one without programs takes."""
        for wheel in wheels:
            shutil.unpack_archive(wheel, self._path("purelib"), "zip")

    def damage(self, damage: dict[str, bytes | None]) -> None:
        """Overwrite or remove what the globs find in site-packages."""
        for pattern, content in damage.items():
            found = list(self._path("purelib").glob(pattern))
            assert found, f"nothing to damage: {pattern}"
            for path in found:
                if content is not None:
                    path.write_bytes(content)
                elif path.is_dir():
                    shutil.rmtree(path)
                else:
                    path.unlink()

    def _path(self, kind: str) -> Path:
        bases = {"base": str(self.root), "platbase": str(self.root)}
        return Path(sysconfig.get_path(kind, "venv", bases))


class Environments:
    """Makes environments in a directory, each once."""

    def __init__(self, directory: Path) -> None:
        """Pack what every environment has."""
        self._directory = directory
        shared = directory / "shared"
        shared.mkdir()
        wheels = [*repack_with_dependencies("fibaccel"), _PROBE]
        self._shared = [wheel.write(shared) for wheel in wheels]
        self._native: Wheel | None = None
        self._made: dict[tuple[Wheel, ...], Environment] = {}

    def having(self, *wheels: Wheel) -> Environment:
        """Return the environment that has fibaccel and these distributions."""
        if wheels not in self._made:
            self._made[wheels] = self._make(wheels)
        return self._made[wheels]

    def having_native(self) -> Environment:
        """Return the environment that has the compiled backend, which must be installed here."""
        self._native = self._native or repack("fibaccel-native")
        return self.having(self._native)

    def _make(self, wheels: tuple[Wheel, ...]) -> Environment:
        root = Path(tempfile.mkdtemp(dir=self._directory))
        venv.create(root, symlinks=os.name != "nt")
        environment = Environment(root)
        environment.install([*self._shared, *(wheel.write(root) for wheel in wheels)])
        for wheel in wheels:
            environment.damage(dict(wheel.damage))
        return environment


@pytest.fixture(scope="session")
def environments(tmp_path_factory: pytest.TempPathFactory) -> Environments:
    """The run's environments."""
    return Environments(tmp_path_factory.mktemp("environments"))
