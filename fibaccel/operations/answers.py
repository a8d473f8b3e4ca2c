"""What families of operations share: terms, the form of known answers, a bound of residues.

F(n) and L(n) are those of OEIS A000045 and A000032 (b-files).
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any, TypeVar

    from fibaccel.contract import Answers

    Key = TypeVar("Key")

F = {0: 0, 1: 1, 92: 7540113804746346429, 93: 12200160415121876738, 94: 19740274219868223167,
      185: 205697230343233228174223751303346572685, 186: 332825110087067562321196029789634457848,
      187: 538522340430300790495419781092981030533}  # fmt: skip
L = {0: 2, 1: 1, 92: 16860207025497407047, 93: 27280388024614569596, 94: 44140595050111976643,
      185: 459952989830901896468168308275922343011, 186: 744219570773534018669643532396327603218,
      187: 1204172560604435915137811840672249946229}  # fmt: skip
EDGES = (0, 1, 93, 94, 186, 187)


def at(values: Mapping[int, object]) -> Answers:
    """Return answers of an operation of one argument."""
    return {(n,): value for n, value in values.items()}


def part(values: Mapping[Key, tuple[object, object]], index: int) -> Mapping[Key, object]:
    """Return answers of one of two operations whose results stand in pairs."""
    return {arguments: pair[index] for arguments, pair in values.items()}


def residue_bits(*arguments: Any) -> int:
    """Return the bits of m, the last argument."""
    bits: int = arguments[-1].bit_length()
    return bits
