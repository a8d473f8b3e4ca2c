"""A panic in the native backend is an ordinary exception, and the next call is right.

It runs on a build with the crate's feature `fault-injection` only: `nox -s faults`.
"""

import fibaccel_native._native as _native
import pytest

import fibaccel

# Not in the stub: no released build has it.
panic = vars(_native)["_panic"]


def test_a_panic_is_a_runtime_error_that_says_what_to_do() -> None:
    with pytest.raises(RuntimeError, match=r"internal error: .*; please report it") as caught:
        panic()
    assert type(caught.value) is RuntimeError


def test_the_backend_works_after_a_panic() -> None:
    with pytest.raises(RuntimeError):
        panic()
    assert fibaccel.get_backend().name == "native"
    assert fibaccel.fib(100) == 354224848179261915075
