"""The distributions of a release: made twice from the commit that is checked out, and looked into.

    python .ci/release.py build FOLDER    sdists and wheels; two builds in two places are the same
    python .ci/release.py check FOLDER    what is in them, and what of the system they need
    python .ci/release.py test FOLDER     the crate's tests pass from its sdist

Each sdist is made from a copy of the commit, each wheel from the unpacked sdist, native's for this
system. Needs Rust and its notices, and the packages of the dependency group `release`.
"""

from __future__ import annotations

import filecmp
import html
import json
import os
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
import tomllib
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
# The oldest C library that wheels for Linux run on: that of manylinux2014.
GLIBC = (2, 17)
ON_LINUX = sys.platform == "linux"
# What whoever packs or changes the distribution needs besides the sources.
EXPECTED = {
    "fibaccel": {
        "CHANGELOG.md",
        "CONTRIBUTING.md",
        "LICENSE-APACHE",
        "LICENSE-MIT",
        "README.md",
        "docs/index.md",
        "noxfile.py",
        "tests/conftest.py",
    },
    "fibaccel_native": {
        "CHANGELOG.md",
        "Cargo.lock",
        "LICENSE-APACHE",
        "LICENSE-MIT",
        "NOTICES.txt",
        "README.md",
        "src/tests/mod.rs",
        "tests/properties.rs",
    },
}


def run(*command: str | Path, folder: Path = ROOT, **variables: str) -> str:
    """Return what a command prints; if it fails, end as it does."""
    print("+", *command, flush=True)
    done = subprocess.run(
        command, cwd=folder, env=os.environ | variables, stdout=subprocess.PIPE, text=True
    )
    if done.returncode:
        sys.exit(f"{done.stdout}{command[0]} ended with {done.returncode}")
    return done.stdout


def build(folder: Path) -> None:
    """Build everything in two folders, and keep it if both builds are the same."""
    if run("git", "status", "--porcelain"):
        sys.exit("the tree is not clean: what is released is a commit")
    shutil.rmtree(folder, ignore_errors=True)
    with tempfile.TemporaryDirectory() as one, tempfile.TemporaryDirectory(suffix="-two") as two:
        first, second = (list(_build_in(Path(place))) for place in (one, two))
        for left, right in zip(first, second, strict=True):
            if left.name != right.name or not filecmp.cmp(left, right, shallow=False):
                sys.exit(f"two builds of {left.name} differ")
        folder.mkdir(parents=True)
        for file in first:
            shutil.copy(file, folder)


def _build_in(place: Path) -> Iterator[Path]:
    """Yield the sdists and the wheels, built in a folder."""
    epoch = run("git", "log", "-1", "--format=%ct").strip()
    copy, out = place / "copy", place / "out"
    run("git", "checkout-index", "--all", f"--prefix={copy}/")
    native = copy / "fibaccel-native"
    _link(copy)
    shutil.copy(copy / "CHANGELOG.md", native)
    (native / "NOTICES.txt").write_text(_notices(native), encoding="utf-8")
    run("python", "-m", "build", "--outdir", out, copy, SOURCE_DATE_EPOCH=epoch)
    run("maturin", "sdist", "--out", out, folder=native, SOURCE_DATE_EPOCH=epoch)
    source = _unpack(out, place)
    registry = Path(os.environ.get("CARGO_HOME", Path.home() / ".cargo"), "registry", "src")
    # What names this machine's folders would differ, and is nobody's business.
    flags = [f"--remap-path-prefix={registry}=crates", f"--remap-path-prefix={source}=."]
    options = ("--release", "--locked", "--target", _target(), "--out", out)
    oldest = ("--zig", "--compatibility", "manylinux2014") if ON_LINUX else ()
    run(
        *("maturin", "build", *options, *oldest),
        folder=source,
        SOURCE_DATE_EPOCH=epoch,
        CARGO_TARGET_DIR=str(place / "target"),
        CARGO_ENCODED_RUSTFLAGS="\x1f".join(flags),
    )
    yield from sorted(out.iterdir())


def _link(copy: Path) -> None:
    """Make the README's links and native's page lead to the repository, if there is its address."""
    project = _project(copy)
    if "urls" not in project:
        print("pyproject.toml has no [project.urls]: links of the README lead nowhere on an index")
        return
    address, readme = project["urls"]["Repository"], copy / "README.md"
    tag = f"v{_project(copy / 'fibaccel-native')['version']}"
    text = readme.read_text(encoding="utf-8")
    for mark, form in ((r"(!\[[^]]*\]\()", "raw"), (r"([^!]\[[^]]*\]\()", "blob")):
        text = re.sub(mark + r"(?!\w+:|#)", rf"\1{address}/{form}/{tag}/", text)
    readme.write_text(text, encoding="utf-8")
    with (copy / "fibaccel-native" / "pyproject.toml").open("a", encoding="utf-8") as file:
        file.write(f'\n[project.urls]\nRepository = "{address}"\n')


