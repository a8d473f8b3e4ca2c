//! Fibonacci and Lucas numbers by doubling.
//!
//! From the pair F(k), F(k-1) two squarings make the pair at 2k or at 2k + 1, whichever the next
//! bit of n asks for, so that the bits of n from the top down lead to n:
//!
//! ```text
//! F(2k+1) = 4 F(k)^2 - F(k-1)^2 + 2 (-1)^k
//! F(2k-1) =   F(k)^2 + F(k-1)^2
//! F(2k)   = F(2k+1) - F(2k-1)
//! ```
//!
//! The last step is as long as all those before it together, and one number needs only one product
//! there:
//!
//! ```text
//! F(2k)   = F(k) (F(k) + 2 F(k-1))
//! F(2k+1) = (2 F(k) + F(k-1)) (2 F(k) - F(k-1)) + 2 (-1)^k
//! L(2k)   = L(k)^2 - 2 (-1)^k
//! L(2k+1) = 5 F(k-1) (2 F(k) + F(k-1)) - 4 (-1)^k
//! ```
//!
//! The identities and their arrangement are those of `[gmp]`, sections "Fibonacci Numbers" and
//! "Lucas Numbers" of the chapter on algorithms. `[takahashi2000]` needs as many products with the
//! pair F(k), L(k), plus a halving at each step, so the pair F(k), F(k-1) it is.
//!
//! The functions on `u64` stay within the natural numbers; [`Sequence`] continues them to negative
//! indices, where the terms repeat up to their sign.

use crate::integer::Integer;
use crate::interrupt::{Interrupt, Interrupted};

/// The last index whose Fibonacci number fits 128 bits.
pub(crate) const LAST_START: usize = 186;

/// F(-1), F(0), ..., F([`LAST_START`]): where doubling starts, from the leading bits of n.
const STARTS: [u128; LAST_START + 2] = {
    let mut starts = [0; LAST_START + 2];
    starts[0] = 1;
    let mut i = 2;
    while i < starts.len() {
        starts[i] = starts[i - 1] + starts[i - 2];
        i += 1;
    }
    starts
};

/// The pair F(k), F(k-1) for k up to [`LAST_START`], from the table.
fn start(k: u64) -> (Integer, Integer) {
    let index = usize::try_from(k).expect("the caller checked the table's range");
    (STARTS[index + 1].into(), STARTS[index].into())
}

/// Returns F(n). One product at the last step, two squarings at each before.
pub fn fib<I: Interrupt + ?Sized>(n: u64, interrupt: &mut I) -> Result<Integer, Interrupted> {
    if n <= LAST_START as u64 {
        return Ok(start(n).0);
    }
    let k = n / 2;
    let (f, g) = fib_pair(k, interrupt)?;
    if n % 2 == 0 {
        let sum = (g << 1) + &f;
        return f.multiply(&sum, interrupt);
    }
    let twice = f << 1;
    let (sum, difference) = (twice.clone() + &g, twice - &g);
    drop(g);
    let product = sum.multiply(&difference, interrupt)?;
    Ok(alternating(product, 2, k))
}

/// Returns F(n) and F(n-1). Two squarings a step.
pub fn fib_pair<I: Interrupt + ?Sized>(
    n: u64,
    interrupt: &mut I,
) -> Result<(Integer, Integer), Interrupted> {
    let steps = (0..u64::BITS)
        .find(|&steps| n >> steps <= LAST_START as u64)
        .expect("a shift by 63 leaves 0 or 1");
    let mut pair = start(n >> steps);
    for below in (0..steps).rev() {
        pair = double(pair, n >> (below + 1), (n >> below) % 2 == 1, interrupt)?;
    }
    Ok(pair)
}

