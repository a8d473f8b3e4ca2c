//! The few functions of GMP that serve as the oracle, on limbs like the engine's.
//!
//! Bound by hand: the crates that bind all of GMP either build it, which takes minutes and m4, or
//! insist on its latest version. [gmp], "Low-level Functions".

#![allow(unsafe_code)]

use fibaccel_native::limbs::trimmed;
use std::ffi::{c_int, c_ulong};
use std::ptr;

/// GMP's `mpz_t`.
#[repr(C)]
struct Mpz {
    allocated: c_int,
    size: c_int,
    limbs: *mut u64,
}

#[link(name = "gmp")]
unsafe extern "C" {
    #[link_name = "__gmpn_mul"]
    fn mpn_mul(out: *mut u64, x: *const u64, x_len: i64, y: *const u64, y_len: i64) -> u64;
    #[link_name = "__gmpn_sqr"]
    fn mpn_sqr(out: *mut u64, x: *const u64, len: i64);
    #[link_name = "__gmpn_addmul_1"]
    fn mpn_addmul_1(sum: *mut u64, x: *const u64, len: i64, factor: u64) -> u64;
    #[link_name = "__gmpn_set_str"]
    fn mpn_set_str(out: *mut u64, digits: *const u8, len: usize, base: c_int) -> i64;
    #[link_name = "__gmpn_get_str"]
    fn mpn_get_str(out: *mut u8, base: c_int, limbs: *mut u64, len: i64) -> usize;
    #[link_name = "__gmpz_init"]
    fn mpz_init(x: *mut Mpz);
    #[link_name = "__gmpz_clear"]
    fn mpz_clear(x: *mut Mpz);
    #[link_name = "__gmpz_fib_ui"]
    fn mpz_fib_ui(at: *mut Mpz, n: c_ulong);
    #[link_name = "__gmpz_fib2_ui"]
    fn mpz_fib2_ui(at: *mut Mpz, before: *mut Mpz, n: c_ulong);
    #[link_name = "__gmpz_lucnum2_ui"]
    fn mpz_lucnum2_ui(at: *mut Mpz, before: *mut Mpz, n: c_ulong);
}

// A limb has 64 bits without a nail, and `mp_size_t` is 64 bits wide.
const _: () = assert!(cfg!(all(target_pointer_width = "64", unix)));

fn size(limbs: &[u64]) -> i64 {
    i64::try_from(limbs.len()).expect("a slice fits its address space")
}

/// Multiplies: `out` = x y, where `out` is as long as both together.
pub fn multiply(out: &mut [u64], x: &[u64], y: &[u64]) {
    assert_eq!(out.len(), x.len() + y.len());
    let (long, short) = if x.len() < y.len() { (y, x) } else { (x, y) };
    if short.is_empty() {
        out.fill(0);
        return;
    }
    // SAFETY: the operands are slices, the first not shorter and the second not empty; the output is
    // a mutable one, so apart from them, as long as both together.
    unsafe {
        mpn_mul(
            out.as_mut_ptr(),
            long.as_ptr(),
            size(long),
            short.as_ptr(),
            size(short),
        );
    }
}

/// Squares: `out` = x^2, where `out` is twice as long as x.
pub fn square(out: &mut [u64], x: &[u64]) {
    assert_eq!(out.len(), 2 * x.len());
    if !x.is_empty() {
        // SAFETY: as above.
        unsafe { mpn_sqr(out.as_mut_ptr(), x.as_ptr(), size(x)) }
    }
}

/// Adds a multiple: `sum` += x `factor`, where `sum` is longer than x and has room.
pub fn add_multiple(sum: &mut [u64], x: &[u64], factor: u64) {
    let (low, high) = sum.split_at_mut(x.len());
    if x.is_empty() {
        return;
    }
    // SAFETY: both have the length of x, which is not zero, and are apart.
    let mut carry = unsafe { mpn_addmul_1(low.as_mut_ptr(), x.as_ptr(), size(x), factor) };
    for limb in high {
        let (total, overflow) = limb.overflowing_add(carry);
        (*limb, carry) = (total, overflow.into());
    }
    assert_eq!(0, carry);
}

/// The limbs of a number, without zeros at the top, given by its decimal digits, 0 to 9, the most
/// significant first.
pub fn from_digits(digits: &[u8]) -> Vec<u64> {
    // A limb has more than 19 digits; and GMP asks for one limb more than there can be.
    let mut limbs = vec![0; digits.len() / 19 + 2];
    if !digits.is_empty() {
        // SAFETY: there are so many digits, at least one, each below the base; and room for the limbs.
        let len = unsafe { mpn_set_str(limbs.as_mut_ptr(), digits.as_ptr(), digits.len(), 10) };
        limbs.truncate(len as usize);
    }
    limbs.truncate(trimmed(&limbs));
    limbs
}

/// The decimal digits, as text, of a number without zeros at the top.
pub fn to_text(limbs: &[u64]) -> Vec<u8> {
    if limbs.is_empty() {
        return vec![b'0'];
    }
    let mut text = vec![0; 20 * limbs.len() + 1];
    // GMP writes into what it converts, one limb beyond it too.
    let mut limbs = [limbs, &[0]].concat();
    let len = limbs.len() as i64 - 1;
    // SAFETY: the operand is our own, not empty, its top not zero; the text has room for twenty digits a
    // limb, which has fewer, and one more.
    let len = unsafe { mpn_get_str(text.as_mut_ptr(), 10, limbs.as_mut_ptr(), len) };
    text.truncate(len);
    let zeros = text.iter().take_while(|&&digit| digit == 0).count();
    text.drain(..zeros);
    for digit in &mut text {
        *digit += b'0';
    }
    text
}

/// F(n) alone.
pub fn term(n: u64) -> Vec<u64> {
    unsafe extern "C" fn alone(at: *mut Mpz, _: *mut Mpz, n: c_ulong) {
        // SAFETY: the number is initialized, as `pair` says.
        unsafe { mpz_fib_ui(at, n) }
    }
    let [at, _] = pair(alone, n);
    at
}

/// F(n) and F(n-1).
pub fn fibonacci(n: u64) -> [Vec<u64>; 2] {
    pair(mpz_fib2_ui, n)
}

/// L(n) and the absolute value of L(n-1).
pub fn lucas(n: u64) -> [Vec<u64>; 2] {
    pair(mpz_lucnum2_ui, n)
}

fn pair(function: unsafe extern "C" fn(*mut Mpz, *mut Mpz, c_ulong), n: u64) -> [Vec<u64>; 2] {
    let empty = || Mpz {
        allocated: 0,
        size: 0,
        limbs: ptr::null_mut(),
    };
    let mut numbers = [empty(), empty()];
    let [at, before] = &mut numbers;
    // SAFETY: both are initialized before they are used, are different, and are cleared once, after
    // their limbs, |size| of them, have been copied.
    unsafe {
        mpz_init(at);
        mpz_init(before);
        function(at, before, n);
        let limbs = [&*at, &*before].map(|number| {
            let len = number.size.unsigned_abs() as usize;
            match len {
                0 => Vec::new(),
                _ => std::slice::from_raw_parts(number.limbs, len).to_vec(),
            }
        });
        mpz_clear(at);
        mpz_clear(before);
        limbs
    }
}
