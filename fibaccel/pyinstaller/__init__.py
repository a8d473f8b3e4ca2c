"""What PyInstaller asks packages for: the folder with the hook, by the group ``pyinstaller40``."""

from __future__ import annotations

import os


def hook_folders() -> list[str]:
    """Return the folder that the hook for fibaccel lies in."""
    return [os.path.dirname(__file__)]
