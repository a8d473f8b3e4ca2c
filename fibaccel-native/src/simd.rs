//! Vectors of residues and of words, and the choice of who computes with them.
//!
//! [`Lanes`], with [`Words`] and [`DecimalLimbs`], is all that the transform needs of a processor. A
//! *tier* is an implementation of these, in [`crate::arch`]; its token can only be had from a detection of what the
//! processor can do, so that holding one is the proof that its instructions exist. Every algorithm is
//! written once, over `S: Lanes`, as a [`Kernel`], and [`Lanes::vectorize`] compiles it for the tier.
//!
//! # Ranges
//!
//! A residue modulo p is a number in one of these forms; p is below 2^48 and above 2^48 - 2^31. Tiers
//! of integers keep it from zero on, and may leave *junk* in the bits from 2^52 up of the forms marked
//! with an asterisk; their own operations ignore them. Tiers of floating-point numbers keep it on both
//! sides of zero, and what is said of the forms is then said of absolute values.
//!
//! ```text
//! wide*      what forward passes read and write: below 2^52, the exact limit is the tier's
//! sixteen*   [0, 16p)
//! four*      [0, 4p): what inverse passes read and write
//! two*       [0, 2p)
//! balanced*  [-p, p), as an addend
//! soft*      what products of rows take: wide, or less if that makes a tier faster
//! clean      [0, 2p), no junk
//! ```

use crate::arch::portable::Portable;
#[cfg(target_arch = "x86_64")]
use crate::arch::x86_64::{avx2::Avx2, avx512::Avx512};
use std::sync::OnceLock;

/// Eight neighbouring residues, or other words: the unit in which transforms are stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(C, align(64))]
pub struct Row(pub [u64; 8]);

impl Row {
    /// Eight zeros.
    pub const ZERO: Self = Self([0; 8]);
}

/// A factor that is multiplied by often, as the tier stores it: w modulo p, and w / p to some precision.
pub type Factor = [u64; 2];

/// How many tiers there are, whether or not this processor has them.
pub const TIERS: usize = 3;

/// Work that is compiled for each tier. `run` must be `#[inline(always)]`, and so must be all that
/// it calls, or the instructions of the tier are not available there. That excludes closures and the
/// adapters that take them, such as an array's `map`, wherever vectors are handled: whether those are
/// inlined is the compiler's choice, and where it chose not to, packing took ten times as long.
pub trait Kernel {
    /// What the work returns.
    type Output;
    /// Does the work with the lanes `s`.
    fn run<S: Lanes>(self, s: S) -> Self::Output;
}

/// Vectors of words.
///
/// `at` is where in a row a vector begins: a multiple of the width.
pub trait Words: Copy + Send + Sync {
    /// A vector of words.
    type V: Copy;
    /// Where [`Self::cut`] finds the bits of one piece.
    type Cutter: Copy;
    /// Where [`Self::join`] puts the bits of a row of places.
    type Joiner: Send + Sync;
    /// Words in a vector: a divisor of 8.
    const WIDTH: usize;
    /// Bits of the digits of numbers.
    const DIGIT_BITS: u32;
    /// The low bits of a word that a digit has.
    const DIGIT_MASK: u64 = (1 << Self::DIGIT_BITS) - 1;

    /// The words of `row` from `at`.
    fn load(self, row: &Row, at: usize) -> Self::V;
    /// Puts `v` into `row` from `at`.
    fn store(self, row: &mut Row, at: usize, v: Self::V);
    /// The word in every lane.
    fn splat(self, word: u64) -> Self::V;
    /// a + b modulo 2^64.
    fn add(self, a: Self::V, b: Self::V) -> Self::V;
    /// a - b modulo 2^64.
    fn sub(self, a: Self::V, b: Self::V) -> Self::V;
    /// Bitwise and.
    fn and(self, a: Self::V, b: Self::V) -> Self::V;
    /// Bitwise or.
    fn or(self, a: Self::V, b: Self::V) -> Self::V;
    /// a / 2^bits; zero if `bits` is 64 or more.
    fn shift_right(self, a: Self::V, bits: u32) -> Self::V;
    /// a 2^bits modulo 2^64; zero if `bits` is 64 or more.
    fn shift_left(self, a: Self::V, bits: u32) -> Self::V;
    /// a / 2^counts, lane by lane, with counts below 64.
    fn shift_right_by(self, a: Self::V, counts: Self::V) -> Self::V;
    /// Whether any word is not zero.
    fn any(self, a: Self::V) -> bool;
    /// The last word of low, then the words of high but the last.
    fn slide_one(self, high: Self::V, low: Self::V) -> Self::V;
    /// The upper word of (high 2^64 + low) 2^count, lane by lane, with counts below 64.
    fn funnel(self, high: Self::V, low: Self::V, counts: Self::V) -> Self::V;

