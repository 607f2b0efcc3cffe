"""Sorties: a cell visits the pages of several officials within minutes and says one thing."""

from __future__ import annotations

from random import Random
from typing import Final

import numpy as np

from undertow.synth import network_text
from undertow.synth.clock import DAY_S, HOUR_S, seconds
from undertow.synth.known_operation import known_text
from undertow.synth.network_accounts import Member, campaign_of
from undertow.synth.organic import answer
from undertow.synth.world import Official, Post, World

_ATTENDANCE: Final = 0.7
_TRACE: Final = 1e-6  # a stretch that has its posts is drawn only when no other is open
_Place = tuple[Official, Post]


class Sorties:
    """Sends cells to the pages of officials until every member has used its posts."""

    def __init__(self, world: World, cells: list[list[Member]]) -> None:
        self._knobs = campaign_of(world)
        self._targets = world.targets
        self._cells = cells
        self._rng = world.numbers("sorties")
        self._words: Random = world.words("sorties")
        self._known = world.knobs.known
        self._copying: Random = world.words("copies of published texts")
        self._n_orders = 0
        self._visits = np.zeros(len(world.targets))
        # Some officials are visited more than others, but nobody is forgotten.
        self._weights = self._rng.uniform(1.0, 3.0, len(world.targets))
        self._starts = np.array([seconds(wave.start) for wave in self._knobs.waves])
        self._ends = np.array([seconds(wave.end) for wave in self._knobs.waves])
        n_comments = sum(m.posts_left for cell in cells for m in cell)
        weights = np.array([wave.weight for wave in self._knobs.waves])
        self._wanted = n_comments * weights / weights.sum()
        self._placed = np.zeros(len(weights))
        self._last = world.clock.end - 1
        # Nobody has a page on Reddit: there the officials are named in other people's threads.
        self._submissions = sorted(
            (p for p in world.posts if p.author.platform == "reddit" and p.pull > 0),
            key=lambda post: post.at,
        )

    def run(self) -> list[Post]:
        """Return the comments of all sorties, in order of time."""
        posts: list[Post] = []
        # The first day and the last are fixed; everything between is drawn.
        onset, end = seconds(self._knobs.onset), seconds(self._knobs.end)
        ready = max(self._cells, key=lambda cell: sum(m.ready <= onset for m in cell))
        posts += self._order(ready, onset + self._shift())
        posts += self._order(ready, end - int(self._rng.integers(2 * HOUR_S, 5 * HOUR_S)))
        for _ in range(4 * self._knobs.posts):
            cell = self._idle_cell()
            if cell is None:
                break
            posts += self._order(cell, self._moment(cell))
        return sorted(posts, key=lambda post: post.at)

    def _idle_cell(self) -> list[Member] | None:
        """Draw a cell by the posts its members have left; None when nobody has any."""
        left = np.array([sum(m.posts_left for m in cell) for cell in self._cells])
        if left.sum() == 0:
            return None
        return self._cells[self._rng.choice(len(left), p=left / left.sum())]

    def _order(self, cell: list[Member], at: int) -> list[Post]:
        """Send a cell, and sometimes others within minutes, out to say the same thing."""
        script = self._script()
        self._n_orders += 1
        posts = self._sortie(cell, at, script)
        low, high = self._knobs.cells_per_order
        for _ in range(int(self._rng.integers(low, high + 1)) - 1):
            other = self._idle_cell()
            if other is not None and other is not cell:
                delay = int(self._rng.uniform(30, self._knobs.sortie_minutes * 60))
                posts += self._sortie(other, at + delay, script)
        self._placed[np.searchsorted(self._starts, at, side="right") - 1] += len(posts)
        return posts

    def _moment(self, cell: list[Member]) -> int:
        """Draw when a cell goes out: a stretch that lacks posts, a day of it, an hour of work."""
        ready = min(m.ready for m in cell if m.posts_left)
        lacking = np.maximum(self._wanted - self._placed, 0.0) + _TRACE
        lacking[self._ends <= ready + DAY_S] = 0.0
        i = self._rng.choice(len(lacking), p=lacking / lacking.sum())
        low, high = max(int(self._starts[i]), ready), int(self._ends[i])
        while True:
            at = int(self._rng.integers(low, high)) // DAY_S * DAY_S
            at += self._shift()
            if low <= at < high - HOUR_S:
                return at

    def _shift(self) -> int:
        """Draw a time of day within the working hours, seconds."""
        hour = self._words.choice(self._knobs.shift_hours_utc)
        return hour * HOUR_S + self._words.randrange(HOUR_S)

    def _sortie(self, cell: list[Member], at: int, script: network_text.Script) -> list[Post]:
        crew = self._crew(cell, at)
        places = self._places(crew[0].account.platform, at) if crew else []
        if not places:
            return []
        half = self._knobs.sortie_minutes * 30
        posts = []
        for member in crew:
            moment = at + int(self._rng.uniform(0, half))
            for place in self._rng.permutation(len(places))[: member.posts_left].tolist():
                moment += int(self._rng.uniform(12, half / len(places)))
                moment = min(moment, self._last)
                posts.append(self._comment(member, moment, script, *places[place]))
                member.posts_left -= 1
        return posts

    def _crew(self, cell: list[Member], at: int) -> list[Member]:
        """Return who of a cell goes out, with guests from other cells of the platform."""
        able = [m for m in cell if m.posts_left and m.ready <= at]
        crew = [m for m in able if self._words.random() < _ATTENDANCE]
        if not crew:
            return []
        platform = crew[0].account.platform
        others = [
            m
            for other in self._cells
            if other is not cell and other[0].account.platform == platform
            for m in other
            if m.posts_left and m.ready <= at
        ]
        n_guests = int(self._rng.binomial(len(crew), self._knobs.guest_share))
        return crew + self._words.sample(others, min(n_guests, len(others)))

    def _places(self, platform: str, at: int) -> list[_Place]:
        """Return the newest posts of the officials least visited so far."""
        low, high = self._knobs.threads_per_sortie
        wanted = int(self._rng.integers(low, high + 1))
        if self._knobs.viral_share and self._words.random() < self._knobs.viral_share:
            return self._viral_places(platform, at, wanted)
        places: list[_Place] = []
        for i in np.argsort(self._visits / self._weights, kind="stable").tolist():
            official = self._targets[i]
            post = (
                self._submission(at) if platform == "reddit" else official.latest_post(platform, at)
            )
            if post is not None and all(post is not other for _, other in places):
                places.append((official, post))
                self._visits[i] += 1
            if len(places) == wanted:
                break
        return places

    def _viral_places(self, platform: str, at: int, n: int) -> list[_Place]:
        """Return the most popular posts of targets of the last days."""
        recent = [
            (official, post)
            for official in self._targets
            for post in official.posts.get(platform, ())
            if at - 3 * DAY_S < post.at < at
        ]
        return sorted(recent, key=lambda place: -place[1].pull)[:n]

    def _submission(self, at: int) -> Post | None:
        recent = [p for p in self._submissions if at - 4 * DAY_S < p.at < at]
        return max(self._words.sample(recent, min(5, len(recent))), key=_pull, default=None)

    def _script(self) -> network_text.Script:
        knobs = self._knobs
        languages = list(knobs.language_shares)
        draw = self._rng.random()
        if draw < knobs.exact_share:
            manner = "exact"
        elif draw < knobs.exact_share + knobs.slot_share:
            manner = "slot"
        elif draw < knobs.exact_share + knobs.slot_share + knobs.free_share:
            manner = "free"
        else:
            manner = "reworded"
        language = languages[
            self._rng.choice(len(languages), p=list(knobs.language_shares.values()))
        ]
        deed = int(self._rng.integers(network_text.N_DEEDS))
        return network_text.Script(language, deed, manner, self._copied(language))

    def _copied(self, language: str) -> str:
        """Draw a published text to say in the place of an accusation; mostly none."""
        known = self._known
        if known is None or self._copying.random() >= known.copied_share:
            return ""
        return known_text(self._copying, known, language)

    def _comment(
        self, member: Member, at: int, script: network_text.Script, official: Official, post: Post
    ) -> Post:
        account = member.account
        text = network_text.accusation(
            self._words, script, official, by_name=account.platform == "reddit"
        )
        hashtags: tuple[str, ...] = ()
        urls: tuple[str, ...] = ()
        mentions: tuple[str, ...] = ()
        if self._words.random() < self._knobs.suffix_share:
            ending = network_text.suffix(self._words, post.author.handle)
            text += ending.text
            hashtags, urls = ending.hashtags, ending.urls
            mentions = (post.author.handle,) if ending.is_mention else ()
        comment = answer(
            account,
            at,
            text,
            script.language,
            post,
            hashtags=hashtags,
            urls=urls,
            mentions=mentions,
        )
        comment.order = self._n_orders
        return comment


def _pull(post: Post) -> float:
    return post.pull
