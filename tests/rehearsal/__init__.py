"""Installing what `nox -s release` has made, from an index of its own, as its users will."""
