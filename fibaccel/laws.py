"""The part of the conformance kit on Lucas sequences, terms modulo m and periods.

`fibaccel.testing.BackendConformance` inherits it; `fibaccel.oracle` is what it judges by.
"""

from __future__ import annotations

from types import MappingProxyType

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fibaccel import limits, pure
from fibaccel.conventions import CallConventions
from fibaccel.oracle import (
    lucas_residues,
    power,
    prime_factors,
    state,
    step_to_period,
    step_to_rank,
)
from fibaccel.strategies import WORD_EDGES, coefficients, indices, moduli, smooth_moduli

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

# No factors of any m, and the errors.
_WRONG_FACTORS: tuple[tuple[object, type[Exception], str], ...] = (
    ([2, 5], TypeError, "factors must be a mapping of primes to exponents, not list"),
    ({2.0: 2}, TypeError, "a prime in factors must be an integer, not float"),
    ({2: "2"}, TypeError, "an exponent in factors must be an integer, not str"),
    ({2: -1}, ValueError, "an exponent in factors must be at least 0, not -1"),
    ({2: 1, 3: 5}, ValueError, "factors must have the product m = "),
    ({2: 10**18}, ValueError, "factors must have the product m = "),
)

each = settings(
    deadline=None,
    # One class is inherited by a test class for each backend: that is its purpose.
    suppress_health_check=[HealthCheck.differing_executors, HealthCheck.too_slow],
)

_LONG = st.integers(0, 400) | st.integers(0, 2**70) | st.integers(0, 10**100)
_SHORT = st.integers(0, 300)
# Arguments of lucasu and lucasv whose results no memory can hold, and such as look like it.
_ENORMOUS = ((3, 1, 10**18), (2, -1, 2**64), (-(2**64), 1, 10**17), (0, 2, 10**20), (1, 2, 10**30),
             (3, 1, -(10**18)), (-2, -1, -(2**64)))  # fmt: skip
_TINY = {
    (1, 1, 10**18): (-1, -1), (0, 1, 10**30): (0, -2 if 10**30 % 4 == 2 else 2),
    (2, 1, 10**18): (10**18, 2), (-2, 1, 10**18 + 1): (10**18 + 1, -2), (1, 0, 2**64): (1, 1),
    (0, -1, 2**64 + 1): (1, 0), (2, 1, -(2**64)): (-(2**64), 2), (0, -1, -(2**63) - 1): (1, 0),
    (0, 0, 10**18): (0, 0), (0, 0, 0): (0, 2), (0, 0, 1): (1, 0),
}  # fmt: skip


