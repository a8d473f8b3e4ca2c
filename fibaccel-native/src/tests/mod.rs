//! Tests of the core. They need no Python.

mod cases;
mod fibonacci;
mod integer;
mod naive;
mod stop;
