"""Digits of numbers too large to be computed: proven ones, and those of numbers at hand."""

from decimal import Decimal, localcontext
from unittest import mock

import pytest
from hypothesis import given
from hypothesis import strategies as st

import fibaccel
from fibaccel import digits, enclosure, pure
from fibaccel.pure import digit_counts

NAMES = ("fib", "lucas")

# mpmath 1.3 and gmpy2's mpfr are not asked here: these were computed from n log10(phi) by Python's
# decimal to 400 digits, whose logarithms and powers of ten are rounded correctly.
LEADING = (
    ("fib", 10**30, "160668899977986591556216"),
    ("fib", 10**100, "624499112864606876488785"),
    ("lucas", 10**30, "359266582220892483056627"),
    ("lucas", 10**100, "139642246825357439523696"),
)
# By powers of the matrix (1 1; 1 0) modulo 10^20.
TRAILING = (
    ("fib", 10**100, "59183788299560546875"),
    ("lucas", 10**100, "23231220245361328127"),
)


def _terms(count: int) -> dict[str, list[str]]:
    """Return the first terms of both sequences, by addition."""
    terms = {"fib": [0, 1], "lucas": [2, 1]}
    for sequence in terms.values():
        while len(sequence) < count:
            sequence.append(sequence[-1] + sequence[-2])
    return {name: list(map(str, sequence)) for name, sequence in terms.items()}


TERMS = _terms(2_500)


def _check(name: str, n: int, k: int) -> None:
    text = TERMS[name][n]
    assert getattr(fibaccel, f"{name}_leading_digits")(n, k) == text[:k]
    assert getattr(fibaccel, f"{name}_trailing_digits")(n, k) == text[-k:].rjust(k, "0")


@pytest.mark.parametrize("name", NAMES)
def test_digits_are_those_of_the_number(name: str) -> None:
    for n, text in enumerate(TERMS[name]):
        assert getattr(fibaccel, f"{name}_num_digits")(n) == len(text), n
        for k in (1, 2, 9, 25, len(text) - 1, len(text), len(text) + 1):
            if k > 0:
                _check(name, n, k)


@given(name=st.sampled_from(NAMES), n=st.integers(-2499, 2499), k=st.integers(1, 600))
def test_any_part_of_a_number_of_any_sign(name: str, n: int, k: int) -> None:
    _check(name, abs(n), k)
    for part in ("leading", "trailing"):
        function = getattr(fibaccel, f"{name}_{part}_digits")
        assert function(-n, k) == function(n, k)


@pytest.mark.parametrize("n", [20_569, 100_000, 1_000_000])
@pytest.mark.parametrize("name", NAMES)
def test_long_parts_of_a_large_number(name: str, n: int) -> None:
    text = getattr(fibaccel, f"{name}_str")(n)
    assert getattr(fibaccel, f"{name}_num_digits")(n) == len(text)
    for k in (1, 100, 4_000):
        assert getattr(fibaccel, f"{name}_leading_digits")(n, k) == text[:k]
        assert getattr(fibaccel, f"{name}_trailing_digits")(n, k) == text[-k:]


@pytest.mark.parametrize("name", NAMES)
def test_more_digits_than_there_are(name: str) -> None:
    """However many are asked for: what there is fits."""
    for n in (0, 5, 2_499):
        assert getattr(fibaccel, f"{name}_leading_digits")(n, 10**18) == TERMS[name][n]


