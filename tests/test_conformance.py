"""fibaccel's own backends pass the kit that every plugin has to pass."""

import pytest

from fibaccel.testing import BackendConformance


class TestPython(BackendConformance):
    """The Python backend keeps the contract."""

    name = "python"


@pytest.mark.native
class TestNative(BackendConformance):
    """The native backend keeps the contract."""

    name = "native"
