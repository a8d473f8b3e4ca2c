"""The compiled backend of fibaccel, registered as ``native``.

Use it through ``fibaccel``, which chooses it by itself. Nothing but the compiled module is imported
here, because this import is part of the first call of every program.
"""

import fibaccel_native._native as _native
from fibaccel_native._native import *


def diagnostics() -> dict[str, str]:
    """Return what `fibaccel doctor` shows of this backend: the build, the choices it has made."""
    build = {
        "debug": "debug: unoptimized, and slow; `maturin develop --release` makes the other",
        "release": "release: optimized",
    }
    return {
        "build": build[_native.PROFILE],
        "tier": f"{_native.TIER}, of {', '.join(_native.TIERS)}",
        "int": f"{_native.INT}, of {', '.join(_native.INTS)}",
        "extension": str(_native.__file__),
    }
