"""The Python backend: what serves where nothing is compiled, and completes other backends."""

from fibaccel.operations import CONTRACT_VERSION
from fibaccel.pure.decimals import fib_str, int_str, lucas_str
from fibaccel.pure.integers import fib, fib2, lucas, lucas2

__all__ = ["CONTRACT_VERSION", "fib", "fib2", "fib_str", "int_str", "lucas", "lucas2", "lucas_str"]

# Whichever backend serves, `fibaccel.fib` is what users know and what pickles refer to.
for _function in (fib, fib2, fib_str, int_str, lucas, lucas2, lucas_str):
    _function.__module__ = "fibaccel"
