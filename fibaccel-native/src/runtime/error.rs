//! The errors of long work.

use super::interrupt::Interrupted;
use std::fmt;

/// The reason why there is no result. What had been done is dropped; the next computation is not affected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Error {
    /// The interrupt said to stop.
    Interrupted,
    /// The system refused the memory, all of which is asked for before the work begins.
    Memory,
    /// The result failed its check: the hardware or this crate is faulty.
    Corrupted,
}

impl From<Interrupted> for Error {
    fn from(Interrupted: Interrupted) -> Self {
        Self::Interrupted
    }
}

impl fmt::Display for Error {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Interrupted => "interrupted",
            Self::Memory => "not enough memory",
            Self::Corrupted => {
                "the result failed its check modulo two primes: a fault of the hardware or a bug"
            }
        })
    }
}

impl std::error::Error for Error {}

/// The values, or the last error.
pub fn all<T, E, const K: usize>(values: [Result<T, E>; K]) -> Result<[T; K], E> {
    let mut error = None;
    let values = values.map(|value| value.map_err(|e| error = Some(e)).ok());
    match error {
        Some(error) => Err(error),
        None => Ok(values.map(|value| value.expect("no error"))),
    }
}
