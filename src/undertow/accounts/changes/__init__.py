"""When the posts of an account changed, in what, and how little of that an innocent reading leaves.

No column that names a language, a place or a person is read; hours are compared only with the other
hours of the same account.
"""

from undertow.accounts.changes.stage import find_changes

__all__ = ["find_changes"]
