"""Sphinx configuration: `sphinx-build -W --keep-going -n -b html docs <out>`."""

import os

# The Python backend's docstrings are the reference, whatever is installed. It is the first import
# of fibaccel that counts: the choice of a backend is made once in a process.
os.environ["FIBACCEL_BACKEND"] = "python"

import fibaccel

project = "fibaccel"
author = "The fibaccel developers"
copyright = "The fibaccel developers"  # noqa: A001 - Sphinx asks for this name
release = fibaccel.__version__

extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]
exclude_patterns = ["_build", "examples", "**/.venv", "**/target", "**/.pytest_cache"]

myst_enable_extensions = ["colon_fence"]
myst_heading_anchors = 3

# Tables of operations read better in the order of the source than in that of the alphabet.
autodoc_member_order = "bysource"
# The signatures are short; what the arguments are stands in each docstring.
autodoc_typehints = "none"
napoleon_google_docstring = True
napoleon_numpy_docstring = False

html_theme = "furo"
html_title = f"fibaccel {release}"
html_show_sphinx = False