class SequenceLaws(CallConventions):
    """What holds of Lucas sequences, the terms modulo m and the periods."""

    def test_lucas_sequences_follow_from_the_definition(self) -> None:
        """U and V, exact and modulo m, from their first values by the recurrence."""
        backend = self.backend
        coefficients = [(p, q) for p in range(-4, 5) for q in range(-4, 5)]
        for p, q in (*coefficients, (2**32, -(2**64)), (-(2**63), 2**126), (2**64 + 1, 2**64)):
            u, next_u, v, next_v = 0, 1, 2, p
            for n in range(25):
                assert backend.lucasu(p, q, n) == u, (p, q, n)
                assert backend.lucasv(p, q, n) == v, (p, q, n)
                assert backend.lucasuv(p, q, n) == (u, v), (p, q, n)
                for m in (1, 2, 24, 2**31 - 1, 2**64):
                    self._expect_both(p, q, n, m, (u % m, v % m))
                u, next_u = next_u, p * next_u - q * u
                v, next_v = next_v, p * next_v - q * v

    def test_lucas_sequences_go_on_downwards_where_q_is_a_unit(self) -> None:
        """U and V at n < 0, exact and modulo m, by w_{n-1} = (p w_n - w_{n+1}) / q."""
        backend = self.backend
        for q in (1, -1):
            for p in (*range(-4, 5), 2**32, -(2**64) - 1, 2**200):
                u, next_u, v, next_v = 0, 1, 2, p
                for n in range(0, -70, -1):
                    assert backend.lucasu(p, q, n) == u, (p, q, n)
                    assert backend.lucasv(p, q, n) == v, (p, q, n)
                    assert backend.lucasuv(p, q, n) == (u, v), (p, q, n)
                    for m in (1, 2, 24, 2**31 - 1, 2**64, 3**200):
                        self._expect_both(p, q, n, m, (u % m, v % m))
                    u, next_u = q * (p * u - next_u), u
                    v, next_v = q * (p * v - next_v), v

    def test_other_lucas_sequences_do_not_go_on_downwards(self) -> None:
        """They refuse n < 0 with one text on every backend, before they look at m."""
        for operation in ("lucasu", "lucasv", "lucasuv"):
            for suffix, rest in (("", ()), ("_mod", (None,))):
                function = getattr(self.backend, operation + suffix)
                for q in (0, 2, -2, 10, 2**64 + 1, -(2**200)):
                    for n in (-1, -2, -(2**63) - 1, -(10**300)):
                        with pytest.raises(ValueError, match="n must be at least 0") as caught:
                            function(3, q, n, *rest)
                        text = f"n must be at least 0, not {limits.describe(n)}: q is not 1 or -1"
                        assert str(caught.value) == text

    @each
    @given(pq=coefficients(), n=_LONG, m=moduli())
    def test_lucas_terms_modulo_m_agree_with_powers_of_a_matrix(
        self, pq: tuple[int, int], n: int, m: int
    ) -> None:
        """U_n and V_n modulo m against the oracle."""
        self._expect_both(*pq, n, m, lucas_residues(*pq, n, m))

    @each
    @given(p=coefficients(), q=st.sampled_from([1, -1]), n=_LONG, m=moduli())
    def test_residues_at_negative_indices_agree_with_powers_of_a_matrix(
        self, p: tuple[int, int], q: int, n: int, m: int
    ) -> None:
        """U_{-n} and V_{-n} modulo m for a q of 1 or -1, against the oracle."""
        self._expect_both(p[0], q, -n, m, lucas_residues(p[0], q, -n, m))

    @each
    @given(n=_LONG | _LONG.map(lambda n: -n) | indices(), m=moduli())
    def test_fibonacci_terms_modulo_m_agree_with_powers_of_a_matrix(self, n: int, m: int) -> None:
        """F(n) and L(n) modulo m against the oracle, for negative n as well."""
        fib, lucas = self.backend.fib_mod(n, m), self.backend.lucas_mod(n, m)
        assert (fib, lucas) == lucas_residues(1, -1, n, m)
        assert type(fib) is type(lucas) is int
        self._expect_pairs(n, m)

    def test_terms_modulo_m_at_the_edges_of_words(self) -> None:
        """Every m around a word, with p, q and n there, too: products fill their words."""
        for edge in WORD_EDGES:
            for m in range(edge - 2, edge + 3):
                for p, q, n in ((m - 1, m - 2, 10**18 + 1), (-m - 1, edge, m)):
                    self._expect_residues(p, q, n, m)
                for n in (m, -m, 10**18, -(10**18)):
                    self._expect_residues(1, -1, n, m)
        for bits in (15, 30, 52, 60):  # the digits of ints and of native's vectors
            for m in (2**bits // 25 * 5, 2**bits // 5 * 5, 2**bits // 5 * 5 + 5):
                for n in (1_023, 1_024, 2_047, 10**18, 1 - 10**18):
                    self._expect_residues(1, -1, n, m)

    def test_terms_modulo_large_m(self) -> None:
        """Numbers of 1,000 to 10,000 bits, even and odd, and n with a thousand digits."""
        for bits in (1000, 4096, 10_000):
            for m in (2**bits, 2**bits - 1, 3**bits >> bits // 2, 10 ** (bits // 4) + 2):
                self._expect_residues(-5, 7, 10**6, m)
                self._expect_residues(1, -1, 10**18 + 7, m)
        self._expect_residues(1, -1, 7**1200, 2**89 - 1)

    @each
    @given(pq=coefficients(), n=_SHORT, m=moduli())
    def test_exact_and_modular_terms_agree(self, pq: tuple[int, int], n: int, m: int) -> None:
        """U_n(p, q) and V_n(p, q) leave what their modular forms give."""
        u, v = self.backend.lucasu(*pq, n), self.backend.lucasv(*pq, n)
        assert type(u) is type(v) is int
        assert self.backend.lucasuv(*pq, n) == (u, v)
        self._expect_both(*pq, n, m, (u % m, v % m))

    @each
    @given(n=indices(20_000), m=moduli(20_000))
    def test_exact_and_modular_fibonacci_numbers_agree(self, n: int, m: int) -> None:
        """F(n) and L(n) are U and V of (1, -1), and leave what their modular forms give."""
        backend = self.backend
        fib, lucas = backend.fib(n), backend.lucas(n)
        assert (backend.fib_mod(n, m), backend.lucas_mod(n, m)) == (fib % m, lucas % m)
        self._expect_pairs(n, m)
        assert (backend.lucasu(1, -1, n), backend.lucasv(1, -1, n)) == (fib, lucas)
        assert backend.lucasuv(1, -1, n) == (fib, lucas)

    @each
    @given(pq=coefficients(), k=_SHORT, n=_SHORT)
    def test_identities_of_lucas_sequences(self, pq: tuple[int, int], k: int, n: int) -> None:
        """V^2 - D U^2 = 4 q^n, U_2n = U_n V_n, V_2n = V_n^2 - 2 q^n, and the sum of indices."""
        p, q = pq
        u, v = self.backend.lucasu(p, q, n), self.backend.lucasv(p, q, n)
        assert v * v - (p * p - 4 * q) * u * u == 4 * q**n
        assert self.backend.lucasu(p, q, 2 * n) == u * v
        assert self.backend.lucasv(p, q, 2 * n) == v * v - 2 * q**n
        other_u, other_v = self.backend.lucasu(p, q, k), self.backend.lucasv(p, q, k)
        assert 2 * self.backend.lucasu(p, q, k + n) == other_u * v + other_v * u

    @each
    @given(pq=coefficients(12), n=st.integers(0, 5000))
    def test_large_lucas_terms_agree_with_powers_of_a_matrix(
        self, pq: tuple[int, int], n: int
    ) -> None:
        """U_n and V_n of thousands of words, modulo a prime."""
        prime = 2**127 - 1
        u, v = self.backend.lucasu(*pq, n), self.backend.lucasv(*pq, n)
        assert (u % prime, v % prime) == lucas_residues(*pq, n, prime)
        assert self.backend.lucasuv(*pq, n) == (u, v)

    @each
    @given(pq=coefficients(), n=_LONG, a=moduli(140), b=moduli(140))
    def test_residues_modulo_a_product_are_those_modulo_its_factors(
        self, pq: tuple[int, int], n: int, a: int, b: int
    ) -> None:
        """What the Chinese remainder theorem takes together, for even and odd factors."""
        for function in (self.backend.lucasu_mod, self.backend.lucasv_mod):
            residue = function(*pq, n, a * b)
            assert (residue % a, residue % b) == (function(*pq, n, a), function(*pq, n, b))

    @each
    @given(r=st.integers(-(2**70), 2**70), n=_LONG, m=moduli())
    def test_a_double_root(self, r: int, n: int, m: int) -> None:
        """U_n(2r, r^2) = n r^(n-1) and V_n(2r, r^2) = 2 r^n."""
        u = n * pow(r, n - 1, m) % m if n else 0
        assert self.backend.lucasu_mod(2 * r, r * r, n, m) == u
        assert self.backend.lucasv_mod(2 * r, r * r, n, m) == 2 * pow(r, n, m) % m

    def test_periods_modulo_small_m_are_those_of_naive_stepping(self) -> None:
        """The Pisano period and the rank for every m up to 200."""
        for m in range(1, 201):
            period, rank = self.backend.pisano_period(m), self.backend.rank_of_apparition(m)
            assert (0, period) == step_to_period(1, -1, 0, 1, m), m
            assert rank == step_to_rank(m), m
            assert type(period) is type(rank) is int

    @each
    @given(m=smooth_moduli(), n=_LONG)
    def test_pisano_periods_keep_their_definition(self, m: int, n: int) -> None:
        """Terms recur after the period and after no proper divisor of it; the rank divides it."""
        backend = self.backend
        period, rank = backend.pisano_period(m), backend.rank_of_apparition(m)
        assert lucas_residues(1, -1, rank, m)[0] == 0
        assert [r for r in prime_factors(rank) if lucas_residues(1, -1, rank // r, m)[0] == 0] == []
        assert power(1, -1, period, m) == power(1, -1, 0, m)
        assert [
            r for r in prime_factors(period) if state(1, -1, 0, 1, period // r, m) == (0, 1)
        ] == []
        assert period % rank == 0
        assert period // rank in (1, 2, 4)
        assert backend.fib_mod(n % period, m) == backend.fib_mod(n, m)
        assert backend.sequence_period(1, -1, 0, 1, m) == (0, period)

    @each
    @given(p=st.integers(), q=st.integers(), w=st.tuples(st.integers(), st.integers()), m=_SHORT)
    def test_periods_of_sequences_are_those_of_naive_stepping(
        self, p: int, q: int, w: tuple[int, int], m: int
    ) -> None:
        """(preperiod, period) for any coefficients and small m."""
        m = m % 60 + 1
        result = self.backend.sequence_period(p, q, *w, m)
        assert result == step_to_period(p, q, *w, m)
        assert [type(part) for part in (result, *result)] == [tuple, int, int]

    @each
    @given(m=smooth_moduli(), other=st.sampled_from([2, 3, 7, 101, 2**61 - 1]))
    def test_known_factors_change_nothing_but_the_time(self, m: int, other: int) -> None:
        """The primes of m with their exponents, and one more with the exponent 0."""
        factors = dict.fromkeys((*prime_factors(m), other), 0)
        for prime in factors:
            while m % prime ** (factors[prime] + 1) == 0:
                factors[prime] += 1
        for function, arguments in self._periods(m):
            expected = function(*arguments)
            assert function(*arguments, factors=factors) == expected
            assert function(*arguments, factors=MappingProxyType(factors)) == expected
            assert function(*arguments, factors=None) == expected

    def test_wrong_factors_are_refused(self) -> None:
        """With one text on every backend, for short m and for long ones."""
        for m in (1, 100, 2**200):
            for factors, kind, text in _WRONG_FACTORS:
                for function, arguments in self._periods(m):
                    with pytest.raises(kind, match=text):
                        function(*arguments, factors=factors)
        for function, arguments in self._periods(36):
            with pytest.raises(ValueError, match="primes alone: 4 is not prime"):
                function(*arguments, factors={4: 1, 3: 2})
            with pytest.raises(TypeError):
                function(*arguments, primes={2: 2, 3: 2})
            with pytest.raises(TypeError):
                function(*arguments, {2: 2, 3: 2})

    def _periods(self, m: int) -> list[tuple[Callable[..., object], tuple[int, ...]]]:
        """Return the operations that factor m, and arguments."""
        backend = self.backend
        sequence = (3, -5, 2, 1, m)
        functions = (backend.pisano_period, backend.rank_of_apparition)
        return [*((function, (m,)) for function in functions), (backend.sequence_period, sequence)]

    def test_periods_of_sequences_that_have_a_preperiod(self) -> None:
        """Powers of primes that divide q, and p as well."""
        for m in (2, 4, 8, 64, 3, 27, 81, 5, 125, 12, 72, 100):
            for p in range(7):
                for q in (0, 2, 3, 4, 6, 10, 12, 30):
                    for w in ((0, 1), (2, p), (1, 1)):
                        expected = step_to_period(p, q, *w, m)
                        assert self.backend.sequence_period(p, q, *w, m) == expected, (p, q, w, m)

    @each
    @given(pq=coefficients(), w=coefficients(), m=smooth_moduli())
    def test_periods_of_sequences_keep_their_definition(
        self, pq: tuple[int, int], w: tuple[int, int], m: int
    ) -> None:
        """States recur from the preperiod on, not before it, and after no proper divisor."""
        before, period = self.backend.sequence_period(*pq, *w, m)
        first = state(*pq, *w, before, m)
        assert state(*pq, *w, before + period, m) == first
        if before:
            assert state(*pq, *w, before - 1, m) != state(*pq, *w, before - 1 + period, m)
        for r in prime_factors(period):
            assert state(*pq, *w, before + period // r, m) != first

    def test_a_lucas_term_that_cannot_fit_is_a_memory_error(self) -> None:
        """Every backend refuses it with the same text, and computes what is small at a large n."""
        for place, operation in enumerate(("lucasu", "lucasv", "lucasuv")):
            function = getattr(self.backend, operation)
            for arguments in _ENORMOUS:
                with pytest.raises(MemoryError) as caught:
                    function(*arguments)
                with pytest.raises(MemoryError) as reference:
                    getattr(pure, operation)(*arguments)
                # What follows names the limit, which moves with the memory in use.
                text, _, _ = str(caught.value).partition(", and ")
                assert text == str(reference.value).partition(", and ")[0]
            for arguments, expected in _TINY.items():
                assert function(*arguments) == (*expected, expected)[place], (operation, arguments)

    def _expect_residues(self, p: int, q: int, n: int, m: int) -> None:
        """Assert what every modular operation gives, against powers of a matrix."""
        u, v = lucas_residues(p, q, n, m)
        self._expect_both(p, q, n, m, (u, v))
        if (p, q) == (1, -1):
            assert self.backend.fib_mod(n, m) == u, (n, m)
            assert self.backend.lucas_mod(n, m) == v, (n, m)
            self._expect_pairs(n, m)

    def _expect_both(self, p: int, q: int, n: int, m: int, expected: tuple[int, int]) -> None:
        """Assert what lucasu_mod, lucasv_mod and lucasuv_mod give."""
        u, v = self.backend.lucasu_mod(p, q, n, m), self.backend.lucasv_mod(p, q, n, m)
        both = self.backend.lucasuv_mod(p, q, n, m)
        assert (u, v) == both == expected, (p, q, n, m)
        assert [type(part) for part in (u, v, both, *both)] == [int, int, tuple, int, int]

    def _expect_pairs(self, n: int, m: int) -> None:
        """Assert what fib2_mod and lucas2_mod give, against powers of a matrix."""
        (fib, lucas), before = (lucas_residues(1, -1, k, m) for k in (n, n - 1))
        pairs = self.backend.fib2_mod(n, m), self.backend.lucas2_mod(n, m)
        assert pairs == ((fib, before[0]), (lucas, before[1])), (n, m)
        assert [type(part) for pair in pairs for part in (pair, *pair)] == [tuple, int, int] * 2
