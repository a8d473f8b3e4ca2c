"""int_str and int_from_str of every backend: what str and int give where they may, at any size."""

import json
import subprocess
import sys
from unittest import mock

import pytest
from hypothesis import given
from hypothesis import strategies as st

import fibaccel
from fibaccel.pure import numerals
from fibaccel.testing import numbers

from .conftest import WANTED

# str is asked in a process of its own, where the interpreter's limit is lifted.
ASK = "import json, sys; sys.set_int_max_str_digits(0); json.dump([str({})], sys.stdout)"


@pytest.mark.parametrize(
    "expression",
    ["3**30_000", "-(7**20_011)", "2**100_003", "10**30_000 - 1", "(2**61 - 1)**1000", "-(6**999)"],
)
def test_the_digits_are_those_of_str(backend: fibaccel.Backend, expression: str) -> None:
    command = [sys.executable, "-c", ASK.format(expression)]
    done = subprocess.run(command, capture_output=True, check=True)
    assert [backend.int_str(eval(expression))] == json.loads(done.stdout)


@pytest.mark.parametrize("name", WANTED)
@given(x=numbers(10_000))
def test_the_digits_are_those_of_format_in_base_ten_by_division(name: str, x: int) -> None:
    """By the definition: remainders of divisions by a power of ten."""
    chunks, rest = [], abs(x)
    while rest >= 10**300:
        rest, chunk = divmod(rest, 10**300)
        chunks.append(f"{chunk:0300}")
    digits = "".join([str(rest), *reversed(chunks)])
    assert fibaccel.get_backend(name).int_str(x) == ("-" + digits if x < 0 else digits)


def test_a_million_digits_are_those_of_gmp(backend: fibaccel.Backend) -> None:
    gmpy2 = pytest.importorskip("gmpy2")
    for x in (3**2_096_000, 10**1_000_000 - 1, -(1 << 3_321_928)):
        digits = gmpy2.mpz(x).digits()
        assert backend.int_str(x) == digits
        assert backend.int_from_str(digits) == x


def test_the_interpreters_limit_is_in_force_afterwards(backend: fibaccel.Backend) -> None:
    limit = sys.get_int_max_str_digits()
    assert limit == 4300
    assert len(backend.int_str(10**5000)) == 5001
    assert sys.get_int_max_str_digits() == limit
    assert backend.int_from_str("1" + "0" * 5000) == 10**5000
    assert sys.get_int_max_str_digits() == limit
    with pytest.raises(ValueError, match="4300"):
        str(10**5000)


def test_subclasses_of_int_count_by_their_value(backend: fibaccel.Backend) -> None:
    class Odd(int):
        def __str__(self) -> str:
            return "odd"

        __repr__ = __format__ = __str__  # type: ignore[assignment]

    for value in (7, -(10**100), 10**1000):
        assert backend.int_str(Odd(value)) == str(value)
    assert [backend.int_str(True), backend.int_str(False)] == ["1", "0"]
    assert type(backend.int_str(Odd(7))) is str


def test_the_digits_of_a_fibonacci_number_are_those_of_fib_str(backend: fibaccel.Backend) -> None:
    for n in (1000, 20_000, -100_000, 1_000_001):
        assert backend.int_str(backend.fib(n)) == backend.fib_str(n)
        assert backend.int_str(backend.lucas(n)) == backend.lucas_str(n)


def test_numbers_of_every_length_come_back(backend: fibaccel.Backend) -> None:
    """Up to 1,300 digits one by one, then where backends change their ways."""
    long = (10_000, 20_000, 50_000, 99_999, 250_001, 399_999, 400_000, 400_001, 700_000, 1_300_000)
    for count in (*range(1, 1_300), *long):
        for text in ("9" * count, "1" + "0" * (count - 1), ("1234567890" * count)[:count]):
            assert backend.int_str(backend.int_from_str(text)) == text


@pytest.mark.parametrize("largest", [20, 100, 700])
@given(data=st.data())
def test_halves_in_decimal_of_any_size_give_the_same(largest: int, data: st.DataObject) -> None:
    """Multiples of 2^m and their neighbours, too, whose quotients are estimated too small."""
    decimal = pytest.importorskip("_decimal")
    from fibaccel.pure import exact, radix

    multiple = st.builds(lambda k, bits, i: max(0, (k << bits) + i), st.integers(1, 10**40),
                         st.integers(0, 9_000), st.integers(-2, 2))  # fmt: skip
    x = data.draw(multiple | numbers(10_000).map(abs))
    digits = numerals.digits(x)
    with (
        mock.patch.multiple(radix, _LARGEST_PUT_TOGETHER=largest, _PIECE_BITS=100),
        decimal.localcontext(exact.CONTEXT),
    ):
        assert radix.to_int(decimal.Decimal(digits), len(digits)) == x
