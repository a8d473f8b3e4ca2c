"""Peak memory of every operation of a backend, in multiples of the result's bytes.

    python benchmarks/memory.py [BACKEND] [N ...]

Each figure is the growth of the process's peak resident size during one call, in a process of its
own, over the bytes of F(n) in binary; of `int_str` and `int_from_str` that of a number or a text of
that size, which was there before. The `_PEAK` constants of the backends come from here.
"""

import subprocess
import sys

PROBE = """
import resource, sys
import fibaccel
backend, operation, n = fibaccel.get_backend(sys.argv[1]), sys.argv[2], int(sys.argv[3])
function = getattr(backend, operation)
if operation == "int_str":
    argument, short = (1 << int(n * 0.6942419136306173)) // 3, 3**5000
elif operation == "int_from_str":
    argument, short = "7" * int(n * 0.2089876), "7" * 2000
else:
    argument, short = n, 5000
function(short)
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
result = function(argument)
growth = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) * 1024
print(growth / (n * 0.6942419136306173 / 8))
"""


def main() -> None:
    """Print a row for each operation, a column for each n."""
    backend = sys.argv[1] if len(sys.argv) > 1 else "python"
    sizes = sys.argv[2:] or ["1000000", "10000000"]
    print(f"peak over result, backend {backend}, n =", *sizes)
    terms = ("fib", "fib2", "lucas", "lucas2", "fib_str", "lucas_str")
    for operation in (*terms, "int_str", "int_from_str"):
        row = []
        for n in sizes:
            command = [sys.executable, "-c", PROBE, backend, operation, n]
            row.append(float(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout))
        print(f"{operation:12}", *(f"{figure:8.2f}" for figure in row))


if __name__ == "__main__":
    main()
