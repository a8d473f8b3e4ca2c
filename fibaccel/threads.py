"""How many threads one computation may use."""

from __future__ import annotations

import os
import sys

_settings: dict[str, int] = {}


def num_threads() -> int:
    """Return FIBACCEL_NUM_THREADS, read once in the life of the process.

    Where it is not set, OMP_NUM_THREADS counts, as it does for numerical libraries; its first
    number, if it has several for nested levels. Where that is not set either, the number of CPUs
    that this process may run on.

    Raises:
        ValueError: FIBACCEL_NUM_THREADS is not a positive whole number.
    """
    if "num_threads" not in _settings:
        text = os.environ.get("FIBACCEL_NUM_THREADS", "").strip()
        if text:
            value = _positive(text)
            if value is None:
                raise ValueError(
                    f"FIBACCEL_NUM_THREADS must be a positive whole number, not {text!r}"
                )
        else:
            first = os.environ.get("OMP_NUM_THREADS", "").split(",")[0].strip()
            value = _positive(first) or _usable_cpus()
        _settings["num_threads"] = value
    return _settings["num_threads"]


def _positive(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() and int(text) > 0 else None


def _usable_cpus() -> int:
    if sys.version_info >= (3, 13):
        return os.process_cpu_count() or 1
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
