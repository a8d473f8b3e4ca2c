"""PyInstaller's hook: what is imported by name alone, and the metadata of backends."""

from PyInstaller.utils.hooks import collect_entry_point

from fibaccel.discovery import GROUP
from fibaccel.operations import ON_TOP

# Every backend that is installed where the application is built, native before all.
datas, hiddenimports = collect_entry_point(GROUP)
hiddenimports += [f"fibaccel.{module}" for module in sorted({*ON_TOP.values()})]
