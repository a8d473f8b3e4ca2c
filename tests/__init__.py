"""The tests of fibaccel."""
