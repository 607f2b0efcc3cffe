"""Settings of what reaches beyond a case: no table depends on them."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from undertow.settings.section import Section


class TranslationSettings(Section):
    """Machine translation: off unless one is named here and a command asks for it."""

    translator: str = Field(
        "",
        description="Name of the translator that `undertow report --translate` uses: folder, http, "
        "libretranslate or that of a plug-in. Empty: none.",
    )
    folder: str = Field("", description="Folder with one unpacked Argos package a language pair.")
    url: str = Field(
        "",
        description="Address of the service. Texts are sent there: they leave this machine unless "
        "it is this machine.",
    )
    model: str = Field("", description="Model that the service is asked for.")
    timeout_s: float = Field(60.0, gt=0, le=600, description="Longest wait for an answer.")


class SparkSettings(Section):
    """Where `--engine spark` runs. The tables are the same wherever that is."""

    master: str = Field(
        "",
        description="Master URL, such as spark://host:7077, yarn, k8s://https://host:443 or "
        "local[4]; `--spark-master` goes before it. Empty: that of spark-submit or of "
        "spark-defaults.conf, else all cores of this machine.",
    )
    conf: dict[str, str] = Field(
        default={},
        description="More of Spark's own configuration, such as "
        '`{"spark.executor.memory" = "8g"}`; it goes before ours.',
    )


class CollectSettings(Section):
    """Collectors: how they introduce themselves and how long they try."""

    contact: str = Field(
        "",
        max_length=200,
        pattern=r"^[ -~]*$",
        description="Mail or web address that collectors give in their User-Agent, so that a "
        "platform can reach whoever answers for the requests.",
    )
    timeout_s: float = Field(
        30.0, gt=0, le=600, description="Longest wait for a connection or for the next bytes."
    )
    max_tries: int = Field(
        6, ge=1, le=20, description="Most times that one page is asked for before giving up."
    )
    max_wait_s: float = Field(
        900.0,
        gt=0,
        description="Longest wait that a server may ask for; beyond it the run stops and can be "
        "continued later.",
    )
    max_page_mib: int = Field(16, ge=1, le=16, description="Largest page that is taken, in MiB.")


class ExportSettings(Section):
    """Exports: who may read them where a command does not say so."""

    tlp: Literal["clear", "green", "amber", "amber+strict", "red"] = Field(
        "amber",
        description="Level of the Traffic Light Protocol 2.0. Below amber every account goes by "
        "its pseudonym.",
    )
