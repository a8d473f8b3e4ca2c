"""Ctrl-C ends a computation of any size, and leaves the process fit for the next one.

How soon is measured by benchmarks/interrupt.py: a timed test would fail on a busy machine.
"""

import json
import signal
import subprocess
import sys
import time

import pytest

import fibaccel
from fibaccel.operations import OPERATIONS

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="no SIGINT to another process")

# Of these, a computation takes far longer than WAIT, by two threads of a fast machine too.
WAIT = 0.1  # seconds
# By the operation, or by its parameters and result.
ENDLESS: dict[object, str] = {
    "fib_num_digits": "[10**500_000]",
    "lucas_num_digits": "[10**500_000]",
    "is_lucas": "[near_term(1_500_000_000, 'lucas')]",
    "lucas_index": "[near_term(1_500_000_000, 'lucas')]",
    (("n",), int): "[4 * 10**9]",
    (("n",), tuple): "[4 * 10**9]",
    (("n",), str): "[2 * 10**9]",
    (("x",), str): "[1 << 10**9]",
    # As F(n) as far as one looks at once: F(n) itself must tell.
    (("x",), bool): "[near_term(1_500_000_000)]",
    (("x",), int): "[near_term(1_500_000_000)]",
    (("x",), list): "[1 << 10**7]",
    (("text",), int): "['9' * 10**8]",
    (("indices",), int): "[[5 * 10**8, 2]]",
    (("start", "stop", "step"), list): "[0, 10**6, 1]",
    (("p", "q", "n"), int): "[3, -5, 10**9]",
    (("p", "q", "n"), tuple): "[3, -5, 10**9]",
    (("n", "m"), int): "[1 << 10**6, 10**30_000 + 7]",
    (("n", "m"), tuple): "[1 << 10**6, 10**30_000 + 7]",
    (("p", "q", "n", "m"), int): "[3, -5, 1 << 10**6, 10**30_000 + 7]",
    (("p", "q", "n", "m"), tuple): "[3, -5, 1 << 10**6, 10**30_000 + 7]",
    (("coefficients", "start", "n"), int): "[[3, -5, 1], [1, 0, 2], 10**9]",
    (("coefficients", "start", "n", "m"), int): "[[3, -5, 1], [1, 0, 2], 1 << 10**6, 10**9000 + 7]",
    (("m",), int): "[(2**89 - 1) * (2**107 - 1)]",
    (("p", "q", "w0", "w1", "m"), tuple): "[1, -1, 0, 1, (2**89 - 1) * (2**107 - 1)]",
}

CHILD = """
import json, math, signal, sys
import fibaccel
from fibaccel.operations import OPERATIONS
signal.signal(signal.SIGINT, signal.default_int_handler)  # a script's background job ignores it
backend = fibaccel.get_backend(sys.argv[1])
function = getattr(backend, sys.argv[2])
operation = OPERATIONS[sys.argv[2]]

def near_term(k, name="fib"):
    bits, m = math.log2(1.618033988749895) * k, 2**64 * 267914296
    if name == "fib":
        bits -= math.log2(5) / 2
    x = int(2 ** (bits % 1 + 50)) << int(bits) - 50
    return x + (getattr(backend, f"{name}_mod")(k, m) - x) % m

arguments, endless = json.loads(sys.argv[3]), eval(sys.argv[4])
operation.ask(function, arguments)
try:
    print("ready", flush=True)
    for _ in function(*endless) if operation.iterates else [function(*endless)]:
        pass
    print(json.dumps("finished"))
except KeyboardInterrupt:
    print(json.dumps(operation.ask(function, arguments)))
"""


@pytest.mark.parametrize("operation", OPERATIONS)
def test_ctrl_c_raises_keyboard_interrupt_and_the_next_call_is_right(
    backend: fibaccel.Backend, operation: str
) -> None:
    row = OPERATIONS[operation]
    arguments, expected = list(row.answers.items())[-1]
    given = [json.dumps(arguments), ENDLESS.get(operation) or ENDLESS[row.parameters, row.result]]
    command = [sys.executable, "-c", CHILD, backend.name, operation, *given]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == "ready\n"
        try:
            time.sleep(WAIT)
            child.send_signal(signal.SIGINT)
            output, _ = child.communicate(timeout=60)
        finally:
            child.kill()
    assert child.returncode == 0
    assert json.loads(output) == (list(expected) if isinstance(expected, tuple) else expected)
