"""The kernels of native for arrays, called directly: the buffers that they take and refuse.

What they compute is compared with the operations in tests/arrays.
"""

import array
import ctypes
import signal
import struct
import threading
from collections.abc import Callable
from typing import Any

import pytest

native: Any = pytest.importorskip("fibaccel_native")
pytestmark = pytest.mark.native


def words(*numbers: int) -> "array.array[int]":
    """Return a buffer of 64-bit words."""
    return array.array("Q", numbers)


def test_one_n_or_one_m_serves_all_elements() -> None:
    out = words(7, 7, 7)
    native.fib_mod_u64(words(10, 11, 12), words(50), out)
    assert [5, 39, 44] == out.tolist()
    native.fib_mod_u64(words(10), words(50, 7, 3), out)
    assert [5, 6, 1] == out.tolist()
    native.lucasv_mod_u64(words(1), words(49), words(10), words(50), out)
    assert [23, 23, 23] == out.tolist()


def test_nothing_comes_of_no_elements() -> None:
    native.fib_mod_u64(words(10), words(50), words())
    native.pisano_period_u64(words(), words())


def test_read_only_memory_and_views_of_it() -> None:
    out = memoryview(bytearray(16)).cast("Q")
    native.fib_mod_u64(memoryview(struct.pack("QQ", 10, 11)).cast("Q"), words(50), out)
    assert [5, 39] == out.tolist()


def test_arrays_of_ctypes() -> None:
    out = (ctypes.c_uint64 * 2)()
    native.fib_mod_u64((ctypes.c_uint64 * 2)(10, 11), words(50), out)
    assert [5, 39] == list(out)


def test_a_modulus_of_zero_gives_zero() -> None:
    out = words(7, 7, 7)
    native.pisano_period_u64(words(5, 0, 6), out)
    assert [20, 0, 24] == out.tolist()


def test_out_may_be_an_input() -> None:
    n = words(*range(1000))
    expected = words(*[0] * 1000)
    native.fib_mod_u64(n, words(10**9 + 7), expected)
    native.fib_mod_u64(n, words(10**9 + 7), n)
    assert expected == n


REFUSED: dict[str, tuple[Callable[[], Any], type[Exception], str]] = {
    "a list": (
        lambda: [1, 2],
        TypeError,
        "n must be a buffer of unsigned 64-bit integers, not list",
    ),
    "signed": (
        lambda: array.array("q", [1, 2]),
        TypeError,
        'n must hold unsigned 64-bit integers, not items of format "q"',
    ),
    "doubles": (
        lambda: array.array("d", [1, 2]),
        TypeError,
        'n must hold unsigned 64-bit integers, not items of format "d"',
    ),
    "bytes": (
        lambda: bytes(16),
        TypeError,
        'n must hold unsigned 64-bit integers, not items of format "B"',
    ),
    "words of 32 bits": (
        lambda: array.array("I", [1, 2]),
        TypeError,
        'n must hold unsigned 64-bit integers, not items of format "I"',
    ),
    "a single number": (
        lambda: ctypes.c_uint64(7),
        ValueError,
        "n must be one-dimensional, contiguous and aligned",
    ),
    "every other": (
        lambda: memoryview(words(1, 0, 2, 0))[::2],
        ValueError,
        "n must be one-dimensional, contiguous and aligned",
    ),
    "two dimensions": (
        lambda: memoryview(bytearray(16)).cast("Q", [1, 2]),
        ValueError,
        "n must be one-dimensional, contiguous and aligned",
    ),
    "three": (
        lambda: words(1, 2, 3),
        ValueError,
        "n must have 1 element or as many as out, 2, not 3",
    ),
    "none": (lambda: words(), ValueError, "n must have 1 element or as many as out, 2, not 0"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_buffers_that_are_refused(case: str) -> None:
    make, error, message = REFUSED[case]
    out = words(7, 7)
    with pytest.raises(error) as caught:
        native.fib_mod_u64(make(), words(50), out)
    assert message == str(caught.value)
    assert [7, 7] == out.tolist()


def test_bytes_in_the_other_order_are_refused() -> None:
    numpy = pytest.importorskip("numpy")
    for order, taken in (("<", True), (">", False)):
        n = numpy.array([10, 11], f"{order}u8")
        out = words(0, 0)
        if taken is (struct.pack("=H", 1) == struct.pack("<H", 1)):
            native.fib_mod_u64(n, words(50), out)
            assert [5, 39] == out.tolist()
        else:
            with pytest.raises(TypeError, match=r"^n must hold unsigned 64-bit integers"):
                native.fib_mod_u64(n, words(50), out)


def test_out_must_be_writable() -> None:
    with pytest.raises(ValueError, match=r"^out must be writable$"):
        native.fib_mod_u64(words(1), words(50), memoryview(bytes(16)).cast("Q"))


def test_primes_of_a_range() -> None:
    primes = memoryview(native.primes_u64(10**9, 10**9 + 22)).cast("Q")
    assert [10**9 + 7, 10**9 + 9, 10**9 + 21] == primes.tolist()
    for lo, hi in ((20, 10), (14, 17), (0, 0)):
        assert b"" == native.primes_u64(lo, hi)
    with pytest.raises(TypeError):
        native.primes_u64(1.0, 2)
    with pytest.raises(OverflowError):
        native.primes_u64(0, 2**64)


def test_another_thread_runs_meanwhile() -> None:
    n = words(*[2**64 - 1] * 300_000)
    m = words(*[2**63 + 1] * 300_000)
    thread = threading.Thread(target=native.fib_mod_u64, args=(n, m, words(*n)))
    thread.start()
    steps = 0
    while thread.is_alive():
        steps += 1
    assert steps > 1000


@pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="no such timer")
def test_a_signal_ends_long_work() -> None:
    class AlarmError(Exception):
        pass

    def ring(number: int, frame: object) -> None:
        raise AlarmError

    before = signal.signal(signal.SIGALRM, ring)
    try:
        signal.setitimer(signal.ITIMER_REAL, 0.1)
        with pytest.raises(AlarmError):
            native.primes_u64(0, 2**40)  # minutes of work
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
