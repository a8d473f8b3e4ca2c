"""References of immortal ints are not counted, however many are taken.

It runs on a build with the crate's feature `fault-injection` only: `nox -s faults`.
"""

import sys

import fibaccel_native._native as _native
import pytest

# Not in the stub: no released build has it.
take_references = vars(_native)["_take_references"]


@pytest.mark.skipif(sys.version_info < (3, 12), reason="CPython 3.11 counts all references")
def test_as_many_references_as_would_reach_the_bits_above_the_count_change_nothing() -> None:
    """Those of F(10), an int of the interpreter's own: 2^31, where 2^30 are too many on 3.14."""
    count = sys.getrefcount(55)
    take_references(55, 2**31)
    assert sys.getrefcount(55) == count


def test_references_of_other_ints_are_counted() -> None:
    number = 10**20 + len(sys.argv)
    count = sys.getrefcount(number)
    take_references(number, 10)
    assert sys.getrefcount(number) == count + 10
