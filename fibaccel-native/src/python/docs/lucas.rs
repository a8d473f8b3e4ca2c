//! Docstrings of Lucas sequences.

use std::ffi::CStr;

pub(in crate::python) const LUCASU: &CStr = c"lucasu(p, q, n, /)
--

Return U_n(p, q), a term of the Lucas sequence of the first kind, exactly.

U_0 = 0, U_1 = 1, U_k = p * U_{k-1} - q * U_{k-2}, for any integers p and q and
n >= 0; for any n where q is 1 or -1. Anything that has __index__ is accepted.

Cost: a few products for each bit of n, the last ones of numbers half as long as
the result. Long work releases the GIL and can be interrupted.

Raises:
    TypeError: an argument is not an integer.
    ValueError: n is negative, and q is neither 1 nor -1.
    MemoryError: the term would not fit in memory; nothing was allocated.

Source: doubling; docs/modular.md has the identities.

>>> from fibaccel import lucasu
>>> [lucasu(2, -1, n) for n in range(8)]
[0, 1, 2, 5, 12, 29, 70, 169]
>>> lucasu(3, 2, 64) == 2**64 - 1
True
";

pub(in crate::python) const LUCASV: &CStr = c"lucasv(p, q, n, /)
--

Return V_n(p, q), a term of the Lucas sequence of the second kind, exactly.

V_0 = 2, V_1 = p, V_k = p * V_{k-1} - q * V_{k-2}, for any integers p and q and
n >= 0; for any n where q is 1 or -1. Anything that has __index__ is accepted.

Cost: that of lucasu.

Raises:
    TypeError: an argument is not an integer.
    ValueError: n is negative, and q is neither 1 nor -1.
    MemoryError: the term would not fit in memory; nothing was allocated.

Source: doubling; docs/modular.md has the identities.

>>> from fibaccel import lucasv
>>> [lucasv(2, -1, n) for n in range(8)]
[2, 2, 6, 14, 34, 82, 198, 478]
>>> lucasv(3, 2, 64) == 2**64 + 1
True
";

pub(in crate::python) const LUCASUV: &CStr = c"lucasuv(p, q, n, /)
--

Return (U_n(p, q), V_n(p, q)), terms of both Lucas sequences of p and q, exactly.

n may be negative where q is 1 or -1. Anything that has __index__ is accepted.

Cost: that of lucasu, and a square half as long as the result.

Raises:
    TypeError: an argument is not an integer.
    ValueError: n is negative, and q is neither 1 nor -1.
    MemoryError: the terms would not fit in memory; nothing was allocated.

Source: doubling; docs/modular.md has the identities.

>>> from fibaccel import lucasuv
>>> lucasuv(2, -1, 7)
(169, 478)
>>> lucasuv(3, 1, -2)
(-3, 7)
";
