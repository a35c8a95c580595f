"""Caseload: who must be seen, whose plan is due, who is overdue, and why.

This file holds the version and imports nothing, so that `--version` costs a bare start of Python.
"""

__version__ = "0.1.0"
