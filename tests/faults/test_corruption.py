"""A fault in the midst of the work is an ArithmeticError that says so, and the next call is right.

Every kind of fault at random moments is `benchmarks/faults.py`.
"""

import fibaccel_native._native as _native
import pytest

import fibaccel

# Not in the stub: no released build has them.
arm, disarm, faults = (vars(_native)[name] for name in ("_arm", "_disarm", "_FAULTS"))

N = 1_000_003


TERMS = ("fib", "fib2", "lucas", "lucas2", "fib_str", "lucas_str")
WRITTEN = ("fib_str", "lucas_str", "int_str")
CASES = [
    (operation, fault)
    for operation in (*TERMS, "int_str", "int_from_str")
    for fault in faults
    if fault != "text" or operation in WRITTEN
]


@pytest.mark.parametrize(("operation", "fault"), CASES)
def test_a_fault_is_an_arithmetic_error_that_says_so(operation: str, fault: str) -> None:
    function = getattr(fibaccel.get_backend("native"), operation)
    x, what = {
        "int_str": (fibaccel.fib(N), "x"),
        "int_from_str": (fibaccel.fib_str(N), "text"),
    }.get(operation, (N, f"n = {N}"))
    expected = getattr(fibaccel.get_backend("python"), operation)(x)
    caught = None
    for after in range(100):
        arm(fault, after, 532)  # of a transform: bit 20 of a word in the second row
        try:
            value = function(x)
        except ArithmeticError as error:
            caught = error
            break
        # What it changed does not count: a carry that was lost was zero.
        assert value == expected
    assert type(caught) is ArithmeticError
    assert f"{what}: the result failed its check" in str(caught)
    assert disarm() is None
    assert function(x) == expected


def test_a_fault_that_never_gets_its_opportunity_does_nothing() -> None:
    arm("result", 10, 0)
    fibaccel.fib(N)
    assert disarm() == 9
