"""What the system says of memory, on systems that are simulated as far as they are asked."""

import ctypes
import io
import os
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import pytest

import fibaccel
from fibaccel import limits, memory, windows

GB = 10**9


@pytest.fixture(autouse=True)
def _nothing_learned_yet(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memory, "_fixed_limits", [])


@pytest.fixture
def silent(monkeypatch: pytest.MonkeyPatch) -> None:
    """A system of which nothing can be learned: no sysconf, /proc, rlimits or C library."""

    def open_nothing(path: str, _: str) -> io.BytesIO:
        raise FileNotFoundError(path)

    monkeypatch.delattr(os, "sysconf")
    monkeypatch.setattr(memory, "open", open_nothing, raising=False)
    monkeypatch.setitem(sys.modules, "resource", None)
    monkeypatch.setattr(ctypes, "CDLL", lambda name: object())


class Kernel32:
    """Windows' kernel32, as far as memory goes: it wants the structures to be those of its C."""

    def __init__(self, *, job: dict[str, int] | None = None, **status: int) -> None:
        self.status = {"TotalPhys": 16 * GB, "TotalPageFile": 20 * GB, "AvailVirtual": 10**14}
        self.status.update(status)
        self.job = job

    def GlobalMemoryStatusEx(self, reference: Any) -> int:  # noqa: N802
        status = reference._obj
        if status.Length != 64:  # ERROR_INVALID_PARAMETER
            return 0
        for name, value in self.status.items():
            setattr(status, name, value)
        return 1

    def QueryInformationJobObject(  # noqa: N802
        self, job: None, kind: int, reference: Any, size: int, length: None
    ) -> int:
        expected = 144 if sys.maxsize > 2**32 else 112
        if self.job is None or (job, kind, size, length) != (None, 9, expected, None):
            return 0
        for name, value in self.job.items():
            setattr(reference._obj, name, value)
        return 1


def on_windows(monkeypatch: pytest.MonkeyPatch, kernel: Kernel32) -> None:
    def load(name: str) -> Kernel32:
        assert name == "kernel32"
        return kernel

    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setattr(ctypes, "WinDLL", load, raising=False)


# (what Windows says, what must come of it)
WINDOWS = [
    (Kernel32(), (16 * GB, "physical memory")),
    (Kernel32(TotalPageFile=12 * GB), (12 * GB, "physical memory and page files")),
    (Kernel32(AvailVirtual=GB), (GB, "address space left")),
    (Kernel32(job={"LimitFlags": 0, "JobMemoryLimit": 5}), (16 * GB, "physical memory")),
    (Kernel32(job={"LimitFlags": 0x2200, "JobMemoryLimit": GB}), (GB, "the job's memory limit")),
    (
        Kernel32(job={"LimitFlags": 0x100, "ProcessMemoryLimit": 2 * GB, "JobMemoryLimit": GB}),
        (2 * GB, "the job's memory limit for a process"),
    ),
]


@pytest.mark.parametrize(("kernel", "limit"), WINDOWS)
@pytest.mark.usefixtures("silent")
def test_windows_is_asked(
    monkeypatch: pytest.MonkeyPatch, kernel: Kernel32, limit: tuple[int, str]
) -> None:
    on_windows(monkeypatch, kernel)
    assert memory.memory_limit() == limit


@pytest.mark.usefixtures("silent")
def test_on_windows_too_what_cannot_fit_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """It was not: 9 EB were believed."""
    on_windows(monkeypatch, Kernel32())
    with pytest.raises(MemoryError, match=r"more memory than the 16 GB of physical memory"):
        limits.check_size(10**12)


def test_the_structures_have_the_fields_where_windows_has_them() -> None:
    """The offsets for 64 and for 32 bits are those of winnt.h."""
    wide = sys.maxsize > 2**32
    limits = windows.JobLimits
    assert windows.MemoryStatus.TotalPhys.offset == 8
    assert windows.MemoryStatus.AvailVirtual.offset == 48
    assert limits.LimitFlags.offset == 16
    assert limits.ProcessMemoryLimit.offset == (112 if wide else 96)
    assert limits.JobMemoryLimit.offset == (120 if wide else 100)


def sysctl(answers: dict[bytes, bytes]) -> Callable[..., int]:
    """Return a sysctlbyname that knows these names."""

    def ask(name: bytes, value: Any, length: Any, new: None, new_length: Any) -> int:
        assert (new, new_length.value) == (None, 0)
        if name not in answers:  # ENOENT
            return -1
        assert length._obj.value >= len(answers[name])
        ctypes.memmove(value, answers[name], len(answers[name]))
        length._obj.value = len(answers[name])
        return 0

    return ask


