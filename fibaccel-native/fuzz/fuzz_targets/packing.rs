//! Fuzzes the pieces into which a number is cut, on every tier, bit by bit. The input is the width and the
//! number.
#![no_main]

use fibaccel_fuzz::operands::Input;
use fibaccel_native::bignum::ntt::base::{MAX_PIECES, Split};
use fibaccel_native::bignum::ntt::binary::carry::MIN_WIDTH;
use fibaccel_native::bignum::ntt::binary::{BinaryCoefficients, PIECE_BITS};
use fibaccel_native::machine::Tier;
use fibaccel_native::machine::{Kernel, Lanes};
use libfuzzer_sys::fuzz_target;

/// The widest coefficient that a plan has.
const MAX_WIDTH: usize = 24 * 8;

struct Cut<'a>(BinaryCoefficients<'a>);

impl Kernel for Cut<'_> {
    type Output = ();

    fn run<S: Lanes>(self, s: S) {
        match self.0.piece_count() {
            0..=2 => self.check::<S, 2>(s),
            3 => self.check::<S, 3>(s),
            _ => self.check::<S, MAX_PIECES>(s),
        }
    }
}

impl Cut<'_> {
    fn check<S: Lanes, const N: usize>(&self, s: S) {
        let BinaryCoefficients { limbs, width } = self.0;
        let cutters = self.0.cutters::<S, N>(s);
        for row in 0..self.0.rows() {
            let pieces = self.0.pieces(s, &cutters, row);
            for (i, piece) in pieces.iter().enumerate() {
                for (lane, &word) in piece.0.iter().enumerate() {
                    let from = (8 * row + lane) * width;
                    let range = from + PIECE_BITS * i..from + width.min(PIECE_BITS * (i + 1));
                    let bits = range.rev().fold(0, |bits, at| {
                        let limb = limbs.get(at / 64).copied().unwrap_or(0);
                        bits << 1 | limb >> (at % 64) & 1
                    });
                    assert_eq!(S::stored(bits), word, "row {row}, lane {lane}, piece {i}");
                }
            }
        }
    }
}

fuzz_target!(|data: &[u8]| {
    let mut input = Input(data);
    let width = MIN_WIDTH + input.byte() as usize % (MAX_WIDTH - MIN_WIDTH);
    let limbs = input.operand();
    for tier in Tier::available() {
        let limbs = &limbs;
        tier.dispatch(Cut(BinaryCoefficients { limbs, width }));
    }
});
