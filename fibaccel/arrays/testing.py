"""The conformance kit for kernels: what those of every backend have to pass.

A backend's project inherits the class beside `fibaccel.testing.BackendConformance`, and
`fibaccel conformance NAME` runs both where NumPy is installed::

    from fibaccel.arrays.testing import KernelsConformance

    class TestMyKernels(KernelsConformance):
        name = "mybackend"

Terms are judged by powers of 2x2 matrices of Python's ints, periods by their definition, primes by
trial division and by counts of primes. The functions of `fibaccel.arrays` need no such kit: they
are the same whatever kernels serve.
"""

from __future__ import annotations

from itertools import product

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from fibaccel.arrays import kernels
from fibaccel.laws import each
from fibaccel.oracle import (
    lucas_residues,
    prime_factors,
    recurrence_residue,
    state,
    step_to_rank,
)
from fibaccel.pure import arrays as numpy_kernels
from fibaccel.strategies import moduli, words

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    import numpy.typing as npt

    Words = npt.NDArray[np.uint64]

if not __debug__:
    raise ImportError("fibaccel.arrays.testing judges by assert statements: run it without -O")

__all__ = ["KernelsConformance"]

_GUARD = 0xA5A5_A5A5_A5A5_A5A5

# Where vector units end and blocks and tables begin, and lengths that fill none of them.
_LENGTHS = (*range(1, 20), 31, 32, 33, 63, 64, 65, 127, 128, 129, 319, 320, 321, 1000, 8193)

# Moduli of every class that an implementation may tell apart: even and odd, of 31, 32, 50, 52, 63
# and 64 bits and one more or less, powers of two, 1.
_MODULI = sorted(
    {1, 2, 3, 4, 5, 6, 10, 1000}
    | {
        edge + offset
        for bits in (26, 31, 32, 50, 52, 53, 62, 63, 64)
        for edge in (2**bits, 3 * 2 ** (bits - 2))
        for offset in range(-3, 4)
        if edge + offset < 2**64
    }
)
_INDICES = (0, 1, 2, 3, 92, 93, 94, 187, 2**31, 2**32 - 1, 10**18, 2**63 - 1, 2**63, 2**64 - 1)

# A prime near each size at which implementations change; for the squares, half of the words.
_PRIMES = (
    3, 5, 7, 11, 101, 65_521, 65_537, 2**26 - 5, 2**31 - 1, 2**32 - 5, 2**32 + 15, 2**50 - 27,
    2**52 - 47, 2**61 - 1, 2**62 - 57, 2**63 - 25,
)  # fmt: skip

# Primes at which A is 1 or -1, published beside OEIS A241014 (J. S. Nielsen, 2021).
_NEAREST = {
    733: 1, 1063: -1, 123_863: -1, 1_677_209: 1, 6_336_823_451_747_417: -1,
    104_868_559_750_360_787: 1, 7_665_762_181_374_748_069: -1,
}  # fmt: skip

# OEIS A006880 and, for those of a range, their differences.
_COUNTS = {(0, 10**5): 9592, (0, 10**6): 78_498, (10**6, 10**7): 586_081}


