"""Fetching, against a server on this machine that gives the real files and misbehaves in every way a server can."""

from __future__ import annotations

import gzip
import hashlib
import json
import threading
from base64 import b64encode
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from contingent.base.errors import InputError, NotFoundError
from contingent.project import Project, new
from contingent.project.recording.pulling import pull
from contingent.records.hub.datasets import DATASETS, dataset
from contingent.records.hub.fetching import PER_PAGE, Place, fetch
from contingent.records.hub.patience import OfflineError, Patience
from contingent.records.hub.web import UNMEASURED, Web

Answer = Callable[["Publisher", BaseHTTPRequestHandler], None]

CSV = "/public/data/DPO-UCHISTORICAL/CSV"
PAGES = "/public/data/DPO-UCHISTORICAL/json"
COLUMNS = (
    "contribution_id", "isocode3", "m49_code", "contributing_country", "mission_acronym", "personnel_type",
    "female_personnel", "male_personnel", "last_reporting_date",
)  # fmt: skip


def table(rows: int = 300) -> bytes:
    """A table of the hub's contributions, of invented figures."""
    states = (("KAZ", 398, "Kazakhstan"), ("KGZ", 417, "Kyrgyzstan"), ("UKR", 804, "Ukraine"))
    lines = [",".join(COLUMNS)]
    for n in range(rows):
        code, m49, name = states[n % 3]
        month = n // 3
        lines.append(
            f"{n},{code},{m49},{name},UNMISS,Troops,{n % 7},{n % 90},{2010 + month // 12}-{month % 12 + 1:02}-28"
        )
    return ("\n".join(lines) + "\n").encode()


@dataclass
class Publisher:
    """A server with a script: each request takes the next of its answers, the last one for ever."""

    body: bytes = b""
    tag: str | None = '"v1"'
    script: list[Answer] = field(default_factory=list)
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    address: str = ""

    def answer(self, handler: BaseHTTPRequestHandler) -> None:
        self.asked.append((handler.path, {k.casefold(): v for k, v in handler.headers.items()}))
        (self.script.pop(0) if len(self.script) > 1 else self.script[0])(self, handler)


def send(
    handler: BaseHTTPRequestHandler, status: int, body: bytes = b"", length: int | None = None, **headers: str
) -> None:
    handler.send_response(status)
    for name, value in {"Content-Type": "text/csv", **{k.replace("_", "-"): v for k, v in headers.items()}}.items():
        handler.send_header(name, value)
    handler.send_header("Content-Length", str(len(body) if length is None else length))
    handler.end_headers()
    handler.wfile.write(body)


def whole(publisher: Publisher, handler: BaseHTTPRequestHandler) -> None:
    """A well-behaved server: conditions, ranges and sums."""
    tag = {"ETag": publisher.tag} if publisher.tag else {}
    if publisher.tag and handler.headers.get("If-None-Match") == publisher.tag:
        send(handler, 304, **tag)
        return
    asked = handler.headers.get("Range")
    if asked and handler.headers.get("If-Range") == publisher.tag:
        start = int(asked.removeprefix("bytes=").rstrip("-"))
        rest = publisher.body[start:]
        span = f"bytes {start}-{len(publisher.body) - 1}/{len(publisher.body)}"
        send(handler, 206, rest, Content_Range=span, **tag)
        return
    send(handler, 200, publisher.body, **tag)


def cut(share: float) -> Answer:
    """Promises the whole file and sends the first part of it."""

    def answer(publisher: Publisher, handler: BaseHTTPRequestHandler) -> None:
        body = publisher.body[: int(len(publisher.body) * share)]
        tag = {"ETag": publisher.tag} if publisher.tag else {}
        send(handler, 200, body, length=len(publisher.body), **tag)
        handler.close_connection = True

    return answer


def status(number: int, **headers: str) -> Answer:
    return lambda publisher, handler: send(handler, number, b"busy", **headers)


def page(publisher: Publisher, handler: BaseHTTPRequestHandler) -> None:
    send(handler, 200, b"<html>We are improving our service</html>", Content_Type="text/html; charset=utf-8")


def hang_up(publisher: Publisher, handler: BaseHTTPRequestHandler) -> None:
    handler.close_connection = True