def integer(value: int, size: int) -> bytes:
    return value.to_bytes(size, sys.byteorder)


@pytest.mark.parametrize(
    ("platform", "answers", "size"),
    [
        ("darwin", {b"hw.memsize": integer(8 * GB, 8), b"hw.physmem": integer(2**31, 4)}, 8 * GB),
        ("freebsd14", {b"hw.physmem": integer(6 * GB, 8)}, 6 * GB),
        ("freebsd14", {b"hw.physmem": integer(3 * GB, 4)}, 3 * GB),
        ("netbsd10", {b"hw.physmem64": integer(6 * GB, 8), b"hw.physmem": integer(0, 4)}, 6 * GB),
    ],
    ids=["macOS", "FreeBSD", "FreeBSD of 32 bits", "NetBSD"],
)
@pytest.mark.usefixtures("silent")
def test_sysctl_is_asked_where_sysconf_does_not_know(
    monkeypatch: pytest.MonkeyPatch, platform: str, answers: dict[bytes, bytes], size: int
) -> None:
    class Library:
        sysctlbyname = staticmethod(sysctl(answers))

    monkeypatch.setattr(sys, "platform", platform)
    monkeypatch.setattr(ctypes, "CDLL", lambda name: Library())
    assert memory.memory_limit() == (size, "physical memory")


@pytest.mark.usefixtures("silent")
@pytest.mark.parametrize("without_ctypes", [False, True])
@pytest.mark.parametrize("platform", ["win32", "darwin", "plan9"])
def test_where_nothing_can_be_learned_little_is_assumed(
    monkeypatch: pytest.MonkeyPatch, platform: str, without_ctypes: bool
) -> None:
    monkeypatch.setattr(sys, "platform", platform)
    if without_ctypes:
        monkeypatch.setitem(sys.modules, "ctypes", None)
        monkeypatch.delitem(sys.modules, "fibaccel.windows")
        monkeypatch.delattr(fibaccel, "windows")
    assert memory.memory_limit() == memory.ASSUMED
    with pytest.raises(MemoryError, match=r"the 4.29 GB of memory assumed where the system does"):
        limits.check_size(10**11)
    assert limits.check_size(10**9) == 694_241_914


def test_a_sysconf_that_determines_nothing_tells_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "sysconf", lambda name: -1)
    assert memory._from_sysconf() == 0


def test_systems_without_a_limit_of_the_address_space_are_no_error(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    resource = pytest.importorskip("resource")
    monkeypatch.delattr(resource, "RLIMIT_AS")  # as on OpenBSD
    assert not any("RLIMIT_AS" in source for _, source in memory._process_limits())


def test_python_starts_and_checks_without_loading_ctypes() -> None:
    """It takes milliseconds, and is needed on few systems."""
    code = "import sys, fibaccel; fibaccel.fib(2 * 10**6); print('ctypes' in sys.modules)"
    command = [sys.executable, "-c", code]
    clean = {key: value for key, value in os.environ.items() if "FIBACCEL" not in key}
    environment = clean | {"FIBACCEL_BACKEND": "python"}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"


def test_the_limits_of_all_control_groups_around_count(monkeypatch: pytest.MonkeyPatch) -> None:
    files = {
        "/proc/self/cgroup": "0::/user/service\n",
        "/sys/fs/cgroup/memory.max": "max\n",
        "/sys/fs/cgroup/user/memory.max": "1000000\n",
        "/sys/fs/cgroup/user/service/memory.max": "2000000\n",
    }
    assert _control_groups(files, monkeypatch) == [1_000_000, 2_000_000]


def test_the_older_control_groups_are_understood(monkeypatch: pytest.MonkeyPatch) -> None:
    files = {
        "/proc/self/cgroup": "5:cpu,cpuacct:/x\n4:memory:/docker/1\n0::/\n",
        "/sys/fs/cgroup/memory/memory.limit_in_bytes": "9223372036854771712\n",
        "/sys/fs/cgroup/memory/docker/1/memory.limit_in_bytes": "3000000\n",
    }
    assert _control_groups(files, monkeypatch) == [9_223_372_036_854_771_712, 3_000_000]


def _control_groups(files: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> list[int]:
    def open_fake(path: str, _: str) -> io.BytesIO:
        if path not in files:
            raise FileNotFoundError(path)
        return io.BytesIO(files[path].encode())

    monkeypatch.setattr(memory, "open", open_fake, raising=False)
    return [size for size, _ in memory._control_groups()]
