"""The command `fibaccel`: print a number, or look after the backends.

Results go to standard output and everything else to standard error. An error is one line and exit
status 2, Ctrl-C is 130, and a reader that closes the pipe early has had enough: that is no error.
Standard output that cannot be written is one; of standard error nothing depends.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
import warnings
from functools import partial

import fibaccel
from fibaccel.arguments import (
    LONG,
    NotAnInteger,
    Parser,
    parse_integer,
    parse_or_read,
    parse_positive,
    value_of,
)
from fibaccel.streams import ClosedOutput, Messages, binary, is_closed_pipe, settle

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import BinaryIO, TextIO

# Below this n no backend takes long enough for a progress bar.
_BAR_FROM_N = 1_000_000


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line and return the exit status."""
    warnings.showwarning = _show_warning  # type: ignore[assignment]
    arguments = list(sys.argv[1:] if argv is None else argv)
    streams: tuple[TextIO | None, TextIO | None] = sys.stdout, sys.stderr
    sys.stdout, sys.stderr = streams[0] or ClosedOutput(), Messages(streams[1])
    try:
        return _run(arguments)
    finally:
        sys.stdout, sys.stderr = streams


def _run(arguments: Sequence[str]) -> int:
    """Run the command line; turn errors into a line and a status."""
    try:
        command = COMMANDS.get(arguments[0]) if arguments else None
        status = command(arguments[1:]) if command else _print_number(arguments)
        sys.stdout.flush()
    except KeyboardInterrupt as interrupt:
        for note in getattr(interrupt, "__notes__", ()):  # what took so long
            print(f"fibaccel: interrupted {note}", file=sys.stderr)
        return 130
    except OSError as error:
        if is_closed_pipe(error):
            settle(sys.stdout)  # what is still buffered has no reader either
            return 0
        return _fail(f"{error.filename}: {error.strerror}" if error.filename else str(error))
    # A warning arrives here where it was made an error, an ImportError where packages are missing.
    except (
        fibaccel.BackendError, ArithmeticError, ImportError, MemoryError, ValueError, Warning
    ) as error:  # fmt: skip
        return _fail(str(error) or type(error).__name__)
    return status


def _fail(message: str) -> int:
    settle(sys.stdout)
    print(f"fibaccel: error: {' '.join(message.split())}", file=sys.stderr)
    return 2


def _parse_n(text: str) -> int:
    try:
        return parse_integer(text)
    except NotAnInteger as error:
        raise NotAnInteger(f"{error}, nor one of the commands {', '.join(COMMANDS)}") from None


def _number_parser() -> Parser:
    parser = Parser(
        prog="fibaccel",
        description="Print the Fibonacci number F(N), exactly.",
        epilog=f"Commands instead of N: {', '.join(COMMANDS)}; each has its own --help.",
    )
    parser.add_argument(
        "n", metavar="N", type=_parse_n, help="a whole number: 1000000, 1e6, 10**6, 10^6, -7"
    )
    part = parser.add_argument_group("what to print")
    part.add_argument("--lucas", action="store_true", help="the Lucas number L(N) instead")
    part.add_argument("--first", metavar="K", type=parse_positive, help="its first K digits")
    part.add_argument("--last", metavar="K", type=parse_positive, help="its last K digits")
    part.add_argument("--digits", action="store_true", help="how many digits it has")
    part.add_argument("--mod", metavar="M", type=parse_positive, help="what it leaves modulo M")
    part.add_argument(
        "--group", action="store_true", help="with commas between thousands: 354,224,848"
    )
    parser.add_argument(
        "-o", "--output", metavar="FILE", help="write the digits alone to FILE; - is the output"
    )
    parser.add_argument(
        "--backend", metavar="NAME", help="or a list of them, instead of what FIBACCEL_BACKEND says"
    )
    parser.add_argument(
        "--time",
        action="store_true",
        help="tell on standard error how long the computing took, and its rate",
    )
    parser.add_argument("--version", action="version", version=f"fibaccel {fibaccel.__version__}")
    return parser