def stall(publisher: Publisher, handler: BaseHTTPRequestHandler) -> None:
    threading.Event().wait(1.5)
    handler.close_connection = True


@pytest.fixture
def publisher() -> Iterator[Publisher]:
    made = Publisher(body=table(), script=[whole])

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            made.answer(self)

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    made.address = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield made
    server.shutdown()
    server.server_close()


@dataclass
class Waits:
    seconds: list[float] = field(default_factory=list)
    told: list[str] = field(default_factory=list)

    def web(self, **patience: float) -> Web:
        chosen = Patience(**{"silence": 0.5, **patience})  # type: ignore[arg-type]
        return Web(patience=chosen, tell=self.told.append, sleep=self.seconds.append)


@pytest.fixture
def waits() -> Waits:
    return Waits()


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    with new(tmp_path / "my.ct") as made:
        yield made


def contributions(publisher: Publisher, tmp_path: Path, web: Web, **more: str) -> Path:
    place = Place(folder=tmp_path / "pull", home=publisher.address)
    found = fetch(web, dataset("un-contributions"), place, **more)
    assert found.path is not None
    assert found.sha256 == hashlib.sha256(found.path.read_bytes()).hexdigest()
    return found.path


def test_a_file_is_fetched_whole_and_nothing_else_is_left(publisher: Publisher, tmp_path: Path, waits: Waits) -> None:
    path = contributions(publisher, tmp_path, waits.web())
    assert path.read_bytes() == publisher.body
    assert [each.name for each in path.parent.iterdir()] == [path.name]
    assert [where for where, _ in publisher.asked] == [CSV]
    assert waits.seconds == []


def test_a_broken_transfer_goes_on_where_it_stopped(publisher: Publisher, tmp_path: Path, waits: Waits) -> None:
    publisher.script = [cut(0.4), whole]
    assert contributions(publisher, tmp_path, waits.web()).read_bytes() == publisher.body
    ranges = [headers.get("range") for _, headers in publisher.asked]
    assert ranges == [None, f"bytes={int(len(publisher.body) * 0.4)}-"]


def test_a_later_process_goes_on_too(publisher: Publisher, tmp_path: Path, waits: Waits) -> None:
    publisher.script = [cut(0.3), hang_up]
    with pytest.raises(OfflineError):
        contributions(publisher, tmp_path, waits.web(attempts=2))
    publisher.script = [whole]
    assert contributions(publisher, tmp_path, waits.web()).read_bytes() == publisher.body
    assert publisher.asked[-1][1]["range"] == f"bytes={int(len(publisher.body) * 0.3)}-"


def test_a_file_that_changed_meanwhile_is_fetched_anew(publisher: Publisher, tmp_path: Path, waits: Waits) -> None:
    publisher.script = [cut(0.5), hang_up]
    with pytest.raises(OfflineError):
        contributions(publisher, tmp_path, waits.web(attempts=2))
    publisher.body, publisher.tag, publisher.script = table(120), '"v2"', [whole]
    assert contributions(publisher, tmp_path, waits.web()).read_bytes() == table(120)


def test_a_server_without_ranges_is_asked_for_all_of_it(publisher: Publisher, tmp_path: Path, waits: Waits) -> None:
    publisher.tag, publisher.script = None, [cut(0.5), whole]
    assert contributions(publisher, tmp_path, waits.web()).read_bytes() == publisher.body
    assert all("range" not in headers for _, headers in publisher.asked)


def test_a_part_that_fits_nothing_is_fetched_anew(publisher: Publisher, tmp_path: Path, waits: Waits) -> None:
    publisher.script = [cut(0.5), status(416), whole]
    assert contributions(publisher, tmp_path, waits.web()).read_bytes() == publisher.body
    publisher.script = [
        cut(0.5),
        lambda p, handler: send(handler, 206, p.body[9:], ETag=p.tag or "", Content_Range=f"bytes 9-{len(p.body)}/9"),
        whole,
    ]
    assert contributions(publisher, tmp_path, waits.web()).read_bytes() == publisher.body


@pytest.mark.parametrize("number", [408, 425, 429, 500, 502, 503, 504])
def test_a_busy_server_is_asked_again_after_longer_and_longer(
    publisher: Publisher, tmp_path: Path, waits: Waits, number: int
) -> None:
    publisher.script = [status(number), status(number), status(number), whole]
    assert contributions(publisher, tmp_path, waits.web()).read_bytes() == publisher.body
    assert waits.seconds == [1.0, 2.0, 4.0]
    assert str(number) in waits.told[0]


