"""What computes digits in Python leaves nothing of the caller's changed, and is right in pieces."""

import decimal
import random
import sys
import threading
from collections.abc import Iterator
from math import log10

import pytest

from fibaccel import limits, pure
from fibaccel.pure import decimals, doubling, exact, radix

# With exact.CONTEXT the module that is written in Python divides by 10 to the power of MAX_PREC.
compiled_only = pytest.mark.skipif(
    not decimals.is_decimal_compiled(), reason="the decimal module is not compiled"
)

# (operation, argument): beyond what is looked up or left to str.
CALLS = (("fib_str", 5000), ("lucas_str", 5001), ("int_str", -(3**5000)))


@pytest.fixture
def context() -> Iterator[decimal.Context]:
    """A context of the caller's in which no digits could be computed, with flags of its own."""
    narrow = decimal.Context(prec=3, Emax=5, Emin=-5, capitals=0, clamp=1, traps=[decimal.Rounded])
    narrow.flags[decimal.Underflow] = True
    with decimal.localcontext(narrow) as context:
        yield context


@pytest.mark.parametrize(("operation", "argument"), CALLS)
def test_the_callers_context_is_untouched_and_does_not_matter(
    context: decimal.Context, operation: str, argument: int
) -> None:
    before = repr(context)
    with decimal.localcontext(decimal.Context()):
        expected = getattr(pure, operation)(argument)
    assert getattr(pure, operation)(argument) == expected
    assert repr(decimal.getcontext()) == before
    assert decimal.getcontext() is context


@compiled_only
@pytest.mark.parametrize("operation", ["fib_str", "lucas_str", "int_str"])
def test_the_context_is_restored_when_the_work_is_stopped(
    context: decimal.Context, monkeypatch: pytest.MonkeyPatch, operation: str
) -> None:
    def stop(x: decimal.Decimal, y: decimal.Decimal) -> decimal.Decimal:
        raise KeyboardInterrupt

    before = repr(context)
    monkeypatch.setattr(exact, "_product", stop)
    with pytest.raises(KeyboardInterrupt):
        getattr(pure, operation)(10**5 if operation != "int_str" else 1 << 10**5)
    assert repr(decimal.getcontext()) == before
    assert decimal.getcontext() is context