class KernelsConformance:
    """The suite. Inherit it in a class whose name begins with Test, and set `name`.

    Attributes:
        name: the backend's name, as one would write it in ``FIBACCEL_BACKEND``.
    """

    name: str

    @property
    def kernels(self) -> kernels.Kernels:
        """The kernels under test, taken by the backend's name."""
        return kernels.get_kernels(self.name)

    def test_the_kernels_under_test_are_the_named_backends(self) -> None:
        """What is tested is the backend's own, at least in part, and not another's."""
        assert self.kernels.backend == self.name
        assert self.kernels.implements
        if self.name != "python":
            own = [getattr(self.kernels, kernel) for kernel in self.kernels.implements]
            assert not [function for function in own if function in vars(numpy_kernels).values()]

    def test_known_answers(self) -> None:
        """The answers that fibaccel checks when it first uses a backend's kernels."""
        for kernel in kernels.ROWS:
            kernels.check(kernel, getattr(self.kernels, kernel))

    def test_terms_at_all_edges(self) -> None:
        """Every modulus with every index, all at once; so lanes of all kinds stand side by side."""
        pairs = list(product(_INDICES, _MODULI))
        self._expect_fibonacci(*zip(*pairs, strict=True))

    def test_terms_of_other_sequences_at_all_edges(self) -> None:
        """Small and large p and q, p^2 = 4 q among them."""
        rows = [
            (p % m, q % m, n, m)
            for p, q in ((0, 0), (1, -1), (2, 1), (2, -1), (-3, 7), (4, 4), (2**62, 2**63 + 1))
            for n, m in product(_INDICES[::2], _MODULI[::3])
        ]
        self._expect_terms(*zip(*rows, strict=True))

    def test_terms_of_recurrences(self) -> None:
        """Of several orders, with every modulus, at all edges of n."""
        for order, m in product((1, 2, 3, 8, 13), _MODULI[::4]):
            rule, start = ([(m - 1 - i * i) % m for i in range(j, j + order)] for j in (0, 2))
            n = [*_INDICES, *range(order + 70)]
            expected = [recurrence_residue(rule, start, k, m) for k in n]
            shared = [np.array(row, np.uint64) for row in (rule, start)]
            column, modulus = np.array(n, np.uint64), np.array([m], np.uint64)
            kernel = self.kernels.linrec_mod_u64
            found = kernels.call(kernel, *shared, column, modulus, length=len(n))
            assert found.tolist() == expected, (rule, start, m)
            few = kernels.call(kernel, *shared, column[:5], modulus, length=5)
            assert few.tolist() == expected[:5], (rule, start, m)

    def test_many_terms_with_one_modulus(self) -> None:
        """What an implementation may have tables for, at each of their sizes."""
        generator = np.random.default_rng(1)
        for m in _MODULI[::9]:
            for length, bits in ((3, 64), (200, 64), (5000, 13), (12_000, 64)):
                indices = (generator.integers(0, 2**63, length) >> (63 - min(bits, 63))).tolist()
                self._expect_fibonacci((*indices, 2**bits - 1), (m,), sample=40)
        self._expect_terms((2,), (7,), tuple(range(5000)), (10**15,), sample=100)

    def test_one_index_with_many_moduli(self) -> None:
        """The other way round."""
        for n in (0, 1, 10**18, 2**64 - 1):
            self._expect_fibonacci([n], _MODULI)
            self._expect_fibonacci([n], _MODULI * 3, sample=100)

    def test_terms_of_every_length(self) -> None:
        """No element of a tail is left out, and nothing beyond the end is touched."""
        generator = np.random.default_rng(2)
        for length in _LENGTHS:
            n = generator.integers(0, 2**63, length)
            for largest in (2**31, 2**50, 2**63):
                m = generator.integers(1, largest, length)
                self._expect_fibonacci(n.tolist(), m.tolist(), sample=20)

    @each
    @given(
        p=st.lists(words(), min_size=1, max_size=9),
        q=words(),
        n=st.lists(words(), min_size=1, max_size=9),
        m=st.lists(moduli(64).filter(lambda m: m < 2**64), min_size=1, max_size=9),
        shared=st.tuples(st.booleans(), st.booleans(), st.booleans(), st.booleans()),
        repeat=st.integers(1, 40),
    )
    def test_terms_agree_with_matrix_powers(
        self, p: list[int], q: int, n: list[int], m: list[int], shared: Any, repeat: int
    ) -> None:
        """Any words, any of them shared."""
        length = repeat * max(map(len, (p, n, m)))
        moduli = [m[0]] * length if shared[3] else [m[i % len(m)] for i in range(length)]
        least = min(moduli)
        columns = [
            [x[0] % least] if one else [x[i % len(x)] % moduli[i] for i in range(length)]
            for x, one in ((p, shared[0]), ([q], shared[1]))
        ]
        indices = n[:1] if shared[2] else [n[i % len(n)] for i in range(length)]
        self._expect_terms(*columns, indices, m[:1] if shared[3] else moduli, length=length)

    def test_periods_of_small_moduli(self) -> None:
        """The rank by stepping; the period by that, and by the terms that recur."""
        m = list(range(1, 700))
        ranks = self._call("rank_of_apparition_u64", m)
        assert ranks == [step_to_rank(modulus) for modulus in m]
        for modulus, rank, period in zip(m, ranks, self._call("pisano_period_u64", m), strict=True):
            recurs = (k for k in (rank, 2 * rank, 4 * rank) if _recurs(k, modulus))
            assert period == next(recurs)

    def test_periods_of_large_moduli(self) -> None:
        """The terms recur after a period, and not after a part of it; F(rank) is divisible."""
        m = [10**15 + 1, 2**63, 2**64 - 1, 10**18, 3**40, 5**26, 2**61 - 1, 10**9 + 7, 2**32 + 15]
        for modulus, period in zip(m, self._call("pisano_period_u64", m), strict=True):
            assert _recurs(period, modulus)
            for factor in prime_factors(period):
                assert not _recurs(period // factor, modulus)
        for modulus, rank in zip(m, self._call("rank_of_apparition_u64", m), strict=True):
            assert lucas_residues(1, -1, rank, modulus)[0] == 0
            for factor in prime_factors(rank):
                assert lucas_residues(1, -1, rank // factor, modulus)[0] != 0

    def test_what_does_not_fit_a_word_is_0(self) -> None:
        """The periods of 5^k and 2 * 5^k are 4 times and 6 times as large [wall1960]."""
        m = [2 * 5**27, 10, 2 * 5**26, 5**27, 5**26]
        assert self._call("pisano_period_u64", m) == [0, 60, 12 * 5**26, 0, 4 * 5**26]

    def test_quotients_of_wall_and_sun_and_sun(self) -> None:
        """By the definition, for primes of every size and for the k that are not 1, too."""
        for k in (1, 2, 3, 6, 17, 39, 100):
            rows = [(k, n, p, a) for p in _PRIMES if p > k for n, a in [_quotient(k, p)]]
            for length in (1, len(rows), 70):
                cycled = [rows[i % len(rows)] for i in range(length)]
                _, n, p, expected = map(list, zip(*cycled, strict=True))
                assert self._call("wall_sun_sun_u64", [k], n, p, length=length) == expected

    def test_quotients_that_are_published(self) -> None:
        """The nearest misses that are known."""
        p = list(_NEAREST)
        n = [prime - (0, 1, -1, -1, 1)[prime % 5] for prime in p]
        expected = [quotient % prime for prime, quotient in _NEAREST.items()]
        assert self._call("wall_sun_sun_u64", [1], n, p) == expected

    def test_primes_are_those_of_trial_division(self) -> None:
        """Ranges of all kinds: empty, of one number, beyond 32 bits."""
        for lo, hi in (
            (0, 0), (0, 2), (0, 3), (2, 2), (2, 3), (3, 4), (4, 5), (9, 10), (0, 1000), (961, 962),
            (65_000, 66_000), (10**9, 10**9 + 300), (2**32 - 70, 2**32 + 70), (10**12, 10**12 + 50),
        ):  # fmt: skip
            expected = [n for n in range(max(lo, 2), hi) if prime_factors(n) == [n]]
            assert np.frombuffer(self.kernels.primes_u64(lo, hi), np.uint64).tolist() == expected

    def test_primes_are_as_many_as_published(self) -> None:
        """The counts of OEIS A006880, in ascending order."""
        for (lo, hi), count in _COUNTS.items():
            primes = np.frombuffer(self.kernels.primes_u64(lo, hi), np.uint64)
            assert len(primes) == count
            assert (primes[1:] > primes[:-1]).all()

    def _expect_fibonacci(self, n: Any, m: Any, *, sample: int = 2**64) -> None:
        """Assert what all four kernels for terms give for p = 1 and q = -1."""
        p, q = [1 % modulus for modulus in m], [-1 % modulus for modulus in m]
        self._expect_terms(p, q, n, m, sample=sample)
        length = max(len(n), len(m))
        for kernel, companion in (
            ("fib_mod_u64", "lucasu_mod_u64"),
            ("lucas_mod_u64", "lucasv_mod_u64"),
        ):
            found = self._call(kernel, n, m, length=length)
            assert found == self._call(companion, p, q, n, m, length=length), kernel

    def _expect_terms(self, *inputs: Any, length: int = 0, sample: int = 2**64) -> None:
        """Assert what the kernels for U and V give, at a sample of the places or everywhere.

        Args:
            *inputs: p, q, n and m.
            length: how many terms, if not as many as the longest input has elements.
            sample: at how many places to look.
        """
        length = length or max(map(len, inputs))
        terms = self._call("lucasu_mod_u64", *inputs, length=length)
        companions = self._call("lucasv_mod_u64", *inputs, length=length)
        for place in (*range(0, length, -(-length // sample)), length - 1):
            row = [column[place] if len(column) > 1 else column[0] for column in inputs]
            found = terms[place], companions[place]
            assert found == lucas_residues(*row), f"p, q, n, m = {row} at {place} of {length}"

    def _call(self, name: str, *inputs: Any, length: int = 0) -> list[int]:
        """Return what a kernel writes, having seen to it that it touches nothing else."""
        arrays = [np.array(column, np.uint64) for column in inputs]
        copies = [array.copy() for array in arrays]
        for array in arrays:
            array.flags.writeable = False
        length = length or max(map(len, arrays))
        room = np.full(length + 16, _GUARD, np.uint64)
        out = room[8:-8]
        getattr(self.kernels, name)(*arrays, out)
        assert (room[:8] == _GUARD).all()
        assert (room[-8:] == _GUARD).all()
        assert all(map(np.array_equal, arrays, copies))
        result: list[int] = out.tolist()
        return result


def _recurs(k: int, m: int) -> bool:
    """Return whether F(k) and F(k + 1) are F(0) and F(1) modulo m."""
    return state(1, -1, 0, 1, k, m) == (0, 1 % m)


def _quotient(k: int, p: int) -> tuple[int, int]:
    """Return n = p - (D/p) and U_n(k, -1) / p modulo p."""
    power = pow(k * k + 4, p >> 1, p)
    n = p - (power if power < 2 else -1)
    term, _ = lucas_residues(k, -1, n, p * p)
    assert term % p == 0
    return n, term // p
