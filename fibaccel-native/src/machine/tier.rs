//! The tiers of instructions, best first, and the choice of one at run time.

use super::digits::DigitWork;
use super::fours::Fours;
use super::lanes::{Doubles, Kernel, Lanes, Numbered};
use super::portable::Portable;
use super::processor::Processor;
use super::thresholds::{Measured, Thresholds};
use crate::limbs::{Binary, Decimal};
#[cfg(target_arch = "aarch64")]
use crate::machine::aarch64::Neon;
#[cfg(target_arch = "x86_64")]
use crate::machine::x86_64::{avx2::Avx2, avx512::Avx512};
use std::sync::OnceLock;

/// Defines all that depends on which tiers there are. A tier is a line here.
macro_rules! tiers {
    ($($(#[doc = $doc:literal])+ $(#[cfg($condition:meta)])? $name:ident),+ $(,)?) => {
        /// A tier that the processor has.
        #[derive(Clone, Copy, Debug)]
        pub enum Tier {
            $($(#[doc = $doc])+ $(#[cfg($condition)])? $name($name)),+
        }

        /// The places of the tiers in the list.
        enum Place {
            $($(#[cfg($condition)])? $name),+
        }

        $(
            $(#[cfg($condition)])?
            impl Numbered for $name {
                const INDEX: usize = Place::$name as usize;
            }
        )+

        /// The number of tiers, whether or not this processor has them.
        pub const TIERS: usize = [$($(#[cfg($condition)])? Place::$name),+].len();

        impl Tier {
            /// The tiers of this processor, best first.
            pub fn available() -> Vec<Self> {
                let tiers = [$($(#[cfg($condition)])? $name::detect().map(Self::$name)),+];
                tiers.into_iter().flatten().collect()
            }

            /// The name of the tier, as `FIBACCEL_NATIVE_TIER` takes it.
            pub fn name(self) -> &'static str {
                match self {
                    $($(#[cfg($condition)])? Self::$name(_) => $name::NAME),+
                }
            }

            /// The thresholds at which the tier's algorithms overtake each other.
            #[inline]
            pub fn thresholds(self) -> &'static Thresholds {
                match self {
                    $($(#[cfg($condition)])? Self::$name(s) => s.thresholds()),+
                }
            }

            /// Whether the processor has fused multiply-add, without which doubles are slow.
            pub fn is_fused(self) -> bool {
                match self {
                    $($(#[cfg($condition)])? Self::$name(_) => $name::FUSED),+
                }
            }

            /// Runs the kernel with the lanes of the tier. Once per transform, not per butterfly.
            pub fn dispatch<K: Kernel>(self, kernel: K) -> K::Output {
                match self {
                    $($(#[cfg($condition)])? Self::$name(s) => kernel.run(s)),+
                }
            }

            /// Runs an algorithm with the tier's binary digits, if it has any.
            pub fn dispatch_digits<W: DigitWork<Binary>>(self, work: W) -> Option<W::Output> {
                match self {
                    $($(#[cfg($condition)])? Self::$name(s) => s.with_digits(work)),+
                }
            }

            /// Runs an algorithm with the tier's decimal digits, if it has any.
            pub fn dispatch_decimal_digits<W: DigitWork<Decimal>>(
                self,
                work: W,
            ) -> Option<W::Output> {
                match self {
                    $($(#[cfg($condition)])? Self::$name(s) => s.with_decimal_digits(work)),+
                }
            }
        }
    };
}

tiers! {
    /// AVX-512 with IFMA and VBMI2: Ice Lake, Zen 4 and later.
    #[cfg(target_arch = "x86_64")]
    Avx512,
    /// AVX2 with FMA: Haswell, Zen and later.
    #[cfg(target_arch = "x86_64")]
    Avx2,
    /// NEON, which all processors of aarch64 have.
    #[cfg(target_arch = "aarch64")]
    Neon,
    /// 64-bit integers, for any processor.
    Portable,
}

impl Tier {
    /// The tier in use, the best or the one that `FIBACCEL_NATIVE_TIER` names, or what is wrong with that name.
    /// The variable is for tests, which must not silently run something else. It is read once.
    pub fn chosen() -> Result<Self, &'static str> {
        static CHOSEN: OnceLock<Result<Tier, String>> = OnceLock::new();
        let chosen = CHOSEN.get_or_init(|| {
            let tiers = Self::available();
            let name = std::env::var_os("FIBACCEL_NATIVE_TIER").unwrap_or_default();
            if name.is_empty() {
                return Ok(tiers[0]);
            }
            let names: Vec<_> = tiers.iter().map(|tier| tier.name()).collect();
            let found = tiers.iter().find(|tier| name == tier.name()).copied();
            found.ok_or_else(|| {
                let names = names.join(", ");
                format!("FIBACCEL_NATIVE_TIER is {name:?}; this processor has {names}")
            })
        });
        chosen.as_ref().copied().map_err(String::as_str)
    }

    /// The tier in use, once [`Self::chosen`] has found no error.
    ///
    /// # Panics
    ///
    /// If the variable names no tier of this processor: the extension asks [`Self::chosen`] at import.
    pub fn active() -> Self {
        Self::chosen().unwrap_or_else(|error| panic!("{error}"))
    }

    /// The tier as one that makes four products at a time, if it can.
    pub fn fours(self) -> Option<Fours> {
        match self {
            #[cfg(target_arch = "x86_64")]
            Self::Avx512(fours) => Some(fours),
            _ => None,
        }
    }

    /// Runs a kernel with the instructions of the tier, for one that does not vectorize its parts itself.
    pub fn vectorize<K: Kernel>(self, kernel: K) -> K::Output {
        self.dispatch(Vectorize(kernel))
    }
}

struct Vectorize<K>(K);

impl<K: Kernel> Kernel for Vectorize<K> {
    type Output = K::Output;

    fn run<S: Lanes>(self, s: S) -> K::Output {
        s.vectorize(self.0)
    }
}

/// A value for each tier.
pub struct PerTier<T>([T; TIERS]);

impl<T> PerTier<OnceLock<T>> {
    /// A value for each tier, derived when it is first asked for.
    pub const fn underived() -> Self {
        Self([const { OnceLock::new() }; TIERS])
    }

    /// Returns the value of the tier S, and derives it first if need be.
    pub fn get_or_derive<S: Lanes>(&self, derive: impl FnOnce() -> T) -> &T {
        self.of::<S>().get_or_init(derive)
    }
}

impl<T> PerTier<T> {
    /// Takes a value for each tier, in their order.
    pub const fn new(values: [T; TIERS]) -> Self {
        Self(values)
    }

    /// The value for the tier S.
    pub fn of<S: Lanes>(&self) -> &T {
        &self.0[S::INDEX]
    }
}
