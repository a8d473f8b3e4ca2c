"""What installations, uninstallations and archives leave behind, and what else is in the way.

The files are made in a folder of their own, which goes to the head or to the end of sys.path.
"""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Any

import pytest

from .environments import Environment, Environments, Wheel, samples

F100 = 354224848179261915075
WHERE = ["insert(0, {!r})", "append({!r})"]

_USE = """
    result = probe.observe(lambda: [fibaccel.fib(100), fibaccel.get_backend().name])
"""
_DOCTOR = """
    import contextlib, io, json
    from fibaccel import cli
    report, text = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(report):
        status = cli.main(["doctor", "--json"])
    with contextlib.redirect_stdout(text):
        cli.main(["doctor"])
    rows = {row["name"]: row for row in json.loads(report.getvalue())["backends"]}
    result = [status, rows, text.getvalue()]
"""


def run(environment: Environment, where: str, folder: Path, use: str, **variables: str) -> Any:
    """Return what a program finds with that folder or archive on its path."""
    path = where.format(str(folder))
    return environment.run(
        f"import sys\nsys.path.{path}\nimport probe, fibaccel\n" + _dedent(use), **variables
    )


def _dedent(text: str) -> str:
    return "\n".join(line.removeprefix("    ") for line in text.splitlines())


def install(folder: Path, name: str, version: str, *, source: str | None = None) -> None:
    """Write native's metadata under that spelling of its name, and its module if it is given."""
    info = folder / f"{name}-{version}.dist-info"
    info.mkdir(parents=True)
    text = f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n"
    (info / "METADATA").write_text(text)
    (info / "entry_points.txt").write_text("[fibaccel.backends]\nnative = fibaccel_native\n")
    if source is not None:
        package = folder / "fibaccel_native"
        package.mkdir(exist_ok=True)
        (package / "__init__.py").write_text(f"__version__ = {version!r}\n{source}")


@pytest.mark.parametrize("where", WHERE)
@pytest.mark.parametrize("spelling", ["fibaccel_native", "Fibaccel.Native", "fibaccel-native"])
@pytest.mark.parametrize("setting", ["", "native"])
def test_an_empty_folder_for_metadata_does_not_disable_native(
    environments: Environments, tmp_path: Path, where: str, spelling: str, setting: str
) -> None:
    (tmp_path / f"{spelling}-0.0.9.dist-info").mkdir()
    environment = environments.having(samples.STAND_IN)
    found = run(environment, where, tmp_path, _USE, FIBACCEL_BACKEND=setting)
    assert {"value": [F100, "native"], "error": None, "warnings": []} == found
    version = "fibaccel.get_backend('native').version"
    listed = "[i.version for i in fibaccel.list_backends() if i.name == 'native']"
    versions = run(environment, where, tmp_path, f"result = [{version}, *{listed}]")
    assert ["0.1.0", "0.1.0"] == versions


@pytest.mark.parametrize("where", WHERE)
def test_doctor_mentions_the_folder(environments: Environments, tmp_path: Path, where: str) -> None:
    leftover = tmp_path / "fibaccel_native-0.0.9.dist-info"
    leftover.mkdir()
    status, rows, text = run(environments.having(samples.STAND_IN), where, tmp_path, _DOCTOR)
    assert (0, "ok", [str(leftover)]) == (
        status,
        rows["native"]["state"],
        rows["native"]["leftovers"],
    )
    assert str(leftover) in text


def test_such_a_folder_alone_is_no_installation(environments: Environments, tmp_path: Path) -> None:
    """As for pip: nothing is there that could be broken; doctor mentions it all the same."""
    leftover = tmp_path / "fibaccel_native-0.0.9.dist-info"
    leftover.mkdir()
    found = run(environments.having(), WHERE[0], tmp_path, _USE)
    assert {"value": [F100, "python"], "error": None, "warnings": []} == found
    status, rows, text = run(environments.having(), WHERE[0], tmp_path, _DOCTOR)
    assert (0, "not installed") == (status, rows["native"]["state"])
    assert str(leftover) in text


