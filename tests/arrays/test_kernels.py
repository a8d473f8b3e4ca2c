"""The kernels of fibaccel's own backends pass the kit that every plugin's have to pass."""

from fibaccel.arrays.testing import KernelsConformance


class TestPython(KernelsConformance):
    """The NumPy kernels keep the contract."""

    name = "python"
