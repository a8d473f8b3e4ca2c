"""The conformance kit: the tests that every backend has to pass, fibaccel's own two included.

A backend's project inherits the class and has its test suite::

    from fibaccel.testing import BackendConformance

    class TestMyBackend(BackendConformance):
        name = "mybackend"

`fibaccel conformance NAME` runs the same from the shell. Nothing here trusts the arithmetic under
test: small answers come from repeated addition and published tables, large ones are compared
modulo a prime with a product of 2x2 matrices, and everything must fit the identities.

This module needs pytest and hypothesis: ``pip install "fibaccel[testing]"``.
"""

from __future__ import annotations

import os
import tempfile
import threading
from importlib.util import find_spec
from math import gcd
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import fibaccel
from fibaccel import pure
from fibaccel.laws import each
from fibaccel.numeral_laws import NumeralLaws
from fibaccel.oracle import (
    PRIME,
    count_digits,
    fib_residues,
    log_of_term,
    residue_of_digits,
    residues,
)
from fibaccel.recurrence_laws import RecurrenceLaws
from fibaccel.strategies import indices, numbers

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

if not __debug__:
    raise ImportError("fibaccel.testing judges by assert statements: run it without -O")

__all__ = ["BackendConformance", "indices", "main", "numbers"]

PUBLISHED = (
    (0, 0, 2, "OEIS A000045 and A000032, first terms"),
    (1, 1, 1, "OEIS A000045 and A000032, first terms"),
    (2, 1, 3, "OEIS A000045 and A000032, first terms"),
    (10, 55, 123, "OEIS A000045 and A000032"),
    (47, 2971215073, 6643838879, "OEIS b-files: F(47) is the last below 2^32"),
    (93, 12200160415121876738, 27280388024614569596, "OEIS b-files: F(93) is the last below 2^64"),
    (94, 19740274219868223167, 44140595050111976643, "OEIS b-files: F(94) is the first above 2^64"),
    (100, 354224848179261915075, 792070839848372253127, "OEIS b-files"),
    (187, 538522340430300790495419781092981030533, 1204172560604435915137811840672249946229,
     "OEIS b-files: F(187) is the first above 2^128"),
    (200, 280571172992510140037611932413038677189525, 627376215338105766356982006981782561278127,
     "OEIS b-files"),
)  # fmt: skip
"""Rows of n, F(n), L(n) and the source."""


