//! Docstrings of counts of digits.

use std::ffi::CStr;

pub(in crate::python) const FIB_NUM_DIGITS: &CStr = c"fib_num_digits(n, /)
--

Return how many decimal digits F(n) has. A sign does not count.

n may be any integer; anything that has __index__ is accepted.

Cost: that of a product of two words for n below 2**64. Above, and where that leaves
a doubt, the Python backend encloses a logarithm.

Raises:
    TypeError: n is not an integer.
    MemoryError: numbers of the size of n itself would not fit in memory.

Source: docs/digits.md.

>>> from fibaccel import fib_num_digits
>>> fib_num_digits(1_000_000)
208988
";

pub(in crate::python) const LUCAS_NUM_DIGITS: &CStr = c"lucas_num_digits(n, /)
--

Return how many decimal digits L(n) has. A sign does not count.

n may be any integer; anything that has __index__ is accepted.

Cost: that of fib_num_digits.

Raises:
    TypeError: n is not an integer.
    MemoryError: numbers of the size of n itself would not fit in memory.

Source: docs/digits.md.

>>> from fibaccel import lucas_num_digits
>>> lucas_num_digits(1_000_000)
208988
";
