"""Exit codes of the command line, and the fault that ends it with one."""

from __future__ import annotations

FINE = 0
WRONG_CONTENT = 1
NOTHING_RECOGNIZED = 1
WRONG_USAGE = 2
FAULT = 70


class UsageError(Exception):
    """The command line or the environment cannot be used; the text says why."""
