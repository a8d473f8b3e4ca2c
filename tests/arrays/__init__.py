"""Tests of fibaccel.arrays, which need NumPy; tests/conftest.py leaves them out without it."""
