"""The conformance kit's part on linear recurrences of any order.

`fibaccel.testing.BackendConformance` inherits it. That coefficients and start values are iterables,
and what is said of those that are not right, is tested here as well.
"""

from __future__ import annotations

from collections.abc import Iterator
from unittest import mock

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fibaccel import limits, pure
from fibaccel.conventions import NO_INTEGERS
from fibaccel.laws import SequenceLaws, each
from fibaccel.oracle import PRIME, Broken, Index, IntSubclass, recurrence_residue, step_recurrence
from fibaccel.strategies import WORD_EDGES, coefficients, moduli, recurrences

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    Recurrence = tuple[list[int], list[int]]

_LONG = st.integers(0, 2**70) | st.integers(0, 10**60)
# Coefficients and start values, and what is said of the first that is not right.
_WRONG: tuple[tuple[Any, Any, type[Exception], str], ...] = (
    ([], [], ValueError, "^coefficients must not be empty$"),
    (5, [0], TypeError, "^coefficients must be an iterable of integers, not int$"),
    ([1], None, TypeError, "^start must be an iterable of integers, not NoneType$"),
    ("11", [0, 1], TypeError, "^coefficients must be an iterable of integers, not str$"),
    ([1, 1], b"11", TypeError, "^start must be an iterable of integers, not bytes$"),
    ([1, 1.0], [0, 1], TypeError, r"^coefficients\[1\] must be an integer, not float$"),
    ([1, 1], ["0", 1], TypeError, r"^start\[0\] must be an integer, not str$"),
    ([1, 1], [0], ValueError, "^start must have as many .* are coefficients, 2, not 1$"),
    ([1], [0, 1], ValueError, "^start must have as many .* are coefficients, 1, not 2$"),
    ([1, Broken()], [0, 1], OverflowError, "^the caller's own$"),
    ([None], ["0"], TypeError, r"^coefficients\[0\] must be an integer, not NoneType$"),
)
_ENORMOUS = (
    ([1, 1, 1], [0, 0, 1], 10**18), ([1, 1, 1], [0, 0, 1], -(10**18)), ([3], [1], 2**64),
    ([0, 1, 1], [3, 0, 2], 10**30), ([2**64, 1], [0, 1], 10**18), ([0, 0, 0, 2], [1] * 4, 2**63),
)  # fmt: skip
_TINY = (
    ([1], [7], 10**30, 7), ([-1], [7], -(10**30) - 1, -7), ([0, 0, 1], [4, 5, 6], 10**18, 5),
    ([2, -1], [0, 1], 10**18, 10**18), ([1, -1], [2, 1], 10**18, -1), ([0, 0], [5, 6], 2**64, 0),
)  # fmt: skip