    /// The cutter for bits `from` to `from` + `bits` of each of eight fields of `width` bits, where
    /// `bits` is at most 48 and `width` at most 192.
    fn cutter(self, width: usize, from: usize, bits: usize) -> Self::Cutter;
    /// Cuts the fields of `width` bits that begin at byte `at` of the limbs, and stores the pieces as
    /// residues, unless the tier has no way to do that faster than one by one, or not so near the end.
    fn cut<const N: usize>(
        self,
        cutters: &[Self::Cutter; N],
        limbs: &[u64],
        at: usize,
        width: usize,
    ) -> Option<[Row; N]>;

    /// The joiner for places of `width` bits, from 59 to 192.
    fn joiner(self, width: usize) -> Self::Joiner;
    /// Puts the places of a row together, the lowest bit first: `D` digits each, of
    /// [`Self::DIGIT_BITS`] but the last. Writes them from byte `at` of the limbs on, as many bytes as a
    /// place has bits, and perhaps anything after them. Or does nothing and returns false, if the
    /// tier has no way to do that faster than one by one, or not so near the end.
    fn join<const D: usize>(
        self,
        joiner: &Self::Joiner,
        places: &[Row; D],
        limbs: &mut [u64],
        at: usize,
    ) -> bool;
}

/// Decimal limbs, in memory and as words.
pub trait DecimalLimbs: Words {
    /// Where [`Self::pick`] finds one pair of limbs.
    type Picker: Copy;
    /// Where [`Self::spread`] finds the limbs of a row of places.
    type Spreader: Copy + Sync;

    /// The picker for pair `i` of the limbs of fields of `width`, at most 8.
    fn picker(self, width: usize, i: usize) -> Self::Picker;
    /// The pairs of decimal limbs of the eight fields of `width` limbs that begin at limb `at`, each pair
    /// as one number, stored as residues; on the same condition as [`Words::cut`].
    fn pick<const N: usize>(
        self,
        pickers: &[Self::Picker; N],
        limbs: &[u32],
        at: usize,
        width: usize,
    ) -> Option<[Row; N]>;

    /// The spreader for places of `width` limbs, at most 8.
    fn spreader(self, width: usize) -> Self::Spreader;
    /// Writes places of `K` decimal limbs one after the other; on the same condition as [`Words::join`],
    /// but nothing after them.
    fn spread<const K: usize>(
        self,
        spreader: &Self::Spreader,
        places: &[Row; K],
        limbs: &mut [u32],
    ) -> bool;

    /// Writes the six decimal digits of each of these limbs as text, the last limb first.
    fn ascii(self, limbs: &[u32; 16], text: &mut [u8; 96]);
}

/// Vectors of doubles, as many as of words: what residues modulo an m of their own in each lane are made of.
///
/// All that is done with them is exact, or rounds to the nearest.
pub trait Doubles: Words {
    /// A vector of doubles.
    type D: Copy;
    /// Yes or no for each lane.
    type Flags: Copy;
    /// Whether the processor has fused operations. Without, they take fifty times as long.
    const FUSED: bool;

    /// Words below 2^52 as doubles.
    fn doubles(self, words: Self::V) -> Self::D;
    /// Whole numbers in [0, 2^52) as words.
    fn whole(self, x: Self::D) -> Self::V;
    /// The number in every lane.
    fn fill(self, x: f64) -> Self::D;
    /// x + y.
    fn plus(self, x: Self::D, y: Self::D) -> Self::D;
    /// x - y.
    fn minus(self, x: Self::D, y: Self::D) -> Self::D;
    /// x y.
    fn times(self, x: Self::D, y: Self::D) -> Self::D;
    /// x / y.
    fn over(self, x: Self::D, y: Self::D) -> Self::D;
    /// x y + z, rounded once.
    fn times_plus(self, x: Self::D, y: Self::D, z: Self::D) -> Self::D;
    /// x y - z, rounded once.
    fn times_minus(self, x: Self::D, y: Self::D, z: Self::D) -> Self::D;
    /// z - x y, rounded once.
    fn minus_times(self, z: Self::D, x: Self::D, y: Self::D) -> Self::D;
    /// The highest bit of each word.
    fn top(self, words: Self::V) -> Self::Flags;
    /// Where x is below zero.
    fn negative(self, x: Self::D) -> Self::Flags;
    /// x where the flag is set, else y.
    fn choose(self, flags: Self::Flags, x: Self::D, y: Self::D) -> Self::D;