def test_a_server_that_names_a_time_is_obeyed_within_reason(publisher: Publisher, tmp_path: Path, waits: Waits) -> None:
    publisher.script = [
        status(429, Retry_After="17"),
        status(503, Retry_After="86400"),
        status(503, Retry_After="Wed, 01 Jan 2014 00:00:00 GMT"),
        status(503, Retry_After="soon"),
        whole,
    ]
    contributions(publisher, tmp_path, waits.web())
    assert waits.seconds == [17.0, 300.0, 0.0, 8.0]


def test_a_server_that_stays_busy_is_given_up_with_a_way_out(
    publisher: Publisher, tmp_path: Path, waits: Waits
) -> None:
    publisher.script = [status(500)]
    with pytest.raises(OfflineError) as caught:
        contributions(publisher, tmp_path, waits.web())
    assert len(publisher.asked) == 6
    assert "500" in caught.value.what
    assert "record import" in (caught.value.remedy or "")
    assert caught.value.exit_code == 7


def test_a_server_that_sends_ever_the_same_half_is_given_up(publisher: Publisher, tmp_path: Path, waits: Waits) -> None:
    publisher.tag, publisher.script = None, [cut(0.5)]
    with pytest.raises(OfflineError, match="broke off"):
        contributions(publisher, tmp_path, waits.web())
    assert len(publisher.asked) <= 8


def test_a_slow_server_is_asked_again(publisher: Publisher, tmp_path: Path, waits: Waits) -> None:
    publisher.script = [stall, whole]
    contributions(publisher, tmp_path, waits.web(silence=0.3))
    assert "time" in waits.told[0]


def test_nobody_there_is_said_soon(tmp_path: Path, waits: Waits) -> None:
    with pytest.raises(OfflineError) as caught:
        fetch(waits.web(), dataset("un-ranks"), Place(folder=tmp_path, home="http://127.0.0.1:9"))
    assert waits.seconds == [1.0, 2.0]
    assert "no connection" in caught.value.what


def test_a_host_that_does_not_exist_is_said_soon(tmp_path: Path, waits: Waits) -> None:
    with pytest.raises(OfflineError, match="attempt"):
        fetch(waits.web(), dataset("un-ranks"), Place(folder=tmp_path, home="http://publisher.invalid"))
    assert len(waits.seconds) <= 2


def test_wrong_sums_mean_damage_on_the_way(publisher: Publisher, tmp_path: Path, waits: Waits) -> None:
    right = b64encode(hashlib.sha256(publisher.body).digest()).decode()
    wrong = b64encode(hashlib.sha256(b"other").digest()).decode()
    publisher.script = [
        lambda p, handler: send(handler, 200, p.body, Repr_Digest=f"sha-256=:{wrong}:"),
        lambda p, handler: send(handler, 200, p.body, Repr_Digest=f"sha-256=:{right}:"),
    ]
    assert contributions(publisher, tmp_path, waits.web()).read_bytes() == publisher.body
    assert "sum" in waits.told[0]
    publisher.script = [lambda p, handler: send(handler, 200, p.body, Content_MD5=wrong)]
    with pytest.raises(OfflineError, match="md5"):
        contributions(publisher, tmp_path, waits.web(attempts=2))


def test_a_file_beyond_all_size_is_refused_and_not_kept(publisher: Publisher, tmp_path: Path, waits: Waits) -> None:
    publisher.body = table(3000)
    place = Place(folder=tmp_path / "pull", home=publisher.address)
    publisher.script = [whole, status(404)]
    with pytest.raises(NotFoundError):
        fetch(waits.web(largest=1000), dataset("un-contributions"), place)
    assert any("1,000 bytes" in what for what in waits.told)
    assert not list((tmp_path / "pull").glob("*.part"))


