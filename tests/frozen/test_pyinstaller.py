"""An application that PyInstaller has frozen has native in it, without an option for that.

It needs PyInstaller, so it has a session of its own: `nox -s frozen`.
"""

import json
import subprocess
import sys
from pathlib import Path

import pytest

PROGRAM = """
import json
import fibaccel
from fibaccel import diagnose

found = diagnose.report()
states = {row["name"]: [row["state"], row.get("file")] for row in found["backends"]}
values = [fibaccel.fib(100), fibaccel.is_fib(5), fibaccel.fib_num_digits(99), *fibaccel.fibs(0, 2)]
print(json.dumps([found["active"]["name"], states, values]))
"""


@pytest.mark.parametrize("form", ["--onedir", "--onefile"])
def test_native_serves_in_a_frozen_application(tmp_path: Path, form: str) -> None:
    (tmp_path / "application.py").write_text(PROGRAM)
    build = [sys.executable, "-m", "PyInstaller", "--noconfirm", "--log-level", "WARN", form]
    subprocess.run([*build, "application.py"], cwd=tmp_path, check=True)
    folder = tmp_path / "dist" / ("application" if form == "--onedir" else "")
    done = subprocess.run([folder / "application"], cwd="/", stdout=subprocess.PIPE, check=True)
    active, states, values = json.loads(done.stdout)
    assert ("native", "ok", "ok") == (active, states["native"][0], states["python"][0])
    assert not Path(states["native"][1]).is_relative_to(sys.prefix)
    assert [354224848179261915075, True, 21, 0, 1] == values
