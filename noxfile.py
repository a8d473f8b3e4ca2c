"""What CI runs, and what a developer runs: `nox`, or `nox -s NAME` for one session."""

import os
import shutil
from pathlib import Path

import nox

nox.needs_version = ">=2025.2"
nox.options.default_venv_backend = "uv|virtualenv"
nox.options.error_on_missing_interpreters = False
nox.options.download_python = "never"
nox.options.sessions = [
    "wheel",
    "lint",
    "types",
    "rust",
    "aarch64",
    "docs",
    "tests",
    "mutants",
    "endurance",
    "tiers",
    "example",
    "faults",
    "scale",
    "frozen",
    "tutorial",
]

# By itself maturin downloads a Rust toolchain where it finds none; native's own hook does not.
os.environ["MATURIN_NO_INSTALL_RUST"] = "1"

PYTHONS = ["3.11", "3.12", "3.13", "3.14", "3.15"]
# Those of Debian's newest packages, which the session `interpreters` tests.
INTERPRETERS = ["python3.14", "python3.15", "pypy3"]
WHEELS = Path(__file__).parent / ".nox" / "wheels"
CRATES = ["fibaccel-native", "fibaccel-native/fuzz", "docs/tutorial"]
# The Python whose tests the README's command has run already: `.ci/run` names it.
TESTED = os.environ.get("FIBACCEL_TESTED")
TIERS = ["avx512", "avx2", "neon", "portable"]
# Sanitizers are unstable, and this is what makes a stable compiler take them.
SANITIZER = {"RUSTC_BOOTSTRAP": "1"}
# To optimize across crates takes longer than all the rest, and is for what is measured or shipped.
QUICK = {"CARGO_PROFILE_RELEASE_LTO": "off", "CARGO_PROFILE_RELEASE_CODEGEN_UNITS": "16"}
# In no group of pyproject.toml: uv reads every group's packages before it runs anything, and all of
# Spark, 450 MB of source, would have to be downloaded to learn what it depends on.
SPARK = "pyspark[sql]>=4.0"
# What other services read, by the name of its schema.
FORMS = {
    "citation-file-format": ["CITATION.cff"],
    "dependabot": [".github/dependabot.yml"],
    "github-issue-forms": [".github/ISSUE_TEMPLATE/bug.yml"],
    "github-workflows": [".github/workflows/release.yml", ".github/workflows/tests.yml"],
    "readthedocs": [".readthedocs.yaml"],
}
EXAMPLE = "docs/examples/fibaccel-gmpy2"


def group(name: str) -> tuple[str, ...]:
    """Return the requirements of one of pyproject.toml's dependency groups."""
    return nox.project.dependency_groups(nox.project.load_toml("pyproject.toml"), name)


def install_native(session: nox.Session, *packages: str) -> None:
    """Install packages, and native from the wheel that the session `wheel` has built."""
    (built,) = WHEELS.iterdir()
    # uv would insist on the workspace's folder of native.
    session.install(*packages, str(built), env={"UV_NO_SOURCES": "1"})


@nox.session
def wheel(session: nox.Session) -> None:
    """The native distribution, built once: one wheel serves every Python, as for its users."""
    session.install("maturin>=1.9,<2")
    shutil.rmtree(WHEELS, ignore_errors=True)
    manifest = ("--manifest-path", "fibaccel-native/Cargo.toml")
    session.run("maturin", "build", "--release", "--locked", *manifest, "--out", str(WHEELS))


@nox.session
def lint(session: nox.Session) -> None:
    """Style of the Python code, spelling everywhere, and the forms that services read."""
    session.install(*group("lint"))
    session.run("ruff", "check")
    session.run("ruff", "format", "--check")
    session.run("codespell")
    for kind, files in FORMS.items():
        session.run("check-jsonschema", "--builtin-schema", f"vendor.{kind}", *files)
    session.run("zizmor", "--offline", "--pedantic", "--quiet", ".github")


@nox.session(requires=["wheel"])
def types(session: nox.Session) -> None:
    """Strict typing, and the stub of the extension against the extension."""
    session.install(*group("lint"), *group("bench"), *group("nox"))
    install_native(session, ".[native,arrays,testing]")
    session.install("--no-deps", f"./{EXAMPLE}")
    scripts = ("noxfile.py", ".ci/cross.py", ".ci/release.py", "docs/conf.py")
    session.run("mypy", "fibaccel", "tests", *scripts)
    session.run("mypy", EXAMPLE)
    session.run("mypy", "benchmarks", env={"MYPYPATH": "benchmarks"})
    session.run("stubtest", "fibaccel_native", "--ignore-disjoint-bases")