@pytest.mark.parametrize("order", [("0.0.9", "0.2.0"), ("0.2.0", "0.0.9")])
def test_of_two_versions_in_one_folder_the_imported_one_is_reported(
    environments: Environments, tmp_path: Path, order: tuple[str, str]
) -> None:
    """The metadata of either is whole; the module tells."""
    for version in order:
        install(tmp_path, "fibaccel_native", version, source=samples.HEALTHY)
    (tmp_path / "fibaccel_native" / "__init__.py").write_text(
        f"__version__ = '0.2.0'\n{samples.HEALTHY}"
    )
    environment = environments.having()
    for name in ("None", "'native'"):
        use = f"result = fibaccel.get_backend({name}).version"
        assert "0.2.0" == run(environment, WHERE[0], tmp_path, use)
    _, rows, text = run(environment, WHERE[0], tmp_path, _DOCTOR)
    assert "0.2.0" == rows["native"]["version"]
    assert [str(tmp_path / "fibaccel_native-0.0.9.dist-info")] == rows["native"]["leftovers"]
    assert "native (fibaccel_native 0.2.0): ok" in text


def test_metadata_in_another_folder_than_the_module_are_not_reported(
    environments: Environments, tmp_path: Path
) -> None:
    """Those of an old version come first on the path; the module lies beside the others."""
    install(tmp_path, "fibaccel_native", "0.0.9")
    environment = environments.having(samples.STAND_IN)
    use = "result = fibaccel.get_backend('native').version"
    assert "0.1.0" == run(environment, WHERE[0], tmp_path, use)


def test_an_error_names_the_imported_version(environments: Environments, tmp_path: Path) -> None:
    for version in ("0.0.9", "0.2.0"):
        source = samples.HEALTHY.replace("else current", "else -1")
        install(tmp_path, "fibaccel_native", version, source=source)
    found = run(environments.having(), WHERE[0], tmp_path, _USE, FIBACCEL_BACKEND="native")
    assert "(fibaccel-native 0.2.0) is installed but does not load" in found["error"]["text"]


@pytest.mark.parametrize("spelling", ["Fibaccel.Native", "FIBACCEL__native"])
def test_names_are_compared_as_packaging_does(
    environments: Environments, tmp_path: Path, spelling: str
) -> None:
    install(tmp_path, spelling, "0.2.0", source=samples.HEALTHY)
    found = run(environments.having(), WHERE[0], tmp_path, _USE)
    assert {"value": [F100, "native"], "error": None, "warnings": []} == found
    _, rows, _ = run(environments.having(), WHERE[0], tmp_path, _DOCTOR)
    assert ("ok", "0.2.0") == (rows["native"]["state"], rows["native"]["version"])


def test_an_old_version_of_a_plugin_beside_the_new_is_no_conflict(
    environments: Environments, tmp_path: Path
) -> None:
    """Nor does an empty folder hide it."""
    (tmp_path / "fib_tracer-0.0.1.dist-info").mkdir()
    old = tmp_path / "Fib.Tracer-0.0.2.dist-info"
    old.mkdir()
    (old / "METADATA").write_text("Metadata-Version: 2.1\nName: Fib.Tracer\nVersion: 0.0.2\n")
    (old / "entry_points.txt").write_text("[fibaccel.backends]\ntracer = tracer_backend\n")
    environment = environments.having(samples.TRACER)
    for where in WHERE:
        use = "result = probe.observe(lambda: fibaccel.get_backend('tracer').version)"
        found = run(environment, where, tmp_path, use)
        assert {"value": "0.1.0", "error": None, "warnings": []} == found


