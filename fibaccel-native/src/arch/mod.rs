//! What depends on the processor or the operating system. The only unsafe code outside the Python
//! layer.

pub mod cells;
pub mod memory;
pub mod portable;
mod portable_doubles;
pub mod team;
#[cfg(target_arch = "x86_64")]
pub mod x86_64;
