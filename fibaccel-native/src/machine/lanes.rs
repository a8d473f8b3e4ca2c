//! The vector operations that algorithms are written over: on words, doubles and residues.
//!
//! [`Lanes`], with [`Words`], [`DecimalLimbs`] and [`Doubles`], is all that the transform needs of a processor.
//! A *tier* implements these traits; its token can only be had from a detection of what the processor can do,
//! so holding one proves that its instructions exist. Every algorithm is written once, over `S: Lanes`, as a
//! [`Kernel`], and [`Lanes::vectorize`] compiles it for the tier.
//!
//! # Names
//!
//! An operation has one verb for all kinds of vectors, and the kind follows it: `add` adds words, `add_f64`
//! doubles, `add_residues` residues. What only one kind has needs no suffix, like [`Lanes::fold`].
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

use super::row::Row;

/// A factor w modulo p with its precomputed quotient w / p, both as the tier stores them.
pub type Factor = [u64; 2];

/// An algorithm that is compiled once for each tier.
///
/// `run` must be `#[inline(always)]`, and so must be all that it calls, or the instructions of the tier are
/// not available there. That excludes closures and the adapters that take them, such as an array's `map`,
/// wherever vectors are handled: whether those are inlined is the compiler's choice, and where it chose not
/// to, packing took ten times as long.
pub trait Kernel {
    /// What the algorithm returns.
    type Output;
    /// Runs the algorithm with the vectors of the tier `s`.
    fn run<S: Lanes>(self, s: S) -> Self::Output;
}

/// Vectors of 64-bit words.
///
/// `at` is where in a row a vector begins: a multiple of the width.
pub trait Words: Copy + Send + Sync {
    /// A vector of words.
    type V: Copy;
    /// The positions from which [`Self::cut`] takes the bits of one piece.
    type Cutter: Copy;
    /// The positions to which [`Self::join`] moves the bits of a row of places.
    type Joiner: Send + Sync;
    /// The number of words in a vector: a divisor of 8.
    const WIDTH: usize;
    /// The number of bits in a chunk, the unit in which the Chinese remainder theorem adds up numbers.
    const CHUNK_BITS: u32;
    /// The bits of a word that a chunk has.
    const CHUNK_MASK: u64 = (1 << Self::CHUNK_BITS) - 1;

    /// Loads the words of `row` from `at` on.
    fn load(self, row: &Row, at: usize) -> Self::V;
    /// Stores `v` in `row` from `at` on.
    fn store(self, row: &mut Row, at: usize, v: Self::V);
    /// A vector with this word in every lane.
    fn splat(self, word: u64) -> Self::V;
    /// Adds words modulo 2^64: a + b.
    fn add(self, a: Self::V, b: Self::V) -> Self::V;
    /// Subtracts words modulo 2^64: a - b.
    fn sub(self, a: Self::V, b: Self::V) -> Self::V;
    /// The bitwise and of words.
    fn and(self, a: Self::V, b: Self::V) -> Self::V;
    /// The bitwise or of words.
    fn or(self, a: Self::V, b: Self::V) -> Self::V;
    /// Shifts words right by the same number of bits; zero if that is 64 or more.
    fn shift_right(self, a: Self::V, bits: u32) -> Self::V;
    /// Shifts words left by the same number of bits; zero if that is 64 or more.
    fn shift_left(self, a: Self::V, bits: u32) -> Self::V;
    /// Shifts each word right by its own count of bits, below 64.
    fn shift_right_by(self, a: Self::V, counts: Self::V) -> Self::V;
    /// Shifts each word left by its own count of bits, below 64.
    #[inline(always)]
    fn shift_left_by(self, a: Self::V, counts: Self::V) -> Self::V {
        self.funnel_shift_left(a, self.splat(0), counts)
    }
    /// Whether any of the words is not zero.
    fn any(self, a: Self::V) -> bool;
    /// Moves the words of `high` one lane up and the last word of `low` into the first lane.
    fn slide(self, high: Self::V, low: Self::V) -> Self::V;
    /// Shifts the pairs high 2^64 + low left, each by its own count below 64, and returns the upper words.
    fn funnel_shift_left(self, high: Self::V, low: Self::V, counts: Self::V) -> Self::V;

