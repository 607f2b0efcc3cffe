"""The group test: sets of accounts that are odd as sets, and who carries the result.

Accounts with one or two posts can be validated neither in pairs nor alone. The evidence is in the
set: around one text, in one thread on one day.
"""

from undertow.coordination.group_test.stage import run_group_tests

__all__ = ["run_group_tests"]
