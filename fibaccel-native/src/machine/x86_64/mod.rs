//! The tiers of x86-64.

/// Defines the token of a tier, which has both kinds of digits, and detects these features of the processor, all that
/// its code is compiled for.
macro_rules! token {
    ($token:ident, $name:literal: $($feature:tt)+) => {
        /// The proof that the processor has the instructions of this tier.
        #[derive(Clone, Copy, Debug)]
        pub struct $token(());

        impl Processor for $token {
            const NAME: &'static str = $name;

            fn detect() -> Option<Self> {
                let found = true $(&& is_x86_feature_detected!($feature))+;
                found.then_some(Self(()))
            }

            fn with_digits<W: DigitWork<Binary>>(self, work: W) -> Option<W::Output> {
                Some(work.run(self))
            }

            fn with_decimal_digits<W: DigitWork<Decimal>>(self, work: W) -> Option<W::Output> {
                Some(work.run(DecimalDigits(self)))
            }
        }
    };
}

/// Defines the method that runs a kernel, compiled for features that the tier's token is the proof of.
macro_rules! compiled {
    ($(#[$inline:meta])? $method:ident of $token:ident, $features:literal) => {
        $(#[$inline])?
        fn $method<K: Kernel>(self, kernel: K) -> K::Output {
            #[target_feature(enable = $features)]
            fn inner<K: Kernel>(s: $token, kernel: K) -> K::Output {
                kernel.run(s)
            }
            // SAFETY: `self` can only come from `detect`, which saw each of these features.
            unsafe { inner(self, kernel) }
        }
    };
}

/// Implements the methods of digits whose columns are two integers that do the same to both.
macro_rules! columns_are_two {
    () => {
        methods! {
            fn lanes(self) -> Self::Lanes = self.0;
            fn columns_from_words(self, words: &[u64]) -> Self::Columns =
                [self.0.columns_from_words(words), self.0.splat(0)];
            fn load_columns(self, block: &Self::Block) -> Self::Columns =
                [self.0.load_columns(block), self.0.splat(0)];
            fn add_columns(self, a: Self::Columns, b: Self::Columns) -> Self::Columns =
                [self.0.add(a[0], b[0]), self.0.add(a[1], b[1])];
            fn sub_columns(self, a: Self::Columns, b: Self::Columns) -> Self::Columns =
                [self.0.sub(a[0], b[0]), self.0.sub(a[1], b[1])];
            fn compare(self, x: &Self::Block, y: &Self::Block) -> Ordering = self.0.compare(x, y);
        }
    };
}

#[cfg(target_pointer_width = "64")]
pub mod adx;
pub mod avx2;
pub mod avx512;
