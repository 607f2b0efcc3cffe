from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from sorted_outcomes import Outcomes

from undertow.ingest.formats.crowdtangle import ZONES, created, published, whole
from undertow.ingest.outcomes import Rejection


def facebook(read: Any, **cells: str) -> Outcomes:
    return Outcomes(read("crowdtangle-facebook", table(cells)))


def table(cells: dict[str, str]) -> bytes:
    row = {
        "Page Name": "Ana",
        "Facebook Id": "77",
        "Post Created": "2021-07-05 18:02:45 BRT",
        "URL": "https://www.facebook.com/77/posts/4001",
        "Message": "m",
        "Final Link": "",
    } | cells
    quoted = ['"' + cell.replace('"', '""') + '"' for cell in row.values()]
    return (",".join(row) + "\n" + ",".join(quoted) + "\n").encode()


class TestTimes:
    def test_the_zone_of_the_dashboard(self, read) -> None:  # type: ignore[no-untyped-def]
        row = facebook(read).records["facebook:4001"]
        assert row.created_at == datetime(2021, 7, 5, 21, 2, 45, tzinfo=UTC)

    @pytest.mark.parametrize(
        "zone", ["CST", "CDT", "IST", "BST", "PST", "AST", "MSK", "XYZ", "est"]
    )
    def test_an_abbreviation_of_several_zones_is_refused(self, zone: str) -> None:
        with pytest.raises(Rejection, match="does not stand for one offset") as caught:
            created({"Post Created": f"2021-07-05 18:02:45 {zone}"})
        assert caught.value.reason_code == "no_time_zone"

    def test_a_time_without_zone_or_in_another_notation_is_refused(self) -> None:
        for text, reason in (
            ("2021-07-05 18:02:45", "no_time_zone"),
            ("07/05/2021 18:02", "bad_time"),
            ("2021-07-05T18:02:45Z", "bad_time"),
        ):
            with pytest.raises(Rejection) as caught:
                created({"Post Created": text})
            assert caught.value.reason_code == reason

    @pytest.mark.parametrize(
        ("zone", "offset"), [("GMT+08:00", "+08:00"), ("+03", "+03:00"), ("-0330", "-03:30")]
    )
    def test_offsets_say_it_themselves(self, zone: str, offset: str) -> None:
        found = created({"Post Created": f"2021-07-05 18:02:45 {zone}"})
        assert found == f"2021-07-05 18:02:45{offset}"

    def test_zones_agree_with_the_time_zone_database(self) -> None:
        from zoneinfo import ZoneInfo

        places = {
            "BRT": ("America/Sao_Paulo", 7), "EST": ("America/Toronto", 1),
            "EDT": ("America/Toronto", 7), "MDT": ("America/Edmonton", 7),
            "MST": ("America/Edmonton", 1), "PDT": ("America/Vancouver", 7),
            "NST": ("America/St_Johns", 1), "NDT": ("America/St_Johns", 7),
            "CET": ("Europe/Paris", 1), "CEST": ("Europe/Paris", 7), "EET": ("Europe/Kyiv", 1),
            "EEST": ("Europe/Kyiv", 7), "JST": ("Asia/Tokyo", 1), "KST": ("Asia/Seoul", 1),
            "HKT": ("Asia/Hong_Kong", 1), "AEST": ("Australia/Sydney", 7),
            "AEDT": ("Australia/Sydney", 1), "ACST": ("Australia/Adelaide", 7),
            "ACDT": ("Australia/Adelaide", 1), "NZST": ("Pacific/Auckland", 7),
            "NZDT": ("Pacific/Auckland", 1), "AKST": ("America/Anchorage", 1),
            "AKDT": ("America/Anchorage", 7), "HST": ("Pacific/Honolulu", 1),
            "SAST": ("Africa/Johannesburg", 1), "WAT": ("Africa/Lagos", 1),
            "EAT": ("Africa/Nairobi", 1), "CAT": ("Africa/Maputo", 1), "PKT": ("Asia/Karachi", 1),
            "WIB": ("Asia/Jakarta", 1), "AWST": ("Australia/Perth", 1),
            "WET": ("Europe/Lisbon", 1), "WEST": ("Europe/Lisbon", 7),
        }  # fmt: skip
        for year in (2012, 2017, 2023):
            for name, (place, month) in places.items():
                moment = datetime(year, month, 5, tzinfo=ZoneInfo(place))
                assert f"{moment:%z}" == ZONES[name].replace(":", ""), (name, year)

    def test_the_age_of_a_page_is_right_to_the_day(self, read) -> None:  # type: ignore[no-untyped-def]
        found = facebook(read, **{"Page Created": "2012-03-04 23:06:07"}).records["facebook:4001"]
        assert found.author_created_at == datetime(2012, 3, 4, tzinfo=UTC)
        assert found.author_created_precision == "day"


