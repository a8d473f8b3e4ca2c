//! Terms of Lucas sequences that fit a machine number, as does everything on the way to them.

/// The kind of a Lucas sequence: the first or the second of p and q.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The sequence of the first kind, U.
    U,
    /// The sequence of the second kind, V.
    V,
}

/// The head of a chain: as much of it as fits machine numbers.
#[derive(Clone, Copy, Debug)]
pub struct Head {
    /// U(k), U(k+1) and q^k, for a k that is the highest bits of n.
    pub triple: [i128; 3],
    /// How many bits of n are left.
    pub left: u32,
}

/// The term at n, if it fits an `i128` with everything on the way to it, as p and q may.
pub fn short_term(kind: Kind, pq: [Option<i128>; 2], n: u64) -> Option<i128> {
    if n == 0 {
        return Some(if kind == Kind::U { 0 } else { 2 });
    }
    let pq = [pq[0]?, pq[1]?];
    head(pq, n).term(kind, pq)
}

/// The terms U(n) and V(n), if they fit an `i128` with everything on the way to them, as p and q may.
pub fn short_terms(pq: [Option<i128>; 2], n: u64) -> Option<[i128; 2]> {
    let pq = [pq[0]?, pq[1]?];
    let head = head(pq, n);
    Some([head.term(Kind::U, pq)?, head.term(Kind::V, pq)?])
}

/// The longest head of the chain to n.
pub fn head(pq: [i128; 2], n: u64) -> Head {
    let Head {
        mut triple,
        mut left,
    } = Head::none(n);
    while left > 0
        && let Some(next) = double(pq, triple, (n >> (left - 1)) % 2 == 1)
    {
        (triple, left) = (next, left - 1);
    }
    Head { triple, left }
}

impl Head {
    /// The head of the chain to n in which no bit is taken yet.
    pub fn none(n: u64) -> Self {
        Self {
            triple: [0, 1, 1],
            left: u64::BITS - n.leading_zeros(),
        }
    }

    /// The term that the chain leads to, if there is nothing left of it and an `i128` holds the term.
    pub fn term(self, kind: Kind, [p, _]: [i128; 2]) -> Option<i128> {
        let [a, b, _] = self.triple;
        match (self.left, kind) {
            (1.., _) => None,
            (0, Kind::U) => Some(a),
            (0, Kind::V) => difference([2, b], [p, a]),
        }
    }
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
