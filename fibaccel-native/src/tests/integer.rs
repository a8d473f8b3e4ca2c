//! Tests of integers: how they are made and read, and their sums.

use super::oracle::{Random, big};
use crate::bignum::Integer;
use crate::limbs::{PIECE, combine_polled};
use crate::runtime::Never;

fn power_of_two(bits: u32) -> Integer {
    Integer::from(1) << bits
}

#[test]
fn products_and_squares() {
    for bits in [0, 63, 64, 1000, 30_000, 300_000] {
        let x = power_of_two(bits) - 1;
        let y = power_of_two(bits / 2) + 1;
        let product = x.multiply(&y, &mut Never).expect("not interrupted");
        let square = x.square(&mut Never).expect("not interrupted");
        let [x, y, product, square] = [x, y, product, square].map(|number| big(number.limbs()));
        assert!(&x * y == product, "{bits} bits");
        assert!(x.pow(2) == square, "{bits} bits");
    }
}

#[test]
fn only_numbers_of_64_bits_are_a_u64() {
    assert_eq!(Some(0), Integer::from(0).to_u64());
    assert_eq!(Some(u64::MAX), (power_of_two(64) - 1).to_u64());
    assert_eq!(None, power_of_two(64).to_u64());
}

/// Carries and borrows go on from one piece to the next, also where an operand ends.
#[test]
fn sums_in_pieces_are_those_of_the_numbers() {
    let mut random = Random(29);
    let lengths = [0, 1, PIECE - 1, PIECE, PIECE + 1, 2 * PIECE + 1];
    for (x_len, y_len) in lengths.iter().flat_map(|&x| lengths.map(|y| (x, y))) {
        let some = random.limbs(y_len);
        for y in [vec![0; y_len], vec![u64::MAX; y_len], some] {
            let mut x = vec![u64::MAX; x_len];
            let mut out = vec![7; x_len.max(y_len) + 1];
            let polled = combine_polled(&mut out, [(2, &x), (1, &y)], &mut Never);
            assert!(polled.is_ok());
            assert_eq!(big(&x) * 2u32 + big(&y), big(&out), "{x_len} + {y_len}");

            // 2 x - y, where that is positive and borrows from all of x.
            x.fill(0);
            if x_len > y_len {
                x[x_len - 1] = 1;
                let polled = combine_polled(&mut out, [(2, &x), (-1, &y)], &mut Never);
                assert!(polled.is_ok());
                assert_eq!(big(&x) * 2u32 - big(&y), big(&out), "{x_len} - {y_len}");
            }
        }
    }
}
