"""Every file is known by its content, by one reader and no other."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from tests.records.readers.test_hub_contributions import HUB, PORTAL, PRE
from tests.records.readers.test_hub_ranks import HUB as RANKS

from contingent.base.errors import InputError
from contingent.records.facts import Facts
from contingent.records.readers import reader_of, readers, template
from contingent.records.readers.reading import head_of

UNKNOWN = {"LICENSE"}


def test_every_collected_file_is_known_by_one_reader_whatever_its_name(shared: Path, tmp_path: Path) -> None:
    files = sorted(each for each in (shared / "record" / "raw").rglob("*") if each.is_file())
    assert len(files) == 197
    for each in files:
        renamed = shutil.copy(each, tmp_path / f"anything{each.suffix}")
        if each.name in UNKNOWN:
            with pytest.raises(InputError, match="No published format"):
                reader_of(head_of(renamed))
        else:
            assert reader_of(head_of(renamed)) is reader_of(head_of(each))


def test_no_tidy_table_fits_two_readers(shared: Path) -> None:
    """They are nobody's publication; some keep the columns of their source."""
    for each in sorted((shared / "record").glob("*.csv")):
        head = head_of(each)
        assert sum(reader.recognises(head) for reader in readers()) <= 1
    assert not any(reader.recognises(head_of(shared / "record" / "contributions_monthly.csv")) for reader in readers())


@pytest.mark.parametrize("header", [HUB, PORTAL, PRE, RANKS, ",".join(template.COLUMNS)])
def test_a_header_fits_one_reader(tmp_path: Path, header: str) -> None:
    path = tmp_path / "a.csv"
    path.write_text(f"{header}\n", encoding="utf-8")
    assert reader_of(head_of(path)).TABLE


def test_readers_have_what_every_reader_has() -> None:
    tables = [reader.TABLE for reader in readers()]
    assert len(set(tables)) == len(tables) >= 20
    for reader in readers():
        assert reader.TITLE
        assert reader.PUBLISHER
        assert reader.RANK > 0
        assert (reader.__doc__ or "").strip()


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"", "The file is empty"),
        (b"\xff\xfe\x00", "No published format"),
        (b"hello", "No published format"),
        (b"a,b,c\n1,2,3\n", "Its columns: a, b, c"),
        (b"{}", "No published format"),
        (b"[" * 100_000, "No published format"),
        (b"%PDF-1.7", "No published format"),
        (HUB.replace(",personnel_type", ",person_type").encode(), "Its columns: contribution_id"),
    ],
)
def test_what_is_not_known_is_said_with_what_was_seen(tmp_path: Path, body: bytes, said: str) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(body)
    with pytest.raises(InputError, match=said):
        reader_of(head_of(path))


def test_text_in_utf_16_is_called_so(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    for encoding in ("utf-16", "utf-16-le", "utf-16-be"):
        path.write_text(HUB, encoding=encoding)
        with pytest.raises(InputError, match="UTF-16"):
            reader_of(head_of(path))


def test_more_columns_make_no_other_table_of_a_country_file(tmp_path: Path) -> None:
    path = tmp_path / "Kenya.csv"
    path.write_text("Date,Troops,Police,Experts,Remarks\n2013-11-30,1,NA,2,x\n")
    assert reader_of(head_of(path)).TABLE == "ipi-countries"
    path.write_text("Date,Contributor,Troops,Police,Experts\n2013-11-30,Kenya,1,NA,2\n")
    with pytest.raises(InputError, match="No published format"):
        reader_of(head_of(path))


def test_all_facts_have_a_shape() -> None:
    from contingent.records.facts import empty

    assert all(empty(facts).columns for facts in Facts)
