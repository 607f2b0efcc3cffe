"""Errors of object stores, as their clients word them, and what each is answered with."""

from __future__ import annotations

import errno
from pathlib import Path

import pytest
from dying_files import DyingFiles

from undertow.errors import CaseError
from undertow.table_store.remote import Remote


@pytest.mark.parametrize(
    ("error", "advice"),
    [
        (OSError("AWS Error ACCESS_DENIED during ListObjectsV2 operation: Forbidden"), "give cred"),
        (
            OSError("The AWS Access Key Id you provided does not exist: INVALID_ACCESS_KEY_ID"),
            "give",
        ),
        (
            OSError("Could not create a OAuth2 access token to authenticate the request"),
            "give cred",
        ),
        (OSError("Failed to get token from DefaultAzureCredential.\nSee the docs"), "give cred"),
        (OSError("AWS Error NO_SUCH_BUCKET during CreateMultipartUpload"), "make the bucket"),
        (OSError("AWS Error NETWORK_CONNECTION: curlCode: 6, Could not resolve"), "the network"),
        (OSError("Unable to load libjvm\ndlopen(a) failed\ndlopen(b) failed"), "install Java"),
        (OSError(errno.ENOSPC, "No space left on device"), "make room"),
        (OSError("something nobody foresaw"), "check the URL, the network and the credentials"),
    ],
)
def test_every_error_is_one_line_with_the_place_and_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: OSError, advice: str
) -> None:
    def fail(*_: object) -> None:
        raise error

    monkeypatch.setattr(DyingFiles, "get_file_info_selector", fail)
    remote = Remote("s3://bucket/p", DyingFiles().at(tmp_path))
    with pytest.raises(CaseError) as told:
        remote.keys()
    message = str(told.value)
    assert message.startswith("s3://bucket/p: the tables cannot be listed (")
    assert advice in message
    assert "\n" not in message


def test_what_is_not_there_is_the_callers_to_explain(tmp_path: Path) -> None:
    remote = Remote("s3://bucket/p", DyingFiles().at(tmp_path))
    with pytest.raises(FileNotFoundError):
        remote.read("posts/a.parquet")
    remote.delete("posts/a.parquet")
    assert remote.keys() == set()
    assert remote.existing(["posts/a.parquet"]) == set()
    remote.write("posts/a.parquet", b"rows")
    assert remote.existing(["posts/a.parquet", "posts/b.parquet"]) == {"posts/a.parquet"}
    assert remote.keys("posts") == {"posts/a.parquet"}
    assert remote.open("posts/a.parquet").read(2) == b"ro"


def test_the_first_error_of_many_ends_them(tmp_path: Path) -> None:
    remote = Remote("s3://bucket/p", DyingFiles().at(tmp_path))

    def halve(number: int) -> int:
        if number == 3:
            raise ValueError(number)
        return number // 2

    assert remote.for_each(halve, range(3)) == [0, 0, 1]
    with pytest.raises(ValueError, match="3"):
        remote.for_each(halve, range(5))
