"""The array functions: their names, signatures and documentation."""

from __future__ import annotations

from typing import Any

from fibaccel.arrays.functions import Modular, Periods, Recurrence, Terms
from fibaccel.arrays.ufunc import Ufunc
from fibaccel.plugin import index, recurrence

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from fibaccel.arrays.functions import Function


def _ufunc(function: Function) -> Callable[[Callable[..., Any]], Ufunc]:
    """Return what makes a ufunc of the signature and the docstring below it."""
    return lambda documented: Ufunc(function, documented)


@_ufunc(Modular("n", "m"))
def fib_mod(n: Any, m: Any, /) -> Any:
    """Return F(n) modulo m, element by element.

    Args:
        n: integers of any sign; F(-n) = (-1)^(n+1) F(n).
        m: the moduli, at least 1, even or odd.

    Returns:
        Numbers in [0, m), of m's type; of int64 if m is a Python int, or uint64 if it needs that.

    Raises:
        TypeError: something is not an array of integers.
        ValueError: an m is negative; the text names the first with its index.
        OverflowError: a type that was asked for does not hold all residues modulo m.
        FloatingPointError: an m is 0, under ``numpy.errstate(divide="raise")``. Otherwise there
            is a RuntimeWarning, and the result is 0.

    Cost: two products modulo m for each bit of n; for one m and many n a table is made, and then
    it is four products for every 4 to 11 bits.

    >>> fib_mod([[10], [-10]], [10, 7, 1000])
    array([[  5,   6,  55],
           [  5,   1, 945]])
    """


@_ufunc(Modular("n", "m", odd_when_negative=True))
def lucas_mod(n: Any, m: Any, /) -> Any:
    """Return L(n) modulo m, element by element.

    Args:
        n: integers of any sign; L(-n) = (-1)^n L(n).
        m: the moduli, at least 1, even or odd.

    Returns:
        Numbers in [0, m), of m's type, as fib_mod.

    Raises:
        TypeError, ValueError, OverflowError, FloatingPointError: as fib_mod.

    Cost: that of fib_mod.

    >>> lucas_mod([0, 1, 2, 3, -3], 10)
    array([2, 1, 3, 4, 6])
    """


@_ufunc(Modular("p", "q", "n", "m"))
def lucasu_mod(p: Any, q: Any, n: Any, m: Any, /) -> Any:
    """Return U_n(p, q) modulo m, element by element.

    Args:
        p: integers of any sign.
        q: integers of any sign; U_k(p, q) = p U_{k-1} - q U_{k-2}.
        n: indices, at least 0.
        m: the moduli, at least 1, even or odd.

    Returns:
        Numbers in [0, m), of m's type, as fib_mod.

    Raises:
        TypeError, OverflowError, FloatingPointError: as fib_mod.
        ValueError: an n or m is negative; the text names the first with its index.

    Cost: five products modulo m for each bit of n; for one p, q and m as fib_mod.

    >>> lucasu_mod(2, -1, range(8), 100)
    array([ 0,  1,  2,  5, 12, 29, 70, 69])
    """


@_ufunc(Modular("p", "q", "n", "m"))
def lucasv_mod(p: Any, q: Any, n: Any, m: Any, /) -> Any:
    """Return V_n(p, q) modulo m, element by element.

    Args:
        p: integers of any sign.
        q: integers of any sign; V_k(p, q) = p V_{k-1} - q V_{k-2}.
        n: indices, at least 0.
        m: the moduli, at least 1, even or odd.

    Returns:
        Numbers in [0, m), of m's type, as fib_mod.

    Raises:
        TypeError, OverflowError, FloatingPointError: as fib_mod.
        ValueError: an n or m is negative; the text names the first with its index.

    Cost: that of lucasu_mod.

    >>> lucasv_mod(2, -1, range(8), 100)
    array([ 2,  2,  6, 14, 34, 82, 98, 78])
    """