class TestNumbers:
    @pytest.mark.parametrize(
        ("text", "number"),
        [
            ("407.137", 407137), ("407,137", 407137), ("1.234.567", 1234567), ("12 345", 12345),
            ("12\u00a0345", 12345), ("12\u202f345", 12345), ("1'234", 1234), ("0", 0),
            ("123456", 123456),
        ],
    )  # fmt: skip
    def test_groups_of_three(self, text: str, number: int) -> None:
        assert whole({"Likes": text}, "Likes") == number

    @pytest.mark.parametrize("text", ["1,4", "1.23", "1.2345", "1,234.5", "1.234,567", "-1", "12K"])
    def test_anything_else_is_refused(self, text: str) -> None:
        with pytest.raises(Rejection, match="is not a whole number"):
            whole({"Likes": text}, "Likes")

    def test_no_number_is_not_zero(self, read) -> None:  # type: ignore[no-untyped-def]
        row = facebook(read, Likes="N/A", Comments="").records["facebook:4001"]
        assert (row.like_count, row.reply_count, row.reaction_count) == (None, None, None)

    def test_reactions_are_added_up_only_if_all_are_there(self, read) -> None:  # type: ignore[no-untyped-def]
        names = ("Likes", "Love", "Wow", "Haha", "Sad", "Angry", "Care")
        counts = {name: "1.000" for name in names}
        found = facebook(read, **counts, Comments="4").records["facebook:4001"]
        assert (found.like_count, found.reaction_count) == (1000, 7000)
        del counts["Care"]  # exports before 2020
        assert facebook(read, **counts).records["facebook:4001"].reaction_count is None
        assert facebook(read, Comments="4").declared == {"4001": 4}

    def test_views_of_what_is_no_video_are_no_zero(self, read) -> None:  # type: ignore[no-untyped-def]
        views = {"Post Views": "0"}
        assert facebook(read, Type="Photo", **views).records["facebook:4001"].view_count is None
        assert facebook(read, Type="Native Video", **views).records["facebook:4001"].view_count == 0


class TestTexts:
    def test_links_as_shown_and_where_they_lead(self) -> None:
        shown, urls = published(
            "Read bit.ly/a:=:https://bit.ly/a\nand https://x.example/b:=:https://y.example/c, "
            "https://z.example/d"
        )
        assert shown == "Read bit.ly/a\nand https://x.example/b https://z.example/d"
        assert urls == ["https://bit.ly/a", "https://y.example/c", "https://z.example/d"]

    def test_a_message_of_several_lines(self, read) -> None:  # type: ignore[no-untyped-def]
        found = facebook(read, Message='Um "sábado"\n#horta')
        row = found.records["facebook:4001"]
        assert (row.text, row.hashtags) == ('Um "sábado"\n#horta', ["horta"])

    def test_the_final_link_replaces_the_short_one(self, read) -> None:  # type: ignore[no-untyped-def]
        cells = {"Link": "https://bit.ly/a", "Final Link": "https://example.org/a"}
        assert facebook(read, **cells).records["facebook:4001"].urls == ["https://example.org/a"]

    def test_no_message_is_known_to_be_none(self, read) -> None:  # type: ignore[no-untyped-def]
        row = facebook(read, Message="").records["facebook:4001"]
        assert (row.text, row.known_absent) == (None, ["text"])


class TestIds:
    @pytest.mark.parametrize(
        ("address", "native_id"),
        [
            ("https://www.facebook.com/77/posts/4002/", "4002"),
            ("https://www.facebook.com/groups/9/permalink/4003", "4003"),
            ("https://www.facebook.com/permalink.php?story_fbid=4004&id=77", "4004"),
            ("https://www.facebook.com/ana/posts/pfbid02abcdefghijklmn", "pfbid02abcdefghijklmn"),
            ("https://www.facebook.com/ana/videos/4005?__tn__=x", "4005"),
        ],
    )
    def test_of_a_post(self, read, address: str, native_id: str) -> None:  # type: ignore[no-untyped-def]
        assert list(facebook(read, URL=address).records) == [f"facebook:{native_id}"]

    def test_none_is_made_up(self, read) -> None:  # type: ignore[no-untyped-def]
        found = facebook(read, URL="https://www.facebook.com/ana")
        assert found.rejected == [("bad_value", "$.URL")]

    def test_a_group_is_not_the_author(self, read) -> None:  # type: ignore[no-untyped-def]
        content = table({}).replace(b"Page Name", b"Group Name")
        row = Outcomes(read("crowdtangle-facebook", content)).records["facebook:4001"]
        assert (row.author_id, row.author_name, row.page_id) == (None, None, "77")

    def test_a_row_after_a_bad_one_is_its_own(self, read) -> None:  # type: ignore[no-untyped-def]
        good, bad = table({}), table({"Post Created": "soon"})
        content = (
            good
            + bad.split(b"\n", 1)[1]
            + table({"URL": "https://f.example/4009"}).split(b"\n", 1)[1]
        )
        found = Outcomes(read("crowdtangle-facebook", content))
        assert list(found.records) == ["facebook:4001", "facebook:4009"]
        assert found.rejected == [("bad_time", "$.Post Created")]


class TestInstagram:
    def test_a_post(self, read) -> None:  # type: ignore[no-untyped-def]
        header = "Account,User Name,Post Created,Type,Likes,Views,URL,Photo,Description\n"
        rows = (
            'Ana,ana,2023-09-02 06:00:00 EDT,Photo,"1,200",0,'
            "https://www.instagram.com/p/Cwr29iTgAAF/,,\n"
            "Ana,ana,2023-09-02 06:00:00 EDT,Photo,1,0,https://www.instagram.com/ana/,,\n"
        )
        found = Outcomes(read("crowdtangle-instagram", (header + rows).encode()))
        row = found.records["instagram:3182879284901445637"]
        assert (row.author_id, row.author_handle) == ("ana", "ana")
        assert (row.like_count, row.view_count, row.known_absent) == (1200, None, ["text"])
        assert row.created_id_lag_s is not None
        assert abs(row.created_id_lag_s) < 1
        assert found.rejected == [("bad_value", "$.URL")]