@nox.session
def rust(session: nox.Session) -> None:
    """Format, lints, tests and documentation of the crates; the core must do without PyO3."""
    clippy = ["cargo", "clippy", "--locked", "--all-targets"]
    deny = ["--", "-D", "warnings"]
    for crate in CRATES:
        with session.chdir(Path(__file__).parent / crate):
            session.run("cargo", "fmt", "--check", external=True)
            session.run(*clippy, *deny, external=True)
    session.chdir(Path(__file__).parent / CRATES[0])
    session.run(*clippy, "--features", "fault-injection", *deny, external=True)
    session.run(*clippy, "--no-default-features", *deny, external=True)
    document = ["cargo", "doc", "--locked", "--no-deps", "--document-private-items"]
    session.run(*document, env={"RUSTDOCFLAGS": "-D warnings"}, external=True)
    # With the feature, or its tests would want another build; a fault that is not armed is none.
    features = ["--no-default-features", "--features", "fault-injection"]
    session.run("cargo", "test", "--locked", *features, external=True)


@nox.session
def aarch64(session: nox.Session) -> None:
    """Crate and binding compile for another processor; with a compiler from Debian's packages."""
    # 3: there is no such compiler, which is said, and no fault of the project's.
    session.run("python", ".ci/cross.py", "check", "aarch64", success_codes=[0, 3])


@nox.session
def docs(session: nox.Session) -> None:
    """The documentation, with every warning an error."""
    session.install(*group("docs"), ".[arrays,testing]")
    session.run("sphinx-build", "-W", "--keep-going", "-q", "docs", "docs/_build/html")


@nox.session(python=PYTHONS, requires=["wheel"])
def tests(session: nox.Session) -> None:
    """The suite on really installed packages, for each Python that is here, in random order."""
    if session.python == TESTED:
        session.skip("the README's command has run the suite on it")
    install_native(session, *group("tests"), "pytest-randomly", ".[native,arrays]")
    session.run("pytest", *session.posargs)


@nox.session(requires=["wheel"])
def mutants(session: nox.Session) -> None:
    """The conformance kits find what is wrong with each of many backends and kernels."""
    install_native(session, *group("tests"), ".[native,arrays]")
    session.run("pytest", "-q", "tests/mutants", *session.posargs)


@nox.session(requires=["wheel"])
def endurance(session: nox.Session) -> None:
    """Limits of memory, forks beside threads, handlers that raise: short runs.

    `-- long` has hundreds of each, interrupts, and n beyond 2^30 beside gmpy2.
    """
    if session.posargs != ["long"]:
        install_native(session, *group("tests"), ".[native]")
        session.run("pytest", "-q", "tests/endurance")
        return
    install_native(session, *group("bench"), ".[native]")
    for script in ("memory_limits.py", "forks.py", "interrupt.py", "handlers.py", "giants.py"):
        session.run("python", f"benchmarks/{script}")


@nox.session(requires=["wheel"])
def tiers(session: nox.Session) -> None:
    """What depends on choices of native's, by those that it would not make here.

    The tiers that this processor would not choose; ints by the way that this interpreter would not.
    """
    install_native(session, *group("tests"), ".[native]")
    command = "import fibaccel_native; print(*fibaccel_native.TIERS[1:])"
    names = session.run("python", "-c", command, silent=True, env={"FIBACCEL_NATIVE_TIER": ""})
    topics = ("agreement", "conformance", "interrupts", "limits", "native", "published")
    files = [f"tests/test_{topic}.py" for topic in topics]
    for name in str(names).split():
        session.run("pytest", "-q", *files, env={"FIBACCEL_NATIVE_TIER": name})
    files = [f"tests/test_{topic}.py" for topic in ("agreement", "int_str", "limits", "native")]
    session.run("pytest", "-q", *files, env={"FIBACCEL_NATIVE_INT": "int.from_bytes"})


