"""The kernels of fibaccel's own backends pass the kit that every plugin's have to pass."""

import os
import subprocess
import sys

import pytest

from fibaccel.arrays.testing import KernelsConformance


class TestPython(KernelsConformance):
    """The NumPy kernels keep the contract."""

    name = "python"


@pytest.mark.native
class TestNative(KernelsConformance):
    """Those in Rust do as well."""

    name = "native"


def test_the_shell_command_runs_the_kit_for_kernels() -> None:
    command = [sys.executable, "-m", "fibaccel", "conformance", "python"]
    environment = os.environ | {"PYTEST_ADDOPTS": "--collect-only -q"}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    assert "TestBackendConformance" in done.stdout
    assert "TestKernelsConformance" in done.stdout
