"""Backends and kernels that are wrong in one way each, and the kits that have to find out."""