def test_threads_keep_their_contexts() -> None:
    """Digits are computed in one thread while another rounds in its own way."""
    expected = {name: getattr(pure, name)(argument) for name, argument in CALLS}
    wrong: list[object] = []

    def work(precision: int) -> None:
        decimal.getcontext().prec = precision
        for name, argument in CALLS * 20:
            if getattr(pure, name)(argument) != expected[name]:
                wrong.append(name)
            if len(str(decimal.Decimal(1) / 7)) != precision + 2:
                wrong.append(precision)

    threads = [threading.Thread(target=work, args=(precision,)) for precision in (3, 9, 40)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


@pytest.mark.parametrize("operation", ["fib_str", "lucas_str", "int_str"])
def test_the_interpreters_limit_neither_applies_nor_changes(
    monkeypatch: pytest.MonkeyPatch, operation: str
) -> None:
    """Nor is it lifted meanwhile: another thread would run without it."""
    before = sys.get_int_max_str_digits()
    argument = 1 << 69_424 if operation == "int_str" else 10**5
    sys.set_int_max_str_digits(640)
    try:
        with monkeypatch.context() as patched:
            patched.setattr(sys, "set_int_max_str_digits", None)
            assert len(getattr(pure, operation)(argument)) == 20_899
        assert sys.get_int_max_str_digits() == 640
        with pytest.raises(ValueError, match=r"\(640"):
            str(10**640)
    finally:
        sys.set_int_max_str_digits(before)


@pytest.mark.parametrize("bits", [2047, 2048, 2049])
def test_what_is_left_to_str_is_below_the_lowest_limit(bits: int) -> None:
    before = sys.get_int_max_str_digits()
    sys.set_int_max_str_digits(sys.int_info.str_digits_check_threshold)
    try:
        assert len(pure.int_str((1 << bits) - 1)) == int(bits * log10(2)) + 1
    finally:
        sys.set_int_max_str_digits(before)


def test_no_result_on_a_32_bit_system_is_longer_than_libmpdec_allows() -> None:
    """There, what passes the check of sizes has fewer digits than decimal.MAX_PREC, 425,000,000."""
    for peak in (decimals._PEAK, decimals._PEAK_CONVERSION):
        bits = 8 * (2**31 - limits._RESERVE_BYTES) / peak
        assert bits * log10(2) < 425_000_000


@pytest.mark.parametrize("lucas", [False, True])
def test_terms_from_a_third_are_those_from_a_half(lucas: bool) -> None:
    term = doubling.lucas if lucas else doubling.fib
    for n in (*range(1024, 1200), 4095, 4096, 4097, 12_345, 12_346, 12_347):
        assert term(n, int, int.__mul__, lambda n: True) == term(n, int, int.__mul__)


def test_a_third_is_preferred_where_it_was_measured_to_be_faster() -> None:
    assert [exact.by_thirds(n) for n in (10**5, 3 * 10**5, 10**7, 2 * 10**7)] == [False] * 4
    assert [exact.by_thirds(n) for n in (10**6, 6 * 10**6, 8 * 10**6, 10**8)] == [True] * 4


@compiled_only
@pytest.mark.parametrize("split", [10, 50, 51, 400])
def test_products_in_pieces_give_the_same_digits(
    monkeypatch: pytest.MonkeyPatch, split: int
) -> None:
    """The pieces are for products of millions of digits; here they are made to come early."""
    numbers = [1000, 1023, 1024, 1025, 4999, 5000, 20_000, 20_001]
    expected = [(pure.fib_str(n), pure.lucas_str(n)) for n in numbers]
    monkeypatch.setattr(exact, "_SPLIT_DIGITS", split)
    assert [(pure.fib_str(n), pure.lucas_str(n)) for n in numbers] == expected


FACTORS = {
    "nothing": 0,
    "one digit": 7,
    "seven nines": 10**7 - 1,
    "fifty nines": 10**50 - 1,
    "a hundred and one nines": 10**101 - 1,
    "a power of ten": 10**99,
    "zeros inside": 10**31 + 1,
    "many different": 123 * (10**120 - 1) // 999,
}


@compiled_only
@pytest.mark.parametrize("x", FACTORS.values(), ids=FACTORS)
@pytest.mark.parametrize("y", FACTORS.values(), ids=FACTORS)
def test_a_product_in_pieces_is_the_product(
    monkeypatch: pytest.MonkeyPatch, x: int, y: int
) -> None:
    """All nines carry everywhere, powers of ten leave parts empty, and lengths differ by all."""
    monkeypatch.setattr(exact, "_SPLIT_DIGITS", 2)
    with decimal.localcontext(exact.CONTEXT):
        product = exact.multiply(decimal.Decimal(x), decimal.Decimal(y))
        square = exact.multiply(number := decimal.Decimal(x), number)
        assert [str(product), str(square)] == [str(x * y), str(x * x)]


@compiled_only
def test_random_products_in_pieces_are_the_products(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exact, "_SPLIT_DIGITS", 2)
    source = random.Random(5)
    with decimal.localcontext(exact.CONTEXT):
        for _ in range(500):
            x, y = (source.getrandbits(source.randrange(1, 700)) for _ in range(2))
            assert exact.multiply(decimal.Decimal(x), decimal.Decimal(y)) == x * y


@pytest.mark.parametrize("equal", [0, 2**17])
@pytest.mark.parametrize("piece", [2, 3, 64, 1008])
def test_an_int_in_pieces_is_the_int(
    monkeypatch: pytest.MonkeyPatch, piece: int, equal: int
) -> None:
    """Every bit may be where two halves meet."""
    monkeypatch.setattr(radix, "_PIECE_BITS", piece)
    monkeypatch.setattr(radix, "_EQUAL_BITS", equal)
    with decimal.localcontext(exact.CONTEXT):
        for bits in (
            *range(70),
            *range(1000, 1030),
            1511,
            1512,
            1513,
            2015,
            2016,
            2017,
            4032,
            4033,
        ):
            for x in (1 << bits, (1 << bits) - 1, (1 << bits) + 1):
                assert str(radix.from_int(x)) == str(x)


def test_pieces_are_short_and_doubled_reach_all_bits() -> None:
    for bits in (*range(1, 70_000, 7), *range(2**17 - 50, 2**17 + 50), 10**6, 10**7, 1008 << 12):
        piece = radix._piece_bits(bits)
        doublings = (-(-bits // piece) - 1).bit_length()
        assert 0 < piece <= 1008
        assert piece > 500 or bits == piece
        assert piece << doublings >= bits
