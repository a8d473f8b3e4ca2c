//! Tests of sums of long numbers, which are polled.

use super::oracle::{Random, big};
use crate::limbs::{PIECE, combine_polled};
use crate::runtime::Never;

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
