//! Random operands, most of them near what is worst for an algorithm.

use fibaccel_native::limbs::decimal::{BASE, NINES};

/// Random numbers by xorshift64*: random enough, fast, and the same in every run.
pub struct Random(u64);

impl Random {
    /// A generator with that seed: different seeds begin far from each other.
    pub fn new(seed: u64) -> Self {
        Self((seed + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1)
    }

    /// A random limb of 64 bits.
    pub fn limb(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_F491_4F6C_DD1D)
    }

    /// A random number of at least 0, less than `bound`.
    pub fn below(&mut self, bound: usize) -> usize {
        ((u128::from(self.limb()) * bound as u128) >> 64) as usize
    }

    /// A random length of at least 1, less than 2^`bits`, each power of two as likely as the next.
    pub fn length(&mut self, bits: usize) -> usize {
        let log = self.below(bits);
        (1 << log) + self.below(1 << log)
    }

    /// Fills the operand: half of the time with random limbs, otherwise with all ones, zeros, 2^k, 2^k +
    /// 1, 2^k - 1, long runs of ones and zeros, or all ones but for a few limbs.
    pub fn fill(&mut self, operand: &mut [u64]) {
        let bit = self.below(64 * operand.len());
        match self.below(14) {
            0 | 1 => operand.fill(u64::MAX),
            2 => operand.fill(0),
            kind @ 3..=5 => {
                operand.fill(0);
                match kind {
                    3 => operand[bit / 64] = 1 << (bit % 64),
                    4 => {
                        operand[0] = 1;
                        operand[bit / 64] |= 1 << (bit % 64);
                    }
                    _ => {
                        operand[..bit / 64].fill(u64::MAX);
                        operand[bit / 64] = (1 << (bit % 64)) - 1;
                    }
                }
            }
            6 => self.fill_runs(operand),
            7 => {
                operand.fill(u64::MAX);
                for _ in 0..3 {
                    operand[self.below(operand.len())] = self.limb();
                }
            }
            _ => operand.fill_with(|| self.limb()),
        }
    }

    /// Fills the operand in decimal: half of the time with random limbs, otherwise with all nines, zeros, 10^(6k),
    /// that and 1 more or less, nines but for a few limbs; and coefficients of `primes` limbs whose sums of
    /// neighbours are all nines but one, over which a carry goes through all of them if the other factor has two
    /// coefficients of 1, as this function makes as well.
    pub fn fill_decimal(&mut self, operand: &mut [u32], primes: usize) {
        let at = self.below(operand.len());
        operand.fill(0);
        match self.below(16) {
            0 | 1 => operand.fill(NINES),
            2 => (),
            3 => operand[at] = 1,
            4 => (operand[0], operand[at]) = (1, 1),
            5 => operand[..at].fill(NINES),
            6 => {
                operand.fill(NINES);
                for _ in 0..3 {
                    operand[self.below(operand.len())] = self.decimal_limb();
                }
            }
            7 => {
                operand[0] = 1;
                if let Some(limb) = operand.get_mut(primes) {
                    *limb = 1;
                }
            }
            8 => {
                for (i, coefficient) in operand.chunks_mut(primes).enumerate() {
                    if i % 2 == 1 {
                        coefficient[0] = 1;
                    } else {
                        coefficient.fill(NINES);
                        coefficient[0] -= u32::from(i > 0);
                    }
                }
            }
            _ => operand.fill_with(|| self.decimal_limb()),
        }
    }

    fn decimal_limb(&mut self) -> u32 {
        self.below(BASE as usize) as u32
    }

    fn fill_runs(&mut self, operand: &mut [u64]) {
        let (mut ones, mut left) = (true, 0);
        for limb in operand {
            *limb = 0;
            for bit in 0..64 {
                if left == 0 {
                    (ones, left) = (!ones, 1 + self.below(300));
                }
                *limb |= u64::from(ones) << bit;
                left -= 1;
            }
        }
    }
}

/// The input that a fuzzer makes up, read from its beginning; zeros follow its end.
pub struct Input<'a>(pub &'a [u8]);

impl Input<'_> {
    /// The next byte of the input.
    pub fn byte(&mut self) -> u8 {
        let (first, rest) = self.0.split_first().unwrap_or((&0, &[]));
        self.0 = rest;
        *first
    }

    /// An operand of one to 2,047 limbs, mostly short ones. Bytes are repeated as need be, so that a
    /// short input can make a long one.
    pub fn operand(&mut self) -> Vec<u64> {
        let word = u16::from_le_bytes([self.byte(), self.byte()]);
        let len = usize::from(word >> (5 + self.byte() % 10)).max(1);
        let taken = (1 + usize::from(self.byte())).min(self.0.len());
        let (bytes, rest) = self.0.split_at(taken);
        self.0 = rest;
        let mut limbs = vec![0; len];
        for (at, byte) in (0..8 * len).zip(bytes.iter().cycle()) {
            limbs[at / 8] |= u64::from(*byte) << (8 * (at % 8));
        }
        limbs
    }
}
