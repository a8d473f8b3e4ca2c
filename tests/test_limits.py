"""What cannot fit is refused beforehand, by the result's size or by the memory there is."""

import json
import subprocess
import sys
from typing import Any

import pytest

import fibaccel
from fibaccel import limits, memory
from fibaccel.operations import OPERATIONS

# (n, bits of F(n), why)
SIZES = (
    (0, 1, "nothing is smaller than a bit"),
    (1000, 694, "F(1000) has 209 digits"),
    (10**6, 694_241, "F(10^6) has 208,988 digits"),
    (10**9, 694_241_913, "F(10^9) has 208,987,640 digits"),
)


def run(code: str, **environment: str) -> dict[str, Any]:
    """Return what code leaves in `found`, run in a process of its own."""
    script = f"import json\nfound = {{}}\n{code}\nprint(json.dumps(found))"
    base = {"PATH": "/usr/bin:/bin"}
    done = subprocess.run(
        [sys.executable, "-c", script], env=base | environment, capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr.decode()
    found: dict[str, Any] = json.loads(done.stdout)
    return found


@pytest.mark.parametrize(("n", "bits", "why"), SIZES)
def test_the_size_is_known_to_within_two_bits(n: int, bits: int, why: str) -> None:
    assert 0 <= limits.check_size(n, peak=1.0) - bits <= 2, why


@pytest.mark.parametrize("n", [10**12 * 100, 10**18, 10**30, -(10**30)])
def test_the_error_names_n_the_size_and_the_limit(backend: fibaccel.Backend, n: int) -> None:
    with pytest.raises(MemoryError) as caught:
        backend.fib(n)
    text = str(caught.value)
    assert f"n = {n} is too large: F(n) has about " in text
    assert " bits (" in text
    assert memory.memory_limit()[1] in text


@pytest.mark.parametrize(
    ("operation", "argument", "text"),
    [
        ("fib", 14_405, "n = 14405 is too large: F(n) has about 10,001 bits (1.25 kB)"),
        ("lucas_str", -14_405, "n = -14405 is too large: L(n) has about 10,001 bits (1.25 kB)"),
        ("int_str", -(1 << 10_000), "x is too large: it has 10,001 bits (1.25 kB)"),
    ],
)
def test_the_error_has_this_very_text(
    backend: fibaccel.Backend, operation: str, argument: int, text: str
) -> None:
    code = f"""
import fibaccel
try:
    fibaccel.{operation}({argument:#x})
except MemoryError as error:
    found["text"] = str(error)
"""
    found = run(code, FIBACCEL_BACKEND=backend.name, FIBACCEL_MAX_BITS="10_000")
    assert found == {"text": f"{text}, and FIBACCEL_MAX_BITS allows 10,000 bits"}


def test_an_n_of_thousands_of_digits_is_described_and_not_printed() -> None:
    with pytest.raises(MemoryError, match=r"n of about 10\^10000 is too large"):
        fibaccel.fib(10**10000)


LOWERED = """
import fibaccel
for operation in OPERATIONS:
    for n in (1023, 14_403, 14_405, -14_405, 10**6):
        try:
            getattr(fibaccel, operation)(n)
        except MemoryError as error:
            found[f"{operation} {n}"] = str(error)
for bits in (711, 9_999, 10_000):
    fibaccel.int_str(1 << bits - 1), fibaccel.int_str(1 - (1 << bits))
    try:
        fibaccel.int_str(1 << bits)
    except MemoryError as error:
        found[f"int_str {bits + 1}"] = str(error)
"""


def test_fibaccel_max_bits_bounds_the_result_on_every_backend(backend: fibaccel.Backend) -> None:
    of_n = [name for name, row in OPERATIONS.items() if row.growth is limits.term_bits]
    code = LOWERED.replace("OPERATIONS", repr(of_n))
    found = run(code, FIBACCEL_BACKEND=backend.name, FIBACCEL_MAX_BITS="10_000")
    refused = {f"{operation} {n}" for operation in of_n for n in (14_405, -14_405, 10**6)}
    assert set(found) == refused | {"int_str 10001"}
    assert all("FIBACCEL_MAX_BITS allows 10,000 bits" in text for text in found.values())


def test_ready_made_results_are_never_refused(backend: fibaccel.Backend) -> None:
    found = run(
        "import fibaccel; found['value'] = fibaccel.fib(1023) % 10**9",
        FIBACCEL_BACKEND=backend.name,
        FIBACCEL_MAX_BITS="1",
    )
    assert found == {"value": 466_733_282}


@pytest.mark.parametrize("value", ["lots", "0", "-5", "1e9", "10.5"])
def test_a_malformed_limit_is_a_value_error_at_the_first_use(value: str) -> None:
    code = """
import fibaccel
for attempt in ("first", "second"):
    try:
        fibaccel.fib(1)
    except ValueError as error:
        found[attempt] = str(error)
"""
    text = f"FIBACCEL_MAX_BITS must be a positive whole number of bits, not {value!r}"
    assert run(code, FIBACCEL_MAX_BITS=value) == {"first": text, "second": text}


PROCESS_LIMIT = """
import resource
import fibaccel
from fibaccel.memory import _pages_used
from fibaccel.operations import OPERATIONS
from fibaccel.oracle import beyond
shared = {}  # one number of 62 MB is there already, and no second
too_large = {}
for name, operation in OPERATIONS.of_integers().items():
    *others, last = beyond(operation, 5 * 10**8)
    too_large[name] = *others, shared.setdefault(last, last)
del last
too_large["linrec"] = [1, 1, 1], [0, 0, 1], 6 * 10**8
too_large["linrec_mod"] = [1], [1], 5, too_large["fib_mod"][-1]
too_large |= {"from_zeckendorf": ([8 * 10**8, 2],), "fibs": (8 * 10**8, 8 * 10**8 + 1)}
too_large["lucases"] = too_large["fibs"]
too_large |= {"int_from_str": ("9" * 10**8,)}
fibaccel.fib(5000), fibaccel.fib_str(5000), fibaccel.int_str(1 << 5000)
# PyPy has more than that already, and ends the process where it gets no memory for itself.
maximum = max(200 * 10**6, _pages_used(0) * resource.getpagesize() + 10**7)
resource.setrlimit(resource.KIND, (maximum, resource.RLIM_INFINITY))
for operation, arguments in too_large.items():
    try:
        OPERATIONS[operation].ask(getattr(fibaccel, operation), arguments)
    except MemoryError as error:
        found[operation] = str(error)
found["alive"] = str(fibaccel.fib(100_000) % 10**6)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no address-space limit")
@pytest.mark.parametrize("kind", ["RLIMIT_AS", "RLIMIT_DATA"])
def test_a_limit_of_the_process_gives_memory_error_and_the_process_lives(
    backend: fibaccel.Backend, kind: str
) -> None:
    found = run(PROCESS_LIMIT.replace("KIND", kind), FIBACCEL_BACKEND=backend.name)
    assert found.pop("alive") == "746875"
    assert set(found) == set(OPERATIONS)
    if (sys.implementation.name, backend.name) == ("pypy", "native"):
        # PyPy copies a text before it calls an extension, and its own MemoryError says nothing.
        assert found.pop("int_from_str") == ""
    assert all(f"space left ({kind})" in text for text in found.values())


def test_a_limit_below_the_self_checks_sizes_does_not_disable_a_backend(
    backend: fibaccel.Backend,
) -> None:
    """It did: the self-check at n = 10007 ran into the limit and took native for broken."""
    code = "import fibaccel; found['name'] = fibaccel.get_backend().name"
    assert run(code, FIBACCEL_BACKEND=backend.name, FIBACCEL_MAX_BITS="1000") == {
        "name": backend.name
    }
