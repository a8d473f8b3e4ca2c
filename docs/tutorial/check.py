"""Builds the tutorial's crate twice, debug and release, and checks what the text says of each."""

import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path
from tempfile import TemporaryDirectory

CRATE = Path(__file__).resolve().parent
F93 = "12200160415121876738"
F94_MODULO_2_64 = "1293530146158671551"

# Prints whether this is a debug build, then F(93) and F(94), or the exception that came instead.
PROBE = """
import fibonacci

print(fibonacci.DEBUG)
for n in 93, 94:
    try:
        print(fibonacci.fib(n))
    except BaseException as error:
        print(type(error).__name__)
"""


def develop(environment: Path, *options: str) -> list[str]:
    """Return what the probe prints once `maturin develop` has built the crate."""
    found = shutil.which("maturin")
    maturin = [found] if found else [sys.executable, "-m", "maturin"]
    variables = os.environ | {
        "VIRTUAL_ENV": str(environment),
        "CARGO_TARGET_DIR": str(environment / "target"),
        "MATURIN_NO_INSTALL_RUST": "1",
    }
    variables.pop("CONDA_PREFIX", None)  # maturin refuses to choose between the two
    command = [*maturin, "develop", "--quiet", "--locked", *options]
    subprocess.run(command, cwd=CRATE, env=variables, check=True)
    python = environment / ("Scripts" if os.name == "nt" else "bin") / "python"
    probe = subprocess.run([python, "-c", PROBE], capture_output=True, text=True, check=True)
    return probe.stdout.split()


def main() -> int:
    """Print what was checked and return the exit code."""
    expected = {
        "debug": ((), ["True", F93, "PanicException"]),
        "release": (("--release",), ["False", F93, F94_MODULO_2_64]),
    }
    failed = False
    with TemporaryDirectory() as folder:
        environment = Path(folder, "venv")
        venv.create(environment, with_pip=True)
        for profile, (options, answers) in expected.items():
            seen = develop(environment, *options)
            ok = seen == answers
            failed |= not ok
            verdict = "ok" if ok else f"FAILED, expected {answers}"
            print(f"{profile}: DEBUG, F(93), F(94) = {seen}: {verdict}", flush=True)
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
