"""The crate and the package on other processors and systems: compiled, and run by emulation.

    python .ci/cross.py check [TARGET ...]      crate and binding compile without a warning
    python .ci/cross.py test TARGET ...         the crate's tests pass
    python .ci/cross.py conformance TARGET ...  both backends pass the conformance kit

Compilers, emulators and Pythons are Debian's packages, unpacked into a folder of their own: nothing
of the system changes, and nobody has to be root. Rust's standard library is built from its source.
The last of the three commands takes Python's packages from the environment that runs it.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import sysconfig
from dataclasses import dataclass
from pathlib import Path

CRATE = Path(__file__).resolve().parent.parent / "fibaccel-native"
FOLDER = CRATE.parent / ".nox" / "cross"
TOOLS = FOLDER / "tools"
# What is run instead of Rust's own programs: they would look for each other where Debian has them.
PROGRAMS = FOLDER / "bin"
# The compiler that Debian keeps new for its browsers. Its `rustc` is too old.
COMPILER = ("rustc-web", "cargo-web", "rust-web-src")


@dataclass(frozen=True)
class Target:
    """A processor and a system: Rust's name, and what links and runs programs if that is known."""

    triple: str
    # Packages and a program that link, and flags of the compiler for it.
    compiler: tuple[str, ...] = ()
    linker: str = ""
    flags: str = ""
    # Packages and a program that run what is linked, with the libraries in a folder {root}.
    emulator: tuple[str, ...] = ()
    runner: str = ""
    root: str = ""
    # Debian's name of the processor, if there is a Python for it.
    architecture: str = ""


QEMU = f"{TOOLS}/usr/bin/qemu-%s-static -L {{root}}"
# Programs of i686 run on x86-64 as they are.
LOADER = (
    "{root}/lib/ld-linux.so.2 --library-path "
    "{root}/lib:{root}/lib/i386-linux-gnu:{root}/usr/lib/i386-linux-gnu"
)


def on_linux(
    triple: str, prefix: str, architecture: str, runner: str, *, python: bool = True
) -> Target:
    """Return a target on Linux: its names for Rust, its compiler and Debian, and what runs it."""
    return Target(
        triple,
        (f"gcc-{prefix}", f"libc6-dev-{architecture}-cross"),
        f"{TOOLS}/usr/bin/{prefix}-gcc",
        f"-Clink-arg=--sysroot={TOOLS}",
        ("qemu-user-static",),
        runner,
        f"{TOOLS}/usr/{prefix}",
        architecture if python else "",
    )


MINGW = f"{TOOLS}/usr/bin/x86_64-w64-mingw32"
TARGETS = {
    "aarch64": on_linux(
        "aarch64-unknown-linux-gnu", "aarch64-linux-gnu", "arm64", QEMU % "aarch64"
    ),
    "armv7": on_linux(
        "armv7-unknown-linux-gnueabihf", "arm-linux-gnueabihf", "armhf", QEMU % "arm"
    ),
    "i686": on_linux("i686-unknown-linux-gnu", "i686-linux-gnu", "i386", LOADER),
    "powerpc": on_linux(
        "powerpc-unknown-linux-gnu", "powerpc-linux-gnu", "powerpc", QEMU % "ppc", python=False
    ),
    "riscv64": on_linux(
        "riscv64gc-unknown-linux-gnu",
        "riscv64-linux-gnu",
        "riscv64",
        QEMU % "riscv64",
        python=False,
    ),
    "s390x": on_linux("s390x-unknown-linux-gnu", "s390x-linux-gnu", "s390x", QEMU % "s390x"),
    "windows": Target(
        "x86_64-pc-windows-gnu",
        ("gcc-mingw-w64-x86-64-posix",),
        f"{MINGW}-gcc-posix",
        f"-Cdlltool={MINGW}-dlltool",
        ("wine64", "wine"),
        f"{TOOLS}/usr/lib/wine/wine64",
    ),
    "macos": Target("aarch64-apple-darwin"),
    "macos-x86_64": Target("x86_64-apple-darwin"),
    "freebsd": Target("x86_64-unknown-freebsd"),
    "android": Target("aarch64-linux-android"),
}


# The status if something is missing that is not the project's.
MISSING = 3


class MissingError(Exception):
    """Something is missing that is not the project's."""


def debian_architecture() -> str:
    """Return Debian's name of this machine's processor."""
    if not shutil.which("apt-get"):
        raise MissingError("this takes Debian's packages, and there is no apt-get")
    return subprocess.check_output(["dpkg", "--print-architecture"], text=True).strip()


