"""Sample distributions: backends that are healthy, and backends broken in every way that counts.

Each tells `probe` that it was imported, before anything else happens.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib.machinery import EXTENSION_SUFFIXES

from fibaccel.operations import CONTRACT_VERSION

from .wheels import Wheel

_TRACE = "import probe\nprobe.imported.append(__name__)\n"
_CONTRACT = f"CONTRACT_VERSION = {CONTRACT_VERSION}\n"
_FIB = '''
def fib(n, /):
    """Return F(n), a step at a time."""
    before, current = 1, 0
    for _ in range(abs(n)):
        before, current = current, before + current
    return -current if n < 0 and n % 2 == 0 else current
'''
_PANIC = """
class PanicException(BaseException):
    '''As PyO3's: not an Exception.'''

raise PanicException("index out of bounds: the len is 0 but the index is 7")
"""
_UNPRINTABLE = """
class Unprintable(Exception):
    def __str__(self):
        raise ValueError("cannot even be printed")

raise Unprintable
"""
HEALTHY = _TRACE + _CONTRACT + _FIB
OTHER_CONTRACT = CONTRACT_VERSION + 41


@dataclass(frozen=True)
class Defect:
    """One way for an installed backend to be unusable.

    Attributes:
        name: the defect in one word, as part of a module's name too.
        source: the module; None: there is none.
        error: the type of the exception that fibaccel meets.
        why: what fibaccel has to say of it, in part.
    """

    name: str
    source: str | None
    error: str
    why: str


DEFECTS = (
    Defect("import_error", _TRACE + "import no_such_library", "ModuleNotFoundError", "no_such_l"),
    Defect("no_module", None, "ModuleNotFoundError", "No module named"),
    Defect("syntax_error", "fib = = 1", "SyntaxError", "invalid syntax"),
    Defect("panic", _TRACE + _PANIC, "PanicException", "index out of bounds"),
    Defect("exit", _TRACE + "raise SystemExit(3)", "SystemExit", "SystemExit: 3"),
    Defect("unprintable", _TRACE + _UNPRINTABLE, "Unprintable", "Unprintable"),
    Defect("no_contract", _TRACE + _FIB, "AttributeError", "CONTRACT_VERSION"),
    Defect("no_fib", _TRACE + _CONTRACT, "AttributeError", "no operation 'fib'"),
    Defect(
        "u64_wrap",
        HEALTHY.replace("else current", "else current % 2**64"),
        "ArithmeticError",
        "fib(94) returned 1293530146158671551 instead of 19740274219868223167",
    ),
    Defect(
        "u128_wrap",
        HEALTHY.replace("else current", "else current % 2**128"),
        "ArithmeticError",
        "fib(187) returned",
    ),
    Defect(
        "rounding",
        HEALTHY.replace("else current", "else int(float(current)) if n > 999 else current"),
        "OverflowError",
        "too large to convert",
    ),
    Defect(
        "large_off_by_one",
        HEALTHY.replace("else current", "else current + (n > 999)"),
        "ArithmeticError",
        "fib(10007) returned another number",
    ),
    Defect(
        "absolute_value",
        HEALTHY.replace("-current if", "current if"),
        "ArithmeticError",
        "fib(-94) returned 19740274219868223167 instead of -19740274219868223167",
    ),
    Defect(
        "float",
        HEALTHY.replace("else current", "else float(current) if n < 2 else current"),
        "ArithmeticError",
        "fib(0) returned 0.0 instead of 0",
    ),
    Defect(
        "bool",
        HEALTHY.replace("else current", "else bool(current) if n < 2 else current"),
        "ArithmeticError",
        "fib(0) returned False instead of 0",
    ),
    Defect(
        "raising_operation",
        HEALTHY.replace("before, current = 1, 0", "raise RuntimeError('no table')"),
        "RuntimeError",
        "no table",
    ),
    Defect(
        "wrong_lucas",
        HEALTHY + "def lucas(n, /):\n    return fib(n)\n",
        "ArithmeticError",
        "lucas(0) returned 0 instead of 2",
    ),
    Defect(
        "other_contract",
        HEALTHY.replace(_CONTRACT, f"CONTRACT_VERSION = {OTHER_CONTRACT}\n"),
        "NoneType",
        f"implements version {OTHER_CONTRACT} of the contract",
    ),
)


def as_native(source: str, *, damage: dict[str, bytes | None] | None = None) -> Wheel:
    """Return a distribution fibaccel-native whose module is this."""
    files = {"fibaccel_native/__init__.py": source}
    return Wheel("fibaccel-native", files, {"native": "fibaccel_native"}, damage=damage or {})


def as_plugin(name: str, source: str | None, *, distribution: str = "") -> Wheel:
    """Return a third party's distribution that registers this module under a name."""
    files = {} if source is None else {f"{name}_backend.py": source}
    return Wheel(distribution or f"fib-{name}", files, {name: f"{name}_backend"})


