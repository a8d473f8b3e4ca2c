"""How much memory this process may use: what the system says, whichever it is.

The least of these counts, as far as they can be learned:

- the physical memory: from ``os.sysconf`` where it knows (Linux, macOS, FreeBSD), else from
  ``sysctl`` (BSD, macOS), on Windows from ``GlobalMemoryStatusEx``;
- the limits of control groups (Linux, containers) and of the job (Windows);
- what is left of the address space, of RLIMIT_AS and of RLIMIT_DATA.

Memory that other processes use is not counted. Where nothing can be learned, `ASSUMED` counts.
"""

from __future__ import annotations

import os
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    Limit = tuple[int, str]

# 64 bits address 9 EB, which is no limit. This is about what the smallest machines of today have.
ASSUMED = (2**32, "memory assumed where the system does not tell")

# What tells the physical memory on macOS, on NetBSD, and on every BSD.
_SYSCTL_NAMES = (b"hw.memsize", b"hw.physmem64", b"hw.physmem")

_fixed_limits: list[Limit] = []


def memory_limit() -> Limit:
    """Return how many bytes this process may still use, and what sets that limit."""
    if not _fixed_limits:
        told = [*_physical_memory(), *_control_groups(), *_of_windows("fixed_limits")] or [ASSUMED]
        _fixed_limits.append(min((sys.maxsize, "addressable memory"), *told))
    return min([_fixed_limits[0], *_process_limits(), *_of_windows("address_space")])


def _of_windows(question: str) -> list[Limit]:
    """Return what Windows answers; nothing elsewhere."""
    if sys.platform != "win32":
        return []
    try:
        from fibaccel import windows

        return list(getattr(windows, question)())
    except (ImportError, AttributeError, OSError):  # no ctypes, or no such function
        return []


def _physical_memory() -> list[Limit]:
    """Return the machine's memory, where sysconf or sysctl tells."""
    size = _from_sysconf() or _from_sysctl()
    return [(size, "physical memory")] if size else []


def _from_sysconf() -> int:
    try:
        pages, size = os.sysconf("SC_PHYS_PAGES"), os.sysconf("SC_PAGE_SIZE")
    except (AttributeError, OSError, ValueError):
        return 0
    return pages * size if pages > 0 else 0  # -1 is "not determined"


def _from_sysctl() -> int:
    if sys.platform == "win32":
        return 0
    try:
        import ctypes

        ask = ctypes.CDLL(None).sysctlbyname
    except (ImportError, AttributeError, OSError):  # no ctypes, or no such function
        return 0
    for name in _SYSCTL_NAMES:
        # An integer of 4 or 8 bytes; its length comes back.
        value, length = ctypes.create_string_buffer(8), ctypes.c_size_t(8)
        failed = ask(name, value, ctypes.byref(length), None, ctypes.c_size_t(0))
        size = int.from_bytes(value.raw[: length.value], sys.byteorder)
        if not failed and size:
            return size
    return 0


def _control_groups() -> Iterator[Limit]:
    """Yield the memory limits of this process's control group and of those around it."""
    try:
        lines = _read("/proc/self/cgroup").splitlines()
    except OSError:
        return
    for line in lines:
        _, controllers, path = line.split(":", 2)
        if controllers == "":
            root, file = "/sys/fs/cgroup", "memory.max"
        elif "memory" in controllers.split(","):
            root, file = "/sys/fs/cgroup/memory", "memory.limit_in_bytes"
        else:
            continue
        parts = path.strip("/").split("/")
        for depth in range(len(parts) + 1):
            try:
                limit = int(_read("/".join([root, *parts[:depth], file])))
                yield limit, "the control group's memory limit"
            except (OSError, ValueError):  # no limit at this level: the file says "max"
                continue


def _process_limits() -> Iterator[Limit]:
    """Yield what RLIMIT_AS and RLIMIT_DATA leave, if set: they may change, and usage does."""
    try:
        import resource
    except ImportError:  # Windows has no such limits
        return
    # The limit, the field of /proc/self/statm that counts towards it (man proc), and what it is.
    for kind, field, space in (("RLIMIT_AS", 0, "address space"), ("RLIMIT_DATA", 5, "data space")):
        if not hasattr(resource, kind):  # OpenBSD has no RLIMIT_AS
            continue
        limit, _ = resource.getrlimit(getattr(resource, kind))
        if limit != resource.RLIM_INFINITY:
            used = _pages_used(field) * resource.getpagesize()
            yield max(0, limit - used), f"{space} left ({kind})"


def _pages_used(field: int) -> int:
    try:
        return int(_read("/proc/self/statm").split()[field])
    except OSError:  # no /proc: the limit alone, then
        return 0


def _read(path: str) -> str:
    """Return a file's text, with no codec looked up: CPython 3.13 takes 32 kB of stack for that."""
    with open(path, "rb") as file:
        return file.read().decode()
