"""What Windows says of memory: the machine's, the job's, and this process's address space.

By ctypes, without which nothing is said. The structures are those of sysinfoapi.h and winnt.h; the
names of their fields are shortened by the letters for their types.
"""

from __future__ import annotations

import ctypes
import sys
from ctypes import byref, c_size_t, c_uint32, c_uint64, sizeof

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

_JOB_EXTENDED_LIMITS = 9  # JobObjectExtendedLimitInformation
_PROCESS_MEMORY, _JOB_MEMORY = 0x100, 0x200  # JOB_OBJECT_LIMIT_...


class MemoryStatus(ctypes.Structure):
    """MEMORYSTATUSEX."""

    _fields_ = (
        ("Length", c_uint32),
        ("MemoryLoad", c_uint32),
        ("TotalPhys", c_uint64),
        ("AvailPhys", c_uint64),
        ("TotalPageFile", c_uint64),
        ("AvailPageFile", c_uint64),
        ("TotalVirtual", c_uint64),
        ("AvailVirtual", c_uint64),
        ("AvailExtendedVirtual", c_uint64),
    )


class JobLimits(ctypes.Structure):
    """JOBOBJECT_EXTENDED_LIMIT_INFORMATION, its two inner structures unfolded."""

    _fields_ = (
        ("PerProcessUserTimeLimit", c_uint64),
        ("PerJobUserTimeLimit", c_uint64),
        ("LimitFlags", c_uint32),
        ("MinimumWorkingSetSize", c_size_t),
        ("MaximumWorkingSetSize", c_size_t),
        ("ActiveProcessLimit", c_uint32),
        ("Affinity", c_size_t),
        ("PriorityClass", c_uint32),
        ("SchedulingClass", c_uint32),
        ("IoCounters", c_uint64 * 6),
        ("ProcessMemoryLimit", c_size_t),
        ("JobMemoryLimit", c_size_t),
        ("PeakProcessMemoryUsed", c_size_t),
        ("PeakJobMemoryUsed", c_size_t),
    )


def fixed_limits() -> Iterator[tuple[int, str]]:
    """Yield the limits that stay as they are, in bytes, and what sets them."""
    if status := _memory_status():
        yield status.TotalPhys, "physical memory"
        yield status.TotalPageFile, "physical memory and page files"
    limits = JobLimits()
    # No handle means the job that this process is in; it fails if it is in none.
    if _kernel32().QueryInformationJobObject(
        None, _JOB_EXTENDED_LIMITS, byref(limits), sizeof(limits), None
    ):
        if limits.LimitFlags & _PROCESS_MEMORY:
            yield limits.ProcessMemoryLimit, "the job's memory limit for a process"
        if limits.LimitFlags & _JOB_MEMORY:
            yield limits.JobMemoryLimit, "the job's memory limit"


def address_space() -> Iterator[tuple[int, str]]:
    """Yield what is left of the address space: that of a 32-bit process is short."""
    if status := _memory_status():
        yield status.AvailVirtual, "address space left"


def _memory_status() -> MemoryStatus | None:
    status = MemoryStatus(Length=sizeof(MemoryStatus))
    return status if _kernel32().GlobalMemoryStatusEx(byref(status)) else None


def _kernel32() -> Any:
    if sys.platform == "win32":
        return ctypes.WinDLL("kernel32")
    raise AttributeError("kernel32 is Windows'")