STAND_IN = as_native(HEALTHY)
"""A healthy native backend that needs no compiler."""

NO_METADATA = as_native(HEALTHY, damage={"fibaccel_native-*.dist-info": None})
"""A package that can be imported, and no trace of a distribution."""

NOT_ELF = Wheel(
    "fibaccel-native",
    {
        "fibaccel_native/__init__.py": _TRACE + "from fibaccel_native._native import *\n",
        f"fibaccel_native/_native{EXTENSION_SUFFIXES[-1]}": "version https://git-lfs.github.com",
    },
    {"native": "fibaccel_native"},
)
"""What a checkout without its large files leaves: text where the compiled module should be."""

INTERRUPTED = as_native(_TRACE + "raise KeyboardInterrupt")

_SLOW = _TRACE + "import time\ntime.sleep(0.3)\n"
SLOW = as_native(_SLOW + HEALTHY)
SLOW_AND_BROKEN = as_native(_SLOW.replace("0.3", "0.05") + "raise ImportError('too slow')")

DAMAGED = {
    "METADATA removed": as_native(HEALTHY, damage={"fibaccel_native-*/METADATA": None}),
    "METADATA empty": as_native(HEALTHY, damage={"fibaccel_native-*/METADATA": b""}),
    "METADATA binary": as_native(HEALTHY, damage={"fibaccel_native-*/METADATA": b"\xff\xfe\x00"}),
    "entry points removed": as_native(HEALTHY, damage={"fibaccel_native-*/entry_points.txt": None}),
    "entry points without =": as_native(
        HEALTHY, damage={"fibaccel_native-*/entry_points.txt": b"[fibaccel.backends]\nnative\n"}
    ),
    "entry points binary": as_native(
        HEALTHY, damage={"fibaccel_native-*/entry_points.txt": b"\xff\xfe\x00"}
    ),
}
"""fibaccel-native with its dist-info directory in disorder, as a full disk leaves it."""

IMPOSTOR = Wheel("fast-fib", {"fast_fib.py": HEALTHY}, {"native": "fast_fib"})

_COUNTING = HEALTHY.replace("before, current = 1, 0", "calls.append(n); before, current = 1, 0")
_PARTIAL = f"""
{HEALTHY}
class Operations:
    CONTRACT_VERSION = CONTRACT_VERSION
    fib = staticmethod(fib)

    @staticmethod
    def fib_str(n, /):
        return str(fib(n))

class Namespace:
    operations = Operations()
"""

_NO_REFERENCE = b"[fibaccel.backends]\nno_reference = not a reference!\n"

TRACER = as_plugin("tracer", HEALTHY)

PLUGINS = (
    as_plugin("counting", f"calls = []\n{_COUNTING}"),
    TRACER,
    as_plugin("interrupted", _TRACE + "raise KeyboardInterrupt"),
    as_plugin("claimed", HEALTHY, distribution="claim-one"),
    as_plugin("claimed", HEALTHY, distribution="claim-two"),
    Wheel(
        "fib-odd",
        {"partial_backend.py": _PARTIAL, "odd_backend.py": HEALTHY},
        {
            "partial": "partial_backend:Namespace.operations",
            "python": "odd_backend",
            "auto": "odd_backend",
            "Bad-Name": "odd_backend",
            "no_attribute": "odd_backend:missing",
        },
    ),
    Wheel("fib-stray", {}, info={"entry_points.txt": _NO_REFERENCE}),
    *(as_plugin(defect.name, defect.source) for defect in DEFECTS),
)
"""Third parties' distributions that live in one environment and must not disturb one another."""