def _print_number(arguments: Sequence[str]) -> int:
    """The main job: `fibaccel N`."""
    parser = _number_parser()
    if max(map(len, arguments), default=0) > LONG:
        _choose_backend(value_of("--backend", arguments))  # it reads long numbers
    options = parser.parse(arguments)
    parts = options.digits or options.first or options.last or options.mod
    if options.group and parts:
        parser.error("--group is for the whole number")
    backend = _choose_backend(options.backend)
    answer = _answer_parts if parts else partial(_answer, backend)
    if options.output is None:
        file = binary(sys.stdout)
        seconds, count = answer(file, options)
        file.write(b"\n")
        sys.stdout.flush()
    else:
        from fibaccel.output import open_for_result

        with open_for_result(options.output) as file:
            seconds, count = answer(file, options)
    if options.time:  # last: by now nothing can be lost
        from fibaccel.progress import rate

        told = f", {count:,} digits, {rate(count, seconds)}" if count else ""
        print(f"{backend.name}: {seconds:.6f} s{told}", file=sys.stderr)
    return 0


def _choose_backend(setting: str | None) -> fibaccel.Backend:
    """Return the first that loads of the backends named, or the one that serves.

    It serves from now on.
    """
    names = [name.strip() for name in (setting or "auto").casefold().split(",")]
    if names == ["auto"]:
        if setting is not None:
            os.environ["FIBACCEL_BACKEND"] = "auto"
        return fibaccel.get_backend(None)
    if "" in names:
        raise fibaccel.BackendNotFoundError(f"--backend {setting!r} has an empty name in its list")
    failures = []
    for name in names:
        try:
            backend = fibaccel.get_backend(name)
        except fibaccel.BackendError as error:
            failures.append(error)
        else:
            os.environ["FIBACCEL_BACKEND"] = name
            return backend
    if len(failures) == 1:
        raise failures[0]
    raise fibaccel.BackendError("; ".join(map(str, failures)))


def _answer(
    backend: fibaccel.Backend, file: BinaryIO, options: argparse.Namespace
) -> tuple[float, int]:
    """Write the number; return the seconds that computing it took, and how many digits it has."""
    from fibaccel.writing import write_digits

    text, seconds = _compute(backend.lucas_str if options.lucas else backend.fib_str, options)
    # On a terminal that gets the digits themselves, a bar would be in their way.
    if abs(options.n) < _BAR_FROM_N or not sys.stderr.isatty() or file.isatty():
        write_digits(text, file, grouped=options.group)
    else:
        from fibaccel.progress import writing

        with writing(len(text)) as report:
            write_digits(text, file, grouped=options.group, report=report)
    return seconds, len(text.removeprefix("-"))


def _answer_parts(file: BinaryIO, options: argparse.Namespace) -> tuple[float, int]:
    """Write what was asked of the number, a line each; return the seconds, and 0 for the digits."""
    start = time.perf_counter()
    n, name = options.n, "lucas" if options.lucas else "fib"
    lines = []
    count = getattr(fibaccel, f"{name}_num_digits")(n) if options.digits or options.last else 0
    if options.digits:
        lines.append(fibaccel.int_str(count))
    if options.first:
        lines.append(getattr(fibaccel, f"{name}_leading_digits")(n, options.first))
    if options.last:
        lines.append(getattr(fibaccel, f"{name}_trailing_digits")(n, min(options.last, count)))
    if options.mod:
        lines.append(fibaccel.int_str(getattr(fibaccel, f"{name}_mod")(n, options.mod)))
    file.write("\n".join(lines).encode("ascii"))
    return time.perf_counter() - start, 0


def _compute(function: Callable[[int], str], options: argparse.Namespace) -> tuple[str, float]:
    """Return the digits and the seconds they took, with a bar where that is long and is seen."""
    if abs(options.n) < _BAR_FROM_N or not sys.stderr.isatty():
        return _time(function, options.n)
    from fibaccel.progress import computing

    with computing(function, options.n, f"{'L' if options.lucas else 'F'}(n)"):
        return _time(function, options.n)


def _time(function: Callable[[int], str], n: int) -> tuple[str, float]:
    start = time.perf_counter()
    text = function(n)
    return text, time.perf_counter() - start


def _backends(arguments: Sequence[str]) -> int:
    """`fibaccel backends`: what is installed, from metadata alone."""
    Parser(prog="fibaccel backends", description="List the installed backends.").parse(arguments)
    rows = [("name", "distribution", "version", "entry point", "conflict")]
    rows += [
        (info.name, info.distribution, info.version, info.value, info.conflict or "")
        for info in fibaccel.list_backends()
    ]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        cells = [cell.ljust(width) for cell, width in zip(row, widths, strict=True)]
        print("  ".join(cells).rstrip())
    return 0


