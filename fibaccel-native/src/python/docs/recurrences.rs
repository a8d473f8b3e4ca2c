//! Docstrings of linear recurrences.

use std::ffi::CStr;

pub(in crate::python) const LINREC: &CStr = c"linrec(coefficients, start, n, /)
--

Return w(n), for w(i+k) = c1 w(i+k-1) + ... + ck w(i) and any k, exactly.

The k coefficients, c1 first, and the start values w(0) to w(k-1) are iterables
of integers. n may be negative where ck is 1 or -1. Anything that has __index__
is accepted.

Cost: about a product of numbers of half the result's length, and before it some
k^2 products of a quarter. Long work releases the GIL and can be interrupted.

Raises:
    TypeError: an argument, or what it consists of, is not an integer.
    ValueError: there are no coefficients, or not as many as start values; n is
        negative, and ck is neither 1 nor -1.
    MemoryError: the term may not fit in memory; nothing was allocated.

Source: halving of n in a quotient of polynomials; docs/algorithms.md.

>>> from fibaccel import linrec
>>> [linrec([1, 1, 1], [0, 0, 1], n) for n in range(10)]  # tribonacci
[0, 0, 1, 1, 2, 4, 7, 13, 24, 44]
>>> [linrec([0, 1, 1], [3, 0, 2], n) for n in range(-3, 8)]  # Perrin
[2, 1, -1, 3, 0, 2, 3, 2, 5, 5, 7]
";

pub(in crate::python) const LINREC_MOD: &CStr = c"linrec_mod(coefficients, start, n, m, /)
--

Return w(n) modulo m, for w(i+k) = c1 w(i+k-1) + ... + ck w(i) and any k.

The arguments are those of linrec, and m >= 1, even or odd; n and m may have any
size. The result is at least 0 and below m.

Cost: k^2 products modulo m for each bit of n; for a high order two products of
polynomials, by long integers. Long work releases the GIL and can be interrupted.

Raises:
    TypeError: an argument, or what it consists of, is not an integer.
    ValueError: there are no coefficients, or not as many as start values; n is
        negative, and ck is neither 1 nor -1; m is less than 1.
    MemoryError: numbers modulo m would not fit in memory; nothing was allocated.

Source: halving of n in a quotient of polynomials; docs/algorithms.md.

>>> from fibaccel import linrec_mod
>>> linrec_mod([1, 1, 1], [0, 0, 1], 10**18, 10**9 + 7)  # tribonacci
913728402
";
