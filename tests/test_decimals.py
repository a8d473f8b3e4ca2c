"""fib_str and lucas_str of the Python backend leave nothing of the caller's changed."""

import decimal
import sys
from collections.abc import Callable

import pytest

from fibaccel import pure
from fibaccel.pure import decimals

STRINGS = (pure.fib_str, pure.lucas_str)


@pytest.mark.parametrize("function", STRINGS)
def test_the_callers_context_is_untouched_and_does_not_matter(
    function: Callable[[int], str],
) -> None:
    expected = function(5000)
    narrow = decimal.Context(prec=3, Emax=5, Emin=-5, capitals=0, clamp=1, traps=[])
    with decimal.localcontext(narrow) as context:
        before = repr(context)
        assert function(5000) == expected
        assert repr(decimal.getcontext()) == before
        assert decimal.getcontext() is context


@pytest.mark.parametrize("function", STRINGS)
def test_the_interpreters_limit_neither_applies_nor_changes(function: Callable[[int], str]) -> None:
    before = sys.get_int_max_str_digits()
    sys.set_int_max_str_digits(640)
    try:
        assert len(function(100_000)) == 20_899
        assert sys.get_int_max_str_digits() == 640
        with pytest.raises(ValueError, match="640 digits"):
            str(10**640)
    finally:
        sys.set_int_max_str_digits(before)


@pytest.mark.parametrize("split", [10, 50, 51, 400])
def test_products_in_pieces_give_the_same_digits(
    monkeypatch: pytest.MonkeyPatch, split: int
) -> None:
    """The pieces are for products of millions of digits; here they are made to come early."""
    numbers = [*range(300), 1000, 1023, 1024, 1025, 4999, 5000, 20_000, 20_001]
    expected = [(pure.fib_str(n), pure.lucas_str(n)) for n in numbers]
    monkeypatch.setattr(decimals, "_SPLIT_DIGITS", split)
    assert [(pure.fib_str(n), pure.lucas_str(n)) for n in numbers] == expected


@pytest.mark.parametrize(
    ("x", "y"),
    [
        ("9" * 101, "9" * 101),
        ("9" * 100, "1" + "0" * 100),
        ("1" + "0" * 99, "1" + "0" * 99),
        ("9" * 120, "9" * 50),
        ("9" * 120, "7"),
        ("123" * 40, "0"),
    ],
)
def test_a_product_in_pieces_is_the_product(
    monkeypatch: pytest.MonkeyPatch, x: str, y: str
) -> None:
    """All nines carry everywhere, and powers of ten leave parts empty."""
    monkeypatch.setattr(decimals, "_SPLIT_DIGITS", 20)
    with decimal.localcontext(decimals._EXACT):
        product = decimals._multiply(decimal.Decimal(x), decimal.Decimal(y))
        square = decimals._multiply(number := decimal.Decimal(x), number)
        assert str(product) == str(int(x) * int(y))
        assert str(square) == str(int(x) ** 2)