    /// Prepares [`Self::cut`] for bits `from` to `from` + `bits` of each of eight fields of `width` bits, where
    /// `bits` is at most 48 and `width` at most 192.
    fn cutter(self, width: usize, from: usize, bits: usize) -> Self::Cutter;
    /// Cuts eight fields of `width` bits, from byte `at` of the limbs on, into pieces stored as residues.
    /// None if the tier has no faster way than piece by piece, or would read beyond the limbs.
    #[inline(always)]
    fn cut<const N: usize>(
        self,
        cutters: &[Self::Cutter; N],
        limbs: &[u64],
        at: usize,
        width: usize,
    ) -> Option<[Row; N]> {
        let _ = (cutters, limbs, at, width);
        None
    }

    /// Prepares [`Self::join`] for places of `width` bits, from 59 to 192.
    fn joiner(self, width: usize) -> Self::Joiner;
    /// Writes the eight places of a row one after the other as bits, from byte `at` of the limbs on.
    ///
    /// A place is `D` chunks, of [`Self::CHUNK_BITS`] but the last. After the places, which have as many bytes
    /// as one of them has bits, anything may be written. Returns false, and writes nothing, if the tier has no
    /// faster way than place by place, or would write beyond the limbs.
    #[inline(always)]
    fn join<const D: usize>(
        self,
        joiner: &Self::Joiner,
        places: &[Row; D],
        limbs: &mut [u64],
        at: usize,
    ) -> bool {
        let _ = (joiner, places, limbs, at);
        false
    }
}

/// Decimal limbs of six digits: their conversions to and from vectors, and to text.
pub trait DecimalLimbs: Words {
    /// The positions from which [`Self::cut_decimal`] takes one pair of limbs.
    type DecimalCutter: Copy;
    /// The positions from which [`Self::join_decimal`] takes the limbs of a row of places.
    type DecimalJoiner: Copy + Sync;

    /// Prepares [`Self::cut_decimal`] for pair `i` of the limbs of fields of `width` limbs, at most 8.
    fn decimal_cutter(self, width: usize, i: usize) -> Self::DecimalCutter;
    /// Cuts eight fields of `width` decimal limbs, from limb `at` on, into pairs stored as residues. None if
    /// the tier has no faster way than pair by pair, or would read beyond the limbs.
    #[inline(always)]
    fn cut_decimal<const N: usize>(
        self,
        cutters: &[Self::DecimalCutter; N],
        limbs: &[u32],
        at: usize,
        width: usize,
    ) -> Option<[Row; N]> {
        let _ = (cutters, limbs, at, width);
        None
    }

    /// Prepares [`Self::join_decimal`] for places of `width` limbs, at most 8.
    fn decimal_joiner(self, width: usize) -> Self::DecimalJoiner;
    /// Writes the eight places of a row one after the other, `K` decimal limbs each.
    ///
    /// Returns false, and writes nothing, if the tier has no faster way than limb by limb, or would write
    /// beyond the limbs.
    #[inline(always)]
    fn join_decimal<const K: usize>(
        self,
        joiner: &Self::DecimalJoiner,
        places: &[Row; K],
        limbs: &mut [u32],
    ) -> bool {
        let _ = (joiner, places, limbs);
        false
    }

    /// Writes sixteen decimal limbs as text, six characters each, the most significant limb first.
    fn ascii(self, limbs: &[u32; 16], text: &mut [u8; 96]);
}

/// Vectors of doubles, with as many lanes as those of words.
///
/// Every operation is exact or rounds to the nearest. They compute modulo an m of its own in each lane.
pub trait Doubles: Words {
    /// A vector of doubles.
    type D: Copy;
    /// A flag for each lane.
    type Flags: Copy;
    /// Whether the processor has fused multiply-add. Without it, a multiply-add takes fifty times as long.
    const FUSED: bool;

    /// Converts words below 2^52 to doubles.
    fn f64_from_words(self, words: Self::V) -> Self::D;
    /// Converts doubles that are whole numbers in [0, 2^52) to words.
    fn words_from_f64(self, x: Self::D) -> Self::V;
    /// A vector with this double in every lane.
    fn splat_f64(self, x: f64) -> Self::D;
    /// Adds doubles: x + y.
    fn add_f64(self, x: Self::D, y: Self::D) -> Self::D;
    /// Subtracts doubles: x - y.
    fn sub_f64(self, x: Self::D, y: Self::D) -> Self::D;
    /// Multiplies doubles: x y.
    fn mul_f64(self, x: Self::D, y: Self::D) -> Self::D;
    /// Divides doubles: x / y.
    fn div_f64(self, x: Self::D, y: Self::D) -> Self::D;
    /// Multiplies doubles and adds, rounding once: x y + z.
    fn mul_add_f64(self, x: Self::D, y: Self::D, z: Self::D) -> Self::D;
    /// Multiplies doubles and subtracts, rounding once: x y - z.
    fn mul_sub_f64(self, x: Self::D, y: Self::D, z: Self::D) -> Self::D;
    /// Subtracts a product of doubles, rounding once: z - x y.
    fn neg_mul_add_f64(self, x: Self::D, y: Self::D, z: Self::D) -> Self::D;
    /// The highest bit of each word as a flag.
    fn top_bit(self, words: Self::V) -> Self::Flags;
    /// Flags the lanes whose double is below zero.
    fn is_negative_f64(self, x: Self::D) -> Self::Flags;
    /// Selects the double of x where the flag is set, and the one of y elsewhere.
    fn select_f64(self, flags: Self::Flags, x: Self::D, y: Self::D) -> Self::D;

