//! Tests of the work that moves to a thread with more stack.

use crate::runtime::stack::with_enough_stack;
use std::thread;

#[test]
fn work_moves_where_the_stack_is_short() {
    for (size, moves) in [(1 << 16, true), (1 << 20, false)] {
        let work = || {
            let here = thread::current().id();
            with_enough_stack(|| Ok(thread::current().id() != here))
        };
        let thread = thread::Builder::new().stack_size(size).spawn(work);
        let moved = thread.expect("a thread").join().expect("no panic");
        assert_eq!(Ok(moves), moved, "{size}");
    }
}