def unpack(packages: tuple[str, ...], into: Path, architecture: str) -> None:
    """Unpack Debian's packages, and all that they depend on but this system's C library."""
    stamp = into / f".{'+'.join(packages)}"
    if stamp.exists():
        return
    apt = FOLDER / "apt" / architecture
    archives = apt / "archives"
    for folder in (archives / "partial", apt / "lists" / "partial"):
        folder.mkdir(parents=True, exist_ok=True)
    (apt / "status").touch()  # what is installed does not matter, so nothing is
    (apt / "apt.conf").write_text(
        f'APT::Architecture "{architecture}";\n'
        f'#clear APT::Architectures;\nAPT::Architectures {{ "{architecture}"; }};\n'
        'APT::Sandbox::User "";\n'
        f'Dir::Cache "{apt}";\nDir::State::Lists "{apt}/lists";\n'
        f'Dir::State::Status "{apt}/status";\n',
        encoding="utf-8",
    )
    environment = os.environ | {"APT_CONFIG": str(apt / "apt.conf")}
    # Sources of the system that do not have this processor fail, which does not matter.
    subprocess.run(["apt-get", "-q", "update"], env=environment, check=False)
    install = ("apt-get", "-q", "-y", "--no-install-recommends", "--download-only", "install")
    if subprocess.run([*install, *packages], env=environment, check=False).returncode:
        raise MissingError(f"Debian's packages {' '.join(packages)} of {architecture} are missing")
    for archive in archives.glob("*.deb"):
        if into != TOOLS or not archive.name.startswith("libc6_"):
            subprocess.run(["dpkg", "-x", archive, into], check=True)
        archive.unlink()
    stamp.touch()


def prepare(target: Target, *, runs: bool) -> dict[str, str]:
    """Return cargo's environment: with a compiler, and what links and runs programs if it must."""
    if runs and not target.runner:
        raise MissingError(f"nothing here runs programs for {target.triple}")
    host = debian_architecture()
    unpack(COMPILER, TOOLS, host)
    if runs:
        unpack(target.emulator, TOOLS, host)
    if runs or "dlltool" in target.flags:
        unpack(target.compiler, TOOLS, host)
    source = TOOLS / "usr/lib/rustlib/src/rust"
    if not source.exists():
        source.parent.mkdir(exist_ok=True)
        source.symlink_to(next((TOOLS / "usr/src").glob("rustc-*")))
    PROGRAMS.mkdir(exist_ok=True)
    for name, option in (("rustc", f"--sysroot={TOOLS}/usr"), ("rustdoc", ""), ("cargo", "")):
        script = PROGRAMS / name
        script.write_text(f'#!/bin/sh\nexec {TOOLS}/usr/bin/{name} {option} "$@"\n')
        script.chmod(0o755)
    libraries = [TOOLS / place / f"{os.uname().machine}-linux-gnu" for place in ("usr/lib", "lib")]
    variable = f"CARGO_TARGET_{target.triple.upper().replace('-', '_')}"
    runner = target.runner.format(root=target.root)
    settings = {"LINKER": target.linker, "RUSTFLAGS": target.flags, "RUNNER": runner}
    return os.environ | {
        **{f"{variable}_{key}": value for key, value in settings.items() if value},
        "PATH": f"{PROGRAMS}:{os.environ['PATH']}",
        "LD_LIBRARY_PATH": ":".join(map(str, libraries)),
        "RUSTC": str(PROGRAMS / "rustc"),
        "RUSTC_BOOTSTRAP": "1",  # to build the standard library is unstable
        "CARGO_TARGET_DIR": str(FOLDER / "target"),
        "PYO3_CROSS": "1",
        "PYO3_NO_PYTHON": "1",
    }


# What Rust asks for random numbers on Windows, and wine 8 does not have.
RANDOM_NUMBERS = """
#include <windows.h>
#include <ntsecapi.h>
__declspec(dllexport) BOOL ProcessPrng(PBYTE data, SIZE_T size) { return RtlGenRandom(data, size); }
"""


