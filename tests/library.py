"""Which functions a handle has: all public ones but the registry's own."""

import inspect

import fibaccel

LIBRARY = [
    name
    for name in fibaccel.__all__
    if not inspect.isclass(getattr(fibaccel, name)) and name not in ("get_backend", "list_backends")
]