def _pisano(arguments: Sequence[str]) -> int:
    """`fibaccel pisano M`: after how many terms the Fibonacci numbers recur modulo M."""
    parser = Parser(
        prog="fibaccel pisano",
        description="Print the Pisano period of M: that of the Fibonacci numbers modulo M.",
    )
    parser.add_argument("m", metavar="M", type=parse_positive, help="the modulus, at least 1")
    print(fibaccel.int_str(fibaccel.pisano_period(parser.parse(arguments).m)))
    return 0


def _add_x(parser: Parser) -> None:
    told = "a whole number, at least 0; - reads it from standard input"
    parser.add_argument("x", metavar="X", type=parse_or_read, help=told)


def _zeckendorf(arguments: Sequence[str]) -> int:
    """`fibaccel zeckendorf X`: which Fibonacci numbers X is the sum of."""
    parser = Parser(
        prog="fibaccel zeckendorf",
        description="Print the indices of the Fibonacci numbers, no two of them neighbours, whose "
        "sum is X; the largest first.",
    )
    _add_x(parser)
    print(*fibaccel.zeckendorf(parser.parse(arguments).x))
    return 0


def _index(arguments: Sequence[str]) -> int:
    """`fibaccel index X`: how far the Fibonacci or the Lucas numbers up to X go."""
    parser = Parser(
        prog="fibaccel index",
        description="Print the largest K with F(K) <= X.",
    )
    parser.add_argument(
        "--lucas", action="store_true", help="the largest K with L(K) <= X instead, for X from 1 on"
    )
    _add_x(parser)
    options = parser.parse(arguments)
    if options.lucas and not options.x:
        parser.error("argument X: there is no Lucas number up to 0")
    print(fibaccel.lucas_index(options.x) if options.lucas else fibaccel.fib_index(options.x))
    return 0


def _doctor(arguments: Sequence[str]) -> int:
    """`fibaccel doctor`: load every backend, check it, and explain the choice."""
    from fibaccel import diagnose

    parser = Parser(
        prog="fibaccel doctor",
        description="Load and check every installed backend and explain which one serves.",
        epilog="Exit status: 0 healthy, 1 something is broken, 2 the required one does not serve.",
    )
    parser.add_argument("--json", action="store_true", help="print the report as JSON")
    parser.add_argument("--require", metavar="NAME", help="fail unless this backend serves")
    options = parser.parse(arguments)
    return diagnose.main(as_json=options.json, require=options.require)


def _compare(arguments: Sequence[str]) -> int:
    """`fibaccel compare`: recursive Python against every backend."""
    from fibaccel import compare

    parser = Parser(
        prog="fibaccel compare",
        description="Time textbook recursion in Python against each backend; compare the values.",
    )
    parser.add_argument(
        "n", metavar="N", nargs="?", type=parse_integer, default=32, help="default: 32"
    )
    return compare.main(parser.parse(arguments).n)


def _conformance(arguments: Sequence[str]) -> int:
    """`fibaccel conformance NAME`: put a backend through the contract's tests."""
    parser = Parser(
        prog="fibaccel conformance",
        description="Put an installed backend through the tests of fibaccel.testing.",
        epilog='It needs pytest and hypothesis: pip install "fibaccel[testing]".',
    )
    parser.add_argument("name", metavar="NAME", help="the backend's name")
    name = parser.parse(arguments).name
    try:
        from fibaccel import testing
    except ModuleNotFoundError as error:
        raise ImportError(
            f'{error.name} is not installed; type: pip install "fibaccel[testing]"'
        ) from error
    return testing.main(name)


COMMANDS: dict[str, Callable[[Sequence[str]], int]] = {
    "backends": _backends,
    "doctor": _doctor,
    "compare": _compare,
    "conformance": _conformance,
    "index": _index,
    "pisano": _pisano,
    "zeckendorf": _zeckendorf,
}


def _show_warning(message: Warning | str, *_: object) -> None:
    """Print a warning as one line, without the place in this file that it points to."""
    print(f"fibaccel: warning: {' '.join(str(message).split())}", file=sys.stderr)
