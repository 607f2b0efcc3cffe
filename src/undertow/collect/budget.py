"""What may be spent in one go, and the end that this is."""

from __future__ import annotations

from dataclasses import dataclass


class Stopped(Exception):
    """A run ends before its plan does; the same command goes on from there."""


@dataclass(slots=True)
class Budget:
    """Units that requests cost: one each, or what the source's quota says.

    Parameters
    ----------
    most : int
        Units that may be spent.
    spent : int
        Units spent so far.
    n_requests : int
        Requests sent so far, tries again included.
    """

    most: int
    spent: int = 0
    n_requests: int = 0

    def spend(self, n_units: int) -> None:
        """Charge a request that is about to be sent.

        Raises
        ------
        Stopped
            It would cost more than is left.
        """
        if self.spent + n_units > self.most:
            raise Stopped(
                f"the budget of {self.most:,} is used up ({self.spent:,} spent); run the same "
                "command again to go on from here"
            )
        self.spent += n_units
        self.n_requests += 1
