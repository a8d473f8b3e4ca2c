"""The compiled backend of fibaccel, registered as ``native``.

Use it through ``fibaccel``, which chooses it by itself. Nothing but the compiled module is imported
here, because this import is part of the first call of every program.
"""

import fibaccel_native._native as _native
from fibaccel_native._native import (
    CONTRACT_VERSION,
    INT,
    INTS,
    PROFILE,
    TIER,
    TIERS,
    __version__,
    fib,
    fib2,
    fib_mod,
    fib_mod_u64,
    fib_str,
    int_str,
    lucas,
    lucas2,
    lucas_mod,
    lucas_mod_u64,
    lucas_str,
    lucasu,
    lucasu_mod,
    lucasu_mod_u64,
    lucasv,
    lucasv_mod,
    lucasv_mod_u64,
    pisano_period,
    pisano_period_u64,
    primes_u64,
    rank_of_apparition,
    rank_of_apparition_u64,
    sequence_period,
    wall_sun_sun_u64,
)

__all__ = [
    "CONTRACT_VERSION",
    "INT",
    "INTS",
    "PROFILE",
    "TIER",
    "TIERS",
    "__version__",
    "diagnostics",
    "fib",
    "fib2",
    "fib_mod",
    "fib_mod_u64",
    "fib_str",
    "int_str",
    "lucas",
    "lucas2",
    "lucas_mod",
    "lucas_mod_u64",
    "lucas_str",
    "lucasu",
    "lucasu_mod",
    "lucasu_mod_u64",
    "lucasv",
    "lucasv_mod",
    "lucasv_mod_u64",
    "pisano_period",
    "pisano_period_u64",
    "primes_u64",
    "rank_of_apparition",
    "rank_of_apparition_u64",
    "sequence_period",
    "wall_sun_sun_u64",
]


def diagnostics() -> dict[str, str]:
    """Return what `fibaccel doctor` shows of this backend: the build, the choices it has made."""
    build = {
        "debug": "debug: unoptimized, and slow; `maturin develop --release` makes the other",
        "release": "release: optimized",
    }
    return {
        "build": build[PROFILE],
        "tier": f"{TIER}, of {', '.join(TIERS)}",
        "int": f"{INT}, of {', '.join(INTS)}",
        "extension": str(_native.__file__),
    }
