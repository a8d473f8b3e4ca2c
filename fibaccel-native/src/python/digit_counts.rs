//! `fib_num_digits` and `lucas_num_digits`.

use super::arguments::index;
use super::builtins::{self, Builtin, in_python};
use super::docs;
use super::int::words::read;
use crate::sequences::digit_counts::digit_count;
use crate::sequences::fibonacci::Sequence;
use pyo3::prelude::*;
use std::ffi::CStr;

/// Declares the function for one sequence.
macro_rules! digit_counts {
    ($type:ident, $name:literal, $doc:ident, $sequence:ident) => {
        enum $type {}

        impl Builtin<1> for $type {
            const NAME: &'static CStr = $name;
            const DOC: &'static CStr = docs::$doc;

            #[inline(always)]
            fn quick<'py>([n]: [Borrowed<'_, 'py, PyAny>; 1]) -> Option<Bound<'py, PyAny>> {
                let index = u64::try_from(read(n)?.magnitude).ok()?;
                let count = digit_count(Sequence::$sequence, index)?;
                Some(count.into_pyobject(n.py()).ok()?.into_any())
            }

            fn evaluate<'py>([argument]: [&Bound<'py, PyAny>; 1]) -> PyResult<Bound<'py, PyAny>> {
                let (py, n) = (argument.py(), index(argument, "n")?);
                match Self::quick([n.as_borrowed()]) {
                    Some(count) => Ok(count),
                    None => in_python(Self::NAME, (n,), py),
                }
            }
        }
    };
}

digit_counts!(FibNumDigits, c"fib_num_digits", FIB_NUM_DIGITS, Fibonacci);
digit_counts!(LucasNumDigits, c"lucas_num_digits", LUCAS_NUM_DIGITS, Lucas);

pub(super) fn add(module: &Bound<'_, PyModule>) -> PyResult<()> {
    builtins::add::<FibNumDigits>(module)?;
    builtins::add::<LucasNumDigits>(module)
}
