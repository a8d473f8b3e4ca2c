//! Tests of the work that needs more stack than a thread may have.

use crate::runtime::Error;
use crate::runtime::stack::with_enough_stack;
use std::hint::black_box;
use std::thread;

#[test]
fn work_has_enough_stack_in_any_thread() {
    for size in [1 << 16, 1 << 20] {
        let work = || -> Result<usize, Error> {
            let array = black_box([1u8; 100_000]);
            Ok(array.iter().map(|&byte| usize::from(byte)).sum())
        };
        let builder = thread::Builder::new().stack_size(size);
        let thread = builder.spawn(move || with_enough_stack(work));
        let sum = thread.expect("a thread").join().expect("no panic");
        assert_eq!(Ok(100_000), sum, "{size}");
    }
}
