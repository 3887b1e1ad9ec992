"""``python -m stepconfig`` is the command ``stepconfig``."""

import sys

from .cli.stepconfig import main

if __name__ == "__main__":
    sys.exit(main())
