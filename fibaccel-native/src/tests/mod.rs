//! Tests of the core. They need no Python.

mod basecase;
mod carry;
mod cases;
mod decimal;
mod decimal_ascii;
mod decimal_basecase;
mod decimal_carry;
mod decimal_convert;
mod decimal_limbs;
mod factor;
mod fibonacci;
pub(crate) mod held;
mod integer;
mod lanes;
mod lucas;
mod modular;
mod mul;
mod naive;
mod ntt;
mod oracle;
mod periods;
mod reduction;
mod residue;
mod share;
mod stop;
mod thresholds;
