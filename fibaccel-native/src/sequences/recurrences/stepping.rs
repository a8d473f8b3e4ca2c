//! Terms one after another in machine numbers, as long as they fit.

/// The highest order of recurrences that are stepped along.
pub const MOST_ORDER: usize = 32;

/// The most products on the way, beyond which halving is faster.
const MOST_PRODUCTS: u64 = 4096;

/// The term at n, if it and all before it are short. As many coefficients as start values, up to [`MOST_ORDER`].
pub fn short_term(coefficients: &[i128], start: &[i128], n: u64) -> Option<i128> {
    let order = start.len();
    if let Some(term) = usize::try_from(n).ok().and_then(|n| start.get(n)) {
        return Some(*term);
    }
    let steps = n - order as u64 + 1;
    if steps.checked_mul(order as u64)? > MOST_PRODUCTS {
        return None;
    }
    // The terms before the next, the nearest first.
    let mut before = [0; MOST_ORDER];
    let before = &mut before[..order];
    for (x, term) in before.iter_mut().rev().zip(start) {
        *x = *term;
    }
    let sizes = coefficients.iter().map(|c| c.unsigned_abs());
    // No sum of products overflows up to there.
    let most = i128::MAX as u128 / sizes.fold(1, u128::saturating_add);
    let mut fits = start.iter().all(|x| x.unsigned_abs() <= most);
    for _ in 0..steps {
        if !fits {
            return None;
        }
        let terms = before.iter().zip(coefficients);
        let next = terms.fold(0_i128, |sum, (x, c)| sum.wrapping_add(x.wrapping_mul(*c)));
        before.copy_within(..order - 1, 1);
        before[0] = next;
        fits = next.unsigned_abs() <= most;
    }
    Some(before[0])
}
