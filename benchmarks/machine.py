"""The lines that head every record: what was measured, on what, with which versions."""

import datetime
import os
import platform
import subprocess
import sys
from pathlib import Path

from importlib_metadata import PackageNotFoundError, version

import fibaccel

DISTRIBUTIONS = ("gmpy2", "python-flint", "fibaccel", "fibaccel-native")


def describe() -> str:
    """Return the command, the date, the processor and the versions in use."""
    command = " ".join(["python", f"benchmarks/{Path(sys.argv[0]).name}", *sys.argv[1:]])
    lines = [
        f"$ {command}",
        f"date      {datetime.date.today()}",
        f"processor {_processor()}, {len(os.sched_getaffinity(0))} CPUs in use",
        f"load      {os.getloadavg()[0]:.2f} when it began",
        f"python    {platform.python_implementation()} {platform.python_version()}",
        *(f"{name:9} {_version(name)}" for name in DISTRIBUTIONS),
        f"compiler  {_compiler()}",
        f"tier      {_tier()}",
    ]
    return "\n".join(lines)


def refuse_debug_build() -> None:
    """End the benchmark if the native backend that is loaded is not optimized."""
    import fibaccel_native

    if fibaccel_native.PROFILE != "release":
        sys.exit(
            "fibaccel-native is a debug build, as a bare 'maturin develop' leaves it. Type: "
            "uv sync --all-extras --reinstall-package fibaccel-native"
        )
    assert fibaccel.get_backend("native").name == "native"


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor()
    return next((line.split(": ")[1] for line in lines if line.startswith("model name")), "unknown")


def _tier() -> str:
    """Return the tier of vectors that native uses, if native is there."""
    try:
        import fibaccel_native
    except ImportError:
        return "none"
    return str(fibaccel_native.TIER)


def _compiler() -> str:
    """Return the version of rustc that built native, or would build it here."""
    try:
        import fibaccel_native

        built_by = fibaccel_native.diagnostics().get("compiler")
        here = ["rustc", "--version"]
        return built_by or subprocess.run(here, capture_output=True, text=True).stdout.strip()
    except (ImportError, OSError):
        return "unknown"


def _version(distribution: str) -> str:
    try:
        return version(distribution)
    except PackageNotFoundError:
        return "not installed"
