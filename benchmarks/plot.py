"""Draw the figures of the documentation from the records of the benchmarks.

    python benchmarks/plot.py

Reads benchmarks/record/exact-TIER.txt, decimal-TIER.txt, arrays.txt and sweep-avx2.txt, writes
docs/exact.svg, decimal.svg, arrays.svg and sweep.svg; and computes the Pisano periods of
docs/pisano.svg. Nothing is measured here. The colours are near Okabe and Ito's, which the
colour-blind can tell apart; each line has its label as well, and two threads, or moduli of their
own, are dashed. Text and lines suit light pages and dark.
"""

import math
import re
from pathlib import Path

import matplotlib as mpl
from matplotlib import pyplot as plt
from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter, LogLocator, NullFormatter, StrMethodFormatter

from fibaccel import pisano_period

ROOT = Path(__file__).parent.parent
COLORS = {"avx512": "#2089c9", "avx2": "#d55e00", "portable": "#009e73"}
PEERS = {"python": "#c2669b", "gmpy2": "#b08a00", "flint": "#8250df"}
INK = "#768390"
DASHES = (3, 1.5)

# The columns of a row: n, minimum and median of native, those of gmpy2 and of flint, two ratios.
WARM = re.compile(r" *(\d+)(?: +[\d.]+){6} +([\d.]+) +[\d.]+")
# n, native, gmpy2, the ratio.
SWEPT = re.compile(r" *(\d+) +[\d.]+ +[\d.]+ +([\d.]+)")
# n, minimum and median of native and of each of PEERS, three ratios; a dash if one took no part.
TIMED = re.compile(r" *(\d+)" + r" +([\d.]+|-) +(?:[\d.]+|-)" * 4 + r"(?: +(?:[\d.]+|-)){3}")

Points = list[tuple[int, float]]


def main() -> None:
    """Write the figures."""
    mpl.rcParams |= {"svg.fonttype": "none", "svg.hashsalt": "fibaccel", "font.size": 11}
    mpl.rcParams |= dict.fromkeys(
        ("text.color", "axes.labelcolor", "axes.edgecolor", "xtick.color", "ytick.color"), INK
    )
    figures = {
        "exact": (draw_exact, 4.5),
        "decimal": (draw_decimal, 4.5),
        "pisano": (draw_pisano, 4.5),
        "arrays": (draw_arrays, 4.5),
        "sweep": (draw_sweep, 8),
    }
    for name, (draw, height) in figures.items():
        figure, axes = plt.subplots(figsize=(8, height), layout="constrained")
        draw(axes)
        figure.savefig(ROOT / "docs" / f"{name}.svg", transparent=True, metadata={"Date": None})


def draw_exact(axes: Axes) -> None:
    """Draw how many times as fast as gmpy2 each tier is."""
    labels: list[tuple[float, float, str, str]] = []
    for tier, color in COLORS.items():
        one, two = series(_record(f"exact-{tier}"))
        axes.plot(*zip(*one, strict=True), color=color, linewidth=1.8)
        axes.plot(*zip(*two, strict=True), color=color, linewidth=1.8, dashes=DASHES)
        labels += [(*one[-1], tier, color), (*two[-1], f"{tier}, 2 threads", color)]
    _dress(axes, 10)
    axes.set_yscale("log", base=2)
    axes.yaxis.set_major_formatter(StrMethodFormatter("{x:g}"))
    axes.axhline(1, color=INK, linewidth=0.8)
    axes.annotate("as fast as gmpy2", (12, 1), (0, -12), textcoords="offset points", fontsize=9)
    axes.set_title("How many times as fast as int(gmpy2.fib(n)) is fibaccel.fib(n)", fontsize=11)
    _label(axes, labels, 1.28)


def draw_decimal(axes: Axes) -> None:
    """Draw how long each tier and each peer takes for the digits of F(n)."""
    labels: list[tuple[float, float, str, str]] = []
    for tier in ("avx512", "avx2"):
        one, two = times(_record(f"decimal-{tier}"))
        color = COLORS[tier]
        axes.plot(*zip(*one["native"], strict=True), color=color, linewidth=1.8)
        shared = [point for point in two["native"] if point[0] >= 10**6]
        axes.plot(*zip(*shared, strict=True), color=color, linewidth=1.8, dashes=DASHES)
        labels += [(*one["native"][-1], tier, color)]
        labels += [(*shared[-1], f"{tier}, 2 threads", color)]
        if tier == "avx512":
            for peer, color in PEERS.items():
                axes.plot(*zip(*one[peer], strict=True), color=color, linewidth=1.2)
                labels.append((*one[peer][-1], peer, color))
    _dress(axes, 100)
    axes.set_yscale("log")
    axes.yaxis.set_major_locator(LogLocator(numticks=20))
    axes.yaxis.set_minor_formatter(NullFormatter())
    axes.yaxis.set_major_formatter(FuncFormatter(_time))
    axes.set_ylim(0.05, 5e7)
    axes.set_title("Time for the decimal digits of F(n)", fontsize=11)
    _label(axes, labels, 2.3)