def test_a_packed_file_is_unpacked_and_a_damaged_one_is_not_taken(
    publisher: Publisher, tmp_path: Path, waits: Waits
) -> None:
    packed = gzip.compress(publisher.body)
    publisher.script = [lambda p, handler: send(handler, 200, packed, Content_Encoding="gzip", ETag='"p"')]
    assert contributions(publisher, tmp_path, waits.web()).read_bytes() == publisher.body
    publisher.script = [lambda p, handler: send(handler, 200, packed[:-20], Content_Encoding="gzip", ETag='"q"')]
    with pytest.raises(OfflineError, match="cannot be unpacked"):
        contributions(publisher, tmp_path, waits.web(attempts=2))
    assert not list((tmp_path / "pull").glob("*.part*"))


def test_a_server_that_sends_in_circles_is_given_up_soon(publisher: Publisher, tmp_path: Path, waits: Waits) -> None:
    publisher.script = [lambda p, handler: send(handler, 302, Location=handler.path)]
    with pytest.raises(OfflineError, match="from one address to the next"):
        contributions(publisher, tmp_path, waits.web())
    assert sum(waits.seconds) < 10


# Page by page -------------------------------------------------------------------------------------------------------


def paged(rows: list[dict[str, object]], wrap: str | None = None) -> Answer:
    def answer(publisher: Publisher, handler: BaseHTTPRequestHandler) -> None:
        path = urlsplit(handler.path)
        if path.path != PAGES:
            send(handler, 404)
            return
        asked = parse_qs(path.query)
        number, size = int(asked["page_num"][0]), int(asked["per_page"][0])
        found: object = rows[(number - 1) * size : number * size]
        body = json.dumps({wrap: found} if wrap else found).encode()
        send(handler, 200, body, Content_Type="application/json")

    return answer


def hub_rows(count: int) -> list[dict[str, object]]:
    rows = (line.split(",") for line in table(count).decode().splitlines()[1:])
    return [dict(zip(COLUMNS, cells, strict=True)) for cells in rows]


@pytest.mark.parametrize("wrap", [None, "data", "results", "records"])
def test_a_table_without_a_file_is_gathered_from_its_pages(
    publisher: Publisher, tmp_path: Path, waits: Waits, wrap: str | None
) -> None:
    rows = hub_rows(PER_PAGE * 2 + 40)
    publisher.script = [paged(rows, wrap)]
    assert json.loads(contributions(publisher, tmp_path, waits.web()).read_text()) == rows


def test_a_broken_page_costs_one_page(publisher: Publisher, tmp_path: Path, waits: Waits) -> None:
    rows = hub_rows(PER_PAGE * 2 + 40)
    good = paged(rows)
    publisher.script = [good, good, good, hang_up]
    with pytest.raises(OfflineError):
        contributions(publisher, tmp_path, waits.web(attempts=2))
    publisher.asked.clear()
    publisher.script = [good]
    assert json.loads(contributions(publisher, tmp_path, waits.web()).read_text()) == rows
    numbers = [parse_qs(urlsplit(where).query).get("page_num") for where, _ in publisher.asked]
    assert ["2"] not in numbers
    assert ["3"] in numbers


def test_pages_of_an_earlier_version_are_not_mixed_with_later_ones(
    publisher: Publisher, tmp_path: Path, waits: Waits
) -> None:
    old = hub_rows(PER_PAGE * 2 + 40)
    publisher.script = [paged(old), paged(old), paged(old), hang_up]
    with pytest.raises(OfflineError):
        contributions(publisher, tmp_path, waits.web(attempts=2))
    new = [{**row, "male_personnel": "7"} for row in old]
    publisher.script = [paged(new)]
    assert json.loads(contributions(publisher, tmp_path, waits.web()).read_text()) == new


def test_a_table_that_changes_while_its_pages_are_asked_for_is_refused(
    publisher: Publisher, tmp_path: Path, waits: Waits
) -> None:
    rows = hub_rows(PER_PAGE * 2 + 40)
    first = {**rows[0], "contribution_id": "new"}
    publisher.script = [paged(rows), paged(rows), paged([first, *rows])]
    with pytest.raises(InputError, match="changed while"):
        contributions(publisher, tmp_path, waits.web())
    publisher.script = [paged([first, *rows])]
    assert json.loads(contributions(publisher, tmp_path, waits.web()).read_text()) == [first, *rows]