class RecurrenceLaws(SequenceLaws):
    """What holds of linrec and linrec_mod."""

    @each
    @given(recurrence=recurrences(), m=moduli())
    def test_terms_of_recurrences_follow_from_the_definition(
        self, recurrence: Recurrence, m: int
    ) -> None:
        """One by one, exact and modulo m, from the first on."""
        for n, term in enumerate(step_recurrence(*recurrence, 40)):
            self._expect_term(recurrence, n, m, term)

    @each
    @given(recurrence=recurrences(), m=moduli(), sign=st.sampled_from([1, -1]))
    def test_terms_at_negative_places_are_those_that_lead_to_the_start(
        self, recurrence: Recurrence, m: int, sign: int
    ) -> None:
        """Where the last coefficient is 1 or -1."""
        rule, start = [*recurrence[0][:-1], sign], recurrence[1]
        before = [self.backend.linrec(rule, start, n) for n in range(-30, 0)]
        for n, term in enumerate(step_recurrence(rule, [*before, *start][: len(rule)], 30), -30):
            self._expect_term((rule, start), n, m, term)

    def test_recurrences_of_high_order_follow_from_the_definition(self) -> None:
        """At every order up to 70, and some where methods change; with zeros and without."""
        for order in (*range(1, 71), 127, 200):
            rule = [(i * i * 7 + order) % 11 - 5 for i in range(order)]
            start = [(-1) ** i * 3**i % 1000 for i in range(order)]
            terms = [*step_recurrence(rule, start, order + 130)]
            for n in (order - 1, order, order + 1, order + 60, order + 61, order + 129):
                for m in (10**9 + 7, 2**64, 10**18, 3**200):
                    self._expect_term((rule, start), n, m, terms[n])

    @each
    @given(recurrence=recurrences(6), n=_LONG, m=moduli())
    def test_terms_of_recurrences_modulo_m_agree_with_powers_of_a_matrix(
        self, recurrence: Recurrence, n: int, m: int
    ) -> None:
        """At an n that no stepping reaches."""
        expected = recurrence_residue(*recurrence, n, m)
        assert self.backend.linrec_mod(*recurrence, n, m) == expected

    def test_terms_of_recurrences_at_the_edges_of_words(self) -> None:
        """Moduli, coefficients and start values that fill their words, and sums of them that do."""
        for edge in WORD_EDGES:
            for m in range(edge - 2, edge + 3):
                for order in (2, 3, 16, 33):
                    rule, start = [m - 1] * order, [m - 1 - i % 2 for i in range(order)]
                    terms = [*step_recurrence(rule, start, order + 12)]
                    for n in range(order, order + 12):
                        self._expect_term((rule, start), n, m, terms[n])

    @each
    @given(recurrence=recurrences(5, 12), n=st.integers(0, 5000))
    def test_long_terms_of_recurrences_agree_with_powers_of_a_matrix(
        self, recurrence: Recurrence, n: int
    ) -> None:
        """Exact terms of thousands of words, modulo a prime."""
        term = self.backend.linrec(*recurrence, n)
        assert term % PRIME == recurrence_residue(*recurrence, n, PRIME)

    def test_very_long_terms_of_recurrences_agree_with_powers_of_a_matrix(self) -> None:
        """At both parities, and with numbers on the way that are longer than the term."""
        for rule in ([1, 1, 1], [0, 1, 1], [1, -2, 0, 3], [0, 0, 0, 0, 2], [1, 0, -1, 1, 2, -1]):
            start = [*range(1, len(rule) + 1)]
            for n in (2**17 - 1, 2**17, 100_003, 300_007):
                term = self.backend.linrec(rule, start, n)
                assert term % PRIME == recurrence_residue(rule, start, n, PRIME), (rule, n)

    @each
    @given(pq=coefficients(), n=st.integers(0, 300), m=moduli())
    def test_recurrences_of_second_order_are_lucas_sequences(
        self, pq: tuple[int, int], n: int, m: int
    ) -> None:
        """U and V have the coefficients p and -q."""
        backend, (p, q) = self.backend, pq
        assert backend.linrec([p, -q], [0, 1], n) == backend.lucasu(p, q, n)
        assert backend.linrec([p, -q], [2, p], n) == backend.lucasv(p, q, n)
        assert backend.linrec_mod([p, -q], [0, 1], n, m) == backend.lucasu_mod(p, q, n, m)
        assert backend.linrec_mod([p, -q], [2, p], n, m) == backend.lucasv_mod(p, q, n, m)

    @each
    @given(recurrence=recurrences(), n=st.integers(0, 400), shift=st.integers(0, 400), m=moduli())
    def test_a_recurrence_may_start_anywhere(
        self, recurrence: Recurrence, n: int, shift: int, m: int
    ) -> None:
        """From k terms in a row, those after them follow."""
        rule, start = recurrence
        exact = [self.backend.linrec(rule, start, shift + i) for i in range(len(rule))]
        residues = [self.backend.linrec_mod(rule, start, shift + i, m) for i in range(len(rule))]
        assert residues == [term % m for term in exact]
        term = self.backend.linrec(rule, start, shift + n)
        assert self.backend.linrec(rule, exact, n) == term
        assert self.backend.linrec_mod(rule, residues, n, m) == term % m

    @each
    @given(recurrence=recurrences(), n=_LONG, factor=st.integers(), m=moduli())
    def test_terms_are_linear_in_the_start_values(
        self, recurrence: Recurrence, n: int, factor: int, m: int
    ) -> None:
        """Of a sum and of a multiple."""
        rule, start = recurrence
        other = start[::-1]
        both = [factor * a + b for a, b in zip(start, other, strict=True)]
        terms = [self.backend.linrec_mod(rule, first, n, m) for first in (start, other, both)]
        assert terms[2] == (factor * terms[0] + terms[1]) % m

    @each
    @given(recurrence=recurrences(8), root=st.integers(-9, 9), n=_LONG, m=moduli())
    def test_a_factor_more_of_the_characteristic_polynomial_changes_nothing(
        self, recurrence: Recurrence, root: int, n: int, m: int
    ) -> None:
        """Times x - root, 0 included: a recurrence that is longer than it need be."""
        rule, start = recurrence
        longer = [a - root * b for a, b in zip([*rule, 0], [-1, *rule], strict=True)]
        longer[0] = rule[0] + root
        first = [*step_recurrence(rule, start, len(longer))]
        expected = self.backend.linrec_mod(rule, start, n, m)
        assert self.backend.linrec_mod(longer, first, n, m) == expected
        short = n % 200
        assert self.backend.linrec(longer, first, short) == self.backend.linrec(rule, start, short)

    def test_coefficients_and_start_values_may_be_of_any_kind(self) -> None:
        """Whatever can be iterated over, once, and whatever has ``__index__``."""
        rule, start = [2, -1, 3], [1, 0, 4]
        *_, term = step_recurrence(rule, start, 50)
        for kind in (list, tuple, iter, dict.fromkeys, _generated):
            assert self.backend.linrec(kind(rule), kind(start), 49) == term
            assert self.backend.linrec_mod(kind(rule), kind(start), 49, 10**6) == term % 10**6
        kinds: tuple[type[Any], ...] = (IntSubclass, Index)
        for kind in kinds:
            given = [*map(kind, rule)], [*map(kind, start)], kind(49)
            for found in (
                self.backend.linrec(*given),
                self.backend.linrec_mod(*given, kind(2**99)),
            ):
                assert found == term
                assert type(found) is int
            first = self.backend.linrec([kind(1)], [kind(5)], 0)
            assert type(first) is int
        assert self.backend.linrec([True, 1], range(2), 10) == 55

    def test_what_is_no_recurrence_is_refused(self) -> None:
        """By the argument, or the place in it, of the first that is not right."""
        for rule, start, error, text in _WRONG:
            for more in ((), (5,)):
                function: Any = self.backend.linrec_mod if more else self.backend.linrec
                with pytest.raises(error, match=text):
                    function(rule, start, None, *more)

    def test_n_and_m_of_recurrences_are_integers_in_their_domains(self) -> None:
        """Taken after the others, in their order."""
        linrec: Any = self.backend.linrec
        linrec_mod: Any = self.backend.linrec_mod
        for value in NO_INTEGERS:
            text = f"must be an integer, not {type(value).__name__}$"
            with pytest.raises(TypeError, match=f"^n {text}"):
                linrec([1], [1], value)
            with pytest.raises(TypeError, match=f"^n {text}"):
                linrec_mod([1], [1], value, 0)
            with pytest.raises(TypeError, match=f"^m {text}"):
                linrec_mod([1], [1], 5, value)
        for n in (-1, -(10**30)):
            for rule in ([1, 2], [1, 0], [5], [1, -3]):
                text = f"^n must be at least 0, not {n}: the last coefficient is not 1 or -1$"
                with pytest.raises(ValueError, match=text):
                    linrec(rule, rule, n)
                with pytest.raises(ValueError, match=text):
                    linrec_mod(rule, rule, n, 0)
        for m in (0, -5, -(2**64)):
            with pytest.raises(ValueError, match=f"^m must be at least 1, not {m}$"):
                linrec_mod([1], [1], 5, m)
        for wrong in ({"coefficients": [1], "start": [1], "n": 1}, {"n": 1}):
            with pytest.raises(TypeError):
                linrec(**wrong)

    def test_a_term_of_a_recurrence_that_cannot_fit_is_a_memory_error(self) -> None:
        """Every backend refuses it with the same text, and computes what is small at a large n."""
        for arguments in _ENORMOUS:
            said = []
            for backend in (self.backend, pure):
                with pytest.raises(MemoryError) as caught:
                    backend.linrec(*arguments)
                said.append(str(caught.value).partition(", and ")[0])
            assert said[0] == said[1]
        for rule, start, n, expected in _TINY:
            assert self.backend.linrec(rule, start, n) == expected

    def test_the_limit_on_sizes_holds_for_recurrences(self) -> None:
        """With one text on every backend."""
        calls: tuple[tuple[str, tuple[Any, ...]], ...] = (
            ("linrec", ([1, 1, 1], [0, 0, 1], 2**22)),
            ("linrec", ([1, 1, 1], [0, 0, 1], -(2**24))),
            ("linrec", ([2**64] * 30, [1] * 30, 2**17)),
            ("linrec_mod", ([1, 1], [0, 1], 5, 1 << 2**22)),
        )
        with mock.patch.object(limits, "max_bits", return_value=2**21):
            for name, arguments in calls:
                said = []
                for backend in (self.backend, pure):
                    with pytest.raises(MemoryError, match="MAX_BITS allows 2,097,152") as caught:
                        getattr(backend, name)(*arguments)
                    said.append(str(caught.value))
                assert said[0] == said[1]

    def _expect_term(self, recurrence: Recurrence, n: int, m: int, term: int) -> None:
        """Assert what both operations give at n."""
        found = self.backend.linrec(*recurrence, n)
        residue = self.backend.linrec_mod(*recurrence, n, m)
        assert (found, residue) == (term, term % m), (recurrence, n, m)
        assert type(found) is type(residue) is int


def _generated(values: list[int]) -> Iterator[int]:
    yield from values