def draw_pisano(axes: Axes) -> None:
    """Draw the Pisano periods of the first thousand m, primes apart from the others."""
    kinds: dict[str, list[tuple[int, int]]] = {"composite": [], "avx512": [], "avx2": []}
    for m in range(2, 1001):
        # A prime p but 2 and 5 has a period that divides p - 1 or 2 (p + 1), by p modulo 5.
        kind = "avx512" if m % 5 in (1, 4) else "avx2"
        prime = m > 2 and all(m % d for d in range(2, math.isqrt(m) + 1)) and m != 5
        kinds[kind if prime else "composite"].append((m, pisano_period(m)))
    for (kind, points), size in zip(kinds.items(), (1.6, 4, 4), strict=True):
        color = COLORS.get(kind, INK)
        axes.plot(*zip(*points, strict=True), color=color, marker="o", markersize=size, linewidth=0)
    notes = {
        "composite": (1000, 4200, "other m"),
        "avx512": (1000, 900, "p = 5k ± 1:\ndivides p - 1"),
        "avx2": (1000, 2000, "p = 5k ± 2:\ndivides 2(p + 1)"),
    }
    for kind, (m, period, text) in notes.items():
        color = COLORS.get(kind, INK)
        axes.annotate(text, (m, period), (8, -8), textcoords="offset points", color=color)
    axes.plot((0, 1000), (0, 6000), color=INK, linewidth=0.8, dashes=DASHES)
    axes.annotate("6 m", (1000, 6000), (8, -8), textcoords="offset points")
    axes.set_xlim(0, 1000)
    axes.set_ylim(0, 6100)
    axes.set_xlabel("m")
    axes.spines[["top", "right"]].set_visible(False)
    axes.set_title("Pisano period of m: after how many terms F recurs modulo m", fontsize=11)


def draw_arrays(axes: Axes) -> None:
    """Draw how many elements a second arrays of each length have, for both backends."""
    table = _record("arrays").split("Nanoseconds an element")[-1].splitlines()
    rows = [
        [float(cell) for cell in line.split()]
        for line in table
        if len(line.split()) == 5 and line.split()[0].isdigit()
    ]
    lengths, *columns = zip(*rows, strict=True)
    titles = ("native, one m", "native, an m each", "NumPy, one m", "NumPy, an m each")
    colors = (COLORS["avx512"], COLORS["avx512"], PEERS["python"], PEERS["python"])
    labels: list[tuple[float, float, str, str]] = []
    for i, (title, color, column) in enumerate(zip(titles, colors, columns, strict=True)):
        rates = [1e9 / nanoseconds for nanoseconds in column]
        style = (0, DASHES) if i % 2 else "solid"
        axes.plot(lengths, rates, color=color, linewidth=1.8, linestyle=style)
        labels.append((lengths[-1], rates[-1], title, color))
    gmpy2 = re.search(r"odd m below 2\^50 +gmpy2 +[\d.]+ +([\d,]+)", _record("arrays"))
    assert gmpy2, "a record without gmpy2's rate"
    rate = float(gmpy2[1].replace(",", ""))
    axes.plot((lengths[0], lengths[-1]), (rate, rate), color=PEERS["gmpy2"], linewidth=1.2)
    labels.append((lengths[-1], rate, "gmpy2 in a loop", PEERS["gmpy2"]))
    axes.set_xscale("log", base=2)
    axes.set_yscale("log")
    axes.set_xlabel("length of the array")
    axes.spines[["top", "right"]].set_visible(False)
    axes.set_title("F(n) modulo m, elements a second", fontsize=11)
    _label(axes, labels, 1.6)


