"""maturin's build hooks, with advice where one of them fails: pip shows what it wrote last.

pip builds where no wheel fits: on PyPy, for example.
"""

import functools
import os
import sys
from collections.abc import Callable
from typing import ParamSpec, TypeVar

# Otherwise maturin downloads a Rust toolchain where it finds none, unasked.
os.environ.setdefault("MATURIN_NO_INSTALL_RUST", "1")

import maturin
from maturin import *  # noqa: F403

_P = ParamSpec("_P")
_R = TypeVar("_R")

_ADVICE = """
fibaccel-native could not be built. Where no wheel fits the interpreter and the system, it has to
be, which takes Rust with its cargo, and a linker such as gcc. fibaccel is complete without it:
`pip install fibaccel`, without `[native]`, needs no compiler.
"""


def _advised(hook: Callable[_P, _R]) -> Callable[_P, _R]:
    @functools.wraps(hook)
    def advised(*arguments: _P.args, **options: _P.kwargs) -> _R:
        try:
            return hook(*arguments, **options)
        except BaseException:
            print(_ADVICE, file=sys.stderr)
            raise

    return advised


prepare_metadata_for_build_wheel = _advised(maturin.prepare_metadata_for_build_wheel)
build_wheel = _advised(maturin.build_wheel)
build_editable = _advised(maturin.build_editable)
