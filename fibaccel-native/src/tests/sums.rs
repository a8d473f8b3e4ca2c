//! Tests of sums, differences and shifts.

use super::oracle::{Random, big, operands};
use crate::limbs::shifts::{shift_left, shift_right, subtract_shifted};
use crate::limbs::{PIECE, add, combine_polled, subtract, subtract_from};
use crate::runtime::Never;

/// Carries and borrows go through numbers of any length.
#[test]
fn sums_and_differences_of_any_length() {
    let mut random = Random(37);
    for len in 0..40 {
        let power = big(&[&vec![0; len][..], &[1]].concat());
        let numbers = [
            vec![0; len],
            vec![u64::MAX; len],
            random.limbs(len),
            random.limbs(len),
        ];
        for (x, y) in numbers
            .iter()
            .flat_map(|x| numbers.iter().map(move |y| (x, y)))
        {
            let mut sum = x.clone();
            let carry = add(&mut sum, y);
            assert_eq!(big(x) + big(y), big(&sum) + &power * u8::from(carry));
            let mut difference = x.clone();
            let borrow = subtract(&mut difference, y);
            assert_eq!(
                big(x) + &power * u8::from(borrow),
                big(&difference) + big(y)
            );
            let mut difference = x.clone();
            let borrow = subtract_from(&mut difference, y);
            assert_eq!(
                big(y) + &power * u8::from(borrow),
                big(&difference) + big(x)
            );
        }
    }
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

#[test]
fn shifts_of_any_length() {
    let mut random = Random(30);
    for len in [1, 2, 15, 16, 17, 63, 64, 65, 130] {
        for x in operands(len, &mut random) {
            for bits in [1, 2, 37, 63] {
                let mut left = x.clone();
                left.push(shift_left(&mut left.clone(), bits));
                shift_left(&mut left[..len], bits);
                assert_eq!(big(&x) << bits, big(&left), "{len} << {bits}");
                shift_right(&mut left, bits);
                assert_eq!(big(&x), big(&left), "{len} >> {bits}");
            }
        }
    }
}

/// The difference is negative if and only if a limb or a borrow is left above, whatever its length.
#[test]
fn shifted_differences_of_any_length() {
    let mut random = Random(31);
    for len in [0, 1, 2, 15, 16, 63, 64, 65, 130] {
        for (x, above) in operands(len, &mut random)
            .iter()
            .flat_map(|x| [0, 1, 2].map(|above| (x, above)))
        {
            for y in operands(len + above, &mut random) {
                for bits in [1, 2, 63] {
                    let mut out = y.clone();
                    let is_negative = subtract_shifted(&mut out, x, bits);
                    let shifted = big(x) << bits;
                    assert_eq!(is_negative, big(&y) < shifted, "{len} {above} {bits}");
                    if !is_negative {
                        assert_eq!(big(&y) - shifted, big(&out), "{len} {above} {bits}");
                    }
                }
            }
        }
    }
}
