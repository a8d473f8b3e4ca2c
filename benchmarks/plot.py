"""Draw the figure of the README from the records of exact.py.

    python benchmarks/plot.py

Reads benchmarks/record/exact-TIER.txt for each tier, writes docs/exact.svg. Nothing is measured
here. The colours are near Okabe and Ito's, which the colour-blind can tell apart; each line
has its label as well, and two threads are dashed. Text and lines suit light pages and dark.
"""

import re
from pathlib import Path

import matplotlib as mpl
from matplotlib import pyplot as plt
from matplotlib.axes import Axes
from matplotlib.ticker import LogLocator, NullFormatter, StrMethodFormatter

ROOT = Path(__file__).parent.parent
COLORS = {"avx512": "#2089c9", "avx2": "#d55e00", "portable": "#009e73"}
INK = "#768390"

# The columns of a row: n, minimum and median of native, those of gmpy2 and of flint, two ratios.
WARM = re.compile(r" *(\d+)(?: +[\d.]+){6} +([\d.]+) +[\d.]+")
# n, native, gmpy2, the ratio.
SWEPT = re.compile(r" *(\d+) +[\d.]+ +[\d.]+ +([\d.]+)")

Points = list[tuple[int, float]]


def main() -> None:
    """Write the figure."""
    mpl.rcParams |= {"svg.fonttype": "none", "svg.hashsalt": "fibaccel", "font.size": 11}
    mpl.rcParams |= dict.fromkeys(
        ("text.color", "axes.labelcolor", "axes.edgecolor", "xtick.color", "ytick.color"), INK
    )
    figure, axes = plt.subplots(figsize=(8, 4.5), layout="constrained")
    labels: list[tuple[float, float, str, str]] = []
    for tier, color in COLORS.items():
        record = ROOT / "benchmarks" / "record" / f"exact-{tier}.txt"
        one, two = series(record.read_text(encoding="utf-8"))
        axes.plot(*zip(*one, strict=True), color=color, linewidth=1.8)
        axes.plot(*zip(*two, strict=True), color=color, linewidth=1.8, dashes=(3, 1.5))
        labels += [(*one[-1], tier, color), (*two[-1], f"{tier}, 2 threads", color)]
    _dress(axes)
    _label(axes, labels)
    figure.savefig(ROOT / "docs" / "exact.svg", transparent=True, metadata={"Date": None})


def series(record: str) -> tuple[Points, Points]:
    """Return the points (n, ratio) of one thread, swept and warm, and those of two from 10^6 on."""
    points: dict[str, Points] = {"warm, 1": [], "warm, 2": [], "200 n": []}
    part = ""
    for line in record.splitlines():
        part = next((name for name in points if line.startswith(name)), part if line else "")
        found = (SWEPT if part == "200 n" else WARM).fullmatch(line) if part else None
        if found:
            points[part].append((int(found[1]), float(found[2])))
    assert all(points.values()), "a record without all its parts"
    swept = points["200 n"]
    later = [point for point in points["warm, 1"] if point[0] > swept[-1][0]]
    return swept + later, [point for point in points["warm, 2"] if point[0] >= 10**6]


def _dress(axes: Axes) -> None:
    axes.set_xscale("log")
    axes.set_yscale("log", base=2)
    axes.set_xlim(10, 10**9)
    axes.xaxis.set_major_locator(LogLocator(numticks=20))
    axes.xaxis.set_minor_formatter(NullFormatter())
    axes.yaxis.set_major_formatter(StrMethodFormatter("{x:g}"))
    axes.axhline(1, color=INK, linewidth=0.8)
    axes.annotate("as fast as gmpy2", (12, 1), (0, -12), textcoords="offset points", fontsize=9)
    axes.set_xlabel("n")
    axes.set_title("How many times as fast as int(gmpy2.fib(n)) is fibaccel.fib(n)", fontsize=11)
    axes.spines[["top", "right"]].set_visible(False)


def _label(axes: Axes, labels: list[tuple[float, float, str, str]]) -> None:
    """Write the labels beside the ends of their lines, apart from each other."""
    last = 0.0
    for n, ratio, text, color in sorted(labels, key=lambda label: label[1]):
        last = max(ratio, last * 1.28)
        axes.annotate(text, (n, last), (6, -4), textcoords="offset points", color=color)


if __name__ == "__main__":
    main()
