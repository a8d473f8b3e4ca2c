//! Docstrings of periods modulo m.

use std::ffi::CStr;

pub(in crate::python) const PISANO_PERIOD: &CStr = c"pisano_period(m, /, *, factors=None)
--

Return the Pisano period of m >= 1: the least k >= 1 with F(i + k) = F(i) modulo m.

The period is at most 6 * m. Anything that has __index__ is accepted. If the primes
of m are known, factors maps them to their exponents; primes with the exponent 0
divide p - 1 or p + 1 for a prime p of m, which are factored too.

Cost: that of factoring m, and p - 1 or p + 1 for its prime factors p: microseconds
for a random m of 50 bits; for products of two primes of equal length 6 ms at 100
bits, 0.06 to 0.2 s at 128. A larger m is left to the Python backend, and there is no
bound: with a second largest prime factor of 30 bits it takes 20 ms, of 40 bits half
a second, of 64 bits a quarter of an hour. Long work releases the GIL and can be
interrupted.

Raises:
    TypeError: m is not an integer, or factors is no mapping of integers.
    ValueError: m is less than 1; or factors has a number that is not prime, or
        another product.
    MemoryError: numbers modulo m would not fit in memory; nothing was allocated.

Source: D. D. Wall, Fibonacci Series Modulo m.

>>> from fibaccel import pisano_period
>>> [pisano_period(m) for m in range(1, 11)]
[1, 3, 8, 6, 20, 24, 16, 12, 24, 60]
>>> pisano_period(10**15)
1500000000000000
";

pub(in crate::python) const RANK_OF_APPARITION: &CStr = c"rank_of_apparition(m, /, *, factors=None)
--

Return the rank of apparition of m >= 1: the least k >= 1 such that m divides F(k).

The rank is at most 2 * m. m divides F(n) if and only if the rank divides n.
Anything that has __index__ is accepted. factors is as for pisano_period.

Cost: that of pisano_period.

Raises:
    TypeError: m is not an integer, or factors is no mapping of integers.
    ValueError: m is less than 1; or factors has a number that is not prime, or
        another product.
    MemoryError: numbers modulo m would not fit in memory; nothing was allocated.

Source: D. D. Wall, Fibonacci Series Modulo m.

>>> from fibaccel import rank_of_apparition
>>> [rank_of_apparition(m) for m in range(1, 11)]
[1, 3, 4, 6, 5, 12, 8, 6, 12, 15]
";

pub(in crate::python) const SEQUENCE_PERIOD: &CStr =
    c"sequence_period(p, q, w0, w1, m, /, *, factors=None)
--

Return (preperiod, period) modulo m of w_0, w_1, w_{k+2} = p * w_{k+1} - q * w_k.

The preperiod is how many terms come before those that recur; it is 0 if q and m
have no common divisor. p, q, w0 and w1 may be any integers, and m >= 1. Anything
that has __index__ is accepted. factors is as for pisano_period.

Cost: that of factoring m, and p - 1 and p + 1 for its prime factors p; see
pisano_period.

Raises:
    TypeError: an argument is not an integer, or factors is no mapping of integers.
    ValueError: m is less than 1; or factors has a number that is not prime, or
        another product.
    MemoryError: numbers modulo m would not fit in memory; nothing was allocated.

Source: M. Ward, The Arithmetical Theory of Linear Recurring Series.

>>> from fibaccel import sequence_period
>>> sequence_period(1, -1, 0, 1, 10)
(0, 60)
>>> sequence_period(2, 0, 1, 1, 96)  # 1, 1, 2, 4, 8, 16, 32, 64, 32 ...
(6, 2)
";