    /// The whole number nearest to x y, for that below 2^51 in absolute value.
    #[inline(always)]
    fn nearest(self, x: Self::D, y: Self::D) -> Self::D {
        // What is added to it stands in its low bits; taken off again, it leaves those.
        let whole = self.fill(1.5 * (1u64 << 52) as f64);
        self.minus(self.times_plus(x, y, whole), whole)
    }
}

/// Arithmetic modulo a prime on [`Words::WIDTH`] residues at once. What a tier stores for a residue is
/// its own affair, but zero bits are zero.
pub trait Lanes: DecimalLimbs + Doubles {
    /// A vector of residues.
    type R: Copy;
    /// The constants of one prime.
    type Modulus: Copy + Send + Sync;
    /// A sum of products of digits.
    type Sum: Copy;
    /// Which of the [`TIERS`] this is.
    const INDEX: usize;
    /// [`Self::convolve`] divides by 2 to this power.
    const MONTGOMERY_BITS: u32;

    /// Runs the kernel with the instructions of this tier.
    fn vectorize<K: Kernel>(self, kernel: K) -> K::Output;
    /// Runs a kernel of single words with the instructions of this tier for those: where there are vectors, too, a
    /// compiler packs pairs of words into them, and a table of products takes a fifth longer.
    fn scalar<K: Kernel>(self, kernel: K) -> K::Output;

    /// What is stored for x below 2^52.
    fn stored(x: u64) -> u64;
    /// What is stored for the factor w, given w below p and floor(w 2^64 / p).
    fn factor(w: u64, quotient: u64, p: u64) -> Factor;
    /// The constants of the prime p.
    fn modulus(self, p: u64) -> Self::Modulus;
    /// The residues of `row` from `at`.
    fn get(self, row: &Row, at: usize) -> Self::R;
    /// Puts `r` into `row` from `at`.
    fn put(self, row: &mut Row, at: usize, r: Self::R);
    /// What is stored as this word, in every lane.
    fn broadcast(self, stored: u64) -> Self::R;
    /// The factor in every lane.
    #[inline(always)]
    fn broadcast_factor(self, factor: Factor) -> [Self::R; 2] {
        [self.broadcast(factor[0]), self.broadcast(factor[1])]
    }
    /// The factor -w.
    fn negated(self, w: [Self::R; 2], m: &Self::Modulus) -> [Self::R; 2];

    /// a + b.
    fn sum(self, a: Self::R, b: Self::R) -> Self::R;
    /// a - b.
    fn difference(self, a: Self::R, b: Self::R) -> Self::R;
    /// x w; anything wide to two.
    fn product(self, x: Self::R, w: [Self::R; 2], m: &Self::Modulus) -> Self::R;
    /// x w; anything wide to balanced.
    fn balanced_product(self, x: Self::R, w: [Self::R; 2], m: &Self::Modulus) -> Self::R;
    /// x + N p, for N of 1, 2, 4, 8: lifts a difference above zero, where it has to be.
    fn lift<const N: usize>(self, x: Self::R, m: &Self::Modulus) -> Self::R;
    /// Wide to a form to and from which two balanced numbers can be added and subtracted, and the
    /// result is wide.
    fn fold(self, x: Self::R, m: &Self::Modulus) -> Self::R;
    /// Sixteen to four.
    fn settle(self, x: Self::R, m: &Self::Modulus) -> Self::R;
    /// Seven times what [`Self::convolve`] gives to clean.
    fn reduce(self, x: Self::R, m: &Self::Modulus) -> Self::R;
    /// Wide to clean.
    fn clean(self, x: Self::R, m: &Self::Modulus) -> Self::R;

    /// Wide to soft.
    fn soften(self, x: Self::R, m: &Self::Modulus) -> Self::R;
    /// x y modulo X^8 - w, divided by 2^[`Self::MONTGOMERY_BITS`]: x is soft or clean, and `factors`
    /// are w y, two, and y, clean. No junk.
    fn convolve(self, x: &Row, factors: &[Row; 2], m: &Self::Modulus) -> Row;

    /// What [`Self::quotient`] wants to know of p.
    fn reciprocal(p: u64) -> u64;
    /// floor(sum t / p), if that is at least 2^-12 from being more: t is what [`Self::product`] gave,
    /// one for each p.
    fn quotient<const K: usize>(self, t: &[Self::R; K], reciprocals: &[Self::R; K]) -> Self::R;
    /// No products.
    fn no_products(self) -> Self::Sum;
    /// Adds x y, for x from [`Self::product`] or [`Self::quotient`] and a digit y; at most nine times.
    fn add_product(self, sum: Self::Sum, x: Self::R, y: Self::R) -> Self::Sum;
    /// Words l and h such that the sum is l + 2^[`Words::DIGIT_BITS`] h, but for [`Self::digit_lift`].
    fn halves(self, sum: Self::Sum) -> [Self::V; 2];
    /// What must be added to digit `j` where halves met, for no word to be negative; together, multiples
    /// of 2^([`Words::DIGIT_BITS`] times the number of digits).
    fn digit_lift(self, j: usize) -> Self::V;

