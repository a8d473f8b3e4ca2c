//! The tiers of x86-64.

/// Calls one intrinsic. A macro so that the argument for safety stands once.
macro_rules! simd {
    ($call:expr) => {
        // SAFETY: only reached from a method of a tier, and the only constructor of that is `detect`, so the
        // processor has the instruction; it touches no memory but rows and arrays that are borrowed.
        unsafe { $call }
    };
}

/// Defines methods that are a call of one intrinsic each.
macro_rules! intrinsics {
    ($($name:ident($($argument:ident: $type:ty),+) -> $result:ty = $call:expr;)+) => {
        $(
            #[inline(always)]
            fn $name(self, $($argument: $type),+) -> $result {
                simd!($call)
            }
        )+
    };
}

pub mod avx2;
pub mod avx512;