_BLOCKED = "sys.modules['importlib_metadata'] = None"
_SHADOWED = """
    import types
    sys.modules["importlib_metadata"] = types.ModuleType("importlib_metadata")
"""
_EXITING = """
    class Finder:
        def find_spec(self, name, path=None, target=None):
            if name == "importlib_metadata":
                raise SystemExit("usage: importlib_metadata.py FILE")

    sys.meta_path.insert(0, Finder())
"""
_HOOK = """
    import bisect, json  # for all that follows: PyPy's look in all folders for parts of them

    def hook(path):
        if path == "shelf:/books":
            raise ValueError("no such shelf")
        raise ImportError

    sys.path_hooks.insert(0, hook)
    sys.path.insert(-1, "shelf:/books")  # after the standard library, before what is installed
"""
_RAISING_FINDER = """
    class Finder:
        def find_spec(self, name, path=None, target=None):
            return None

        def find_distributions(self, context):
            raise OSError("the catalogue is closed")

    sys.meta_path.insert(0, Finder())
"""
OBSTACLES = {
    "blocked": (_BLOCKED, "importlib_metadata"),
    "shadowed": (_SHADOWED, "distributions"),
    "exiting": (_EXITING, "SystemExit: usage"),
    "path hook": (_HOOK, "no such shelf"),
    "finder": (_RAISING_FINDER, "the catalogue is closed"),
}
obstacles = pytest.mark.parametrize("obstacle", OBSTACLES)


@obstacles
@pytest.mark.parametrize("setting", ["", "auto"])
def test_auto_reaches_python_whatever_happens_in_discovery(
    environments: Environments, obstacle: str, setting: str
) -> None:
    """With one warning, which has the cause."""
    code, why = OBSTACLES[obstacle]
    found = environments.having(samples.STAND_IN).run(
        f"import sys, probe, fibaccel\n{_dedent(code)}\n{_dedent(_USE)}", FIBACCEL_BACKEND=setting
    )
    assert ([F100, "python"], None) == (found["value"], found["error"])
    ((category, text),) = found["warnings"]
    assert "BackendFallbackWarning" == category
    assert why in text


@obstacles
@pytest.mark.parametrize("name", ["native", "tracer"])
def test_a_backend_that_is_named_gets_the_cause(
    environments: Environments, obstacle: str, name: str
) -> None:
    """By the variable and by get_backend; a list goes on, and Python is never in the way."""
    code, why = OBSTACLES[obstacle]
    environment = environments.having(samples.STAND_IN, samples.TRACER)
    found = environment.run(
        f"import os, sys, probe, fibaccel\n{_dedent(code)}\n"
        f"result = [probe.observe(lambda: fibaccel.get_backend({name!r})),"
        " probe.observe(lambda: fibaccel.fib(100))]\n"
        "os.environ['FIBACCEL_BACKEND'] += ',python'\n"
        "result.append(probe.observe(lambda: fibaccel.fib(100)))",
        FIBACCEL_BACKEND=name,
    )
    for outcome in found[:2]:
        assert "BackendLoadError" == outcome["error"]["type"]
        assert outcome["error"]["cause"] is not None
        assert why in outcome["error"]["text"]
    assert {"value": F100, "error": None, "warnings": []} == found[2]


# Not the path hook: of that the standard library's platform module dies as well.
@pytest.mark.parametrize("obstacle", [name for name in OBSTACLES if name != "path hook"])
def test_doctor_comes_to_its_end(environments: Environments, obstacle: str) -> None:
    code, why = OBSTACLES[obstacle]
    status, rows, text = environments.having(samples.STAND_IN).run(
        f"import sys, probe, fibaccel\n{_dedent(code)}\n{_dedent(_DOCTOR)}"
    )
    assert (1, "ok", "broken") == (status, rows["python"]["state"], rows["native"]["state"])
    assert why in text


@pytest.mark.parametrize("entry", ["None", "17", "b'bytes'", "pathlib.Path('folder')"])
def test_what_is_no_path_is_passed_over(environments: Environments, entry: str) -> None:
    """As imports do; native is found behind it, and third parties' backends."""
    environment = environments.having(samples.STAND_IN, samples.TRACER)
    found = environment.run(
        f"""
        import pathlib, sys, probe, importlib_metadata, fibaccel
        names = lambda: [i.name for i in fibaccel.list_backends()]
        fibaccel.BackendError
        import fibaccel_native, tracer_backend
        sys.path.insert(0, {entry})
        result = probe.observe(lambda: [fibaccel.fib(100), fibaccel.get_backend().name, names()])
        """
    )
    assert {
        "value": [F100, "native", ["python", "native", "tracer"]],
        "error": None,
        "warnings": [],
    } == found


