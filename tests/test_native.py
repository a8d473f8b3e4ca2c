"""What only the native backend promises."""

import os
import platform
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

import fibaccel

pytestmark = pytest.mark.native


def native() -> fibaccel.Backend:
    return fibaccel.get_backend("native")


@pytest.mark.parametrize("operation", ["fib", "lucas"])
def test_tiny_results_are_ready_made(operation: str) -> None:
    """The very same object each time: nothing is computed or allocated."""
    function = getattr(native(), operation)
    for n in (0, 1, 2, 90, 93, 94, 500, 1023):
        assert function(n) is function(n)


counts_references = pytest.mark.skipif(
    not hasattr(sys, "getrefcount"), reason="this interpreter counts no references"
)


@counts_references
def test_ready_made_results_survive_their_users() -> None:
    """The table owns a reference of its own, however often the results come and go."""
    function = native().fib
    counts = [sys.getrefcount(function(999))]
    results = [function(999) for _ in range(100)]
    counts.append(sys.getrefcount(function(999)))
    del results
    counts.append(sys.getrefcount(function(999)))
    assert [count - counts[0] for count in counts] == [0, 100, 0]


@counts_references
@pytest.mark.skipif(sys.version_info < (3, 12), reason="CPython 3.11 has no immortal ints")
def test_ints_that_are_immortal_stay_so() -> None:
    """Nobody takes references of theirs off again: so none is added when they are handed out."""
    function = native().fib
    count = sys.getrefcount(55)
    results = [function(10) for _ in range(1000)]
    assert sys.getrefcount(55) == count
    assert set(results) == {55}


def test_ints_of_every_length_are_the_sums_of_those_before() -> None:
    """All lengths of 1,000 to 8,000 bits: every way that a digit or a limb may end."""
    before, at = native().fib(1500), native().fib(1501)
    for n in range(1502, 11_500):
        before, at = at, before + at
        assert native().fib(n) == at
        assert native().fib(-n) == (at if n % 2 else -at)


def test_ints_of_every_length_are_read_as_they_are() -> None:
    """By every second way out, which has to undo the way in; of both signs."""
    x = 1
    for _ in range(2_000):
        x = 3 * x + 1
        assert native().lucasu(x, 0, 2) == x
        assert native().lucasu(-x, 0, 2) == -x
        assert native().fib_mod(12, x) == 144 % x


@counts_references
def test_an_int_has_the_references_that_are_known_and_no_others() -> None:
    assert sys.getrefcount(native().fib(2_000)) == sys.getrefcount(int("9" * 400))
    x = 3**5_000
    count = sys.getrefcount(x)
    for _ in range(10):
        native().fib_mod(x, x)
        native().int_str(x)
    assert sys.getrefcount(x) == count


def test_no_signal_is_lost_between_calls_and_within() -> None:
    """With small numbers as well, whose quick ways take no exceptions."""

    def handler(*_: object) -> None:
        raise InterruptedError

    def call_often() -> None:
        fib_mod = native().fib_mod
        signal.setitimer(signal.ITIMER_REAL, 0.0005)
        for _ in range(1_000_000):
            fib_mod(10**18, 2**89 - 1)

    previous = signal.signal(signal.SIGALRM, handler)
    try:
        for _ in range(200):
            with pytest.raises(InterruptedError):
                call_often()
    finally:
        signal.signal(signal.SIGALRM, previous)


def test_numbers_of_rising_and_falling_size_are_right_and_stay_so() -> None:
    """Memory that is kept from one to compute the next is no part of either."""
    indices = [10**6, 950_000, 10**6, 899_000, 1_010_000, 730_000, 40_000_000, 36_000_000, 10**6]
    m = 2**127 - 1
    terms = [native().fib(n) for n in indices]
    assert [term % m for term in terms] == [
        fibaccel.get_backend("python").fib_mod(n, m) for n in indices
    ]
    assert [term.bit_length() for term in terms] == [
        int(n * 0.6942419136306173 - 0.160964) for n in indices
    ]


FIRST_USE = """
import threading
from fibaccel_native import fib, lucas
barrier = threading.Barrier(8)
rows = [None] * 8
def work(i):
    barrier.wait()
    rows[i] = [fib(n) for n in range(1024)] + [lucas(n) for n in range(1024)]
threads = [threading.Thread(target=work, args=(i,)) for i in range(8)]
for thread in threads: thread.start()
for thread in threads: thread.join()
assert all(a is b for row in rows for a, b in zip(row, rows[0])), "two objects for one slot"
a, b, c, d = 0, 1, 2, 1
for n in range(1024):
    assert (rows[0][n], rows[0][1024 + n]) == (a, c)
    a, b, c, d = b, a + b, d, c + d
"""


def test_threads_that_fill_the_tables_together_agree_on_one_object() -> None:
    subprocess.run([sys.executable, "-c", FIRST_USE], check=True)


def test_long_work_lets_other_threads_run() -> None:
    """Not a timed test: the other thread sets the end, which it could not while the GIL is held."""
    started, seen = threading.Event(), []

    def count() -> None:
        started.wait()
        seen.append("ran during the call")

    thread = threading.Thread(target=count)
    thread.start()
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1000)  # nobody is forced to give the GIL up
    try:
        started.set()
        native().fib(100_000_000)
        seen_at_return = list(seen)
    finally:
        sys.setswitchinterval(interval)
        thread.join()
    assert seen_at_return == ["ran during the call"]


def test_an_index_that_raises_is_not_hidden() -> None:
    class Broken:
        def __index__(self) -> int:
            raise OverflowError("mine")

    for name in ("python", "native"):
        with pytest.raises(OverflowError, match="mine"):
            fibaccel.get_backend(name).fib(Broken())