def draw_sweep(axes: Axes) -> None:
    """Draw how many times as fast as its fastest peer each operation is, by the size of numbers."""
    bands, ratios = least_ratios(_record("sweep-avx2"))
    for y, cells in enumerate(ratios.values()):
        for x, low in enumerate(bands):
            if (ratio := cells.get(low)) is not None:
                # From a draw on the colour grows with every doubling, up to 32 times.
                share = min(1, abs(math.log2(ratio)) / 5)
                color = COLORS["avx512"] if ratio >= 1 else COLORS["avx2"]
                axes.barh(y, 0.96, 0.9, left=x, color=color, alpha=0.12 + 0.75 * share)
                text = f"{ratio:.2g}" if ratio < 99.5 else f"{ratio:.0f}"
                ink = "white" if share > 0.6 else INK
                axes.text(x + 0.48, y, text, ha="center", va="center", fontsize=8, color=ink)
    axes.set_yticks(range(len(ratios)), list(ratios), fontsize=9)
    axes.set_xticks(range(len(bands)), [_size(low) for low in bands], fontsize=9)
    axes.set_xlim(0, len(bands))
    axes.set_ylim(len(ratios) - 0.5, -0.5)
    axes.tick_params(length=0)
    axes.spines[:].set_visible(False)
    axes.set_xlabel("bits of the longest number, from there on")
    axes.set_title("How many times as fast as the fastest peer, at least", fontsize=11)


def least_ratios(record: str) -> tuple[list[int], dict[str, dict[int, float]]]:
    """Return the bands of a sweep, and the least ratio of each operation in each of them."""
    bands, *rows = record.split("least ratio from so many bits on\n")[1].splitlines()
    lows = [int(low) for low in bands.split()]
    ratios: dict[str, dict[int, float]] = {}
    for row in rows:
        operation, _, *cells = row.split()
        least = ratios.setdefault(operation, {})
        for low, cell in zip(lows, cells, strict=True):
            if cell != "-":
                least[low] = min(float(cell), least.get(low, math.inf))
    return lows, ratios


def _size(bits: int) -> str:
    return f"10^{math.log10(bits):.0f}" if bits in (10**4, 10**5, 10**6) else f"{bits}"


def _record(name: str) -> str:
    return (ROOT / "benchmarks" / "record" / f"{name}.txt").read_text(encoding="utf-8")


def series(record: str) -> tuple[Points, Points]:
    """Return the points (n, ratio) of one thread, swept and warm, and those of two from 10^6 on.

    A record of named sizes has no sweep. Of runs one after the other the last counts.
    """
    one: dict[int, float] = {}
    two: dict[int, float] = {}
    swept: dict[int, float] = {}
    parts = {" n, warm": (SWEPT, swept), "warm, 1": (WARM, one), "warm, 2": (WARM, two)}
    row, points = WARM, one
    for line in record.splitlines():
        row, points = next((parts[name] for name in parts if name in line), (row, points))
        if found := row.fullmatch(line):
            points[int(found[1])] = float(found[2])
    assert one, "a record without its first part"
    later = [point for point in sorted(one.items()) if point[0] > max(swept, default=0)]
    return sorted(swept.items()) + later, [
        point for point in sorted(two.items()) if point[0] >= 10**6
    ]


def times(record: str) -> list[dict[str, Points]]:
    """Return the points (n, microseconds) of each contender: F(n) by one thread, and by two."""
    tables: list[dict[str, Points]] = []
    for line in record.split("\nint_str")[0].splitlines():
        if line.startswith("warm, "):
            tables.append({name: [] for name in ("native", *PEERS)})
        elif found := TIMED.fullmatch(line):
            for points, time in zip(tables[-1].values(), found.groups()[1:], strict=True):
                if time != "-":
                    points.append((int(found[1]), float(time)))
    assert len(tables) == 2, "a record without all its parts"
    return tables


def _dress(axes: Axes, least: int) -> None:
    axes.set_xscale("log")
    axes.set_xlim(least, 10**9)
    axes.xaxis.set_major_locator(LogLocator(numticks=20))
    axes.xaxis.set_minor_formatter(NullFormatter())
    axes.set_xlabel("n")
    axes.spines[["top", "right"]].set_visible(False)


def _time(microseconds: float, _: object) -> str:
    """Return the label of a tick."""
    for unit, name in ((1e6, "s"), (1e3, "ms"), (1, "µs")):
        if microseconds >= unit:
            return f"{microseconds / unit:g} {name}"
    return f"{1000 * microseconds:g} ns"


def _label(axes: Axes, labels: list[tuple[float, float, str, str]], apart: float) -> None:
    """Write the labels beside the ends of their lines, each at least so many times the last."""
    last = 0.0
    for n, value, text, color in sorted(labels, key=lambda label: label[1]):
        last = max(value, last * apart)
        axes.annotate(text, (n, last), (6, -4), textcoords="offset points", color=color)


if __name__ == "__main__":
    main()
