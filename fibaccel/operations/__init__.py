"""The operations, each declared once: the contract between fibaccel and a backend.

A declaration is a method of its family's class, so that a type checker knows every backend's
functions, and the terms in its decorator; the sources of its known answers are in the opening of
the family's file. `OPERATIONS` is what has been declared, as data: whoever has to know which
operations exist reads it. That are the binding of public names, the attributes of a `Backend`,
what a plugin may leave out, the answers that it is checked against when it is loaded, and the
conformance kit. What is written by hand beside it, such as the documentation, is compared with it
by tests/test_contract.py.
"""

from __future__ import annotations

from fibaccel.contract import OperationTable
from fibaccel.operations import exact, modular, numerals, on_top, periods, recurrences
from fibaccel.operations.exact import Required as Required

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Protocol
else:
    # Importing typing takes as long as `fibaccel 100`. So these classes are Protocols to a type
    # checker and plain classes to the interpreter, which has no use for them but as bases.
    Protocol = object

CONTRACT_VERSION = 1
"""Changes only when the meaning of an existing operation changes; a new one never bumps it."""

OPERATIONS = OperationTable(
    exact.OPERATIONS
    | modular.OPERATIONS
    | recurrences.OPERATIONS
    | periods.OPERATIONS
    | numerals.OPERATIONS
)
"""Every operation by its name, family by family, in the order in which they are declared."""

ON_TOP = on_top.ON_TOP | {
    name: "derive" for name, operation in OPERATIONS.items() if operation.derived
}
"""The modules of the functions on top of operations, and of what completes a backend by its fib."""


class Operations(
    exact.Exact,
    modular.Modular,
    recurrences.Recurrences,
    periods.Periods,
    numerals.Numerals,
    Protocol,
):
    """All operations, as a type checker sees those of a backend."""

    __slots__ = ()


class Library(Operations, on_top.OnTopOfOperations, Protocol):
    """All that computes: what `fibaccel` and every handle have, to a type checker."""

    __slots__ = ()
