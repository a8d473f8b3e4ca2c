"""`python -m fibaccel` is the command `fibaccel`."""

import sys

from fibaccel.cli import main

if __name__ == "__main__":
    sys.exit(main())