def prepare_wine(target: Target, environment: dict[str, str]) -> dict[str, str]:
    """Let wine find its parts where they have been unpacked; return its environment."""
    wine = TOOLS / "usr/lib/wine"
    (wine / "wineserver").write_text(f'#!/bin/sh\nexec {wine}/wineserver64 "$@"\n')
    for folder in TOOLS.glob("usr/lib/*/wine/x86_64-windows"):
        shutil.copy(TOOLS / "usr/x86_64-w64-mingw32/lib/zlib1.dll", folder)
    source, library = PROGRAMS / "random.c", PROGRAMS / "bcryptprimitives.dll"
    source.write_text(RANDOM_NUMBERS)
    command = [target.linker, "-shared", "-o", str(library), str(source), "-ladvapi32"]
    run(command, FOLDER, environment)
    return environment | {
        "WINEPATH": f"Z:{PROGRAMS}".replace("/", "\\"),
        "WINEPREFIX": str(FOLDER / "wine"),
        "WINEDEBUG": "-all",
        "WINEDLLOVERRIDES": "mscoree,mshtml,winemenubuilder.exe=",
        "DISPLAY": "",
    }


def run(line: list[str], folder: Path, environment: dict[str, str]) -> None:
    """Run a command, and end as it does if it fails."""
    print("+", *line, flush=True)
    status = subprocess.run(line, cwd=folder, env=environment, check=False).returncode
    if status:
        sys.exit(f"{line[0]} ended with {status}")


def cargo(target: Target, *command: str, folder: Path, environment: dict[str, str]) -> None:
    """Run cargo for a target, for which it builds the standard library."""
    build = ["-Zbuild-std=std,panic_unwind,panic_abort,test", "--target", target.triple]
    run(["cargo", *command, *build], folder, environment)


def check(target: Target) -> None:
    """Check that crate and binding compile without a warning."""
    deny = ("-Zwarnings", "--config", "build.warnings='deny'")
    environment = prepare(target, runs=False)
    cargo(target, "check", "--locked", *deny, folder=CRATE, environment=environment)


def test(target: Target) -> None:
    """Run the crate's tests, in a copy without benchmarks: what those need takes the most time."""
    environment = prepare(target, runs=True)
    if "wine" in target.runner:
        environment = prepare_wine(target, environment)
    copy = FOLDER / "crate"
    ignored = shutil.ignore_patterns("target", "benches", "fuzz", "python")
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(CRATE, copy, ignore=ignored)
    manifest = (CRATE / "Cargo.toml").read_text(encoding="utf-8")
    manifest = re.sub(r"\[\[bench\]\]\n(.+\n)+|criterion = .*\n", "", manifest)
    (copy / "Cargo.toml").write_text(manifest, encoding="utf-8")
    options = ("--no-default-features", "--lib", "--tests")
    cargo(target, "test", *options, folder=copy, environment=environment)


def conformance(target: Target) -> None:
    """Put both backends through the conformance kit, on a Python of the target."""
    if not target.architecture:
        print(f"Debian has no Python for {target.triple}")
        return
    environment = prepare(target, runs=True)
    root, wheels = FOLDER / f"python-{target.architecture}", FOLDER / "wheels"
    unpack(("python3",), root, target.architecture)
    shutil.rmtree(wheels, ignore_errors=True)
    # To optimize the whole takes minutes, and nothing is measured here.
    quick = {"CARGO_PROFILE_RELEASE_LTO": "off", "CARGO_PROFILE_RELEASE_CODEGEN_UNITS": "16"}
    maturin = ["maturin", "build", "--release", "--locked", "--compatibility", "linux"]
    build = ["-Zbuild-std", "--target", target.triple, "--out", str(wheels)]
    run([*maturin, *build], CRATE, environment | quick)
    (wheel,) = wheels.iterdir()
    shutil.unpack_archive(wheel, wheels / "unpacked", "zip")
    paths = {
        "PYTHONHOME": str(root / "usr"),
        "PYTHONPATH": f"{wheels / 'unpacked'}:{sysconfig.get_paths()['purelib']}",
    }
    python = next(root.glob("usr/bin/python3.[0-9]*[0-9]"))
    command = [*target.runner.format(root=root).split(), str(python), "-m", "fibaccel"]
    run([*command, "doctor", "--require", "native"], FOLDER, os.environ | paths)
    for backend in ("native", "python"):
        run([*command, "conformance", backend], FOLDER, os.environ | paths)


COMMANDS = {"check": check, "test": test, "conformance": conformance}


def main(command: str, *names: str) -> None:
    """Run a command for each target, all if none is named."""
    for name in names or TARGETS:
        if name not in TARGETS:
            sys.exit(f"{name} is none of {', '.join(TARGETS)}")
        try:
            COMMANDS[command](TARGETS[name])
        except MissingError as error:
            print(f"{name}: {error}", file=sys.stderr)
            sys.exit(MISSING)


if __name__ == "__main__":
    main(*sys.argv[1:])
