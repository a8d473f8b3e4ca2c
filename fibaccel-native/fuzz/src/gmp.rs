//! The few functions of GMP that serve as the oracle, on limbs like the engine's.
//!
//! Bound by hand: the crates that bind all of GMP either build it, which takes minutes and m4, or
//! insist on its latest version. [gmp], "Low-level Functions".

#![allow(unsafe_code)]

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
    #[link_name = "__gmpz_init"]
    fn mpz_init(x: *mut Mpz);
    #[link_name = "__gmpz_clear"]
    fn mpz_clear(x: *mut Mpz);
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

/// `out` = x y; `out` is as long as both together.
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

/// `out` = x^2; `out` is twice as long as x.
pub fn square(out: &mut [u64], x: &[u64]) {
    assert_eq!(out.len(), 2 * x.len());
    if !x.is_empty() {
        // SAFETY: as above.
        unsafe { mpn_sqr(out.as_mut_ptr(), x.as_ptr(), size(x)) }
    }
}

/// `sum` += x `factor`, where `sum` is longer than x and has room.
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
