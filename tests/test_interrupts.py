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

# Of these, a computation takes far longer than the test is going to wait.
ENDLESS = {"fib_str": "5 * 10**8", "lucas_str": "5 * 10**8", "int_str": "1 << 10**9"}

CHILD = """
import json, signal, sys
import fibaccel
signal.signal(signal.SIGINT, signal.default_int_handler)  # a script's background job ignores it
backend = fibaccel.get_backend(sys.argv[1])
function = getattr(backend, sys.argv[2])
function(5000)
argument = eval(sys.argv[3])
try:
    print("ready", flush=True)
    function(argument)
    print(json.dumps("finished"))
except KeyboardInterrupt:
    print(json.dumps(function(100)))
"""


@pytest.mark.parametrize("operation", OPERATIONS)
def test_ctrl_c_raises_keyboard_interrupt_and_the_next_call_is_right(
    backend: fibaccel.Backend, operation: str
) -> None:
    argument = ENDLESS.get(operation, "2 * 10**9")
    command = [sys.executable, "-c", CHILD, backend.name, operation, argument]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == "ready\n"
        try:
            time.sleep(0.3)
            child.send_signal(signal.SIGINT)
            output, _ = child.communicate(timeout=60)
        finally:
            child.kill()
    assert child.returncode == 0
    expected = getattr(backend, operation)(100)
    assert json.loads(output) == (list(expected) if isinstance(expected, tuple) else expected)
