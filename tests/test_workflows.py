"""The workflows of .github do nothing of their own, and may do no more than they must."""

import re
from pathlib import Path

import pytest

pytestmark = pytest.mark.checkout

FOLDER = Path(__file__).parent.parent / ".github" / "workflows"


def found(pattern: str) -> set[str]:
    """Return what a pattern finds in the workflows."""
    texts = [path.read_text(encoding="utf-8") for path in FOLDER.glob("*.yml")]
    return {match for text in texts for match in re.findall(pattern, text, re.MULTILINE)}


def test_each_command_runs_a_session_or_everything() -> None:
    assert {"nox", ".ci/run"} == found(r"- run: (?:sudo )?(?:pipx run )?(\S+)")
    assert set() == found(r"- (run: [|>].*)")


def test_only_the_publisher_may_write_and_only_its_token() -> None:
    assert {"{}", ""} == found(r"^ *permissions: ?(.*)$")
    assert {"contents: read", "id-token: write"} == found(r"^ *([a-z-]+: (?:read|write)\b)")
    assert {"release.yml"} == {
        path.name for path in FOLDER.glob("*.yml") if ": write" in path.read_text(encoding="utf-8")
    }


def test_each_action_is_pinned_to_a_commit() -> None:
    assert {40} == {len(commit) for commit in found(r"uses: \S+@([0-9a-f]*)\b")}
