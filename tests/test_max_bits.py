"""FIBACCEL_MAX_BITS: every operation just below and just above limits from 1 to 100,000 bits."""

import json
import math
import os
import subprocess
import sys
from unittest import mock

import pytest
from hypothesis import given
from hypothesis import strategies as st

import fibaccel
from fibaccel import limits
from fibaccel.operations import OPERATIONS
from fibaccel.pure import sequences

from .conftest import WANTED

# On both sides of what is never refused, 710 bits, and of where backends change their ways.
LIMITS = (1, 64, 100, 128, 700, 709, 710, 711, 712, 1000, 2047, 2048, 2049, 10_000, 100_000)
NEVER_REFUSED = 710
# So many bits of m are filled with small primes; what is larger takes long, unless it is refused.
MOST_BITS_OF_PERIODS = 1100
LOG_PHI = 0.6942419136306173
LUCAS = ("lucasu", "lucasv", "lucasuv")

# Prints what each call gives: a number's size and residue, a text's ends, or an error.
ASK = """
import json, sys
import fibaccel
from fibaccel.contract import fingerprint
from fibaccel.operations import OPERATIONS
found = []
for operation, arguments in json.load(sys.stdin):
    try:
        function = getattr(fibaccel, operation)
        answer = fingerprint(OPERATIONS[operation].ask(function, [*map(eval, arguments)]))
    except MemoryError as error:
        answer = f"MemoryError: {error}"
    found.append(answer)
print(json.dumps(found))
"""

# An operation, its arguments as expressions, and how many bits its result (or modulus) has at least
# and is known beforehand to have at most.
Call = tuple[str, list[str], int, int]


def calls(limit: int) -> list[Call]:
    """Return calls whose results have a few bits less than the limit to a few more."""
    found: list[Call] = []
    for around in sorted({limit, NEVER_REFUSED}):
        nearest = round(around / LOG_PHI)
        for n in range(nearest - 4, nearest + 5):
            found += _of_an_index(n) + _of_an_index(-n)
        for bits in range(max(1, around - 2), around + 3):
            found += _of_a_number(bits)
            if bits <= MOST_BITS_OF_PERIODS or bits > max(limit, NEVER_REFUSED):
                found += _periods(bits)
        for n in range(max(0, around - 3), around + 3):  # 2^n - 1 and 2^n + 1
            found += _lucas("3", "2", n, least=n, most=n + 2)
            found.append(("linrec", ["[2]", "[1]", str(n)], n + 1, n + 3))
    return found


def _of_an_index(n: int) -> list[Call]:
    names = [name for name, row in OPERATIONS.items() if row.growth is limits.term_bits]
    # F(n) is phi^n / sqrt(5), and L(n) is phi^n.
    least, most = max(1, int(abs(n) * LOG_PHI - 0.161)), int(abs(n) * LOG_PHI) + 2
    calls = [(name, [str(n)]) for name in names]
    calls += [(name, [str(n), str(n + 1)]) for name in ("fibs", "lucases")]
    if n > 3:
        calls += [("from_zeckendorf", [f"[{n}]"]), ("from_zeckendorf", [f"[{n}, 2]"])]
    return [(name, arguments, least, most) for name, arguments in calls]


def _of_a_number(bits: int) -> list[Call]:
    power, ones = f"1 << {bits - 1}", f"(1 << {bits}) - 1"
    texts = [("int_str", [x]) for x in (power, ones, f"-({power})", f"-({ones})")]
    k = int(bits / math.log2(10))
    least = (10**k).bit_length()  # what as many digits have at least decides
    read = [("int_from_str", [f"'{x}' * {k} + '{x}'"], least, least) for x in "19"]
    modular = [
        *((name, ["10**6", power]) for name in ("fib_mod", "lucas_mod", "fib2_mod")),
        *((f"{name}_mod", ["3", "-5", "999", power]) for name in LUCAS),
    ]
    modular.append(("linrec_mod", ["[1, 1, 1]", "[0, 0, 1]", "999", power]))
    # What decides is the number, and not the result.
    numerals = [
        *(
            (name, [x])
            for name in ("fib_num_digits", "lucas_num_digits")
            for x in (ones, f"-({power})")
        ),
        *((name, [x]) for name in ("is_fib", "is_lucas") for x in (power, ones, f"-({power})")),
        *(
            (name, [x])
            for name in ("fib_index", "lucas_index", "zeckendorf")
            for x in (power, ones)
        ),
    ]
    found = [(name, arguments, bits, bits) for name, arguments in (*texts, *modular, *numerals)]
    found += read
    found += _lucas(power, "0", 1, least=1, most=bits + 4)
    return found + _lucas("1", f"-({power})", 2, least=1, most=bits + 4)


def _periods(bits: int) -> list[Call]:
    m = 1
    for prime in (p for p in range(3, 1000, 2) if all(p % d for d in range(3, 33, 2) if d < p)):
        if (m * prime).bit_length() <= bits:
            m *= prime
    text = str(m << bits - m.bit_length()) if bits <= MOST_BITS_OF_PERIODS else f"1 << {bits - 1}"
    return [
        *((name, [text], bits, bits) for name in ("pisano_period", "rank_of_apparition")),
        ("sequence_period", ["1", "-1", "0", "1", text], bits, bits),
    ]


def _lucas(p: str, q: str, n: int, *, least: int, most: int) -> list[Call]:
    return [(name, [p, q, str(n)], least, most) for name in LUCAS]


def ask(name: str, limit: int, questions: list[Call]) -> list[object]:
    """Return the backend's answers under that limit."""
    clean = {key: value for key, value in os.environ.items() if "FIBACCEL" not in key}
    done = subprocess.run(
        [sys.executable, "-c", ASK],
        input=json.dumps([(operation, arguments) for operation, arguments, *_ in questions]),
        env=clean | {"FIBACCEL_BACKEND": name, "FIBACCEL_MAX_BITS": str(limit)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    answers: list[object] = json.loads(done.stdout)
    return answers


@pytest.mark.parametrize("limit", LIMITS)
def test_all_backends_refuse_the_same_with_the_same_words(limit: int) -> None:
    questions = calls(limit)
    reference, *others = (ask(name, limit, questions) for name in WANTED)
    for question, *answers in zip(questions, reference, *others, strict=True):
        assert answers == [answers[0]] * len(answers), question


@pytest.mark.parametrize("limit", LIMITS)
def test_what_is_larger_is_refused_and_what_is_smaller_is_not(
    backend: fibaccel.Backend, limit: int
) -> None:
    questions = calls(limit)
    allowed = max(limit, NEVER_REFUSED)
    for question, answer in zip(questions, ask(backend.name, limit, questions), strict=True):
        *_, least, most = question
        text = answer if isinstance(answer, str) else ""
        if least > allowed:
            assert f"and FIBACCEL_MAX_BITS allows {limit:,} bits" in text, question
        if most <= allowed:
            assert "MemoryError" not in text, question


@given(
    p=st.integers(-(2**800), 2**800) | st.integers(-9, 9),
    q=st.integers(-(2**800), 2**800) | st.integers(-9, 9),
    n=st.integers(0, 2**20) | st.integers(0, 9),
)
def test_lucas_terms_that_python_does_not_check_would_pass(p: int, q: int, n: int) -> None:
    bits = limits.lucas_bits(p, q, n)
    with (
        mock.patch.object(sequences, "largest_unchecked_bits", return_value=bits - 1),
        mock.patch.object(sequences, "check_lucas_size") as check,
    ):
        sequences._check_size(p, q, n, "U")
    assert check.called
