//! Docstrings of exact terms and of digits.

use std::ffi::CStr;

pub(in crate::python) const FIB: &CStr = c"fib(n, /)
--

Return the Fibonacci number F(n), exactly.

n may be any integer: F(0) = 0, F(1) = 1, and F(-n) = (-1)**(n + 1) * F(n).
Anything that has __index__ is accepted.

Cost: below n = 1024 the result is looked up. Above, the time is that of a few
multiplications of numbers half as long as the result, which has 0.694 * n bits.
Long work releases the GIL and can be interrupted.

Raises:
    TypeError: n is not an integer.
    MemoryError: F(n) would not fit in memory; nothing was allocated.

Source: doubling, with the identities of the GMP manual, \"Fibonacci Numbers\".

>>> from fibaccel import fib
>>> fib(100)
354224848179261915075
>>> fib(-8)
-21
";

pub(in crate::python) const FIB2: &CStr = c"fib2(n, /)
--

Return the pair of Fibonacci numbers (F(n), F(n-1)), exactly.

n may be any integer; anything that has __index__ is accepted. The next pair is
one addition away: F(n+1) = F(n) + F(n-1).

Cost: below n = 1024 the results are looked up. Above, about that of fib(n), plus
one squaring, as two numbers are made.

Raises:
    TypeError: n is not an integer.
    MemoryError: the pair would not fit in memory; nothing was allocated.

Source: doubling, with the identities of the GMP manual, \"Fibonacci Numbers\".

>>> from fibaccel import fib2
>>> fib2(10)
(55, 34)
>>> fib2(0)
(0, 1)
";

pub(in crate::python) const LUCAS: &CStr = c"lucas(n, /)
--

Return the Lucas number L(n), exactly.

n may be any integer: L(0) = 2, L(1) = 1, and L(-n) = (-1)**n * L(n).
Anything that has __index__ is accepted.

Cost: below n = 1024 the result is looked up. Above, no more than that of fib(n);
less if n is even, for then L(n/2) is all that is needed.

Raises:
    TypeError: n is not an integer.
    MemoryError: L(n) would not fit in memory; nothing was allocated.

Source: doubling, with the identities of the GMP manual, \"Lucas Numbers\".

>>> from fibaccel import lucas
>>> lucas(100)
792070839848372253127
>>> lucas(-7)
-29
";

pub(in crate::python) const LUCAS2: &CStr = c"lucas2(n, /)
--

Return the pair of Lucas numbers (L(n), L(n-1)), exactly.

n may be any integer; anything that has __index__ is accepted. The next pair is
one addition away: L(n+1) = L(n) + L(n-1).

Cost: that of fib2(n) and two additions: L(n) = F(n) + 2*F(n-1).

Raises:
    TypeError: n is not an integer.
    MemoryError: the pair would not fit in memory; nothing was allocated.

Source: doubling, with the identities of the GMP manual, \"Lucas Numbers\".

>>> from fibaccel import lucas2
>>> lucas2(10)
(123, 76)
>>> lucas2(0)
(2, -1)
";

pub(in crate::python) const FIB_STR: &CStr = c"fib_str(n, /)
--

Return the decimal digits of F(n), for any integer n.

A negative result begins with '-'. There are about 0.209 * abs(n) digits; the
interpreter's limit of 4,300 digits does not apply. Anything that has __index__
is accepted.

Cost: below n = 1024 the digits are looked up. Above, they are computed in decimal
from the start, without a conversion: 1.5 to 2 times the time of fib(n) from
n = 10**5 on. Long work releases the GIL and can be
interrupted.

Raises:
    TypeError: n is not an integer.
    MemoryError: the digits would not fit in memory; nothing was allocated.

Source: doubling, with the identities of the GMP manual, \"Fibonacci Numbers\".

>>> from fibaccel import fib_str
>>> fib_str(100)
'354224848179261915075'
>>> len(fib_str(1_000_000))
208988
";

pub(in crate::python) const LUCAS_STR: &CStr = c"lucas_str(n, /)
--

Return the decimal digits of L(n), for any integer n.

A negative result begins with '-'. There are about 0.209 * abs(n) digits; the
interpreter's limit of 4,300 digits does not apply. Anything that has __index__
is accepted.

Cost: no more than that of fib_str(n).

Raises:
    TypeError: n is not an integer.
    MemoryError: the digits would not fit in memory; nothing was allocated.

Source: doubling, with the identities of the GMP manual, \"Lucas Numbers\".

>>> from fibaccel import lucas_str
>>> lucas_str(100)
'792070839848372253127'
";

pub(in crate::python) const INT_STR: &CStr = c"int_str(x, /)
--

Return the decimal digits of any int, as str(x) does, but fast and without a limit.

The interpreter's limit of 4,300 digits does not apply, and stays as it is.
Anything that has __index__ is accepted.

Cost: O(n (log n)**2) for n digits. Long work releases the GIL and can be interrupted.

Raises:
    TypeError: x is not an integer.
    MemoryError: the digits would not fit in memory; nothing was allocated.

Source: halves, joined by products in decimal; D. E. Knuth, The Art of Computer
Programming, volume 2, section 4.4.

>>> from fibaccel import int_str
>>> int_str(2**100)
'1267650600228229401496703205376'
>>> len(int_str(2**1_000_000))
301030
";

pub(in crate::python) const INT_FROM_STR: &CStr = c"int_from_str(text, /)
--

Return the integer that text writes in decimal, as int(text) does, but fast and without a limit.

text is a str or ASCII bytes: the digits 0 to 9, with a - or + before them and single
underscores between them. Nothing else is taken: no white space, and no digits of other
scripts. The interpreter's limit of 4,300 digits does not apply, and stays as it is.

Cost: O(n (log n)**2) for n digits. Long work releases the GIL and can be interrupted.

Raises:
    TypeError: text is neither a str nor bytes.
    ValueError: it is not such a numeral.
    MemoryError: the number would not fit in memory; it was not computed.

Source: halves, joined by products in binary; D. E. Knuth, The Art of Computer
Programming, volume 2, section 4.4.

>>> from fibaccel import int_from_str
>>> int_from_str('-1_267_650_600_228_229_401_496_703_205_376') == -(2**100)
True
>>> int_from_str(b'9' * 1_000_000) == 10**1_000_000 - 1
True
";
