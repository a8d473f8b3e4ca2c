"""The conformance kit's part on numerals, Zeckendorf's and decimal ones, and on the iterator.

`fibaccel.testing.BackendConformance` inherits it. What these operations take besides integers, an
iterable of them, a text and arguments with names, is tested here as well.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import islice, pairwise
from unittest import mock

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from fibaccel import limits, pure
from fibaccel.laws import SequenceLaws, each
from fibaccel.operations import OPERATIONS
from fibaccel.oracle import (
    PRIME,
    Broken,
    BytesSubclass,
    Index,
    IntSubclass,
    StrSubclass,
    fib_residues,
    greedy,
    lucas_residues,
    residue_of_digits,
    terms,
)
from fibaccel.strategies import numbers

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_TERMS = terms(3_000)
_LUCAS_TERMS = terms(3_000, 2, 1)
# Numerals and what is said of the first index that is not right.
_NO_NUMERALS = (
    ([1], ValueError, r"^indices\[0\] must be at least 2, not 1$"),
    ([-7], ValueError, r"^indices\[0\] must be at least 2, not -7$"),
    ([10**30, 5, 4], ValueError, r"^indices\[2\] must be at least 2 less .* before, 5, not 4$"),
    ([5, 5], ValueError, r"^indices\[1\] must be at least 2 less .* before, 5, not 5$"),
    ([3, 9], ValueError, r"^indices\[1\] must be at least 2 less .* before, 3, not 9$"),
    ([5, 3.0], TypeError, r"^indices\[1\] must be an integer, not float$"),
    (["5"], TypeError, r"^indices\[0\] must be an integer, not str$"),
    (range(9, -1, -3), ValueError, r"^indices\[3\] must be at least 2, not 0$"),
    ([4, Broken()], OverflowError, "^the caller's own$"),
    (5, TypeError, "not iterable"),
    ([10**18], MemoryError, "^n = 1000000000000000000 is too large"),
    ([10**30, 4], MemoryError, "^n = 1000000000000000000000000000000 is too large"),
)


# What is no numeral in decimal: `int` takes the first ones, which have white space or the digits of
# other scripts.
_NO_DECIMALS = (
    " 1", "1 ", "1\n", "\t-1", "\u20031", "٣", "\uff11", "1٣",
    "", "+", "-", "_", "--1", "+-1", "-_1", "_1", "1_", "1__0", "1-", "1-1", "1 0", "1.0", "1e3",
    "0x10", "²", "1\0", "\0", "½", "1\ud800", "1/", "1:", "-12345678:", "1234567_\x80",
)  # fmt: skip
# How many digits and where one is replaced: short texts, words, where implementations go by halves.
_LENGTHS = (1, 7, 8, 9, 16, 18, 19, 20, 38, 39, 64, 213, 214, 300, 601, 1_217, 4_301, 20_000)


class NumeralLaws(SequenceLaws):
    """What holds of numerals, of places among terms, of iterators over terms, and int_from_str."""

    @each
    @given(x=numbers(), group=st.integers(1, 40))
    def test_an_int_comes_back_from_its_digits(self, x: int, group: int) -> None:
        """From a str, from bytes, with zeros in front and with underscores."""
        read, text = self.backend.int_from_str, self.backend.int_str(x)
        sign, digits = "-" * (x < 0), text.removeprefix("-")
        groups = [digits[i : i + group] for i in range(0, len(digits), group)]
        for given_text in (text, text.encode(), f"{sign}{'0' * group}{digits}"):
            assert read(given_text) == x
        assert read(f"{sign or '+'}{'_'.join(groups)}") == x
        assert type(read(text)) is int

    def test_digits_of_powers_of_ten_and_their_neighbours_are_read(self) -> None:
        """Zeros in every place of a word or a piece, and carries all the way."""
        read = self.backend.int_from_str
        for k in (*range(1, 130), 303, 304, 616, 617, 1216, 1217, 4299, 4300, 4301, 9864, 40_000):
            power = 10**k
            assert read("1" + "0" * k) == read(b"0" * k + b"1" + b"0" * k) == power
            assert read("-" + "9" * k) == 1 - power
            assert read("1" + "0" * (k - 1) + "1") == power + 1
            assert read("0" * k) == read("-" + "0" * k) == 0
            assert read("1" * k) == power // 9

    def test_the_numbers_of_long_texts_have_their_residues(self) -> None:
        """Modulo a prime, which the digits tell one after the other."""
        for count in (30_011, 100_003, 450_007):
            digits = pow(7, count, 10**40)
            text = str(digits) * (count // 40) + "1" * (count % 40)
            value = self.backend.int_from_str(text)
            assert value % PRIME == residue_of_digits(text)
            assert self.backend.int_str(value) == text

    @each
    @given(text=st.text(alphabet="0123456789_+-", max_size=24))
    def test_texts_are_read_as_int_reads_them(self, text: str) -> None:
        """Or refused, where `int` does, as str and as bytes."""
        try:
            expected = int(text)
        except ValueError:
            self._expect_no_decimal(text)
        else:
            assert self.backend.int_from_str(text) == expected
            assert self.backend.int_from_str(text.encode()) == expected

    def test_what_is_no_numeral_in_decimal_is_refused(self) -> None:
        """In texts of any length, wherever it is; the error quotes 40 characters at most."""
        for text in _NO_DECIMALS:
            self._expect_no_decimal(text)
        for length in _LENGTHS:
            for wrong in ("x", " ", "/", ":", "__", "-", "\0", "é", "٣"):
                for place in {0, 1, length // 3, length // 2, length - 9, length - 1}:
                    if 0 <= place < length and (wrong, place) != ("-", 0):
                        self._expect_no_decimal("7" * place + wrong + "7" * (length - place - 1))

    def test_whatever_is_a_str_or_bytes_is_a_text(self) -> None:
        """Subclasses too, by their characters; nothing else, and not by a name."""
        function = self.backend.int_from_str
        for digits in ("5", "-" + "12" * 30, "3" * 5_000):
            expected = pure.int_from_str(digits)
            for disguise in (StrSubclass(digits), BytesSubclass(digits.encode())):
                found = function(disguise)
                assert found == expected
                assert type(found) is int
        others: tuple[Any, ...] = (5, None, 1.0, True, bytearray(b"1"), memoryview(b"1"), ["1"])
        for value in (*others, Index(1)):
            with pytest.raises(TypeError) as caught:
                function(value)
            assert str(caught.value) == f"text must be a str or bytes, not {type(value).__name__}"
        for arguments, named in (((), {}), (("1", 10), {}), ((), {"text": "1"})):
            with pytest.raises(TypeError):
                function(*arguments, **named)

    def test_numbers_one_by_one_are_placed_and_taken_apart_as_the_definition_says(self) -> None:
        """From -100 up: in the sequence or not, the index, the numeral."""
        backend = self.backend
        assert not any(map(backend.is_fib, range(-100, 0)))
        for x in range(3_000):
            self._expect_numeral(x, _TERMS)

    def test_every_term_and_its_neighbours_are_told_apart(self) -> None:
        """At all lengths, and with what many tests of a part of the number take for a term."""
        backend, members = self.backend, frozenset(_TERMS)
        for k in range(5, 2_900):
            term = _TERMS[k]
            assert backend.is_fib(term), k
            assert backend.fib_index(term) == k
            assert backend.fib_index(term - 1) == k - 1
            others = [term - 1, term + 1, -term, term + _TERMS[42], term ^ 1 << k // 3, 2 * term]
            assert [backend.is_fib(x) for x in others] == [x in members for x in others], k

    def test_numbers_far_beyond_every_table_are_placed(self) -> None:
        """At indices of five and six digits, which repeated addition does not reach."""
        backend = self.backend
        for k in (20_001, 100_000, 300_007):
            term = backend.fib(k)
            assert term % PRIME == fib_residues(k)[0]
            assert [backend.fib_index(term + i) for i in (-1, 0, 1)] == [k - 1, k, k]
            assert [backend.is_fib(term + i) for i in (-1, 0, 1, 2**64, 10**9)] == [
                i == 1 for i in range(5)
            ]
            assert backend.zeckendorf(term + 1) == [k, 2]
            assert backend.from_zeckendorf([k, 2]) == term + 1

    def test_numbers_one_by_one_are_placed_among_lucas_numbers(self) -> None:
        """From -100 up: the ends, 0, 1 and 2, are where the sequence does not grow."""
        backend, members = self.backend, frozenset(_LUCAS_TERMS)
        for x in range(-100, 3_000):
            found = backend.is_lucas(x)
            assert found == (x in members), x
            assert type(found) is bool
        for k in range(1, 17):
            for x in range(_LUCAS_TERMS[k], _LUCAS_TERMS[k + 1]):
                assert backend.lucas_index(x) == k, x
        assert type(backend.lucas_index(3)) is int

    def test_every_lucas_number_and_its_neighbours_are_told_apart(self) -> None:
        """At all lengths, and with what many tests of a part of the number take for a term."""
        backend, members = self.backend, frozenset(_LUCAS_TERMS)
        for k in range(3, 2_900):
            term = _LUCAS_TERMS[k]
            assert backend.is_lucas(term), k
            assert backend.lucas_index(term) == backend.lucas_index(term + 1) == k
            assert backend.lucas_index(term - 1) == k - 1
            others = [term - 1, term + 1, -term, term + _TERMS[42], term ^ 1 << k // 3, _TERMS[k]]
            assert [backend.is_lucas(x) for x in others] == [x in members for x in others], k

    def test_numbers_far_beyond_every_table_are_placed_among_lucas_numbers(self) -> None:
        """At indices of five and six digits, which repeated addition does not reach."""
        backend = self.backend
        for k in (20_001, 100_000, 300_007):
            term = backend.lucas(k)
            assert term % PRIME == lucas_residues(1, -1, k, PRIME)[1]
            assert [backend.lucas_index(term + i) for i in (-1, 0, 1)] == [k - 1, k, k]
            assert [backend.is_lucas(term + i) for i in (-1, 0, 1, 2**64, 10**9)] == [
                i == 1 for i in range(5)
            ]

    @each
    @given(x=numbers(2_000).map(abs))
    def test_numerals_are_those_of_the_definition(self, x: int) -> None:
        """By the largest term that fits, again and again."""
        self._expect_numeral(x, _TERMS)

    @each
    @given(k=st.integers(5, 2_900), offset=st.integers(-3, 3))
    def test_numerals_near_sums_of_every_other_term(self, k: int, offset: int) -> None:
        """F(k) + F(k-2) + ... is one short of a term: all is subtracted, or nothing."""
        self._expect_numeral(max(0, sum(_TERMS[k:1:-2]) + offset), _TERMS)

    @each
    @given(x=numbers(20_000).map(abs))
    def test_a_numeral_stands_for_its_number(self, x: int) -> None:
        """With no two indices that are neighbours."""
        indices = self.backend.zeckendorf(x)
        assert type(indices) is list
        assert {type(k) for k in indices} <= {int}
        assert all(k - following >= 2 for k, following in pairwise([*indices, 0]))
        value = self.backend.from_zeckendorf(indices)
        assert value == x
        assert type(value) is int

    def test_the_indices_of_a_numeral_may_be_of_any_kind(self) -> None:
        """Whatever can be iterated over, once, and whatever has ``__index__``."""
        function = self.backend.from_zeckendorf
        indices = [*range(1_500, 1, -3)]
        expected = sum(_TERMS[k] for k in indices)
        for disguise in (list, tuple, iter, dict.fromkeys, lambda _: range(1_500, 1, -3)):
            assert function(disguise(indices)) == expected
        kinds: tuple[type[Any], ...] = (IntSubclass, Index)
        for kind in kinds:
            assert function(list(map(kind, indices))) == expected
            assert function([*indices[:100], *map(kind, indices[100:])]) == expected
        assert function([]) == function(iter(())) == 0
        with pytest.raises(TypeError):
            function(indices=indices)  # type: ignore[call-arg]

    def test_what_is_no_numeral_is_refused(self) -> None:
        """By the place of the first index that is not right."""
        for indices, error, text in _NO_NUMERALS:
            with pytest.raises(error, match=text):
                self.backend.from_zeckendorf(indices)  # type: ignore[arg-type]

    @each
    @given(
        start=st.integers(-2_900, 2_900),
        stop=st.integers(-2_900, 2_900),
        step=st.integers(-400, 400).filter(bool),
    )
    @example(start=1_500, stop=-1_500, step=-1)
    @example(start=-1_500, stop=1_500, step=1)
    @example(start=2_900, stop=-2_900, step=-37)
    def test_the_iterator_goes_where_range_would(self, start: int, stop: int, step: int) -> None:
        """Upwards and downwards, across 0, in steps of any length; and gives exact ints."""
        for function, term in self._iterators():
            found = list(function(start, stop, step))
            assert found == [term(n) for n in range(start, stop, step)]
            assert {type(term) for term in found} <= {int}

    def test_the_iterator_goes_on_where_terms_are_long(self) -> None:
        """Its sums and products modulo a prime."""
        for start, step in ((30_000, 1), (-30_000, 1), (30_001, -1), (20_000, 7), (50_000, -333)):
            for i, term in enumerate(islice(self.backend.fibs(start, None, step), 12)):
                assert term % PRIME == fib_residues(start + i * step)[0], (start, step, i)
            for i, term in enumerate(islice(self.backend.lucases(start, None, step), 12)):
                at, before = fib_residues(start + i * step)
                assert term % PRIME == (at + 2 * before) % PRIME, (start, step, i)

    def test_the_iterator_is_one_and_need_not_end(self) -> None:
        """It is its own iterator, is used up, and goes on without a stop."""
        for function, term in self._iterators():
            found = function(stop=4)
            assert isinstance(found, Iterator)
            assert iter(found) is found
            assert [*found, *found] == [term(n) for n in range(4)]
            assert list(islice(function(), 2_900)) == [term(n) for n in range(2_900)]
            assert list(islice(function(step=-1), 5)) == [term(-n) for n in range(5)]
            assert list(function(step=2, start=10, stop=13)) == [term(10), term(12)]
            assert list(function(10**30, 5)) == list(function(5, 10**30, -1)) == []

    def test_the_iterator_takes_what_is_an_integer_and_says_what_is_not(self) -> None:
        """At the call, by the name of the first argument that is wrong."""
        wrong: dict[str, tuple[Any, ...]] = {
            "start": (0.0, "", 0), "stop": (0, 1.5, 0), "step": (0, 9, None),
        }  # fmt: skip
        for function, term in self._iterators():
            for kind in (IntSubclass, Index):
                assert list(function(kind(-3), kind(4), kind(3))) == [term(-3), term(0), term(3)]
            assert list(function(True, 4, True)) == [term(1), term(2), term(3)]
            for name, arguments in wrong.items():
                with pytest.raises(TypeError, match=f"^{name} must be an integer, not "):
                    function(*arguments)
            for start, stop in ((0, 10), (5, 5), (5, None)):
                with pytest.raises(ValueError, match="step must not be 0"):
                    function(start, stop, 0)
            with pytest.raises(OverflowError, match="the caller's own"):
                function(0, Broken())
            with pytest.raises(TypeError, match=r"s\(\) got an unexpected keyword argument 'end'"):
                function(0, end=4)

    def test_a_term_that_cannot_fit_is_an_error_when_it_is_its_turn(self) -> None:
        """What is before it is there, and after it the iterator has ended."""
        for start, step in ((-1, 10**18), (10, 2**63 - 5), (-5, 10**30), (2**63 - 1, 1)):
            for symbol, (function, term) in zip("FL", self._iterators(), strict=True):
                found = function(start, None, step)
                if abs(start) < 100:
                    assert next(found) == term(start)
                n = start + step if abs(start) < 100 else start
                with pytest.raises(MemoryError, match=f"^n = {n} is too large: {symbol}"):
                    next(found)
                assert list(found) == []

    def test_the_limit_on_sizes_holds_for_numerals_and_the_iterator(self) -> None:
        """With one text on every backend."""
        n = 2**22
        calls = (
            ("from_zeckendorf", ([n],)),
            ("from_zeckendorf", ([n, 2],)),
            ("int_from_str", ("-" + "1_0" * 320_000,)),
            ("fibs", (n, None, 1)),
            ("fibs", (-n, 0, 1)),
            ("lucases", (n, None, 1)),
        )
        with mock.patch.object(limits, "max_bits", return_value=2**21):
            for name, arguments in calls:
                said = []
                for backend in (self.backend, pure):
                    with pytest.raises(MemoryError, match="MAX_BITS allows 2,097,152") as caught:
                        OPERATIONS[name].ask(getattr(backend, name), arguments)
                    said.append(str(caught.value))
                assert said[0] == said[1]

    def _iterators(self) -> list[tuple[Callable[..., Iterator[int]], Callable[[int], int]]]:
        """Return the functions that iterate, and the terms that they are to give."""
        return [(self.backend.fibs, _signed_term), (self.backend.lucases, _signed_lucas_term)]

    def _expect_no_decimal(self, text: str) -> None:
        """Assert that a text is refused, as str and as bytes, and how it is quoted."""
        quoted = text if len(text) <= 40 else text[:37] + "..."
        texts: list[str | bytes] = [text]
        if all(ord(character) < 256 for character in text):
            texts.append(text.encode("latin-1"))
        for refused in texts:
            try:
                found: object = self.backend.int_from_str(refused)
            except ValueError as error:
                found = type(error), str(error)
            said = f"text must be a whole number in decimal, not {quoted!r}"
            assert found == (ValueError, said), refused

    def _expect_numeral(self, x: int, among: list[int]) -> None:
        """Assert what every operation on a number gives, by the definition."""
        backend, indices = self.backend, greedy(x, among)
        found = backend.is_fib(x), backend.fib_index(x), backend.zeckendorf(x)
        assert found == (len(indices) < 2, indices[0] if indices else 0, indices), x
        assert [type(value) for value in found] == [bool, int, list]
        assert backend.from_zeckendorf(indices) == x


def _signed_term(n: int) -> int:
    """Return F(n), for n of any sign."""
    return _TERMS[n] if n >= 0 else _TERMS[-n] if n % 2 else -_TERMS[-n]


def _signed_lucas_term(n: int) -> int:
    """Return L(n), for n of any sign."""
    return -_LUCAS_TERMS[-n] if n < 0 and n % 2 else _LUCAS_TERMS[abs(n)]
