"""The front door: `python build.py COMMAND` is `errdex COMMAND`."""

import sys

from errdex.cli import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
