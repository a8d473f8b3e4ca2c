//! Rows of products: a number times two limbs, added to a sum. Products in quadratic time consist of them.

#[cfg(all(target_arch = "x86_64", target_pointer_width = "64"))]
use super::x86_64::adx::Adx;

/// Whether rows that are not short are made by the instructions of ADX.
#[inline(always)]
pub fn are_by_adx() -> bool {
    #[cfg(all(target_arch = "x86_64", target_pointer_width = "64"))]
    return Adx::detect().is_some();
    #[cfg(not(all(target_arch = "x86_64", target_pointer_width = "64")))]
    return false;
}

/// Adds x y to `sum` modulo 2^(64 |x|), for the `window` y0 + y1 2^64 of words that come from below. Returns
/// the two words that go above.
#[inline(always)]
pub fn add_two_rows(sum: &mut [u64], x: &[u64], y: [u64; 2], window: [u64; 2]) -> [u64; 2] {
    #[cfg(all(target_arch = "x86_64", target_pointer_width = "64"))]
    if x.len() >= Adx::LEAST_LIMBS
        && let Some(adx) = Adx::detect()
    {
        return adx.add_two_rows(sum, x, y, window);
    }
    add_two_rows_portably(sum, x, y, window)
}

/// Adds x y to `sum`, as [`add_two_rows`] does, with no instruction that a processor may lack.
///
/// Two rows at once halve the loads and stores, and give the processor two chains of carries to follow.
/// Measured on Zen 4, 8 to 64 limbs: 3/4 of the time of row by row; three, four and six rows at once are no
/// faster.
#[inline(always)]
pub fn add_two_rows_portably(
    sum: &mut [u64],
    x: &[u64],
    y: [u64; 2],
    mut window: [u64; 2],
) -> [u64; 2] {
    for (sum, &x) in sum.iter_mut().zip(x) {
        let carry;
        (*sum, carry) = x.carrying_mul_add(y[0], window[0], *sum);
        window = x.carrying_mul_add(y[1], window[1], carry).into();
    }
    window
}