def test_pages_that_do_not_turn_are_seen(publisher: Publisher, tmp_path: Path, waits: Waits) -> None:
    rows = hub_rows(PER_PAGE)
    publisher.script = [
        status(404),
        lambda p, handler: send(handler, 200, json.dumps(rows).encode(), Content_Type="application/json"),
    ]
    with pytest.raises(InputError, match="same as the one before"):
        contributions(publisher, tmp_path, waits.web())


@pytest.mark.parametrize("body", [b'{"message": "moved"}', b"[1, 2]", b'"text"'])
def test_an_answer_of_another_shape_is_refused(publisher: Publisher, tmp_path: Path, waits: Waits, body: bytes) -> None:
    publisher.script = [status(404), lambda p, handler: send(handler, 200, body, Content_Type="application/json")]
    with pytest.raises(InputError, match="not a list of rows"):
        contributions(publisher, tmp_path, waits.web())


def test_a_page_in_place_of_a_table_is_refused(publisher: Publisher, tmp_path: Path, waits: Waits) -> None:
    publisher.script = [page]
    with pytest.raises(InputError, match="text/html"):
        contributions(publisher, tmp_path, waits.web())
    assert not list((tmp_path / "pull").glob("*.part"))


# The exchange -------------------------------------------------------------------------------------------------------


def test_the_exchange_is_asked_where_the_newest_file_lies(publisher: Publisher, tmp_path: Path, waits: Waits) -> None:
    files = [
        {"url": "/old.csv", "format": "CSV", "last_modified": "2020-01-01"},
        {"url": "/new.csv", "format": "CSV", "last_modified": "2022-01-01"},
        {"url": "/new.xlsx", "format": "XLSX", "last_modified": "2023-01-01"},
    ]
    listing = json.dumps({"success": True, "result": {"resources": files}}).encode()
    publisher.script = [lambda p, handler: send(handler, 200, listing, Content_Type="application/json"), whole]
    found = fetch(waits.web(), dataset("portal-contributions"), Place(folder=tmp_path / "pull", home=publisher.address))
    assert found.address.endswith("/new.csv")
    assert found.path is not None


def test_a_package_without_files_is_said(publisher: Publisher, tmp_path: Path, waits: Waits) -> None:
    publisher.script = [lambda p, handler: send(handler, 200, b'{"success": true}', Content_Type="application/json")]
    with pytest.raises(NotFoundError, match="lists no CSV"):
        fetch(waits.web(), dataset("portal-ranks"), Place(folder=tmp_path, home=publisher.address))


# Into the record ----------------------------------------------------------------------------------------------------


def test_pulled_is_imported_and_unchanged_is_left_alone(
    publisher: Publisher, project: Project, tmp_path: Path, waits: Waits
) -> None:
    def once() -> str:
        done = pull(
            project.store, ["un-contributions"], web=waits.web(), home=publisher.address, keep=tmp_path / "kept"
        )
        return "unchanged" if done[0].unchanged else str(done[0].file and done[0].file.outcome)

    assert once() == "taken"
    assert once() == "unchanged"
    assert publisher.asked[-1][1]["if-none-match"] == '"v1"'
    assert len(project.intakes) == 1
    snapshot = project.snapshots.get(project.intakes.find()[0].snapshot)
    assert snapshot.address == publisher.address + CSV
    assert snapshot.sha256 == hashlib.sha256(publisher.body).hexdigest()
    publisher.body, publisher.tag = table(330), '"v2"'
    assert once() == "taken"
    assert len(project.intakes) == 2
    publisher.tag = '"v3"'  # another tag, the same bytes
    assert once() == "unchanged"
    assert len(project.intakes) == 2


def test_pulled_and_downloaded_by_hand_are_the_same_path(
    publisher: Publisher, project: Project, tmp_path: Path, waits: Waits
) -> None:
    from contingent.project.recording.importing import import_files

    by_hand = tmp_path / "download.csv"
    by_hand.write_bytes(publisher.body)
    assert import_files(project.store, [by_hand])[0].outcome == "taken"
    done = pull(project.store, ["un-contributions"], web=waits.web(), home=publisher.address, keep=tmp_path / "kept")
    assert done[0].unchanged
    assert len(project.intakes) == 1