@nox.session(requires=["wheel"])
@nox.parametrize("interpreter", INTERPRETERS)
def interpreters(session: nox.Session, interpreter: str) -> None:
    """The suite on interpreters from a Debian of the day, as root: `-- -k lucas` goes to pytest.

    In PyPy native is compiled, as it is for who installs it there, and there is no NumPy.
    """
    if os.geteuid() != 0:
        session.error("needs root: it makes a Debian in .nox/sid and changes its root to that")
    if shutil.which("debootstrap") is None:
        session.run("apt-get", "install", "--yes", "debootstrap", external=True)
    root = Path(__file__).parent / ".nox" / "sid"
    packages = [f"{name}{suffix}" for name in INTERPRETERS for suffix in ("", "-venv")]
    session.run(".ci/sid", "make", str(root), *packages, "cargo", "gcc", "libc6-dev", external=True)

    def run(*command: str) -> None:
        session.run(".ci/sid", "run", str(root), *command, external=True)

    home = f"/opt/{interpreter}"
    run(interpreter, "-m", "venv", "--clear", home)
    run(f"{home}/bin/pip", "install", "--quiet", "--upgrade", "pip")
    pypy = interpreter.startswith("pypy")
    native = "./fibaccel-native" if pypy else str(next(WHEELS.iterdir()))
    extras = "native" if pypy else "native,arrays"
    session.env["CARGO_TARGET_DIR"] = "/opt/target"
    # Of other packages no sources: the newest that has a wheel.
    install = ["install", "--quiet", "--only-binary=:all:"]
    run(f"{home}/bin/pip", *install, *group("tests"), native, f".[{extras}]")
    session.env["PYTHONWARNINGS"] = "error"
    run(f"{home}/bin/python", "-P", "-m", "pytest", *session.posargs)


@nox.session
def example(session: nox.Session) -> None:
    """The example plugin: installed, and put through the conformance kit."""
    session.install(*group("tests"), ".", f"./{EXAMPLE}")
    session.run("pytest", "-q", "--rootdir", EXAMPLE, EXAMPLE)
    session.run("fibaccel", "conformance", "gmpy2")
    session.run("fibaccel", "doctor", "--require", "gmpy2", env={"FIBACCEL_BACKEND": "gmpy2"})


@nox.session
def faults(session: nox.Session) -> None:
    """Panics and faults of the hardware in a build that can be made to have them.

    How many faults, and a seed, may follow: `nox -s faults -- 10000`.
    """
    session.env.update(QUICK, MATURIN_PEP517_ARGS="--features fault-injection")
    session.install("--no-cache", *group("tests"), ".[native]", "./fibaccel-native")
    session.run("pytest", "-q", "tests/faults", env={"FIBACCEL_BACKEND": "native"})
    session.run("python", "benchmarks/faults.py", *(session.posargs or ["400"]))


@nox.session(requires=["wheel"])
def scale(session: nox.Session) -> None:
    """Dask whose workers are killed, joblib, pandas, xarray, Polars; Spark where there is Java."""
    install_native(session, *group("scale"), SPARK, *group("tests"), ".[native,arrays]")
    # Clusters of the machine's size, one after the other.
    session.run("pytest", "-q", "--numprocesses=0", "tests/scale", *session.posargs)


@nox.session(requires=["wheel"])
def frozen(session: nox.Session) -> None:
    """Applications that PyInstaller freezes: native is in them."""
    install_native(session, *group("frozen"), ".[native]")
    session.run("pytest", "-q", "tests/frozen", *session.posargs)


@nox.session
def tutorial(session: nox.Session) -> None:
    """The tutorial's crate, unoptimized and optimized, and its script."""
    session.install("maturin>=1.9,<2", "pip", "uv")
    session.run("python", "docs/tutorial/check.py")
    session.chdir("docs/tutorial")
    session.run("uv", "run", "python", "main.py", "25")


@nox.session(requires=["wheel"])
def soak(session: nox.Session) -> None:
    """At least 10^5 hypothesis cases: not part of the default run."""
    install_native(session, *group("tests"), ".[native]")
    suites = ["tests/test_conformance.py", "tests/test_agreement.py"]
    session.run("pytest", "--hypothesis-profile=soak", "--hypothesis-show-statistics", *suites)


