"""Where native cannot be built, the build says what to do."""

import subprocess
import sys
from pathlib import Path

import pytest

NATIVE = Path(__file__).parent.parent / "fibaccel-native"
CODE = "import build_backend; build_backend.prepare_metadata_for_build_wheel('.')"


@pytest.mark.checkout
def test_without_cargo_the_build_stops_and_says_what_to_do(tmp_path: Path) -> None:
    pytest.importorskip("maturin")
    done = subprocess.run(
        [sys.executable, "-B", "-c", CODE],
        cwd=NATIVE,
        env={"PATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "`pip install fibaccel`, without `[native]`, needs no compiler" in done.stderr
