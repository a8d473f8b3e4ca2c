//! Arithmetic on decimal numbers as slices of *decimal limbs*, of six decimal digits, least significant
//! first: what [`crate::limbs`] is for limbs of 64 bits. Linear time, no allocation, no interrupts.

/// The base of decimal limbs: 10^6.
pub const BASE: u64 = 1_000_000;

/// The largest limb.
pub const NINES: u32 = BASE as u32 - 1;

/// Adds `x`, which is not longer, to `sum`. Returns the carry out of `sum`.
pub fn add(sum: &mut [u32], x: &[u32]) -> bool {
    let (low, high) = sum.split_at_mut(x.len());
    let mut carry = false;
    for (sum, &x) in low.iter_mut().zip(x) {
        (*sum, carry) = reduced(*sum + x + u32::from(carry));
    }
    for limb in high {
        if !carry {
            return false;
        }
        (*limb, carry) = reduced(*limb + 1);
    }
    carry
}

/// Reduces a sum below two bases to a limb, and whether it carries.
fn reduced(sum: u32) -> (u32, bool) {
    let carry = sum > NINES;
    (sum - if carry { BASE as u32 } else { 0 }, carry)
}

/// Multiplies `x` by w, at most 2^44. Returns what is carried out.
pub fn scale_in_place(x: &mut [u32], w: u64) -> u64 {
    const { assert!(u64::MAX / BASE >= 1 << 44) };
    assert!(w <= 1 << 44, "overflow");
    let mut carry = 0;
    for limb in x {
        // The carry is below w, so this is below w 10^6.
        let total = u64::from(*limb) * w + carry;
        (*limb, carry) = ((total % BASE) as u32, total / BASE);
    }
    carry
}

/// The bound of carries in [`combine`], of either sign: so are the sums over 10^6, for
/// 2^8 (10^6 - 1) twice and that carry are 2^9 10^6.
const MOST: u32 = 1 << 9;

/// Combines numbers, `out` = p x + q y + r, for |p|, |q|, |r| at most 2^8. Operands shorter than `out` count
/// as continued with zeros; longer ones are not allowed.
///
/// # Panics
///
/// If the result is negative or does not fit.
pub fn combine(out: &mut [u32], [(p, x), (q, y)]: [(i64, &[u32]); 2], r: i64) {
    const BASE: u32 = self::BASE as u32;
    const { assert!(2 * MOST < u32::MAX / BASE) };
    assert!(x.len().max(y.len()) <= out.len(), "overflow");
    let (p, q) = (p as u32, q as u32);
    let both = x.len().min(y.len());
    // Sums and carries are lifted above zero, and right modulo 2^32 before that.
    let mut carry = MOST.wrapping_add(r as u32);
    let mut next = |x: u32, y: u32| {
        let sum = p.wrapping_mul(x).wrapping_add(q.wrapping_mul(y));
        let sum = sum.wrapping_add(MOST * BASE - MOST).wrapping_add(carry);
        carry = sum / BASE;
        sum % BASE
    };
    let (low, high) = out.split_at_mut(both);
    for ((out, &x), &y) in low.iter_mut().zip(x).zip(y) {
        *out = next(x, y);
    }
    for (i, out) in (both..).zip(high) {
        let limb = |from: &[u32]| from.get(i).map_or(0, |&limb| limb);
        *out = next(limb(x), limb(y));
    }
    assert!(carry == MOST, "overflow");
}

/// Adds a small r of any sign to `x`.
///
/// # Panics
///
/// If the result is negative or does not fit.
pub fn adjust(x: &mut [u32], r: i64) {
    let base = BASE as i64;
    let mut carry = r;
    for limb in x {
        if carry == 0 {
            return;
        }
        let sum = i64::from(*limb) + carry;
        (*limb, carry) = (sum.rem_euclid(base) as u32, sum.div_euclid(base));
    }
    assert!(carry == 0, "overflow");
}