@nox.session
@nox.parametrize("tier", TIERS)
def differential(session: nox.Session, tier: str) -> None:
    """10^8 products and 10^5 indices beside GMP, on a tier: `-- 1000` blocks of 10^5 products.

    A tenth of as many products in decimal. `benchmarks/modular_differential.py` is the same for
    terms modulo m, `benchmarks/recurrences_differential.py` for linear recurrences.
    """
    blocks, *seed = session.posargs or ["1000"]
    session.chdir("fibaccel-native/fuzz")
    session.env["FIBACCEL_NATIVE_TIER"] = tier
    run = ["cargo", "run", "--locked", "--release", "--bin"]
    session.run(*run, "products", "0", blocks, external=True)
    session.run(*run, "products", "0", str(int(blocks) // 10), "decimal", external=True)
    session.run(*run, "values", "100000", *seed, external=True)


@nox.session
def asan(session: nox.Session) -> None:
    """The crate's tests with AddressSanitizer, on all tiers of the processor."""
    session.chdir("fibaccel-native")
    session.env.update(SANITIZER, RUSTFLAGS="-Zsanitizer=address")
    test = ["cargo", "test", "--locked", "--target", "x86_64-unknown-linux-gnu"]
    features = ["--no-default-features", "--features", "fault-injection"]
    session.run(*test, *features, external=True)


@nox.session
def fuzz(session: nox.Session) -> None:
    """Each fuzz target with AddressSanitizer, on all tiers: `-- 600` seconds. Needs cargo-fuzz."""
    (seconds,) = session.posargs or ["600"]
    session.chdir("fibaccel-native")
    session.env.update(SANITIZER)
    for target in ("product", "term", "packing"):
        options = ["--features", "libfuzzer", target, "--", f"-max_total_time={seconds}"]
        session.run("cargo", "fuzz", "run", *options, "-max_len=600", external=True)


@nox.session
def valgrind(session: nox.Session) -> None:
    """The crate's tests in valgrind, on the tiers that it knows: some twenty minutes.

    To valgrind's processor AVX-512 is unknown, so the tests find the other tiers by themselves.
    """
    session.chdir("fibaccel-native")
    session.env["CARGO_TARGET_X86_64_UNKNOWN_LINUX_GNU_RUNNER"] = "valgrind -q --error-exitcode=9"
    test = ["cargo", "test", "--locked", "--target", "x86_64-unknown-linux-gnu", "--lib"]
    session.run(*test, "--no-default-features", "--", "--test-threads=1", external=True)


@nox.session
def targets(session: nox.Session) -> None:
    """Crate and binding compile for every other processor and system, or for those named."""
    session.run("python", ".ci/cross.py", "check", *session.posargs)


@nox.session
def emulate(session: nox.Session) -> None:
    """The crate's tests and the conformance kit on an emulated aarch64, or others: `-- s390x`."""
    # The last Hypothesis that is Python alone, whose modules any processor's Python can import.
    session.install("maturin>=1.9,<2", "hypothesis<6.155", ".[testing]")
    names = session.posargs or ["aarch64"]
    session.run("python", ".ci/cross.py", "test", *names)
    session.run("python", ".ci/cross.py", "conformance", *names)


@nox.session
def deny(session: nox.Session) -> None:
    """Licences and origins of native's dependencies, or `-- advisories`. Needs cargo-deny."""
    session.chdir("fibaccel-native")
    checks = session.posargs or ["bans", "licenses", "sources"]
    session.run("cargo", "deny", "--locked", "check", *checks, external=True)


@nox.session
def release(session: nox.Session) -> None:
    """The distributions of a release in `dist`: made twice, compared, and looked into."""
    session.install(*group("release"))
    for task in session.posargs or ("build", "check", "test"):
        session.run("python", ".ci/release.py", task, "dist")


@nox.session(python=PYTHONS)
def rehearsal(session: nox.Session) -> None:
    """What users will type, on what `release` has made, from an index on this machine."""
    distributions = Path(__file__).parent / "dist"
    if not distributions.exists():
        session.error("there is nothing to rehearse with: `nox -s release` makes it")
    session.install(*group("tests"), "importlib-metadata>=6", "pip", "uv")
    # Above that folder is what wants fibaccel itself; and here one index serves all.
    options = ("--confcutdir=tests/rehearsal", "--numprocesses=0")
    suite = ("pytest", *options, "tests/rehearsal", *session.posargs)
    session.run(*suite, env={"FIBACCEL_DIST": str(distributions)})


@nox.session(requires=["wheel"])
def bench(session: nox.Session) -> None:
    """The benchmarks, on a machine that does nothing else."""
    install_native(session, *group("bench"), ".[native]")
    for script in (
        "calls.py",
        "exact.py",
        "digits.py",
        "modular.py",
        "busy.py",
        "startup.py",
        "instructions.py",
        "sweep.py",
    ):
        session.run("python", f"benchmarks/{script}")
    session.chdir("fibaccel-native")
    session.run("cargo", "bench", "--locked", "--no-default-features", external=True)