def _project(folder: Path) -> Any:
    """Return the metadata of a folder's pyproject.toml."""
    return tomllib.loads((folder / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def _target() -> str:
    """Return Rust's name of this system and processor."""
    (target,) = re.findall(r"^host: (.*)$", run("rustc", "-vV"), re.MULTILINE)
    return str(target)


def _notices(native: Path) -> str:
    """Return the licences of what is linked into the extension, as they ask for."""
    parts = ["The extension module has in it Rust's standard library and the crates below.\n"]
    for crate in _linked(native):
        folder = Path(crate["manifest_path"]).parent
        texts = [path.read_text("utf-8") for path in sorted(folder.glob("LICENSE*"))]
        title = f"{crate['name']} {crate['version']}: {crate['license']}"
        if not texts:
            sys.exit(f"{title} comes without its licence")
        parts += [f"{title}\n{'=' * len(title)}\n", *texts]
    sysroot = Path(run("rustc", "--print", "sysroot").strip())
    parts += ["Rust's standard library\n=======================\n"]
    parts += [_text(sysroot / "share/doc/rust/COPYRIGHT-library.html")]
    return "\n\n".join(parts)


def _linked(native: Path) -> Iterator[dict[str, str]]:
    """Yield the crates, of cargo's metadata, whose code is in the extension."""
    options = ("--no-dedupe", "--edges", "normal,no-proc-macro", "--prefix", "none")
    tree = run("cargo", "tree", "--locked", "--target", _target(), *options, folder=native)
    names = {tuple(line.split()[:2]) for line in tree.splitlines()}
    command = ("cargo", "metadata", "--locked", "--format-version=1")
    for crate in json.loads(run(*command, folder=native))["packages"]:
        if crate["source"] and (crate["name"], f"v{crate['version']}") in names:
            yield crate


def _text(page: Path) -> str:
    """Return the text of a page without its marks."""
    lines = html.unescape(re.sub(r"<[^>]+>", "", page.read_text("utf-8"))).splitlines()
    return re.sub(r"\n{3,}", "\n\n", "\n".join(line.rstrip() for line in lines)).strip() + "\n"


def check(folder: Path) -> None:
    """Look into the distributions with tools made for that, and for what these do not ask."""
    for project in (ROOT, ROOT / "fibaccel-native"):
        run("validate-pyproject", project / "pyproject.toml")
    files = sorted(folder.iterdir())
    wheels = [file for file in files if file.suffix == ".whl"]
    run("twine", "check", "--strict", *files)
    run("check-wheel-contents", *wheels)
    for file in files:
        print(f"{file.name}  {file.stat().st_size:,} bytes", *_CHECKS[_kind(file)](file))


def _kind(file: Path) -> str:
    return "native" if "abi3" in file.name else file.suffix


def _check_sdist(file: Path) -> Iterator[str]:
    """Check that an sdist has what its users need; yield how many files it has."""
    with tarfile.open(file) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    missing = EXPECTED[file.name.partition("-")[0]] - names
    if missing:
        sys.exit(f"{file.name} lacks {', '.join(sorted(missing))}")
    yield f"{len(names)} files"


def _check_wheel(file: Path) -> Iterator[str]:
    """Check the licences of a wheel that is Python alone."""
    _licences(file, {"LICENSE-MIT", "LICENSE-APACHE"})
    yield "any system"


def _licences(file: Path, expected: set[str]) -> zipfile.ZipFile:
    archive = zipfile.ZipFile(file)
    found = {name.rpartition("/")[2] for name in archive.namelist() if "/licenses/" in name}
    if found != expected:
        sys.exit(f"{file.name} has the licences {sorted(found)} and not {sorted(expected)}")
    return archive


def _check_native(file: Path) -> Iterator[str]:
    """Check a wheel with an extension: ABI, symbols of the C library, paths, notices."""
    with _licences(file, {"LICENSE-MIT", "LICENSE-APACHE", "NOTICES.txt"}) as archive:
        names = {Path(name).name: name for name in archive.namelist()}
        extension = archive.read(next(path for name, path in names.items() if _is_library(name)))
        notices = archive.read(names["NOTICES.txt"])
    for crate in _linked(ROOT / "fibaccel-native"):
        if f"{crate['name']} {crate['version']}: ".encode() not in notices:
            sys.exit(f"{file.name} has no notice of {crate['name']} {crate['version']}")
    run("abi3audit", "--strict", file)
    if b"/registry/src/" in extension or str(Path.home()).encode() in extension:
        sys.exit(f"{file.name} names folders of this machine")
    if ON_LINUX:
        yield _check_glibc(file, extension)


def _is_library(name: str) -> bool:
    return name.startswith("_native.") and name.endswith((".so", ".pyd"))


def _check_glibc(file: Path, extension: bytes) -> str:
    """Check what a wheel needs of the C library; return its version."""
    needed = max(tuple(map(int, v)) for v in re.findall(rb"GLIBC_(\d+)\.(\d+)", extension))
    if needed > GLIBC:
        sys.exit(f"{file.name} needs glibc {needed}")
    tag = file.stem.rpartition(".")[2]  # the name has that of manylinux2014 before it
    if f'"{tag}"' not in run("auditwheel", "show", file):
        sys.exit(f"{file.name} is not what its name says to auditwheel")
    return f"glibc {'.'.join(map(str, needed))}"


def test(folder: Path) -> None:
    """Run the crate's tests in its unpacked sdist; the rehearsal runs those of the other."""
    with tempfile.TemporaryDirectory() as place:
        crate = _unpack(folder, Path(place))
        run("cargo", "test", "--locked", "--no-default-features", folder=crate)


def _unpack(folder: Path, place: Path) -> Path:
    """Return the folder of native's unpacked sdist."""
    (sdist,) = folder.glob("fibaccel_native-*.tar.gz")
    with tarfile.open(sdist) as archive:
        archive.extractall(place, filter="data")
    return place / sdist.name.removesuffix(".tar.gz")


_CHECKS = {".gz": _check_sdist, ".whl": _check_wheel, "native": _check_native}
COMMANDS = {"build": build, "check": check, "test": test}

if __name__ == "__main__":
    COMMANDS[sys.argv[1]](Path(sys.argv[2]).resolve())
