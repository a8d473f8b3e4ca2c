//! The numbers' way in and out.

use super::oracle::{big, check};
use crate::integer::Integer;
use crate::interrupt::Never;

fn power_of_two(bits: u32) -> Integer {
    Integer::from(1) << bits
}

#[test]
fn products_and_squares() {
    for bits in [0, 63, 64, 1000, 30_000, 300_000] {
        let x = power_of_two(bits) - 1;
        let y = power_of_two(bits / 2) + 1;
        let product = x.multiply(&y, &mut Never).expect("not interrupted");
        check(
            &(big(x.limbs()) * big(y.limbs())),
            product.limbs(),
            "product",
        );
        let square = x.square(&mut Never).expect("not interrupted");
        check(&(big(x.limbs()) * big(x.limbs())), square.limbs(), "square");
    }
}

#[test]
fn only_numbers_of_64_bits_are_a_u64() {
    assert_eq!(Some(0), Integer::from(0).to_u64());
    assert_eq!(Some(u64::MAX), (power_of_two(64) - 1).to_u64());
    assert_eq!(None, power_of_two(64).to_u64());
}
