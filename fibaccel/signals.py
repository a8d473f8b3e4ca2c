"""Signals held back while something loads: what a handler raises is no defect of what loads.

Handlers run in the main thread, between any two steps of whatever goes on there. In the middle of
an import their exceptions look like the imported module's own; the import system swallows some (it
takes an OSError for a missing file, and TimeoutError is one), and what was half imported may never
import again. So each handler written in Python waits until the load has ended, and then runs.

A load may hang, so nothing waits for long: what arrives in a load that has lasted for a second, or
the second time, is handled at once, and what the handler raises comes out at the end whatever the
load has made of it. To look for a handler's frame in the traceback instead would find nothing of
what was swallowed, and to mask signals leaves them to other threads.
"""

from time import monotonic

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from signal import NSIG, getsignal, signal
    from types import FrameType, TracebackType
    from typing import Any
else:  # what the module signal makes enumerations of, which takes as long as half a first use
    from _signal import NSIG, getsignal, signal

_PATIENCE = 1.0  # seconds


class hold:  # noqa: N801  # named as what one does with it
    """A context in which handlers of signals wait; it ends with what they raise.

    It is the handler, meanwhile, of every signal that has one written in Python.
    """

    def __init__(self) -> None:
        """Hold nothing yet."""
        self._handlers: dict[int, Callable[[int, FrameType | None], Any]] = {}
        self._arrived: dict[int, FrameType | None] = {}
        self._raised: BaseException | None = None
        self._until = 0.0

    def __enter__(self) -> None:
        self._until = monotonic() + _PATIENCE
        try:
            self._replace()
        except BaseException:
            self._release()
            raise

    def __exit__(
        self,
        kind: "type[BaseException] | None",
        error: BaseException | None,
        traceback: "TracebackType | None",
    ) -> None:
        self._release()
        if self._raised is not None and self._raised is not error:
            raise self._raised

    def __call__(self, number: int, frame: "FrameType | None") -> object:
        """Hold a signal back, or let its handler run and remember what it raises."""
        if number not in self._arrived and monotonic() < self._until:
            self._arrived[number] = frame
            return None
        try:
            return self._handlers[number](number, frame)
        except BaseException as error:
            self._raised = error
            raise

    def _replace(self) -> None:
        for number in range(1, NSIG):
            handler = getsignal(number)
            if callable(handler):
                self._handlers[number] = handler
                try:
                    signal(number, self)
                except ValueError as error:
                    if error.__traceback__ and error.__traceback__.tb_next:
                        raise  # of a handler that has just run
                    self._handlers.clear()  # this is not the main thread, or a subinterpreter:
                    return  # no handler runs here

    def _release(self) -> None:
        """Put the handlers back, then run those that were held."""
        self._until = 0.0
        for _ in range(9):  # those that are back may raise again, or the memory be at its end
            try:
                for number, handler in self._handlers.items():
                    if getsignal(number) is self:  # and not what the load has installed
                        signal(number, handler)
                while self._arrived:
                    self(*self._arrived.popitem())
                return
            except BaseException as error:
                self._raised = error
