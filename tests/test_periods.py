"""Periods and factors of the Python backend against naive stepping and trial division."""

import random
from math import isqrt, prod

import pytest

import fibaccel
from fibaccel.oracle import prime_factors, step_to_period, step_to_rank
from fibaccel.pure import pisano_period, rank_of_apparition, sequence_period
from fibaccel.pure.factor import factor
from fibaccel.pure.primality import is_prime


def _powers(prime: int, largest: int) -> list[int]:
    """Return the powers of a prime up to a bound."""
    return [prime**e for e in range(1, largest.bit_length() + 1) if prime**e <= largest]


def test_pisano_periods_and_ranks_up_to_2000() -> None:
    for m in range(1, 2001):
        assert (0, pisano_period(m)) == step_to_period(1, -1, 0, 1, m), m
        assert rank_of_apparition(m) == step_to_rank(m), m


@pytest.mark.parametrize("prime", [2, 3, 5, 7, 11, 13, 29, 47])
def test_pisano_periods_of_powers_of_primes(prime: int) -> None:
    for m in _powers(prime, 20_000):
        assert (0, pisano_period(m)) == step_to_period(1, -1, 0, 1, m), m
        assert rank_of_apparition(m) == step_to_rank(m), m


def test_periods_of_random_sequences() -> None:
    """Half of them with a common divisor of q and m, so that most of these have a preperiod."""
    generator = random.Random(6)
    for k in range(4000):
        m = generator.choice(
            [generator.randint(1, 120), generator.choice([128, 144, 216, 243, 250])]
        )
        p, q, w0, w1 = (generator.randint(-300, 300) for _ in range(4))
        if k % 2:
            q *= generator.choice([2, 3, 5, m])
        if k % 4 == 3:
            p *= generator.choice([2, 3, 5])
        expected = step_to_period(p, q, w0, w1, m)
        assert sequence_period(p, q, w0, w1, m) == expected, (p, q, w0, w1, m)


@pytest.mark.parametrize("m", [2, 4, 8, 16, 32, 3, 9, 27, 81, 5, 25, 49])
def test_periods_of_all_sequences_modulo_a_power_of_a_small_prime(m: int) -> None:
    """All p and q, or every third where these are many: all four cases for 2 are among them."""
    step = 1 if m < 17 else 3
    for p in range(0, m, step):
        for q in range(0, m, step):
            for w0, w1 in ((0, 1), (2, p), (m // 2, 1)):
                expected = step_to_period(p, q, w0, w1, m)
                assert sequence_period(p, q, w0, w1, m) == expected, (p, q, w0, w1, m)


def test_a_prime_whose_square_has_its_own_period() -> None:
    """Nothing assumes that the period modulo a square is longer: for U(2, -1), 13 and 31 differ.

    13^2 divides U_7(2, -1) = 169 and 31^2 divides U_30(2, -1), so both have one rank; this is
    what a prime of Wall, Sun and Sun would be for the Fibonacci numbers.
    """
    for prime in (13, 31):
        expected = step_to_period(2, -1, 0, 1, prime)
        assert step_to_period(2, -1, 0, 1, prime**2) == expected
        assert sequence_period(2, -1, 0, 1, prime**2) == expected
        assert sequence_period(2, -1, 0, 1, prime**3) == (0, prime * expected[1])


def test_factors_are_those_of_trial_division() -> None:
    for m in (*range(1, 3000), *range(10**6 - 50, 10**6 + 50), *range(997**2 - 5, 1013**2, 977)):
        factors = factor(m)
        assert sorted(factors) == prime_factors(m)
        assert prod(prime**exponent for prime, exponent in factors.items()) == m


# SymPy 1.14 (isprime) takes each of these factors for a prime.
@pytest.mark.parametrize(
    "factors",
    [
        {2**31 - 1: 2},
        {1009: 3, 1013: 2},
        {2**31 - 1: 1, 2**32 - 5: 1},
        {4294967291: 2, 1000003: 1},
        {2**61 - 1: 1, 1000000007: 1},
        {274177: 1, 67280421310721: 1},  # 2^64 + 1
        {2**89 - 1: 1, 2: 5},
        {2**127 - 1: 2},
    ],
)
def test_factors_of_large_numbers(factors: dict[int, int]) -> None:
    assert factor(prod(prime**exponent for prime, exponent in factors.items())) == factors


def test_primes_are_told_from_pseudoprimes() -> None:
    sieve = [all(m % d for d in range(2, isqrt(m) + 1)) for m in range(1000**2, 1000**2 + 3000)]
    odd = [m for m in range(1000**2, 1000**2 + 3000) if all(m % d for d in (2, 3, 5, 7, 11, 13))]
    for m in odd:
        if all(m % d for d in range(2, 1000)):
            assert is_prime(m) == sieve[m - 1000**2]
    # Strong pseudoprimes to the first 11, 12 and 13 primes as bases: OEIS A014233.
    for m in (3825123056546413051, 318665857834031151167461, 3317044064679887385961981):
        assert not is_prime(m)
    for m in (2**61 - 1, 2**89 - 1, 2**107 - 1, 2**127 - 1, 2**521 - 1):
        assert is_prime(m)
    assert not is_prime((2**89 - 1) * (2**107 - 1))
    assert not is_prime((2**127 - 1) ** 2)


# The product of the two largest primes of 131 bits: nobody finds a factor by chance.
HARD = (2**131 - 69) * (2**131 - 181)


@pytest.mark.parametrize(
    ("operation", "arguments"),
    [
        ("pisano_period", (HARD,)),
        ("rank_of_apparition", (9 * HARD,)),
        ("sequence_period", (1, -1, 0, 1, 97 * HARD)),
    ],
)
def test_an_interrupt_says_what_was_being_factored(
    backend: fibaccel.Backend,
    monkeypatch: pytest.MonkeyPatch,
    operation: str,
    arguments: tuple[int, ...],
) -> None:
    """Beyond 128 bits, where native hands m to Python."""

    def interrupt(x: int, m: int) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr("fibaccel.pure.factor.gcd", interrupt)
    with pytest.raises(KeyboardInterrupt) as caught:
        getattr(backend, operation)(*arguments)
    note = f"while {HARD} was being factored, a composite number of {HARD.bit_length()} bits"
    assert caught.value.__notes__ == [note]
