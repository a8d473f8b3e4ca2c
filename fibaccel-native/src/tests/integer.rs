//! The split product against num-bigint's own, and the numbers' way out.

use super::stop::{StopAt, check_every_poll};
use crate::integer::{Integer, PIECE_BITS};
use crate::interrupt::Never;

/// Pieces so small that operands of a few hundred bits are split several times.
const SMALL_PIECES: u64 = 128;

/// A limit that no operand here reaches: one piece.
const WHOLE: u64 = u64::MAX;

fn power_of_two(bits: u32) -> Integer {
    Integer::from(1) << bits
}

fn multiply(x: &Integer, y: &Integer, piece_bits: u64) -> Integer {
    x.multiply_in_pieces(y, piece_bits, &mut Never)
        .expect("nothing interrupts this")
}

/// Zero and, for each length, 2^k - 1 (every sum of halves carries), 2^k (the low half is zero)
/// and 2^k + 1 (all between is zero).
fn operands(lengths: &[u32]) -> Vec<Integer> {
    let edges = lengths.iter().flat_map(|&bits| {
        let power = power_of_two(bits);
        [power.clone() - 1, power.clone(), power + 1]
    });
    std::iter::once(Integer::from(0)).chain(edges).collect()
}

#[test]
fn a_split_product_equals_the_direct_one() {
    let operands = operands(&[1, 63, 64, 65, 127, 128, 129, 191, 192, 256, 1000, 4096]);
    for x in &operands {
        for y in &operands {
            assert_eq!(
                multiply(x, y, WHOLE),
                multiply(x, y, SMALL_PIECES),
                "{x:?} {y:?}"
            );
        }
    }
}

#[test]
fn a_split_square_equals_the_direct_one() {
    for x in operands(&[65, 1000, 4096]) {
        let whole = x.square(&mut Never).expect("nothing interrupts this");
        assert_eq!(whole, multiply(&x, &x, SMALL_PIECES), "{x:?}");
    }
}

#[test]
fn the_threshold_itself_is_seamless() {
    let half = u32::try_from(PIECE_BITS / 2).expect("two million");
    for bits in [half - 1, half, half + 1] {
        let x = power_of_two(bits) - 1;
        let y = power_of_two(half) - 1;
        let expected = multiply(&x, &y, WHOLE);
        let actual = x.multiply(&y, &mut Never).expect("nothing interrupts this");
        assert!(expected == actual, "{bits} bits");
    }
}

#[test]
fn one_piece_is_one_poll() {
    let x = power_of_two(1000) - 1;
    let mut interrupt = StopAt::never();
    x.square(&mut interrupt).expect("it never stops");
    assert_eq!(1, interrupt.polls);
}

#[test]
fn an_interrupt_at_any_poll_inside_a_product_ends_it() {
    let x = power_of_two(2000) - 1;
    let short = power_of_two(300) - 1;
    for y in [&x, &short] {
        check_every_poll(|interrupt| x.multiply_in_pieces(y, SMALL_PIECES, interrupt));
    }
}

#[test]
fn bytes_are_little_endian_and_fill_whole_limbs() {
    for (number, expected) in [
        (Integer::from(0), vec![]),
        (Integer::from(0x0102), vec![2, 1, 0, 0, 0, 0, 0, 0]),
        (
            power_of_two(64),
            vec![0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0],
        ),
    ] {
        let mut bytes = vec![0xAA; number.byte_count()];
        number.write_le_bytes(&mut bytes);
        assert_eq!(expected, bytes, "{number:?}");
    }
}

#[test]
fn only_numbers_of_64_bits_are_a_u64() {
    assert_eq!(Some(0), Integer::from(0).to_u64());
    assert_eq!(Some(u64::MAX), (power_of_two(64) - 1).to_u64());
    assert_eq!(None, power_of_two(64).to_u64());
}