def archive(path: Path, wheel: Wheel) -> Path:
    """Write what a wheel installs into a zip file that can be on sys.path."""
    written = wheel.write(path.parent)
    with zipfile.ZipFile(written) as source, zipfile.ZipFile(path, "w") as target:
        for name in source.namelist():
            target.writestr(name, source.read(name))
    return path


@pytest.mark.parametrize("where", WHERE)
def test_native_in_an_archive_is_told_from_its_absence(
    environments: Environments, tmp_path: Path, where: str
) -> None:
    """It cannot be loaded from there, and that is said, with the archive's name."""
    path = archive(tmp_path / "application.pyz", samples.STAND_IN)
    environment = environments.having()
    found = run(environment, where, path, _USE)
    assert ([F100, "python"], None) == (found["value"], found["error"])
    ((_, text),) = found["warnings"]
    named = run(environment, where, path, _USE, FIBACCEL_BACKEND="native")["error"]
    assert "BackendLoadError" == named["type"]
    status, rows, report = run(environment, where, path, _DOCTOR)
    assert (1, "in an archive") == (status, rows["native"]["state"])
    for said in (text, named["text"], rows["native"]["reason"], report):
        assert f"lies in an archive, {path}, and nothing compiled can be loaded from one" in said
    assert "not installed" not in report


@pytest.mark.parametrize("where", WHERE)
def test_native_in_an_archive_does_not_hide_the_installed_one(
    environments: Environments, tmp_path: Path, where: str
) -> None:
    old = Wheel("fibaccel-native", {"other/__init__.py": ""}, {"native": "other"}, version="0.0.9")
    path = archive(tmp_path / "application.pyz", old)
    environment = environments.having(samples.STAND_IN)
    found = run(environment, where, path, _USE)
    assert {"value": [F100, "native"], "error": None, "warnings": []} == found
    status, rows, _ = run(environment, where, path, _DOCTOR)
    assert (0, "ok", "0.1.0") == (status, rows["native"]["state"], rows["native"]["version"])


def test_a_frozen_application_without_native_is_told_what_to_do(
    environments: Environments,
) -> None:
    """Not to install anything: nothing can be installed into it."""
    found = environments.having().run(
        """
        import sys, probe, fibaccel
        sys.frozen = True
        result = probe.observe(lambda: fibaccel.get_backend("native"))["error"]
        """
    )
    assert "BackendNotFoundError" == found["type"]
    assert "not in this frozen application" in found["text"]
    assert 'pip install "fibaccel[native]"' in found["text"]


_CALLING = f"""
import fibaccel
{samples.HEALTHY}
{{}}
"""


@pytest.mark.parametrize(
    "call",
    [
        "fibaccel.fib(10)",
        "fibaccel.fibs()",
        "from fibaccel import lucas",
        "fib = lambda n, /: fibaccel.fib(n)",
        "fibaccel.get_backend()",
        "fibaccel.get_backend('{name}')",
    ],
)
@pytest.mark.parametrize("name", ["native", "own"])
def test_a_backend_that_calls_fibaccel_while_it_loads_gets_one_short_error(
    environments: Environments, name: str, call: str
) -> None:
    """In its module, or in the function that is checked: no recursion, no error in an error."""
    source = _CALLING.format(call.format(name=name))
    wheel = samples.as_native(source) if name == "native" else samples.as_plugin(name, source)
    environment = environments.having(wheel)
    error = environment.run(f"import probe, fibaccel\n{_dedent(_USE)}", FIBACCEL_BACKEND=name)[
        "error"
    ]
    assert ("BackendLoadError", "RuntimeError") == (error["type"], error["cause"])
    assert 1 == error["text"].count("fibaccel's functions")
    assert "while it is loaded" in error["text"]
    assert len(error["text"]) < 300


def test_a_backend_may_use_another_one_while_it_loads(environments: Environments) -> None:
    """One that is not itself, and the active one as well if that is another."""
    source = _CALLING.format("assert fibaccel.get_backend('python').fib(10) == fibaccel.fib(10)")
    environment = environments.having(samples.as_plugin("own", source))
    found = environment.run(
        "import fibaccel; result = [fibaccel.get_backend(n).name for n in ('own', None)]"
    )
    assert ["own", "python"] == found