/// The pair at 2k, or at 2k + 1 if `odd`, from the pair at k, which is at least 1.
fn double<I: Interrupt + ?Sized>(
    (f, g): (Integer, Integer),
    k: u64,
    odd: bool,
    interrupt: &mut I,
) -> Result<(Integer, Integer), Interrupted> {
    let f_squared = f.square(interrupt)?;
    drop(f);
    let g_squared = g.square(interrupt)?;
    drop(g);
    let after = alternating((f_squared.clone() << 2) - &g_squared, 2, k);
    let before = f_squared + &g_squared;
    if odd {
        let at = after.clone() - &before;
        Ok((after, at))
    } else {
        Ok((after - &before, before))
    }
}

/// Returns L(n). One squaring at the last step if n is even, otherwise one product.
pub fn lucas<I: Interrupt + ?Sized>(n: u64, interrupt: &mut I) -> Result<Integer, Interrupted> {
    if n <= LAST_START as u64 {
        return Ok(lucas_from(&start(n)));
    }
    let k = n / 2;
    if n % 2 == 0 {
        let square = lucas(k, interrupt)?.square(interrupt)?;
        return Ok(alternating(square, 2, k + 1));
    }
    let (f, g) = fib_pair(k, interrupt)?;
    let sum = (f << 1) + &g;
    let product = g.multiply(&sum, interrupt)?;
    Ok(alternating(product * 5, 4, k + 1))
}

/// Returns L(n) and L(n-1), two sums away from the pair of Fibonacci numbers.
///
/// # Panics
///
/// If n is 0: L(-1) is -1, which is not a natural number.
pub fn lucas_pair<I: Interrupt + ?Sized>(
    n: u64,
    interrupt: &mut I,
) -> Result<(Integer, Integer), Interrupted> {
    let pair = fib_pair(n, interrupt)?;
    let at = lucas_from(&pair);
    let (f, g) = pair;
    Ok((at, (f << 1) - &g))
}

/// L(k) = F(k) + 2 F(k-1).
fn lucas_from((f, g): &(Integer, Integer)) -> Integer {
    (g.clone() << 1) + f
}

/// `value` + `constant` (-1)^k.
fn alternating(value: Integer, constant: u32, k: u64) -> Integer {
    if k % 2 == 0 {
        value + constant
    } else {
        value - constant
    }
}

/// A number with its sign.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signed {
    /// The absolute value.
    pub magnitude: Integer,
    /// Whether the number is below zero.
    pub negative: bool,
}

/// The two sequences, continued to negative indices: F(-n) = (-1)^(n+1) F(n), L(-n) = (-1)^n L(n).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sequence {
    /// 0, 1, 1, 2, 3, 5, ...
    Fibonacci,
    /// 2, 1, 3, 4, 7, 11, ...
    Lucas,
}

impl Sequence {
    /// Returns the term at n.
    pub fn term<I: Interrupt + ?Sized>(
        self,
        n: i64,
        interrupt: &mut I,
    ) -> Result<Signed, Interrupted> {
        let magnitude = match self {
            Self::Fibonacci => fib(n.unsigned_abs(), interrupt),
            Self::Lucas => lucas(n.unsigned_abs(), interrupt),
        }?;
        Ok(self.signed(n, magnitude))
    }

    /// Returns the terms at n and at n - 1.
    pub fn pair<I: Interrupt + ?Sized>(
        self,
        n: i64,
        interrupt: &mut I,
    ) -> Result<(Signed, Signed), Interrupted> {
        // Reflected at 0, the pair n, n - 1 becomes 1 - n, -n and so changes its order. Either way
        // the larger index is at least 1.
        let reflected = n <= 0;
        let larger = if reflected {
            n.abs_diff(1)
        } else {
            n.unsigned_abs()
        };
        let (first, second) = match self {
            Self::Fibonacci => fib_pair(larger, interrupt),
            Self::Lucas => lucas_pair(larger, interrupt),
        }?;
        let (at, before) = if reflected {
            (second, first)
        } else {
            (first, second)
        };
        Ok((self.signed(n, at), self.signed(n - 1, before)))
    }

    fn signed(self, n: i64, magnitude: Integer) -> Signed {
        let even = n % 2 == 0;
        let negative = n < 0 && even == (self == Self::Fibonacci);
        Signed {
            magnitude,
            negative,
        }
    }
}
