"""An index on this machine that has the distributions of a release, and environments that use it.

FIBACCEL_DIST names the folder with the distributions.
"""

import json
import os
import re
import shutil
import subprocess
import sys
import threading
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from ..environments.wheels import Wheel

# What the distributions and their tests need besides: these come from the machine's own index.
OTHERS = ("importlib-metadata", "flit_core>=3.11,<5", "maturin>=1.9,<2", "numpy")
TESTS = ("pytest", "pytest-xdist", "hypothesis")
OLD = "0.0.9"


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *arguments: object) -> None:
        """Say nothing: pip says enough."""


@pytest.fixture(scope="session")
def dist() -> Path:
    """The folder with the distributions of the release."""
    return Path(os.environ["FIBACCEL_DIST"])


@pytest.fixture(scope="session")
def index(dist: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of an index: a folder for each project, as a web server lists it."""
    folder, downloads = tmp_path_factory.mktemp("index"), tmp_path_factory.mktemp("downloads")
    pip = [sys.executable, "-m", "pip", "download", "--quiet", "--dest", str(downloads)]
    subprocess.run([*pip, *OTHERS, *TESTS], check=True)
    old = [_old(dist, "fibaccel", downloads), _old(dist, "fibaccel_native", downloads)]
    for file in {*dist.iterdir(), *downloads.iterdir(), *old}:
        project = folder / re.sub(r"[-_.]+", "-", re.split(r"-\d", file.name)[0]).lower()
        project.mkdir(exist_ok=True)
        shutil.copy(file, project)
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()


def _old(dist: Path, name: str, folder: Path) -> Path:
    """Return a wheel of an older version number, which has all the rest of the new one."""
    (new,) = dist.glob(f"{name}-*.whl")
    version = new.name.split("-")[1]
    with zipfile.ZipFile(new) as archive:
        # Both numbers are of one length, so that the extension stays as it is but for this.
        contents = {
            path: archive.read(path).replace(version.encode(), OLD.encode())
            for path in archive.namelist()
            if not path.endswith("/RECORD")
        }
    mark = ".dist-info/"
    info = {path.partition(mark)[2]: text for path, text in contents.items() if mark in path}
    files = {path: content for path, content in contents.items() if mark not in path}
    return Wheel(name, files, info=info, version=OLD).write(folder)


@dataclass(frozen=True)
class Place:
    """An environment outside the checkout, with neither cargo nor another index."""

    root: Path
    index: str

    @property
    def programs(self) -> Path:
        """The folder of its programs."""
        return self.root / ("Scripts" if os.name == "nt" else "bin")

    @property
    def python(self) -> Path:
        """Its interpreter."""
        return self.programs / "python"

    def run(self, *command: str | Path, check: bool = True, **variables: str) -> Any:
        """Return the finished process of a command."""
        environment = {
            "PATH": str(self.programs),
            "HOME": str(self.root),
            **{key: os.environ[key] for key in ("SYSTEMROOT", "TEMP") if key in os.environ},
            "PIP_CONFIG_FILE": os.devnull,
            "PIP_INDEX_URL": self.index,
            "PIP_DISABLE_PIP_VERSION_CHECK": "1",
            "UV_NO_CONFIG": "1",
            "UV_DEFAULT_INDEX": self.index,
            **variables,
        }
        done = subprocess.run(
            command, cwd=self.root, env=environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0 or not check, done.stdout + done.stderr
        return done

    def pip(self, *arguments: str | Path, check: bool = True) -> Any:
        """Return pip's finished process."""
        return self.run(self.python, "-m", "pip", *arguments, check=check)

    def uv(self, task: str, *arguments: str) -> None:
        """Let uv do what it does in pip's place."""
        program = shutil.which("uv")
        assert program
        self.run(program, "pip", task, "--no-cache", "--python", self.python, *arguments)

    def doctor(self, *command: str | Path, **variables: str) -> Any:
        """Return the report of `doctor`, by this Python or by another command."""
        python = command or (self.python, "-P", "-m", "fibaccel")
        return json.loads(self.run(*python, "doctor", "--json", check=False, **variables).stdout)


@pytest.fixture
def place(tmp_path: Path, index: str) -> Place:
    """A fresh environment that has pip alone."""
    root = tmp_path / "environment"
    subprocess.run([sys.executable, "-m", "venv", str(root)], check=True)
    return Place(root, index)
