//! Montgomery's products of numbers of some limbs, four at a time, for the tiers that have an instruction for them.

#[cfg(target_arch = "x86_64")]
pub use super::x86_64::avx512::Avx512 as Fours;

/// The tier that has them: none here.
#[cfg(not(target_arch = "x86_64"))]
#[derive(Clone, Copy, Debug)]
pub enum Fours {}

#[cfg(not(target_arch = "x86_64"))]
impl Fours {
    /// Multiplies, as the tiers do that can.
    pub fn multiply_four<const N: usize, const D: usize>(
        self,
        _: [&[u64; N]; 4],
        _: [&[u64; N]; 4],
        _: &[u64; D],
        _: u64,
    ) -> ([[u64; N]; 4], [u64; 4]) {
        match self {}
    }
}
