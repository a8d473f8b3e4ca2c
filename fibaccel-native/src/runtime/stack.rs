//! Work that needs more stack than a thread may have.
//!
//! `threading.stack_size` gives threads as little as 32 kB, and the engine's arrays take up to 80. So work is
//! moved to a thread with more if little is left here.

#![allow(unsafe_code)]

use super::error::Error;
use std::panic::resume_unwind;
use std::thread;

/// The stack that is enough for all work, and more.
const ENOUGH: usize = 1 << 17;

/// The stack of a thread that work is moved to.
const ROOMY: usize = 1 << 19;

/// Runs `work` here or, where the stack is short, in a thread of its own. [`Error::Memory`] if there is none.
pub fn with_enough_stack<T: Send>(
    work: impl FnOnce() -> Result<T, Error> + Send,
) -> Result<T, Error> {
    if left().is_none_or(|left| left >= ENOUGH) {
        return work();
    }
    thread::scope(|scope| {
        let builder = thread::Builder::new().stack_size(ROOMY);
        let thread = builder.spawn_scoped(scope, work);
        let outcome = thread.map_err(|_| Error::Memory)?.join();
        outcome.unwrap_or_else(|payload| resume_unwind(payload))
    })
}

/// The bytes of stack that this thread has left, if the system tells.
fn left() -> Option<usize> {
    thread_local! {
        /// The end of the thread's stack, to which it grows down.
        static END: Option<usize> = end();
    }
    let here = 0u8;
    END.with(|&end| Some((&raw const here).addr().saturating_sub(end?)))
}

/// The end of this thread's stack. None for the main thread, whose stack grows as it is used: to look for that
/// the system would read `/proc/self/maps`.
#[cfg(target_os = "linux")]
fn end() -> Option<usize> {
    use std::mem::MaybeUninit;
    use std::ptr;

    let (mut attributes, mut start, mut size) = (MaybeUninit::uninit(), ptr::null_mut(), 0);
    // SAFETY: the attributes are written before they are read, and destroyed once.
    unsafe {
        if libc::getpid() == libc::gettid()
            || libc::pthread_getattr_np(libc::pthread_self(), attributes.as_mut_ptr()) != 0
        {
            return None;
        }
        let found = libc::pthread_attr_getstack(attributes.as_ptr(), &mut start, &mut size) == 0;
        libc::pthread_attr_destroy(attributes.as_mut_ptr());
        found.then(|| start.addr())
    }
}

/// The end of this thread's stack. None for the main thread, which has 8 MB.
#[cfg(target_vendor = "apple")]
fn end() -> Option<usize> {
    // SAFETY: questions about this thread.
    unsafe {
        let thread = libc::pthread_self();
        let start = libc::pthread_get_stackaddr_np(thread).addr();
        let is_main = libc::pthread_main_np() != 0;
        (!is_main).then(|| start - libc::pthread_get_stacksize_np(thread))
    }
}

/// The end of this thread's stack.
#[cfg(windows)]
fn end() -> Option<usize> {
    // SAFETY: that is the declaration of the function in processthreadsapi.h.
    #[link(name = "kernel32")]
    unsafe extern "system" {
        fn GetCurrentThreadStackLimits(low: *mut usize, high: *mut usize);
    }
    let (mut low, mut high) = (0, 0);
    // SAFETY: both are borrowed for it to write.
    unsafe { GetCurrentThreadStackLimits(&mut low, &mut high) };
    Some(low)
}

/// Elsewhere threads have 512 kB at least, unless a program wants less.
#[cfg(not(any(target_os = "linux", target_vendor = "apple", windows)))]
fn end() -> Option<usize> {
    None
}
