"""Digits by way of int alone, and back: without the compiled decimal module, whatever the limit."""

import hashlib
import json
import os
import random
import subprocess
import sys
from importlib.util import find_spec
from typing import Any

import pytest
from hypothesis import given

from fibaccel.pure import numerals
from fibaccel.testing import numbers

# An interpreter without `_decimal`, at its lowest limit of digits.
BLOCK = """
import hashlib, json, sys
sys.modules["_decimal"] = None
import fibaccel
found = {}
"""


def run(code: str, **environment: str) -> dict[str, Any]:
    """Return what code leaves in `found`, where the decimal module is not compiled."""
    clean = {key: value for key, value in os.environ.items() if "FIBACCEL" not in key}
    settings = {"FIBACCEL_BACKEND": "python", "PYTHONINTMAXSTRDIGITS": "640"} | environment
    command = [sys.executable, "-c", f"{BLOCK}\n{code}\nprint(json.dumps(found))"]
    done = subprocess.run(command, env=clean | settings, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()
    found: dict[str, Any] = json.loads(done.stdout)
    return found


# SHA-256 of the digits, which GMP's mpz_get_str made of its own F(n), L(n) and powers.
DIGESTS = {
    "fib_str(20_583)": "4128cddd8a86e94861e4d74794ab737652bb9e537c2f1908a8c1094f73008964",
    "fib_str(-100_000)": "52c71c74bde62112ed7923ab40f08014a3fd3e7245d733ee4a5a3057fd4b27c5",
    "fib_str(1_000_000)": "aef6e8c19df607aa07940f2abde8460d1b34c18df1a6f46b5fc04dfe9be51706",
    "lucas_str(20_580)": "aa35bc97a7dd069b3502ddb83c76ef9b6ded47fe0fc31c35089933c1a119f6b7",
    "lucas_str(-99_999)": "76785c027d773f121121dcbcd23b0deea9c3f6f8ec5b2dfa0a91225708047611",
    "int_str(10**4300)": "28854e477f351670276897f1f24244176de0f11598879b80f268dd1f40f49793",
    "int_str(-(7**20_011))": "7e2fc9bed66265e63a6ad1fe018163d72e10e1b332783f49f0f537c817728561",
    "int_str(2**1_000_000 - 1)": "4ace76b6b91b8194af0395126647195746069c9a088d4f1ad12c2f96831b546f",
}


@pytest.mark.parametrize("limit", ["640", "4300", "0"])
def test_digits_are_right_without_the_compiled_decimal_module(limit: str) -> None:
    """From 4,301 on they were an error."""
    code = f"""
for call in {list(DIGESTS)!r}:
    found[call] = hashlib.sha256(eval("fibaccel." + call).encode()).hexdigest()
"""
    assert run(code, PYTHONINTMAXSTRDIGITS=limit) == DIGESTS


def test_everything_that_makes_digits_works_without_it() -> None:
    code = """
import io
file = io.BytesIO()
found["written"] = fibaccel.fib_write(100_000, file)
found["same"] = file.getvalue().decode() == fibaccel.fib_str(100_000)
found["count"] = fibaccel.fib_num_digits(10**30)
found["first"] = fibaccel.fib_leading_digits(10**100, 5000)[:20]
found["last"] = fibaccel.lucas_trailing_digits(10**100, 5000)[-5:]
found["whole"] = fibaccel.lucas_leading_digits(24_000, 6000)[-5:]
found["read"] = fibaccel.int_from_str("-" + "9" * 500_000) == 1 - 10**500_000
"""
    assert run(code) == {
        "written": 20_899,
        "same": True,
        "count": 208987640249978733769272089238,
        "first": "62449911286460687648",
        "last": "28127",
        "whole": "00002",
        "read": True,
    }


def test_doctor_shows_which_decimal_serves() -> None:
    code = """
from fibaccel import diagnose
found["decimal"] = diagnose.report()["backends"][0]["details"]["decimal"]
"""
    assert run(code)["decimal"].startswith("not compiled")
    expected = "not compiled" if find_spec("_decimal") is None else "compiled: libmpdec "
    assert run("del sys.modules['_decimal']" + code)["decimal"].startswith(expected)


@given(x=numbers(60_000))
def test_an_int_comes_back_from_its_digits(x: int) -> None:
    text = numerals.digits(x)
    negative, numeral = numerals.parse(text)
    assert (-1 if negative else 1) * numerals.value(numeral) == x
    for start in range(0, len(text), 4000):  # int() itself, a piece at a time
        assert text[start : start + 4000].lstrip("-").isdecimal()
    assert x == 0 or text.lstrip("-")[0] != "0"


@pytest.mark.parametrize("digits", [1, 2, 299, 300, 301, 599, 600, 601, 1200, 4300])
def test_the_digits_are_those_of_str_where_pieces_meet(digits: int) -> None:
    for x in (10**digits // 10, 10**digits - 1, 10**digits // 7, 10 ** (digits - 1) + 1):
        assert [numerals.digits(x), numerals.digits(-x)] == [str(x), str(-x)]
        assert numerals.value(str(x)) == x


@pytest.mark.parametrize("least", [3, 8, 64, 1000])
def test_divisions_by_halves_are_divisions(monkeypatch: pytest.MonkeyPatch, least: int) -> None:
    """Quotients of all ones, divisors of ones, of zeros, of half ones: where estimates go wrong."""
    monkeypatch.setattr(numerals, "_DIVISOR_BITS", least)
    source = random.Random(least)
    for bits in (4, 5, 7, 8, 16, 33, 100, 777, 2001):
        ones = (1 << bits) - 1
        half_ones = ones >> bits // 2 << bits // 2
        random_bits = source.getrandbits(bits) | 1 << bits - 1
        for y in (ones, half_ones, 1 << bits - 1, (1 << bits - 1) + 1, random_bits):
            quotients = (0, 1, ones, half_ones, 1 << bits - 1, source.getrandbits(bits))
            for x in (q * y + r for q in quotients for r in (0, 1, y // 2, y - 1)):
                assert numerals._divide(x, y, bits) == divmod(x, y)


def test_the_digits_of_long_numbers_are_read_back() -> None:
    digest = "dea9cbc809711fb28fa06e3f581dc03996193ea47ebc85eb51942820beaedcef"  # GMP's
    text = "123456789" * 40_000
    assert numerals.digits(numerals.value(text)) == text
    assert hashlib.sha256(numerals.digits(3**100_000).encode()).hexdigest() == digest
