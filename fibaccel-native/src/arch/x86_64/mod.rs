//! Tiers of x86-64.

pub mod avx2;
mod avx2_decimal;
mod avx2_digits;
mod avx2_doubles;
mod avx2_limbs;
mod avx2_words;
pub mod avx512;
mod avx512_decimal;
mod avx512_digits;
mod avx512_doubles;
mod avx512_limbs;
mod avx512_words;