    /// The whole number nearest to x y, which must be below 2^51 in absolute value.
    #[inline(always)]
    fn round_mul_f64(self, x: Self::D, y: Self::D) -> Self::D {
        // What is added to it stands in its low bits; taken off again, it leaves those.
        let whole = self.splat_f64(1.5 * (1u64 << 52) as f64);
        self.sub_f64(self.mul_add_f64(x, y, whole), whole)
    }

    /// A whole number within 1/2 and |x y| 2^-53 of x y, which must be below 2^51 in absolute value.
    #[inline(always)]
    fn near_mul_f64(self, x: Self::D, y: Self::D) -> Self::D {
        self.round_mul_f64(x, y)
    }
}

/// A tier's number, which [`crate::machine::tier`] assigns.
pub trait Numbered {
    /// The place of the tier in the list of tiers.
    const INDEX: usize;
}

/// Arithmetic modulo a prime on [`Words::WIDTH`] residues at once.
///
/// What a tier stores for a residue is its own affair, but zero bits are zero.
pub trait Lanes: DecimalLimbs + Doubles + Numbered {
    /// A vector of residues.
    type R: Copy;
    /// A prime modulus with the constants that the tier derives from it.
    type Modulus: Copy + Send + Sync;
    /// A sum of products of chunks, wide enough for nine of them.
    type ChunkSum: Copy;
    /// The exponent of the power of 2 by which [`Self::convolve`] divides its result.
    const MONTGOMERY_BITS: u32;

    /// Runs the kernel with the instructions of this tier.
    fn vectorize<K: Kernel>(self, kernel: K) -> K::Output;
    /// Runs a kernel of single words with the scalar instructions of this tier: with vectors, too, a compiler
    /// packs pairs of words into them, and a table of products takes a fifth longer.
    fn scalar<K: Kernel>(self, kernel: K) -> K::Output;

    /// The word that stores the residue x, below 2^52.
    fn stored(x: u64) -> u64;
    /// The [`Factor`] for w below p, from w and floor(w 2^64 / p).
    fn factor(w: u64, quotient: u64, p: u64) -> Factor;
    /// The modulus p with its constants.
    fn modulus(self, p: u64) -> Self::Modulus;
    /// Loads the residues of `row` from `at` on.
    fn load_residues(self, row: &Row, at: usize) -> Self::R;
    /// Stores `r` in `row` from `at` on.
    fn store_residues(self, row: &mut Row, at: usize, r: Self::R);
    /// A vector with the residue that this word stores in every lane.
    fn splat_residue(self, stored: u64) -> Self::R;
    /// A vector with this factor in every lane.
    #[inline(always)]
    fn splat_factor(self, factor: Factor) -> [Self::R; 2] {
        [self.splat_residue(factor[0]), self.splat_residue(factor[1])]
    }
    /// Negates a factor: -w.
    fn negate_factor(self, w: [Self::R; 2], m: &Self::Modulus) -> [Self::R; 2];

    /// Adds residues without a reduction: a + b.
    fn add_residues(self, a: Self::R, b: Self::R) -> Self::R;
    /// Subtracts residues without a reduction: a - b.
    fn sub_residues(self, a: Self::R, b: Self::R) -> Self::R;
    /// Multiplies residues by a factor, x w: from wide to two.
    fn mul_residues(self, x: Self::R, w: [Self::R; 2], m: &Self::Modulus) -> Self::R;
    /// Multiplies residues by a factor, x w: from wide to balanced.
    fn mul_residues_balanced(self, x: Self::R, w: [Self::R; 2], m: &Self::Modulus) -> Self::R;
    /// Adds N p for N of 1, 2, 4 or 8, where a difference must be lifted above zero.
    fn lift<const N: usize>(self, x: Self::R, m: &Self::Modulus) -> Self::R;
    /// Brings wide residues into a range where they stay wide when two balanced ones are added or subtracted.
    fn fold(self, x: Self::R, m: &Self::Modulus) -> Self::R;
    /// Reduces residues from sixteen to four.
    fn settle(self, x: Self::R, m: &Self::Modulus) -> Self::R;
    /// Reduces up to seven times what [`Self::convolve`] returns to clean.
    fn reduce(self, x: Self::R, m: &Self::Modulus) -> Self::R;
    /// Reduces residues from wide to clean.
    fn clean(self, x: Self::R, m: &Self::Modulus) -> Self::R;