def test_changed_columns_are_refused_and_the_file_kept(
    publisher: Publisher, project: Project, tmp_path: Path, waits: Waits
) -> None:
    publisher.body = publisher.body.replace(b"female_personnel", b"women").replace(b"isocode3", b"country_code")
    with pytest.raises(InputError, match="No published format"):
        pull(project.store, ["un-contributions"], web=waits.web(), home=publisher.address, keep=tmp_path / "kept")
    assert len(project.intakes) == 0
    assert [each.read_bytes() for each in (tmp_path / "kept").glob("DPO-UCHISTORICAL-*.csv")] == [publisher.body]


def test_a_truncated_table_is_refused_by_row(
    publisher: Publisher, project: Project, tmp_path: Path, waits: Waits
) -> None:
    publisher.body = publisher.body[:-40]
    done = pull(project.store, ["un-contributions"], web=waits.web(), home=publisher.address, keep=tmp_path / "kept")
    assert done[0].file is not None
    assert done[0].file.outcome == "refused"
    assert "line 301" in str(done[0].file.complaints[0])
    assert len(project.intakes) == 0


def test_the_real_ranks_come_through(
    publisher: Publisher, project: Project, shared: Path, tmp_path: Path, waits: Waits
) -> None:
    publisher.body = (shared / "record" / "raw" / "corinnee_1167cb2" / "Rank.csv").read_bytes()
    done = pull(project.store, ["un-ranks"], web=waits.web(), home=publisher.address, keep=tmp_path / "kept")
    assert done[0].file is not None
    assert done[0].file.rows == 122
    assert project.record.figures.series("KAZ")["number"].to_list()[-1] == 128


def test_unknown_datasets_are_named() -> None:
    with pytest.raises(NotFoundError, match="un-contribution"):
        dataset("un-contribution")
    assert dataset("dpo-uchistorical").name == "un-contributions"
    assert len({each.name for each in DATASETS}) == len(DATASETS)


# What cannot be known, or takes for ever ----------------------------------------------------------------------------


def unmeasured(publisher: Publisher, handler: BaseHTTPRequestHandler) -> None:
    """Sends the file until the connection ends, without saying how long it is."""
    handler.send_response(200)
    handler.send_header("Content-Type", "text/csv")
    handler.send_header("Connection", "close")
    handler.end_headers()
    handler.wfile.write(publisher.body)
    handler.close_connection = True


def chunked(publisher: Publisher, handler: BaseHTTPRequestHandler, *, end: bool = True) -> None:
    handler.send_response(200)
    handler.send_header("Content-Type", "text/csv")
    handler.send_header("Transfer-Encoding", "chunked")
    handler.end_headers()
    body = publisher.body
    handler.wfile.write(b"%x\r\n%s\r\n" % (len(body), body) + (b"0\r\n\r\n" if end else b""))
    handler.close_connection = True


def drip(publisher: Publisher, handler: BaseHTTPRequestHandler) -> None:
    """Sends a few bytes at a time, each well before anybody would call it silence."""
    sent = send_head(publisher, handler)
    for at in range(sent, len(publisher.body), 40):
        try:
            handler.wfile.write(publisher.body[at : at + 40])
        except OSError:
            break
        threading.Event().wait(0.04)
    handler.close_connection = True


def send_head(publisher: Publisher, handler: BaseHTTPRequestHandler) -> int:
    asked = handler.headers.get("Range")
    start = int(asked.removeprefix("bytes=").rstrip("-")) if asked else 0
    length = len(publisher.body)
    handler.send_response(206 if asked else 200)
    handler.send_header("Content-Type", "text/csv")
    handler.send_header("ETag", publisher.tag or "")
    handler.send_header("Content-Length", str(length - start))
    if asked:
        handler.send_header("Content-Range", f"bytes {start}-{length - 1}/{length}")
    handler.end_headers()
    return start


def test_a_file_without_announced_length_is_taken_and_the_doubt_said(
    publisher: Publisher, project: Project, tmp_path: Path, waits: Waits
) -> None:
    publisher.script = [unmeasured]
    web = waits.web()
    (done,) = pull(project.store, ["un-contributions"], web=web, home=publisher.address, keep=tmp_path / "kept")
    assert done.file is not None
    assert [each for each in waits.told if "announced no length" in each] == [UNMEASURED]
    assert f"flagged: {UNMEASURED}" in done.file.remarks
    assert f"flagged: {UNMEASURED}" in project.intakes.find()[0].remarks


