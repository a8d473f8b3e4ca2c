"""A fault in the midst of the work is an ArithmeticError that says so, and the next call is right.

Every kind of fault at random moments is `benchmarks/faults.py`.
"""

import fibaccel_native._native as _native
import pytest

import fibaccel

# Not in the stub: no released build has them.
arm, disarm, faults = (vars(_native)[name] for name in ("_arm", "_disarm", "_FAULTS"))

N = 1_000_003


CASES = [
    (operation, fault)
    for operation in ("fib", "fib2", "lucas", "lucas2", "fib_str", "lucas_str", "int_str")
    for fault in faults
    if fault != "text" or operation.endswith("_str")
]


@pytest.mark.parametrize(("operation", "fault"), CASES)
def test_a_fault_is_an_arithmetic_error_that_says_so(operation: str, fault: str) -> None:
    function = getattr(fibaccel.get_backend("native"), operation)
    x, what = (fibaccel.fib(N), "x") if operation == "int_str" else (N, f"n = {N}")
    arm(fault, 0, 532)  # of a transform: bit 20 of a word in the second row
    with pytest.raises(ArithmeticError, match=f"{what}: the result failed its check") as caught:
        function(x)
    assert type(caught.value) is ArithmeticError
    assert disarm() is None
    assert function(x) == getattr(fibaccel.get_backend("python"), operation)(x)


def test_a_fault_that_never_gets_its_opportunity_does_nothing() -> None:
    arm("result", 10, 0)
    fibaccel.fib(N)
    assert disarm() == 9