class BackendConformance(NumeralLaws, RecurrenceLaws):
    """The suite. Inherit it in a class whose name begins with Test, and set `name`.

    Attributes:
        name: the backend's name, as one would write it in ``FIBACCEL_BACKEND``.
    """

    def test_the_object_under_test_is_the_named_backend(self) -> None:
        """What is tested is that backend itself, and nothing that could be its own judge."""
        backend = self.backend
        assert backend.name == self.name
        assert "fib" in backend.implements
        if self.name != "python":
            own = [getattr(backend, operation) for operation in backend.implements]
            assert not [function for function in own if function in vars(pure).values()]

    def test_published_values(self) -> None:
        """The values of the published tables, and those of the negative indices by definition."""
        for n, fib, lucas, source in PUBLISHED:
            self._expect(n, fib, lucas, source)
            self._expect(-n, fib if n % 2 else -fib, -lucas if n % 2 else lucas, source)

    def test_every_small_index_follows_from_the_definition(self) -> None:
        """F and L for -1200 <= n <= 1200, from their first values by addition and subtraction."""
        for step in (1, -1):
            fib, following, lucas, lucas_following = 0, 1, 2, step
            for n in range(0, 1201 * step, step):
                self._expect(n, fib, lucas, "repeated addition")
                # w(n+1) = w(n) + w(n-1) upwards, w(n-1) = w(n+1) - w(n) downwards.
                fib, following = following, fib + step * following
                lucas, lucas_following = lucas_following, lucas + step * lucas_following

    @each
    @given(n=indices())
    def test_results_agree_with_matrix_powers_modulo_a_prime(self, n: int) -> None:
        """Every operation at n against the oracle."""
        backend = self.backend
        fib, previous = fib_residues(n)
        lucas, lucas_previous = (fib + 2 * previous) % PRIME, (2 * fib - previous) % PRIME
        assert backend.fib(n) % PRIME == fib
        assert residues(backend.fib2(n)) == (fib, previous)
        assert backend.lucas(n) % PRIME == lucas
        assert residues(backend.lucas2(n)) == (lucas, lucas_previous)
        assert residue_of_digits(backend.fib_str(n)) == fib
        assert residue_of_digits(backend.lucas_str(n)) == lucas

    def test_large_results_agree_with_matrix_powers_modulo_a_prime(self) -> None:
        """Many n in a row, with zeros in every place, and some where methods change."""
        for n in (*range(9_950, 10_050), 100_003, -100_004, 262_144, 2**20 + 1):
            fib, previous = fib_residues(n)
            assert self.backend.fib(n) % PRIME == fib
            lucas = (fib + 2 * previous) % PRIME
            assert self.backend.lucas(n) % PRIME == lucas
            assert residue_of_digits(self.backend.fib_str(n)) == fib
            assert residue_of_digits(self.backend.lucas_str(n)) == lucas

    @each
    @given(n=indices())
    def test_results_have_the_size_and_sign_of_the_closed_form(self, n: int) -> None:
        """F(n) is phi^n / sqrt(5) and L(n) is phi^n, to the nearest integer."""
        backend = self.backend
        fib, lucas = abs(backend.fib(n)), abs(backend.lucas(n))
        assert lucas * lucas - 5 * fib * fib == (-4 if n % 2 else 4)
        assert (backend.fib(n) < 0) == (n < 0 and n % 2 == 0)
        assert (backend.lucas(n) < 0) == (n < 0 and n % 2 == 1)
        for digits, value in ((backend.fib_str(n), fib), (backend.lucas_str(n), lucas)):
            assert len(digits.removeprefix("-")) == count_digits(value)
        counts = backend.fib_num_digits(n), backend.lucas_num_digits(n)
        assert counts == (count_digits(fib), count_digits(lucas))
        assert {type(count) for count in counts} == {int}

    def test_digits_of_every_small_index_are_counted(self) -> None:
        """Where a term has a digit more than the one before, above all."""
        fib, following, lucas, lucas_following = 0, 1, 2, 1
        for n in range(3_000):
            for index in (n, -n):
                assert self.backend.fib_num_digits(index) == count_digits(fib), index
                assert self.backend.lucas_num_digits(index) == count_digits(lucas), index
            fib, following = following, fib + following
            lucas, lucas_following = lucas_following, lucas + lucas_following

    @each
    @given(n=numbers(200))
    def test_digits_of_terms_that_nobody_computes_are_counted(self, n: int) -> None:
        """By logarithms that Python's decimal computes, for the n where those leave no doubt."""
        for function, exponent in (
            (self.backend.fib_num_digits, log_of_term(n)),
            (self.backend.lucas_num_digits, log_of_term(n, is_lucas=True)),
        ):
            if abs(n) > 1_000:
                assert function(n) == int(exponent) + 1

    @each
    @given(m=indices(), n=indices())
    def test_addition_law(self, m: int, n: int) -> None:
        """F(m+n) = F(m) F(n+1) + F(m-1) F(n)."""
        fib = self.backend.fib
        assert fib(m + n) == fib(m) * fib(n + 1) + fib(m - 1) * fib(n)

    @each
    @given(n=indices())
    def test_cassini_identity(self, n: int) -> None:
        """F(n-1) F(n+1) - F(n)^2 = (-1)^n."""
        fib = self.backend.fib
        assert fib(n - 1) * fib(n + 1) - fib(n) ** 2 == (-1 if n % 2 else 1)

    @each
    @given(m=indices(5000), n=indices(5000), common=st.integers(1, 8))
    def test_gcd_law(self, m: int, n: int, common: int) -> None:
        """gcd(F(m), F(n)) = F(gcd(m, n))."""
        fib = self.backend.fib
        m, n = m * common, n * common
        assert gcd(fib(m), fib(n)) == fib(gcd(m, n))

    @each
    @given(n=indices())
    def test_negative_indices(self, n: int) -> None:
        """F(-n) = (-1)^(n+1) F(n) and L(-n) = (-1)^n L(n)."""
        backend = self.backend
        assert backend.fib(-n) == (backend.fib(n) if n % 2 else -backend.fib(n))
        assert backend.lucas(-n) == (-backend.lucas(n) if n % 2 else backend.lucas(n))

    @each
    @given(n=indices())
    def test_operations_agree_with_each_other(self, n: int) -> None:
        """The pairs hold the single numbers, and results are exact ints and strings."""
        backend = self.backend
        assert backend.fib2(n) == (backend.fib(n), backend.fib(n - 1))
        assert backend.lucas2(n) == (backend.lucas(n), backend.lucas(n - 1))
        assert backend.lucas(n) == backend.fib(n) + 2 * backend.fib(n - 1)
        for value in (backend.fib(n), backend.lucas(n), *backend.fib2(n), *backend.lucas2(n)):
            assert type(value) is int
        for pair in (backend.fib2(n), backend.lucas2(n)):
            assert type(pair) is tuple
        for text in (backend.fib_str(n), backend.lucas_str(n)):
            assert type(text) is str

    @each
    @given(x=numbers())
    def test_digits_of_an_int_are_those_of_its_value(self, x: int) -> None:
        """int_str(x) has x's sign, as many digits as x is long, and x's value."""
        text = self.backend.int_str(x)
        assert type(text) is str
        assert text.startswith("-") == (x < 0)
        digits = text.removeprefix("-")
        assert digits.isascii()
        assert digits.isdecimal()
        assert len(digits) == count_digits(abs(x))
        assert residue_of_digits(text) == x % PRIME

    def test_digits_of_powers_of_ten_and_their_neighbours(self) -> None:
        """Nothing but zeros, and carries into nothing but nines."""
        int_str = self.backend.int_str
        for k in (*range(1, 130), 303, 304, 616, 617, 1233, 2500, 4299, 4300, 4301, 9864, 40_000):
            power = 10**k
            assert int_str(power) == "1" + "0" * k
            assert int_str(-power) == "-1" + "0" * k
            assert int_str(power - 1) == "9" * k
            assert int_str(1 - power) == "-" + "9" * k
            assert int_str(power + 1) == "1" + "0" * (k - 1) + "1"
            assert int_str(power // 9) == "1" * k

    def test_threads_do_not_disturb_each_other(self) -> None:
        """Several threads at once get what one thread gets."""
        backend = self.backend
        numbers = [10, 93, 94, 1023, 1024, 5000, 30_000]
        expected = [backend.fib(n) for n in numbers]
        wrong: list[int] = []

        def work() -> None:
            for _ in range(20):
                wrong.extend(
                    n for n, value in zip(numbers, expected, strict=True) if backend.fib(n) != value
                )

        threads = [threading.Thread(target=work) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert wrong == []

    def _expect(self, n: int, fib: int, lucas: int, source: str) -> None:
        """Assert what every operation gives at n, from F(n) and L(n)."""
        previous, lucas_previous = (lucas - fib) // 2, (5 * fib - lucas) // 2
        expected = {
            "fib": fib,
            "fib2": (fib, previous),
            "lucas": lucas,
            "lucas2": (lucas, lucas_previous),
            "fib_str": str(fib),
            "lucas_str": str(lucas),
        }
        for operation, value in expected.items():
            result = getattr(self.backend, operation)(n)
            assert result == value, f"{operation}({n}) against {source}"
            assert type(result) is type(value), f"{operation}({n}) is a {type(result).__name__}"


def main(name: str) -> int:
    """Run the suite on one backend and return the exit status: 0 if it conforms.

    Args:
        name: the backend's name.
    """
    # A limit of the caller's would refuse what the tests ask for.
    os.environ.pop("FIBACCEL_MAX_BITS", None)
    backend = fibaccel.get_backend(name)
    print(f"{backend!r} implements {', '.join(sorted(backend.implements))}")
    with tempfile.TemporaryDirectory() as folder:
        suite = Path(folder, "test_conformance.py")
        suite.write_text("\n\n".join(_classes(name)), encoding="utf-8")
        # An empty configuration of its own, so that none lying about in the caller's folder counts.
        configuration = Path(folder, "pytest.ini")
        configuration.write_text("[pytest]\n", encoding="utf-8")
        os.environ.setdefault("HYPOTHESIS_STORAGE_DIRECTORY", folder)
        # Hypothesis is loaded already, through this module; pytest warns that it cannot rewrite it.
        quiet = "ignore::pytest.PytestAssertRewriteWarning"
        options = ["-v", "-p", "no:cacheprovider", "-c", str(configuration), "-W", quiet]
        return int(pytest.main([*options, str(suite)]))


def _classes(name: str) -> Iterator[str]:
    """Yield the source of the test classes for a backend."""
    form = "from {0} import {1}\n\n\nclass Test{1}({1}):\n    name = {2!r}\n"
    yield form.format("fibaccel.testing", "BackendConformance", name)
    if find_spec("numpy") is None:
        print("kernels for arrays are not tested: NumPy is not installed")
    elif _has_kernels(name):
        yield form.format("fibaccel.arrays.testing", "KernelsConformance", name)


def _has_kernels(name: str) -> bool:
    from fibaccel.arrays import get_kernels

    try:
        return bool(get_kernels(name).implements)
    except fibaccel.BackendError:  # the kit will tell
        return True
