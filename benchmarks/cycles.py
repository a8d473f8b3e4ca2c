"""Instructions and modelled cycles on aarch64, beside GMP, without a processor of it.

    python benchmarks/cycles.py PROGRAM [WHAT=N ...]

WHAT is fib, digits, product or square, or a single algorithm of NEON's, such as transform-square.

PROGRAM is `fibaccel-native/fuzz/src/bin/work.rs`, built for aarch64 as a static program at a fixed
address, by `cargo build --release --target aarch64-unknown-linux-gnu --bin work --config
profile.release.debug-assertions=false` with the RUSTFLAGS `-Ctarget-feature=+crt-static
-Crelocation-model=static`; with `lto="fat"` and `codegen-units=1` besides, it is compiled as the
wheel is.

qemu traces which blocks of instructions run, so the counts are exact: those of two calls less those
of one, for the last of the processors. The cycles are a model: blocks that follow each other are
joined, llvm-mca says how many cycles each such run takes when it is repeated, on a processor that
never misses a cache or a branch, and that is multiplied by how often it runs. Its model of the
Apple M1 is that of a core seven years older. QEMU, LLVM_MC and LLVM_MCA name other programs.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

# What llvm-mca models, and what qemu is meanwhile: the tier looks for SVE and Armv8.4.
MODELS = {
    "apple-m1": "max,sve=off",
    "neoverse-n1": "neoverse-n1",
    "neoverse-v1": "max",
    "neoverse-v2": "max",
}
WORK = (
    *((what, n) for what in ("product", "square") for n in (2000, 20_000)),
    *((what, 10**k) for what in ("fib", "digits") for k in (4, 5, 6)),
)
# The blocks that are modelled have this part of the instructions; the rest counts as they do.
MODELLED = 0.99
# Blocks are joined if this part of their runs follows each other.
JOINED = 0.7

Blocks = dict[int, tuple[int, ...]]
Edges = Counter[tuple[int, int]]


def main() -> None:
    """Print a row for each work and engine."""
    program, *chosen = sys.argv[1:]
    work = [(what, int(n)) for what, _, n in (item.partition("=") for item in chosen)] or WORK
    models = [Model(cpu, emulated) for cpu, emulated in MODELS.items()]
    print(_version("QEMU", "qemu-aarch64-static"))
    print(_version("LLVM_MCA", "llvm-mca"))
    print(f"\n{'work':>17} {'n':>10} {'engine':>9} {'instructions':>14}", end="")
    print("".join(f"{model:>15}" for model in MODELS) + "   cycles; GMP's / the engine's")
    for what, n in work:
        # Single algorithms of a tier have a name with a hyphen.
        engines = ("neon",) if "-" in what else ("neon", "portable", "gmp")
        rows = [_row(program, engine, what, n, models) for engine in engines]
        assert len({answer for answer, *_ in rows}) == 1, f"{what} {n} differs"
        for engine, (_, count, cycles) in zip(engines, rows, strict=True):
            ratios = [theirs / ours for theirs, ours in zip(rows[-1][2], cycles, strict=True)]
            print(f"{what:>17} {n:10} {engine:>9} {count:14,}", end="")
            print("".join(f"{x:15,.0f}" for x in cycles), end="  ")
            print("".join(f"{x:6.2f}" for x in ratios), flush=True)


def _version(variable: str, default: str) -> str:
    command = [os.environ.get(variable, default), "--version"]
    output = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    return next(line.strip() for line in output.splitlines() if "version" in line)


def _row(
    program: str, engine: str, what: str, n: int, models: list[Model]
) -> tuple[str, int, list[float]]:
    """Return the answer, the instructions, and the cycles by each model."""
    answers: set[str] = set()
    runs: dict[str, list[tuple[tuple[int, ...], float]]] = {}
    for emulated in {model.emulated for model in models}:
        answer, _, once = trace(emulated, program, engine, what, n, 1)
        again, blocks, edges = trace(emulated, program, engine, what, n, 2)
        edges.subtract(once)
        runs[emulated] = list(joined(blocks, edges))
        answers |= {answer, again}
    (answer,) = answers
    count = sum(times * len(code) for code, times in runs[models[-1].emulated])
    return answer, round(count), [model.cycles(runs[model.emulated]) for model in models]


def trace(
    emulated: str, program: str, engine: str, what: str, n: int, times: int
) -> tuple[str, Blocks, Edges]:
    """Return the answer, the blocks by their addresses, and how often one follows another."""
    native = "native" if engine != "gmp" else engine
    tier = {"FIBACCEL_NATIVE_TIER": engine} if engine != "gmp" else {}
    command = [os.environ.get("QEMU", "qemu-aarch64-static"), "-cpu", emulated]
    command += ["-d", "in_asm,exec,nochain"]
    command += [program, native, what, str(n), str(times)]
    blocks: dict[int, list[int]] = {}
    edges: Counter[tuple[bytes, bytes]] = Counter()
    before, block = b"0", [0]
    with subprocess.Popen(
        command, env=os.environ | tier, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as run:
        assert run.stdout is not None
        assert run.stderr is not None
        for line in run.stderr:
            if line.startswith(b"Trace"):
                address = line.split(b"/", 2)[1]
                edges[before, address] += 1
                before = address
            elif line.startswith(b"IN:"):
                block = []
            elif line.startswith(b"0x"):
                address, code, _ = line.split(None, 2)
                if not block:
                    blocks[int(address[:-1], 16)] = block
                block.append(int(code, 16))
        answer = run.stdout.read().decode()
    assert run.returncode == 0
    return (
        answer,
        {address: tuple(block) for address, block in blocks.items()},
        Counter({(int(a, 16), int(b, 16)): times for (a, b), times in edges.items()}),
    )


def joined(blocks: Blocks, edges: Edges) -> Iterator[tuple[tuple[int, ...], float]]:
    """Yield the code of blocks that follow each other, and how often it runs."""
    counts: Counter[int] = Counter()
    for (_, block), times in edges.items():
        counts[block] += times
    following = {
        a: b
        for (a, b), times in edges.items()
        if a != b and times > 0 and times >= JOINED * max(counts[a], counts[b])
    }
    rest = {block for block, times in counts.items() if times > 0}
    # Runs begin where nothing leads in; what then is left are loops.
    heads = sorted(rest - set(following.values())) + sorted(rest)
    for head in heads:
        run = []
        while head in rest:
            rest.remove(head)
            run.append(head)
            head = following.get(head, 0)
        if run:
            code = tuple(code for block in run for code in blocks[block])
            instructions = sum(counts[block] * len(blocks[block]) for block in run)
            yield code, instructions / len(code)


@dataclass
class Model:
    """What llvm-mca knows of a processor, and what qemu is to be for it."""

    cpu: str
    emulated: str
    known: dict[tuple[int, ...], float] = field(default_factory=dict)

    def cycles(self, runs: Iterable[tuple[tuple[int, ...], float]]) -> float:
        """Return the cycles of runs of code that are executed so often."""
        runs = sorted(runs, key=lambda run: run[1] * len(run[0]), reverse=True)
        total = sum(times * len(code) for code, times in runs)
        cycles = instructions = 0.0
        for code, times in runs:
            if instructions > MODELLED * total:
                break
            if code not in self.known:
                self.known[code] = self._repeated(code)
            cycles += times * self.known[code]
            instructions += times * len(code)
        return cycles * total / instructions

    def _repeated(self, code: tuple[int, ...]) -> float:
        """Return the cycles that one of many runs of the code takes."""
        times = max(4, 4000 // len(code))
        command = [os.environ.get("LLVM_MCA", "llvm-mca"), "-mtriple=aarch64", f"-mcpu={self.cpu}"]
        command += ["-json", f"-iterations={times}", "--skip-unsupported-instructions=any"]
        done = subprocess.run(
            command, input=_assembly(code), capture_output=True, text=True, check=True
        )
        (region,) = json.loads(done.stdout)["CodeRegions"]
        return float(region["SummaryView"]["TotalCycles"]) / times


def _assembly(code: tuple[int, ...]) -> str:
    """Return the code as llvm-mca reads it.

    To llvm-mca, a store that moves its address waits with that for what it stores, and so a loop
    for its whole last round. No processor does: so an instruction of its own moves the address.
    """
    text = "\n".join(" ".join(f"{byte:#x}" for byte in word.to_bytes(4, "little")) for word in code)
    command = [os.environ.get("LLVM_MC", "llvm-mc"), "-disassemble", "-triple=aarch64"]
    text = subprocess.run(
        [*command, "-mattr=+all"], input=text, capture_output=True, text=True, check=True
    ).stdout
    text = re.sub(r"(\tst.*)\[(\w+)\], (#-?\d+)", r"\1[\2]\n\tadd \2, \2, \3", text)
    return re.sub(r"(\tst.*)\[(\w+), (#-?\d+)\]!", r"\tadd \2, \2, \3\n\1[\2]", text)


if __name__ == "__main__":
    main()
