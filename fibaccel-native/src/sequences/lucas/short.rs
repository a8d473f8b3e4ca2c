//! Terms of Lucas sequences that fit a machine number, as does everything on the way to them.

/// The kind of a Lucas sequence: the first or the second of p and q.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The sequence of the first kind, U.
    U,
    /// The sequence of the second kind, V.
    V,
}

/// The term at n, if it fits an `i128` with everything on the way to it, as p and q may.
pub fn short_term(kind: Kind, pq: [Option<i128>; 2], n: u64) -> Option<i128> {
    if n == 0 {
        return Some(if kind == Kind::U { 0 } else { 2 });
    }
    let [p, q] = [pq[0]?, pq[1]?];
    let ([a, b, _], left) = head([p, q], n);
    match (left, kind) {
        (1.., _) => None,
        (0, Kind::U) => Some(a),
        (0, Kind::V) => difference([2, b], [p, a]),
    }
}

/// U(k), U(k+1) and q^k for a k that is the highest bits of n, and how many bits are left.
pub fn head(pq: [i128; 2], n: u64) -> ([i128; 3], u32) {
    let (mut triple, mut left) = ([0, 1, 1], u64::BITS - n.leading_zeros());
    while left > 0
        && let Some(next) = double(pq, triple, (n >> (left - 1)) % 2 == 1)
    {
        (triple, left) = (next, left - 1);
    }
    (triple, left)
}

/// U(2k), U(2k+1) and q^(2k), or the next if `odd`, from U(k), U(k+1) and q^k.
fn double([p, q]: [i128; 2], [a, b, power]: [i128; 3], odd: bool) -> Option<[i128; 3]> {
    let middle = difference([b, b], [q, a.checked_mul(a)?])?;
    let even = a.checked_mul(difference([2, b], [p, a])?)?;
    let power = power.checked_mul(power)?;
    if !odd {
        return Some([even, middle, power]);
    }
    let next = difference([p, middle], [q, even])?;
    Some([middle, next, power.checked_mul(q)?])
}

/// The difference a b - c d, if nothing overflows.
fn difference([a, b]: [i128; 2], [c, d]: [i128; 2]) -> Option<i128> {
    a.checked_mul(b)?.checked_sub(c.checked_mul(d)?)
}