@pytest.mark.parametrize("name", NAMES)
def test_a_part_of_a_number_that_is_too_large_itself(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the whole number would be the shorter way, but is refused."""

    def refuse(n: int, /) -> str:
        raise MemoryError

    n, k = 2_499, 100
    monkeypatch.setattr(fibaccel, f"{name}_str", refuse)
    assert getattr(fibaccel, f"{name}_leading_digits")(n, k) == TERMS[name][n][:k]
    assert getattr(fibaccel, f"{name}_trailing_digits")(n, 2 * k) == TERMS[name][n][-2 * k :]


@pytest.mark.parametrize(("name", "n", "expected"), LEADING)
def test_first_digits_beyond_what_can_be_computed(name: str, n: int, expected: str) -> None:
    leading = getattr(fibaccel, f"{name}_leading_digits")
    for k in (1, 10, len(expected)):
        assert leading(n, k) == expected[:k]
    assert leading(n, 3_000).startswith(expected)


@pytest.mark.parametrize(("name", "n", "expected"), TRAILING)
def test_last_digits_beyond_what_can_be_computed(name: str, n: int, expected: str) -> None:
    trailing = getattr(fibaccel, f"{name}_trailing_digits")
    for k in (1, 5, 20):
        assert trailing(n, k) == expected[-k:]


def test_numbers_of_digits_of_the_b_file_of_a068070() -> None:
    """OEIS A068070: how many digits F(10^n) has."""
    counts = [1, 2, 21, 209, 2090, 20899, 208988, 2089877, 20898764, 208987640, 2089876403]
    assert [fibaccel.fib_num_digits(10**n) for n in range(len(counts))] == counts


@pytest.mark.parametrize("name", NAMES)
def test_an_enclosure_that_proves_nothing_is_narrowed(name: str) -> None:
    """From one bit upwards, every width on the way is tried: the digits stay the same."""
    with (
        mock.patch.object(digits, "GUARD_BITS", 1),
        mock.patch.multiple(digit_counts, GUARD_BITS=1, _PROVEN_TO=0),
    ):
        for n in range(300, 2_500, 7):
            text = TERMS[name][n]
            assert getattr(pure, f"{name}_num_digits")(n) == len(text)
            for k in (1, 3, 20):
                assert getattr(fibaccel, f"{name}_leading_digits")(n, k) == text[:k]


def test_no_short_n_has_a_logarithm_that_is_nearly_an_integer() -> None:
    """So the fixed point, which is off by less than 2^-69, tells how many digits a term has."""
    with localcontext(prec=80):
        root = Decimal(5).sqrt()
        golden, half = (int(x.log10() * 2**200) for x in ((root + 1) / 2, root))
    assert digit_counts._LOG_PHI == golden >> 80
    assert digit_counts._LOG_ROOT_5 == (half >> 80) + 1
    for first in (golden - half, golden):  # for F(1) and L(1)
        for sign in (1, -1):
            nearest = _least_residue(sign * golden, sign * first, 2**200, digit_counts._PROVEN_TO)
            assert nearest > 2**149, (first, sign)


@pytest.mark.parametrize("count", [1, 2, 3, 100, 1_000])
def test_the_least_residue_is_that_of_trying_all(count: int) -> None:
    for step, start, m in ((13, 5, 89), (7_919, 104_729, 1_000_003), (-3, 2, 7), (6, 1, 30)):
        residues = [(step * n + start) % m for n in range(count)]
        assert _least_residue(step, start, m, count) == min(residues)


def _least_residue(step: int, start: int, m: int, count: int) -> int:
    """Return the least residue modulo m of an arithmetic progression of count numbers.

    It is that of the start, or of a number just after a multiple of m. The latter, which are less
    than the step, are such a progression modulo it, as in Euclid's algorithm.
    """
    least = m
    while count > 0:
        step, start = step % m, start % m
        least = min(least, start)
        if step == 0:
            break
        count = (step * (count - 1) + start) // m
        step, start, m = -m, start - m, step
    return least


def test_every_enclosure_holds_the_narrower_ones() -> None:
    """So it does if and only if its bound is one: each is computed from scratch."""
    fine = 4_000
    for bits in (*range(8, 200), 500, 1_000, 2_000):
        for wide, narrow in zip(
            enclosure.logarithms(bits), enclosure.logarithms(fine), strict=True
        ):
            low, high = (end << (fine - bits) for end in wide)
            assert low <= narrow[0] < narrow[1] <= high
        y = enclosure.logarithms(bits)[1]  # log 5
        (low, high), precision = enclosure.exponential(y, bits, bits)
        assert low <= 5 << precision <= high


def test_digits_whose_bound_is_cut_are_caught() -> None:
    """A kept mutant: rounding that nobody accounts for. The tests above would not pass."""
    golden, five, ten = enclosure.logarithms(60)
    guess = [(low, low) for low, _ in (golden, five, ten)]
    with (
        mock.patch.object(digit_counts, "logarithms", return_value=guess),
        pytest.raises(AssertionError),
    ):
        test_digits_are_those_of_the_number("fib")


@pytest.mark.parametrize("name", NAMES)
def test_errors_name_the_argument(name: str) -> None:
    for part in ("leading", "trailing"):
        function = getattr(fibaccel, f"{name}_{part}_digits")
        with pytest.raises(TypeError, match="n must be an integer, not float"):
            function(10.0, 5)
        with pytest.raises(TypeError, match="k must be an integer, not str"):
            function(10, "5")
        with pytest.raises(ValueError, match="k must be at least 1, not 0"):
            function(10, 0)
        with pytest.raises(MemoryError, match="k = 1000000000000000000 is too large"):
            function(10**30, 10**18)