    /// Reduces residues from wide to soft, as [`Self::convolve`] takes them.
    fn soften(self, x: Self::R, m: &Self::Modulus) -> Self::R;
    /// Multiplies rows as polynomials, x y modulo X^8 - w, divided by 2^[`Self::MONTGOMERY_BITS`]. x is
    /// soft or clean, and `factors` are w y, two, and y, clean. The result has no junk.
    fn convolve(self, x: &Row, factors: &[Row; 2], m: &Self::Modulus) -> Row;

    /// The stored reciprocal 1 / p, for [`Self::quotient`].
    fn reciprocal(p: u64) -> u64;
    /// The whole part of the sum of t / p, for residues t from [`Self::mul_residues`], one for each p. The sum
    /// must be at least 2^-12 below the next whole number.
    fn quotient<const K: usize>(self, t: &[Self::R; K], reciprocals: &[Self::R; K]) -> Self::R;
    /// An empty sum of products of chunks.
    fn zero_chunk_sum(self) -> Self::ChunkSum;
    /// Adds the product x y to a sum of chunks, at most nine times; y is a chunk, and x is from
    /// [`Self::mul_residues`] or [`Self::quotient`].
    fn add_chunk_product(self, sum: Self::ChunkSum, x: Self::R, y: Self::R) -> Self::ChunkSum;
    /// Splits a sum of chunks into words, l + 2^[`Words::CHUNK_BITS`] h, but for [`Self::chunk_lift`].
    fn split_chunk_sum(self, sum: Self::ChunkSum) -> [Self::V; 2];
    /// The constants added to chunks of [`Self::split_chunk_sum`] so that none is negative: for chunk `j`. For all
    /// `k` chunks of a number together they are a multiple of 2^(k [`Words::CHUNK_BITS`]).
    fn chunk_lift(self, j: usize) -> Self::V;

    /// Splits a residue from [`Self::mul_residues`] into l + 2^25 u, each at most 2^25.
    fn split_share(self, t: Self::R) -> [Self::R; 2];
    /// Multiplies and adds, x y + z, for x and y at most 2^25, where that stays below 2^49.
    fn mul_add_residues(self, x: Self::R, y: Self::R, z: Self::R) -> Self::R;
    /// The quotient, rounded down, and the remainder of x / 10^6, for x below 2^49.
    fn div_rem_million(self, x: Self::R) -> [Self::R; 2];
    /// Moves the residues of `high` one lane up and the last residue of `low` into the first lane.
    fn slide_residues(self, high: Self::R, low: Self::R) -> Self::R;
    /// Converts residues that are numbers in [0, 2^52) to words.
    fn words_from_residues(self, x: Self::R) -> Self::V;
}

/// Implements the methods of [`Lanes`] that move residues, for a tier whose residues are words.
macro_rules! residues_are_words {
    () => {
        #[inline(always)]
        fn stored(x: u64) -> u64 {
            x
        }

        #[inline(always)]
        fn store_residues(self, row: &mut Row, at: usize, r: Self::V) {
            self.store(row, at, r);
        }

        methods! {
            fn load_residues(self, row: &Row, at: usize) -> Self::V = self.load(row, at);
            fn splat_residue(self, stored: u64) -> Self::V = self.splat(stored);
            fn add_residues(self, a: Self::V, b: Self::V) -> Self::V = self.add(a, b);
            fn sub_residues(self, a: Self::V, b: Self::V) -> Self::V = self.sub(a, b);
            fn slide_residues(self, high: Self::V, low: Self::V) -> Self::V = self.slide(high, low);
            fn words_from_residues(self, x: Self::V) -> Self::V = x;
        }

        /// The reciprocal floor(2^99 / p), below 2^52.
        #[inline(always)]
        fn reciprocal(p: u64) -> u64 {
            ((1u128 << 99) / u128::from(p)) as u64
        }
    };
}
pub(super) use residues_are_words;
