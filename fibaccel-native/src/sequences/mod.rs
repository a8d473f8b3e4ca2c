//! Sequences: exact terms, terms modulo m, their periods, and arrays of them; numbers as sums of terms; and the
//! factoring that periods need.

pub mod arrays;
pub mod digit_counts;
pub mod factor;
pub mod fibonacci;
pub mod long_modular;
pub mod lucas;
pub mod modular;
pub mod numerals;
pub mod periods;
pub mod recurrences;
pub mod size;
pub mod table;
