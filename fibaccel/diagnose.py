"""`fibaccel doctor`: load and check every backend, and explain which one serves and why."""

from __future__ import annotations

import json
import os
import platform
import sys
import warnings

import fibaccel
from fibaccel import discovery, memory, pure, registry
from fibaccel.errors import describe_error
from fibaccel.operations import CONTRACT_VERSION, OPERATIONS
from fibaccel.signals import hold

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
    backends = [_examine(registry.describe_python()), *_examine_installed()]
    if not any(row["name"] == "native" for row in backends):
        backends.append({"name": "native", **_load("native")[1]})
        if backends[-1]["state"] == "not installed":
            left = discovery.find_leftovers(discovery.NATIVE_DISTRIBUTION, None)
            backends[-1]["leftovers"] = left
    broken = [row for row in backends if row["state"] not in ("ok", "not installed")]
    return {
        "fibaccel": fibaccel.__version__,
        "contract": CONTRACT_VERSION,
        "python": f"{platform.python_implementation()} {platform.python_version()}",
        "platform": platform.platform(),
        "environment": {k: v for k, v in sorted(os.environ.items()) if k.startswith("FIBACCEL_")},
        "memory": dict(zip(("bytes", "source"), memory.memory_limit(), strict=True)),
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


def _examine_installed() -> list[dict[str, Any]]:
    """Return the states of the backends that metadata tell of."""
    try:
        with hold():
            entries = discovery.find_entries()
    except fibaccel.BackendError as error:
        return [{"name": "others", "state": "not examined", "reason": str(error)}]
    return [_examine(entry.info, entry) for entry in entries]


def _examine(info: fibaccel.BackendInfo, entry: discovery.Entry | None = None) -> dict[str, Any]:
    """Return the state of one backend; the Python backend has no entry among the metadata."""
    row: dict[str, Any] = {
        "name": info.name,
        "distribution": info.distribution,
        "version": info.version,
        "entry_point": info.value,
    }
    if info.conflict:
        state = "in an archive" if entry and entry.is_archived() else "conflict"
        return row | {"state": state, "reason": info.conflict}
    backend, state_and_reason = _load(info.name)
    version = backend.version if backend else info.version
    row |= state_and_reason | {
        "version": version,  # the metadata of two may be there
        "leftovers": discovery.find_leftovers(info.distribution, version) if entry else [],
    }
    if backend is None:
        return row
    module = sys.modules[entry.point.module if entry else info.value]
    return row | {
        "file": getattr(module, "__file__", None),
        "implements": sorted(backend.implements),
        "completed": [name for name in OPERATIONS if name not in backend.implements],
        "details": _ask(entry.point.load() if entry else pure),
    }


def _load(name: str) -> tuple[fibaccel.Backend | None, dict[str, str]]:
    """Return the backend if it loads, and its state."""
    try:
        return fibaccel.get_backend(name), {"state": "ok"}
    except (fibaccel.BackendError, ValueError) as error:  # or a malformed setting
        return None, {"state": _STATES.get(type(error), "not examined"), "reason": str(error)}


def _ask(plugin: object) -> dict[str, str]:
    """Return the rows of a backend's own ``diagnostics()``, if it has one."""
    with hold():
        try:
            rows: dict[object, object] = getattr(plugin, "diagnostics", dict)()
            return {str(key): str(value) for key, value in rows.items()}
        except Exception as error:  # a stranger's code must not keep doctor from its report
            return {"diagnostics": describe_error(error)}


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
        if row.get("leftovers"):
            details["of another version or none, to be deleted"] = ", ".join(row["leftovers"])
        if row["name"] == "native" and row["state"] in ("broken", "incompatible"):
            details["to mend it, type"] = f"{registry.INSTALL_NATIVE} --force-reinstall"
        lines += [f"  {key}: {value}" for key, value in details.items() if value]
    name, problem = found["active"]["name"], found["active"]["problem"]
    if name is None:
        lines += ["", "serving: none", f"  {problem}"]
    else:
        lines += ["", f"serving: {name}{', because native does not load' if problem else ''}"]
    return "\n".join(lines)
