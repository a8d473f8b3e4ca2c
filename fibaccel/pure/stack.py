"""How much stack a thread has: libmpdec's long products take 270 kB, and less ends the process.

`threading.stack_size` gives threads as little as 32 kB.
"""

from __future__ import annotations

import _thread

_ENOUGH = 2**19


def has_room() -> bool:
    """Return whether this thread has the stack for long products of the decimal module."""
    if _thread._count() == 0:  # the main thread alone, which has 8 MB
        return True
    import threading

    if threading.current_thread() is threading.main_thread():
        return True
    return _size() >= _ENOUGH


def _size() -> int:
    """Return the size of this thread's stack, or of what the next one would have."""
    try:
        import ctypes

        library = ctypes.CDLL(None)
        library.pthread_self.restype = ctypes.c_void_p
        attributes = ctypes.create_string_buffer(256)  # 56 bytes on x86-64
        start, size = ctypes.c_void_p(), ctypes.c_size_t()
        this = ctypes.c_void_p(library.pthread_self())
        if library.pthread_getattr_np(this, attributes) == 0:
            library.pthread_attr_getstack(attributes, ctypes.byref(start), ctypes.byref(size))
            library.pthread_attr_destroy(attributes)
            return size.value
    except (AttributeError, ImportError, OSError, TypeError):  # not of Linux, or without ctypes
        pass
    return _thread.stack_size() or _ENOUGH