    /// l and u such that t is l + 2^25 u, each at most 2^25: t is what [`Self::product`] gave.
    fn split_share(self, t: Self::R) -> [Self::R; 2];
    /// sum + x y, for x and y at most 2^25, where that stays below 2^49.
    fn multiply_add(self, sum: Self::R, x: Self::R, y: Self::R) -> Self::R;
    /// The whole number below x / 10^6, or equal to it, and the rest, for x below 2^49.
    fn divide_million(self, x: Self::R) -> [Self::R; 2];
    /// As [`Words::slide_one`].
    fn slide(self, high: Self::R, low: Self::R) -> Self::R;
    /// Numbers from 0 to below 2^52 as words.
    fn words(self, x: Self::R) -> Self::V;
}

/// A tier that the processor has.
#[derive(Clone, Copy, Debug)]
pub enum Tier {
    /// 64-bit integers, for any processor.
    Portable(Portable),
    /// AVX2 with FMA: Haswell, Zen and later.
    #[cfg(target_arch = "x86_64")]
    Avx2(Avx2),
    /// AVX-512 with IFMA and VBMI2: Ice Lake, Zen 4 and later.
    #[cfg(target_arch = "x86_64")]
    Avx512(Avx512),
}

impl Tier {
    /// The tiers of this processor, best first.
    pub fn available() -> Vec<Self> {
        let mut tiers = Vec::new();
        #[cfg(target_arch = "x86_64")]
        {
            tiers.extend(Avx512::detect().map(Self::Avx512));
            tiers.extend(Avx2::detect().map(Self::Avx2));
        }
        tiers.push(Self::Portable(Portable));
        tiers
    }

    /// The tier in use: the best, or the one that `FIBACCEL_NATIVE_TIER` names, or what is wrong with
    /// that name. The variable is for tests, which must not silently run something else. Read once.
    pub fn chosen() -> Result<Self, &'static str> {
        static CHOSEN: OnceLock<Result<Tier, String>> = OnceLock::new();
        let chosen = CHOSEN.get_or_init(|| {
            let tiers = Self::available();
            let name = std::env::var_os("FIBACCEL_NATIVE_TIER").unwrap_or_default();
            if name.is_empty() {
                return Ok(tiers[0]);
            }
            let names: Vec<_> = tiers.iter().map(|tier| tier.name()).collect();
            let found = tiers.iter().find(|tier| name == tier.name()).copied();
            found.ok_or_else(|| {
                let names = names.join(", ");
                format!("FIBACCEL_NATIVE_TIER is {name:?}; this processor has {names}")
            })
        });
        chosen.as_ref().copied().map_err(String::as_str)
    }

    /// As [`Self::chosen`].
    ///
    /// # Panics
    ///
    /// If the variable names no tier of this processor: the extension asks at import.
    pub fn active() -> Self {
        Self::chosen().unwrap_or_else(|error| panic!("{error}"))
    }

    /// The name: `portable`, `avx2` or `avx512`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Portable(_) => "portable",
            #[cfg(target_arch = "x86_64")]
            Self::Avx2(_) => "avx2",
            #[cfg(target_arch = "x86_64")]
            Self::Avx512(_) => "avx512",
        }
    }

    /// Runs the kernel with the lanes of the tier. Once per transform, not per butterfly.
    pub fn dispatch<K: Kernel>(self, kernel: K) -> K::Output {
        match self {
            Self::Portable(s) => kernel.run(s),
            #[cfg(target_arch = "x86_64")]
            Self::Avx2(s) => kernel.run(s),
            #[cfg(target_arch = "x86_64")]
            Self::Avx512(s) => kernel.run(s),
        }
    }

    /// The same, compiled for the tier: for kernels without parts of their own that are.
    pub fn vectorize<K: Kernel>(self, kernel: K) -> K::Output {
        self.dispatch(Vectorize(kernel))
    }
}

struct Vectorize<K>(K);

impl<K: Kernel> Kernel for Vectorize<K> {
    type Output = K::Output;

    fn run<S: Lanes>(self, s: S) -> K::Output {
        s.vectorize(self.0)
    }
}
