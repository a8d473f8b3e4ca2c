"""`fibaccel doctor` tells the truth about every state, and gets to the end of its report."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import Any

import pytest

import fibaccel
from fibaccel import registry

from .environments import Environments, Wheel, samples

REPORT = """
import contextlib, io, json
from fibaccel import cli
plain, report = io.StringIO(), io.StringIO()
with contextlib.redirect_stdout(plain):
    cli.main(["doctor"])
with contextlib.redirect_stdout(report):
    status = cli.main(["doctor", "--json"])
result = [status, json.loads(report.getvalue()), plain.getvalue()]
"""


def examine(environments: Environments, *wheels: Wheel, **variables: str) -> Any:
    status, report, text = environments.having(*wheels).run(REPORT, **variables)
    states = {row["name"]: row["state"] for row in report["backends"]}
    return status, report["active"]["name"], states, text


def test_native_absent_is_healthy(environments: Environments) -> None:
    status, serving, states, text = examine(environments)
    assert (0, "python", {"python": "ok", "native": "not installed"}) == (status, serving, states)
    assert registry.INSTALL_NATIVE in text


def test_a_healthy_native_serves(environments: Environments) -> None:
    status, serving, states, text = examine(environments, samples.STAND_IN)
    assert (0, "native", {"python": "ok", "native": "ok"}) == (status, serving, states)
    assert text.endswith("serving: native\n")


def test_a_broken_native_is_status_1_and_the_report_says_what_to_type(
    environments: Environments,
) -> None:
    status, serving, states, text = examine(environments, samples.NOT_ELF)
    assert (1, "python", "broken") == (status, serving, states["native"])
    assert f"{registry.INSTALL_NATIVE} --force-reinstall" in text
    assert text.endswith("serving: python, because native does not load\n")


@pytest.mark.parametrize("state", samples.DAMAGED)
def test_damaged_metadata_is_not_taken_for_absence(environments: Environments, state: str) -> None:
    status, _, states, _ = examine(environments, samples.DAMAGED[state])
    assert states["native"] != "not installed"
    assert (status == 0) == (states["native"] == "ok")


DIAGNOSTICS = {
    "raises": "raise RuntimeError('no diagnosis')",
    "number": "return 5",
    "objects": "return {'an object': object}",
}


@pytest.mark.parametrize("kind", DIAGNOSTICS)
def test_a_strangers_diagnostics_cannot_end_the_report(
    environments: Environments, kind: str
) -> None:
    source = f"{samples.HEALTHY}\ndef diagnostics(): {DIAGNOSTICS[kind]}\n"
    status, _, states, text = examine(environments, samples.as_plugin("extra", source))
    assert (0, "ok") == (status, states["extra"])
    assert ("diagnostics: " in text) == (kind != "objects")


def test_the_choice_that_fails_is_reported_with_its_reason(environments: Environments) -> None:
    status, serving, _, text = examine(environments, FIBACCEL_BACKEND="nosuch")
    assert (1, None) == (status, serving)
    assert "serving: none\n  FIBACCEL_BACKEND='nosuch': there is no backend 'nosuch'" in text


def test_a_malformed_limit_is_no_defect_of_a_backend(environments: Environments) -> None:
    status, serving, states, _ = examine(environments, FIBACCEL_MAX_BITS="lots")
    assert (1, None, "not examined") == (status, serving, states["python"])


@pytest.mark.parametrize(("required", "status"), [("python", 0), ("native", 2), ("nosuch", 2)])
def test_a_requirement_is_met_by_what_serves(required: str, status: int) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "fibaccel", "doctor", "--require", required],
        env=os.environ | {"FIBACCEL_BACKEND": "python"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert status == done.returncode
    assert done.stderr == ("" if status == 0 else f"required: {required}; serving: python\n")


def test_the_report_names_every_backend_once() -> None:
    command = [sys.executable, "-m", "fibaccel", "doctor", "--json"]
    done = subprocess.run(command, capture_output=True, check=False)
    names = [row["name"] for row in json.loads(done.stdout)["backends"]]
    assert {"python", "native"} <= set(names)
    assert len(names) == len(set(names))
    assert fibaccel.get_backend().name in names
