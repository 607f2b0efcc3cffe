"""A calibration: what scores of a detector mean in one domain, and how that was measured.

Published detectors tell platforms, cameras and compressions apart, some of them as well as they
tell real from manipulated, so a figure over everything at once says nothing (see docs/adr/0033). A
calibration therefore holds three results that stand apart, and is not made without all of them:

- within a source: real against manipulated items whose real material has the same source;
- unseen generators: each generator left out of the fit and met afterwards;
- real against real: two sources of real items, which nothing should tell apart.
"""

from __future__ import annotations

import math
from pathlib import Path
from typing import Annotated, Literal

import numpy as np
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from undertow.errors import PluginError
from undertow.media.detectors.domain import DomainRange
from undertow.media.detectors.likelihood import LikelihoodLine
from undertow.media.detectors.manifest import Kind, Manifest, Name, read_beside
from undertow.media.detectors.quality import folded

MIN_ITEMS = 10
"""Items of a kind below which no figure is given for them (a judgement: an area under the curve of
10 against 10 has a standard error of some 0.13)."""

_MAX_BYTES = 16 << 20
Text = Annotated[str, Field(min_length=1, max_length=200)]
Share = Annotated[float, Field(ge=0, le=1)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)


class WithinSource(_Part):
    """Real against manipulated items of one source."""

    source: Text
    n_real: int = Field(ge=MIN_ITEMS)
    n_manipulated: int = Field(ge=MIN_ITEMS)
    auc: Share
    lower: Share
    upper: Share


class UnseenGenerator(_Part):
    """A generator that was left out of the fit, against real items that were left out too."""

    generator: Text
    n_manipulated: int = Field(ge=MIN_ITEMS)
    auc: Share = Field(description="Within sources.")
    cllr: float = Field(ge=0)
    cllr_min: float = Field(ge=0)
    ece: Share


class RealAgainstReal(_Part):
    """Real items of two sources; an area near .5 is what a detector of manipulation gives."""

    source_a: Text
    source_b: Text
    n_a: int = Field(ge=MIN_ITEMS)
    n_b: int = Field(ge=MIN_ITEMS)
    auc: Share
    lower: Share
    upper: Share


class Calibration(_Part):
    """What a calibration file holds; see the module for what must be in it.

    Attributes
    ----------
    detector, version, model_sha256, input : str
        What it was made for; it is of no use for anything else.
    domain : str
        Name of the domain.
    data_sha256 : str
        Hash of the labelled items.
    real, manipulated : dict
        Source -> real items, generator -> manipulated items. Their sums cap the ratios.
    n_unscored : int
        Items the model gave no score for; they are in no figure.
    centre, spread, slope, offset, resamples
        The line, see :class:`LikelihoodLine`.
    range : DomainRange
        Where the items lie.
    share_outside : float
        Share of the items that the domain check would turn away, measured by folds.
    within_source, unseen_generator, real_against_real : tuple
        The three results.
    """

    format: Literal[1] = 1
    detector: Name
    version: Text
    model_sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    input: Kind
    domain: Name
    data_sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    real: dict[Text, Annotated[int, Field(ge=1)]] = Field(min_length=2, max_length=1_000)
    manipulated: dict[Text, Annotated[int, Field(ge=1)]] = Field(min_length=2, max_length=1_000)
    n_unscored: int = Field(ge=0)
    centre: float
    spread: float = Field(gt=0)
    slope: float = Field(ge=0)
    offset: float
    resamples: tuple[tuple[Annotated[float, Field(ge=0)], float], ...] = Field(
        min_length=100, max_length=2_000
    )
    range: DomainRange
    share_outside: Share
    within_source: tuple[WithinSource, ...] = Field(min_length=1, max_length=1_000)
    unseen_generator: tuple[UnseenGenerator, ...] = Field(min_length=2, max_length=1_000)
    real_against_real: tuple[RealAgainstReal, ...] = Field(min_length=1, max_length=10_000)

    @model_validator(mode="after")
    def _counts_agree(self) -> Calibration:
        for one in self.within_source:
            if one.n_real > self.real.get(one.source, 0):
                raise ValueError(f"within_source: {one.source} has fewer real items than it says")
        for other in self.unseen_generator:
            if other.n_manipulated > self.manipulated.get(other.generator, 0):
                raise ValueError(f"unseen_generator: {other.generator} has fewer items")
        return self

    @property
    def line(self) -> LikelihoodLine:
        """The line from scores to likelihood ratios."""
        return LikelihoodLine(
            self.centre,
            self.spread,
            self.slope,
            self.offset,
            np.array(self.resamples, np.float64),
            sum(self.real.values()),
            sum(self.manipulated.values()),
        )

    @property
    def within_source_auc(self) -> float:
        """Area within sources, each weighted by its pairs."""
        pairs = [one.n_real * one.n_manipulated for one in self.within_source]
        return float(np.average([one.auc for one in self.within_source], weights=pairs))

    @property
    def cllr(self) -> float:
        """Cost of the ratios on generators that were not seen, each weighing the same."""
        return float(np.mean([one.cllr for one in self.unseen_generator]))

    @property
    def silence(self) -> str:
        """Why nothing may be said with this calibration, or empty.

        ``source_confound``: the detector tells two sources of real items apart at least as well as
        real from manipulated within a source. ``uninformative``: on generators it has not seen,
        its ratios are no better than saying nothing (a cost of 1 or more).
        """
        apart = max(folded(one.auc) for one in self.real_against_real)
        if apart >= self.within_source_auc:
            return "source_confound"
        return "uninformative" if self.cllr >= 1 else ""

    def written(self) -> str:
        """Return the file: the same calibration is always the same bytes."""
        return self.model_dump_json(indent=1) + "\n"


def read_calibration(folder: Path, name: str, manifest: Manifest) -> Calibration:
    """Read a calibration file of a detector.

    Raises
    ------
    PluginError
        It cannot be read, is incomplete or out of range, or was made for another model.
    """
    place = folder / name
    try:
        found = Calibration.model_validate_json(read_beside(folder, name, _MAX_BYTES))
    except (ValidationError, RecursionError) as error:
        first = error.errors(include_url=False)[0] if isinstance(error, ValidationError) else None
        told = f"{'.'.join(map(str, first['loc']))}: {first['msg']}" if first else "nested too deep"
        raise PluginError(
            f"{place}: no calibration: {told}; make it with `undertow media calibrate`"
        ) from error
    made_for = (found.detector, found.version, found.model_sha256, found.input)
    if made_for != (manifest.name, manifest.version, manifest.sha256, manifest.input):
        raise PluginError(
            f"{place}: made for {found.detector} {found.version} with another model or input; "
            "calibrate this one anew"
        )
    return found


def read_calibrations(file: Path, manifest: Manifest) -> dict[str, Calibration]:
    """Read the calibrations that a manifest names and that are there already.

    Raises
    ------
    PluginError
        One is not acceptable, or is of another domain than the manifest says.
    """
    found = {}
    for domain, name in manifest.calibrations.items():
        if not (file.parent / name).exists():
            continue
        one = read_calibration(file.parent, name, manifest)
        if one.domain != domain:
            raise PluginError(
                f"{file}: calibrations: {name} is of domain {one.domain}, not {domain}; correct it"
            )
        found[domain] = one
    return found


def cap_of(n_items: int) -> float:
    """Return the log10 likelihood ratio that n items support at most."""
    return math.log10(n_items + 1)
