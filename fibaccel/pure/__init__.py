"""The Python backend: what serves where nothing is compiled, and completes other backends."""

from fibaccel.operations import CONTRACT_VERSION
from fibaccel.pure.decimals import diagnostics as diagnostics
from fibaccel.pure.decimals import fib_str, int_str, lucas_str
from fibaccel.pure.integers import fib, fib2, lucas, lucas2
from fibaccel.pure.modular import fib_mod, lucas_mod, lucasu_mod, lucasv_mod
from fibaccel.pure.periods import pisano_period, rank_of_apparition, sequence_period
from fibaccel.pure.sequences import lucasu, lucasv

__all__ = [
    "CONTRACT_VERSION",
    "fib",
    "fib2",
    "fib_mod",
    "fib_str",
    "int_str",
    "lucas",
    "lucas2",
    "lucas_mod",
    "lucas_str",
    "lucasu",
    "lucasu_mod",
    "lucasv",
    "lucasv_mod",
    "pisano_period",
    "rank_of_apparition",
    "sequence_period",
]

# Whichever backend serves, `fibaccel.fib` is what users know and what pickles refer to.
for _name in __all__[1:]:
    globals()[_name].__module__ = "fibaccel"