def linrec_mod(coefficients: Any, start: Any, n: Any, m: Any, /, **options: Any) -> Any:
    """Return w(n) modulo m for each n, where w(i+k) = c1 w(i+k-1) + ... + ck w(i).

    Args:
        coefficients: c1 to ck, at least one: integers of any size.
        start: w(0) to w(k-1).
        n: integers; negative ones only where ck is 1 or -1.
        m: the modulus, one integer for all n, at least 1 and below 2^64.
        **options: ``out``, ``where``, ``dtype`` and what else universal functions take.

    Returns:
        Numbers in [0, m), of int64, or uint64 if m needs that.

    Raises:
        TypeError: n is not an array of integers, or something else not an integer.
        ValueError: there are no coefficients, or not as many as start values; an n is negative, and
            ck is neither 1 nor -1; m is less than 1.
        OverflowError: m does not fit into 64 bits; a type that was asked for does not hold all
            residues modulo m.

    Cost: k^2 products modulo m for each bit of n.

    >>> linrec_mod([1, 1, 1], [0, 0, 1], [10, 20, 10**18, -5], 1000)
    array([ 81, 890, 384, 997])
    """
    rule, first = recurrence(coefficients, start)
    modulus = index(m, "m", least=1)
    if modulus.bit_length() > 64:
        raise OverflowError(f"m must fit into 64 bits, and has {modulus.bit_length()}")
    return RecurrenceUfunc(rule, first, modulus)(n, **options)


class RecurrenceUfunc(Ufunc):
    """What `linrec_mod` applies to n, with the other arguments in it, as Dask hands it around."""

    def __init__(self, rule: list[int], first: list[int], m: int) -> None:
        """Take the arguments but n."""
        super().__init__(Recurrence(rule, first, m), linrec_mod)
        self._arguments = rule, first, m

    def __reduce__(self) -> tuple[Any, ...]:
        return RecurrenceUfunc, self._arguments

    def __dask_tokenize__(self) -> tuple[Any, ...]:
        """Return what Dask names its results by."""
        return *super().__dask_tokenize__(), *self._arguments


@_ufunc(Terms("F", 0, 1))
def fib(n: Any, /) -> Any:
    """Return F(n), element by element, never a number that wrapped.

    Args:
        n: integers of any sign.

    Returns:
        int64 for signed n, uint64 for unsigned n, unless dtype= or out= say otherwise.

    Raises:
        TypeError: n is not an array of integers.
        OverflowError: a number does not fit; the text names the first such n with its index.
            F(92) is the last that fits int64, F(93) the last that fits uint64.

    Cost: a lookup.

    >>> fib([10, -8, 92])
    array([                 55,                 -21, 7540113804746346429])
    >>> fib([10, 93])
    Traceback (most recent call last):
    OverflowError: F(n) does not fit int64 for n = 93 at index 1
    """


@_ufunc(Terms("L", 2, 1))
def lucas(n: Any, /) -> Any:
    """Return L(n), element by element, never a number that wrapped.

    Args:
        n: integers of any sign.

    Returns:
        int64 for signed n, uint64 for unsigned n, unless dtype= or out= say otherwise.

    Raises:
        TypeError: n is not an array of integers.
        OverflowError: a number does not fit; the text names the first such n with its index.
            L(90) is the last that fits int64, L(92) the last that fits uint64.

    Cost: a lookup.

    >>> lucas([0, 1, 2, 3, -3])
    array([ 2,  1,  3,  4, -4])
    """


@_ufunc(Periods())
def pisano_period(m: Any, /) -> Any:
    """Return the Pisano period of m, element by element.

    Args:
        m: the moduli, at least 1.

    Returns:
        int64 for signed m, uint64 for unsigned m, unless dtype= or out= say otherwise.

    Raises:
        TypeError: m is not an array of integers.
        ValueError: an m is negative.
        OverflowError: a period, which may be 6 m, does not fit. The text names the first such m
            with its index.
        FloatingPointError: an m is 0, under ``numpy.errstate(divide="raise")``. Otherwise there
            is a RuntimeWarning, and the result is 0.

    Cost: that of factoring m.

    >>> pisano_period(range(1, 11))
    array([ 1,  3,  8,  6, 20, 24, 16, 12, 24, 60])
    """


@_ufunc(Periods())
def rank_of_apparition(m: Any, /) -> Any:
    """Return the rank of apparition of m, element by element: the least k >= 1 with m | F(k).

    Args:
        m: the moduli, at least 1.

    Returns:
        int64 for signed m, uint64 for unsigned m, unless dtype= or out= say otherwise.

    Raises:
        TypeError, ValueError, OverflowError, FloatingPointError: as pisano_period.

    Cost: that of factoring m.

    >>> rank_of_apparition(range(1, 11))
    array([ 1,  3,  4,  6,  5, 12,  8,  6, 12, 15])
    """
