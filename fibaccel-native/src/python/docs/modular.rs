//! Docstrings of terms modulo m.

use std::ffi::CStr;

pub(in crate::python) const FIB_MOD: &CStr = c"fib_mod(n, m, /)
--

Return F(n) modulo m, for any integer n and any m >= 1.

The result r is the one with 0 <= r < m. n and m may have any size, m may be
even or odd, and F(-n) = (-1)**(n + 1) * F(n). Anything that has __index__ is
accepted.

Cost: two products modulo m for each bit of n; F(n) itself is not computed. Long
work releases the GIL and can be interrupted.

Raises:
    TypeError: an argument is not an integer.
    ValueError: m is less than 1.
    MemoryError: numbers modulo m would not fit in memory; nothing was allocated.

Source: doubling, with the identities of the GMP manual, \"Fibonacci Numbers\" and
\"Lucas Numbers\".

>>> from fibaccel import fib_mod
>>> fib_mod(100, 1000)
75
>>> fib_mod(10**18, 10**9 + 7)
209783453
";

pub(in crate::python) const FIB2_MOD: &CStr = c"fib2_mod(n, m, /)
--

Return (F(n), F(n-1)) modulo m, for any integer n and any m >= 1.

n and m may have any size, and m may be even or odd. Anything that has __index__
is accepted.

Cost: that of fib_mod.

Raises:
    TypeError: an argument is not an integer.
    ValueError: m is less than 1.
    MemoryError: numbers modulo m would not fit in memory; nothing was allocated.

Source: doubling, with the identities of the GMP manual, \"Lucas Numbers\".

>>> from fibaccel import fib2_mod
>>> fib2_mod(100, 1000)
(75, 26)
";

pub(in crate::python) const LUCAS_MOD: &CStr = c"lucas_mod(n, m, /)
--

Return L(n) modulo m, for any integer n and any m >= 1.

The result r is the one with 0 <= r < m. n and m may have any size, m may be
even or odd, and L(-n) = (-1)**n * L(n). Anything that has __index__ is accepted.

Cost: that of fib_mod.

Raises:
    TypeError: an argument is not an integer.
    ValueError: m is less than 1.
    MemoryError: numbers modulo m would not fit in memory; nothing was allocated.

Source: doubling, with the identities of the GMP manual, \"Lucas Numbers\".

>>> from fibaccel import lucas_mod
>>> lucas_mod(100, 1000)
127
";

pub(in crate::python) const LUCAS2_MOD: &CStr = c"lucas2_mod(n, m, /)
--

Return (L(n), L(n-1)) modulo m, for any integer n and any m >= 1.

n and m may have any size, and m may be even or odd. Anything that has __index__
is accepted.

Cost: that of lucas_mod.

Raises:
    TypeError: an argument is not an integer.
    ValueError: m is less than 1.
    MemoryError: numbers modulo m would not fit in memory; nothing was allocated.

Source: doubling, with the identities of the GMP manual, \"Lucas Numbers\".

>>> from fibaccel import lucas2_mod
>>> lucas2_mod(100, 1000)
(127, 124)
";

pub(in crate::python) const LUCASU_MOD: &CStr = c"lucasu_mod(p, q, n, m, /)
--

Return U_n(p, q) modulo m, for any p and q and any m >= 1.

U_0 = 0, U_1 = 1, U_k = p * U_{k-1} - q * U_{k-2}. The result r is the one with
0 <= r < m. All arguments may have any size, and m may be even or odd; n may be
negative where q is 1 or -1. Anything that has __index__ is accepted.

Cost: about twice that of fib_mod. Long work releases the GIL and can be
interrupted.

Raises:
    TypeError: an argument is not an integer.
    ValueError: n is negative, and q is neither 1 nor -1; m is less than 1.
    MemoryError: numbers modulo m would not fit in memory; nothing was allocated.

Source: P. Ribenboim, The New Book of Prime Number Records, section 2.IV.

>>> from fibaccel import lucasu_mod
>>> lucasu_mod(2, -1, 10**18, 10**9)
700790272
";

pub(in crate::python) const LUCASV_MOD: &CStr = c"lucasv_mod(p, q, n, m, /)
--

Return V_n(p, q) modulo m, for any p and q and any m >= 1.

V_0 = 2, V_1 = p, V_k = p * V_{k-1} - q * V_{k-2}. The result r is the one with
0 <= r < m. All arguments may have any size, and m may be even or odd; n may be
negative where q is 1 or -1. Anything that has __index__ is accepted.

Cost: that of lucasu_mod.

Raises:
    TypeError: an argument is not an integer.
    ValueError: n is negative, and q is neither 1 nor -1; m is less than 1.
    MemoryError: numbers modulo m would not fit in memory; nothing was allocated.

Source: P. Ribenboim, The New Book of Prime Number Records, section 2.IV.

>>> from fibaccel import lucasv_mod
>>> lucasv_mod(2, -1, 10**18, 10**9)
638671874
";

pub(in crate::python) const LUCASUV_MOD: &CStr = c"lucasuv_mod(p, q, n, m, /)
--

Return (U_n(p, q), V_n(p, q)) modulo m, for any p and q and any m >= 1.

All arguments may have any size, and m may be even or odd; n may be negative where
q is 1 or -1. Anything that has __index__ is accepted. The power q**n that tests of
primality may ask for besides is pow(q, n, m).

Cost: that of lucasu_mod.

Raises:
    TypeError: an argument is not an integer.
    ValueError: n is negative, and q is neither 1 nor -1; m is less than 1.
    MemoryError: numbers modulo m would not fit in memory; nothing was allocated.

Source: P. Ribenboim, The New Book of Prime Number Records, section 2.IV.

>>> from fibaccel import lucasuv_mod
>>> lucasuv_mod(2, -1, 10**18, 10**9)
(700790272, 638671874)
";