def test_it_serves_tiny_n_without_fibaccel(tmp_path: Path) -> None:
    """The extension imports fibaccel only when a size is to be checked."""
    code = (
        "import sys; sys.modules['fibaccel'] = None; import fibaccel_native as native; "
        "assert native.fib(100) == 354224848179261915075"
    )
    subprocess.run([sys.executable, "-c", code], check=True, cwd=tmp_path)


def test_doctor_shows_the_build_and_the_file() -> None:
    import fibaccel_native

    rows = fibaccel_native.diagnostics()
    assert rows["build"].startswith(fibaccel_native.PROFILE)
    assert rows["tier"].split(", of ") == [fibaccel_native.TIER, ", ".join(fibaccel_native.TIERS)]
    assert rows["int"].split(", of ") == [fibaccel_native.INT, ", ".join(fibaccel_native.INTS)]
    assert Path(rows["extension"]).is_file()


def test_the_tier_is_the_best_of_this_processor_or_the_one_that_was_asked_for() -> None:
    """A tier that should run and does not would leave it untested."""
    import fibaccel_native

    machine, cpuinfo = platform.machine().lower(), Path("/proc/cpuinfo")
    flags = {"aarch64"} if machine in ("aarch64", "arm64") else set()
    # An emulator of another processor shows the flags of the one it runs on.
    if machine in ("x86_64", "amd64") and cpuinfo.exists():
        flags = set(cpuinfo.read_text(encoding="utf-8").split())
    needs: dict[str, set[str]] = {
        "avx512": {"avx512ifma", "avx512_vbmi2"},
        "avx2": {"avx2", "fma"},
        "neon": {"aarch64"},
        "portable": set(),
    }
    tiers = tuple(tier for tier, needed in needs.items() if needed <= flags)
    assert tiers == fibaccel_native.TIERS
    assert (os.environ.get("FIBACCEL_NATIVE_TIER") or tiers[0]) == fibaccel_native.TIER


def test_ints_are_made_in_place_where_the_interpreter_has_what_it_takes() -> None:
    """A way that should serve and does not would be slower, and untested."""
    import fibaccel_native

    ways: tuple[str, ...] = ("int.from_bytes",)
    if sys.implementation.name == "cpython" and sys.int_info[:2] == (30, 4) and os.name == "posix":
        ways = ("PyLongWriter" if sys.version_info >= (3, 14) else "_PyLong_New", *ways)
    assert ways == fibaccel_native.INTS
    assert (os.environ.get("FIBACCEL_NATIVE_INT") or ways[0]) == fibaccel_native.INT


@pytest.mark.parametrize(
    ("variable", "owner", "names"),
    [
        ("FIBACCEL_NATIVE_TIER", "processor", "TIERS"),
        ("FIBACCEL_NATIVE_INT", "interpreter", "INTS"),
    ],
)
def test_an_unknown_choice_is_an_import_error_that_says_what_there_is(
    variable: str, owner: str, names: str
) -> None:
    import fibaccel_native

    env = os.environ | {variable: "avx1024"}
    command = [sys.executable, "-c", "import fibaccel_native"]
    run = subprocess.run(command, env=env, capture_output=True, text=True)
    choices = ", ".join(getattr(fibaccel_native, names))
    message = f'{variable} is "avx1024"; this {owner} has {choices}'
    assert run.stderr.splitlines()[-1] == f"ImportError: {message}"


@pytest.mark.parametrize("n", [1_000_000, 1_000_001, 3_145_728, 4_194_305, 9_999_999])
def test_large_results_are_right_modulo_a_prime_that_the_backend_does_not_check(n: int) -> None:
    prime = 2**89 - 1
    fib, previous = 0, 1
    for bit in bin(n)[2:]:
        fib, previous = (
            fib * (fib + 2 * previous) % prime,
            (fib * fib + previous * previous) % prime,
        )
        if bit == "1":
            fib, previous = (fib + previous) % prime, fib
    assert native().fib(n) % prime == fib
    assert native().fib2(n)[1] % prime == previous
    assert native().lucas(n) % prime == (fib + 2 * previous) % prime


@pytest.mark.parametrize("limbs", [80, 112, 128, 140, 1000])
@pytest.mark.parametrize("doublings", [0, 1])
def test_lucas_where_its_squarings_change_to_the_transform(limbs: int, doublings: int) -> None:
    """At 80 limbs with AVX-512, at 112 and 128 with AVX2, at 140 with NEON, at 1000 portably.

    There the memory reserved for a bound of 700 limbs was not what the square of 699 needs.
    """
    start = int(64 * limbs / 0.694242) - 120 << doublings
    lucas, python = native().lucas, fibaccel.get_backend("python").lucas
    wrong = [n for n in range(start, start + 240, 4) if lucas(n) != python(n)]
    assert wrong == []


def test_an_interrupt_says_what_was_being_factored() -> None:
    """An m of two words, which native factors itself; by a timer that goes off ever later."""
    m = (2**64 - 59) * (2**64 - 83)

    def stop(number: int, frame: object) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGALRM, stop)
    notes: list[str] = []
    try:
        for attempt in range(1, 40):
            signal.setitimer(signal.ITIMER_REAL, attempt / 200)
            try:
                native().pisano_period(m)
            except KeyboardInterrupt as error:
                notes = getattr(error, "__notes__", [])
            finally:
                signal.setitimer(signal.ITIMER_REAL, 0)
            if notes:
                break
    finally:
        signal.signal(signal.SIGALRM, before)
    assert notes == [f"while {m} was being factored, a number of 128 bits"]
