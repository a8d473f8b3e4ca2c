"""`fibaccel doctor`: load and check every backend, and explain which one serves and why."""

from __future__ import annotations

import json
import os
import platform
import sys
import warnings
from functools import reduce

import fibaccel
from fibaccel import limits, registry
from fibaccel.operations import CONTRACT_VERSION, OPERATIONS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

HEALTHY, BROKEN, REQUIREMENT_UNMET = 0, 1, 2

_STATES: dict[type[Exception], str] = {
    fibaccel.BackendNotFoundError: "not installed",
    fibaccel.BackendLoadError: "broken",
    fibaccel.BackendIncompatibleError: "incompatible",
}


def main(*, as_json: bool, require: str | None) -> int:
    """Print the report and return the exit status."""
    found = report()
    print(json.dumps(found, indent=2) if as_json else _as_text(found))
    serving = found["active"]["name"]
    if require is not None and serving != require:
        print(f"required: {require}; serving: {serving or 'none'}", file=sys.stderr)
        return REQUIREMENT_UNMET
    return HEALTHY if found["healthy"] else BROKEN


def report() -> dict[str, Any]:
    """Return all that doctor knows, ready for JSON.

    It loads every installed backend, those that nobody named as well: to ask for a diagnosis is
    to ask for that.
    """
    active = _examine_choice()
    backends = [_examine(info) for info in fibaccel.list_backends()]
    if not any(row["name"] == "native" for row in backends):
        backends.append({"name": "native", "state": "not installed",
                         "reason": f"to install it, type: {registry.INSTALL_NATIVE}"})  # fmt: skip
    broken = [row for row in backends if row["state"] not in ("ok", "not installed")]
    return {
        "fibaccel": fibaccel.__version__,
        "contract": CONTRACT_VERSION,
        "python": f"{platform.python_implementation()} {platform.python_version()}",
        "platform": platform.platform(),
        "environment": {k: v for k, v in sorted(os.environ.items()) if k.startswith("FIBACCEL_")},
        "memory": dict(zip(("bytes", "source"), limits.memory_limit(), strict=True)),
        "active": active,
        "backends": backends,
        "healthy": active["name"] is not None and not broken,
    }


def _examine_choice() -> dict[str, Any]:
    """Return which backend serves, and what went wrong on the way to it."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            name, problem = fibaccel.get_backend().name, None
        except (fibaccel.BackendError, ValueError) as error:
            name, problem = None, str(error)
    return {"name": name, "problem": problem or (str(caught[0].message) if caught else None)}


def _examine(info: fibaccel.BackendInfo) -> dict[str, Any]:
    """Return the state of one installed backend."""
    row: dict[str, Any] = {
        "name": info.name,
        "distribution": info.distribution,
        "version": info.version,
        "entry_point": info.value,
    }
    if info.conflict:
        return row | {"state": "conflict", "reason": info.conflict}
    try:
        backend = fibaccel.get_backend(info.name)
    except (fibaccel.BackendError, ValueError) as error:  # or a malformed setting
        return row | {"state": _STATES.get(type(error), "not examined"), "reason": str(error)}
    module, _, path = info.value.partition(":")
    plugin = reduce(getattr, filter(None, path.split(".")), sys.modules[module])
    completed = [name for name in OPERATIONS if name not in backend.implements]
    return row | {
        "state": "ok",
        "file": getattr(sys.modules[module], "__file__", None),
        "implements": sorted(backend.implements),
        "completed": completed,
        "details": dict(getattr(plugin, "diagnostics", dict)()),
    }


def _as_text(found: dict[str, Any]) -> str:
    memory = found["memory"]
    lines = [
        f"fibaccel {found['fibaccel']}, contract {found['contract']}",
        f"{found['python']} on {found['platform']}",
        f"results may use {memory['bytes'] / 1e9:.3g} GB of {memory['source']}",
        *(f"{name}={value}" for name, value in found["environment"].items()),
        "",
    ]
    for row in found["backends"]:
        source = f" ({row['distribution']} {row['version']})" if "distribution" in row else ""
        lines.append(f"{row['name']}{source}: {row['state']}")
        details = {"why": row.get("reason"), "file": row.get("file")} | row.get("details", {})
        if row.get("completed"):
            details["completed"] = ", ".join(row["completed"])
        lines += [f"  {key}: {value}" for key, value in details.items() if value]
    lines += ["", f"serving: {found['active']['name'] or 'none'}"]
    if found["active"]["problem"]:
        lines.append(f"  {found['active']['problem']}")
    return "\n".join(lines)
