"""The engines that spread work over processes and machines. They run in `nox -s scale` only."""
