//! Docstrings of numerals.

use std::ffi::CStr;

pub(in crate::python) const IS_FIB: &CStr = c"is_fib(x, /)
--

Return whether x is a Fibonacci number: 0, 1, 2, 3, 5, 8, ...

x may be any integer; anything that has __index__ is accepted. A negative number is
none, though F(-n) can be one.

Cost: the leading bits of x tell the only F(k) that it can be, and its lowest 64
whether it is likely; only then F(k) is looked up or computed.

Raises:
    TypeError: x is not an integer.
    MemoryError: numbers of that size would not fit in memory; nothing was allocated.

Source: docs/numeration.md.

>>> from fibaccel import is_fib
>>> is_fib(354224848179261915075), is_fib(354224848179261915076)
(True, False)
";

pub(in crate::python) const FIB_INDEX: &CStr = c"fib_index(x, /)
--

Return the largest k with F(k) <= x, for x >= 0.

It is 0 for 0, and 2 for 1 = F(1) = F(2). Anything that has __index__ is accepted.

Cost: that of a logarithm of the leading bits; F(k) is looked up or computed only if
x is so near to it that these do not tell.

Raises:
    TypeError: x is not an integer.
    ValueError: x is negative.
    MemoryError: numbers of that size would not fit in memory; nothing was allocated.

Source: docs/numeration.md.

>>> from fibaccel import fib_index
>>> fib_index(1), fib_index(54), fib_index(55)
(2, 9, 10)
";

pub(in crate::python) const IS_LUCAS: &CStr = c"is_lucas(x, /)
--

Return whether x is a Lucas number: 2, 1, 3, 4, 7, 11, ...

x may be any integer; anything that has __index__ is accepted. 0 is none, and a negative
number is none, though L(-n) can be one.

Cost: that of is_fib.

Raises:
    TypeError: x is not an integer.
    MemoryError: numbers of that size would not fit in memory; nothing was allocated.

Source: docs/numeration.md.

>>> from fibaccel import is_lucas
>>> is_lucas(792070839848372253127), is_lucas(792070839848372253128)
(True, False)
";

pub(in crate::python) const LUCAS_INDEX: &CStr = c"lucas_index(x, /)
--

Return the largest k with L(k) <= x, for x >= 1.

It is 1 for 1 = L(1), and for 2 as well, though 2 is L(0). Anything that has __index__
is accepted.

Cost: that of fib_index.

Raises:
    TypeError: x is not an integer.
    ValueError: x is less than 1.
    MemoryError: numbers of that size would not fit in memory; nothing was allocated.

Source: docs/numeration.md.

>>> from fibaccel import lucas_index
>>> lucas_index(1), lucas_index(122), lucas_index(123)
(1, 9, 10)
";

pub(in crate::python) const ZECKENDORF: &CStr = c"zeckendorf(x, /)
--

Return the indices of the Fibonacci numbers that x is the sum of, as a list.

It is the only list, the largest index first, of indices of 2 or more of which no two
are neighbours; empty for 0. Anything that has __index__ is accepted.

Cost: a subtraction for each index below the largest, up to 30,000 bits: 5 us for 700.
Larger numbers are taken apart by halves, by the Python backend.

Raises:
    TypeError: x is not an integer.
    ValueError: x is negative.
    MemoryError: so many indices would not fit in memory; nothing was allocated.

Source: docs/numeration.md.

>>> from fibaccel import zeckendorf
>>> zeckendorf(100)  # 89 + 8 + 3
[11, 6, 4]
";

pub(in crate::python) const FROM_ZECKENDORF: &CStr = c"from_zeckendorf(indices, /)
--

Return the sum of the Fibonacci numbers with these indices.

indices may be any iterable of integers, 2 or more each, decreasing, no two of them
neighbours: what zeckendorf returns.

Cost: a few nanoseconds for each index, and four products with a word for each 90
places between the indices, up to an index of 500,000; beyond, the Python backend
adds by halves.

Raises:
    TypeError: an index is not an integer.
    ValueError: an index is less than 2, or not at least 2 less than the one before it.
    MemoryError: the sum would not fit in memory; nothing was allocated.

Source: docs/numeration.md.

>>> from fibaccel import from_zeckendorf
>>> from_zeckendorf([11, 6, 4])
100
";