def test_a_file_in_chunks_has_an_end_and_is_in_no_doubt(publisher: Publisher, tmp_path: Path, waits: Waits) -> None:
    publisher.script = [lambda p, handler: chunked(p, handler, end=False), chunked]
    assert contributions(publisher, tmp_path, waits.web()).read_bytes() == publisher.body
    assert "broke off" in waits.told[0]
    assert UNMEASURED not in waits.told


def test_a_server_that_drips_is_given_up_as_too_slow(publisher: Publisher, tmp_path: Path, waits: Waits) -> None:
    publisher.body, publisher.script = table(3000), [drip]
    with pytest.raises(OfflineError, match="sends too slowly"):
        contributions(publisher, tmp_path, waits.web(least=10_000, within=0.2, attempts=3))
    assert len(publisher.asked) == 3
    assert publisher.asked[-1][1]["range"].startswith("bytes="), "what came is kept and gone on from"
    publisher.script = [whole]
    assert contributions(publisher, tmp_path, waits.web()).read_bytes() == publisher.body


def test_a_slow_server_that_brings_enough_is_borne_with(publisher: Publisher, tmp_path: Path, waits: Waits) -> None:
    publisher.body, publisher.script = table(200), [drip]
    assert contributions(publisher, tmp_path, waits.web(least=1, within=0.2)).read_bytes() == publisher.body
    assert len(publisher.asked) == 1


def test_a_packed_file_is_unpacked_no_further_than_the_largest(
    publisher: Publisher, tmp_path: Path, waits: Waits
) -> None:
    bomb = gzip.compress(b"a,b\n" * 5_000_000)
    publisher.script = [lambda p, handler: send(handler, 200, bomb, Content_Encoding="gzip"), status(404)]
    with pytest.raises(NotFoundError):
        contributions(publisher, tmp_path, waits.web(largest=1_000_000))
    assert any("1,000,000 bytes" in what for what in waits.told)
    assert not [each for each in (tmp_path / "pull").rglob("*") if each.is_file()]


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (lambda p, handler: send(handler, 204), "answered, but sent no file (204)"),
        (lambda p, handler: send(handler, 302), "sends the request on to another address, but names none (302)"),
        (lambda p, handler: send(handler, 302, Location="ftp://a.b/c"), "sends the request on to what cannot be asked"),
        (lambda p, handler: send(handler, 300), "names none (300)"),
    ],
)
def test_answers_without_a_file_are_told_in_their_own_words(
    publisher: Publisher, tmp_path: Path, waits: Waits, answer: Answer, said: str
) -> None:
    publisher.script = [answer]
    with pytest.raises(NotFoundError) as caught:
        contributions(publisher, tmp_path, waits.web())
    assert said in caught.value.what
    assert len(publisher.asked) == 2, "the file, then the pages; not again and again"


def test_a_host_that_was_sent_on_to_is_named(publisher: Publisher, tmp_path: Path, waits: Waits) -> None:
    publisher.script = [lambda p, handler: send(handler, 302, Location="http://localhost:9/file.csv")]
    with pytest.raises(OfflineError, match="at localhost, to which the request was sent on"):
        contributions(publisher, tmp_path, waits.web())


def test_a_file_of_the_exchange_is_known_again_though_its_address_names_no_package(
    publisher: Publisher, project: Project, tmp_path: Path, waits: Waits
) -> None:
    publisher.body = publisher.body.replace(b"isocode3", b"ISOCode3")
    files = [{"url": "/dataset/76d1790e/download/odp.csv", "format": "CSV", "last_modified": "2022-01-01"}]
    listing = json.dumps({"success": True, "result": {"resources": files}}).encode()

    def answer(publisher: Publisher, handler: BaseHTTPRequestHandler) -> None:
        if "package_show" in handler.path:
            send(handler, 200, listing, Content_Type="application/json")
        else:
            whole(publisher, handler)

    publisher.script = [answer]

    def once(name: str) -> bool:
        return pull(project.store, [name], web=waits.web(), home=publisher.address, keep=tmp_path / "kept")[0].unchanged

    assert [once("portal-contributions"), once("portal-contributions")] == [False, True]
    assert publisher.asked[-1][1]["if-none-match"] == '"v1"'
    once("un-ranks")
    assert "if-none-match" not in publisher.asked[-1][1], "the mark of another dataset's file is not asked with"
