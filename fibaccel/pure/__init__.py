"""The Python backend: what serves where nothing is compiled, and completes other backends.

Each of its files exports its operations by ``__all__``.
"""

# For who reads hints by __module__.
from fibaccel.hints import Iterable as Iterable
from fibaccel.hints import Iterator as Iterator
from fibaccel.hints import Mapping as Mapping
from fibaccel.hints import SupportsIndex as SupportsIndex
from fibaccel.operations import CONTRACT_VERSION as CONTRACT_VERSION
from fibaccel.operations import OPERATIONS
from fibaccel.pure.decimals import *
from fibaccel.pure.decimals import diagnostics as diagnostics
from fibaccel.pure.digit_counts import *
from fibaccel.pure.integers import *
from fibaccel.pure.iteration import *
from fibaccel.pure.modular import *
from fibaccel.pure.numeration import *
from fibaccel.pure.periods import *
from fibaccel.pure.recurrences import *
from fibaccel.pure.sequences import *

# Where pickles find them; those of the active backend become fibaccel's own.
for _name in OPERATIONS.keys() & globals().keys():
    globals()[_name].__module__ = "fibaccel.pure"
