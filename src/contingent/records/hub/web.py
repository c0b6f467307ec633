"""Web: one polite client. Waits and asks again when a server is busy, goes on where a transfer broke off, checks sums.

Transport (connections, certificates, redirects, proxies) is urllib3's. What is ours is what a download needs beyond one
request: an unfinished file is continued with a range request that the server may only honour for the same version
(`If-Range`, RFC 9110 section 13.1.5), and a file counts as whole only when its length and sums agree.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

from contingent import __version__
from contingent.base.errors import InputError, NotFoundError
from contingent.records.hub.headers import conditions, retry_after
from contingent.records.hub.patience import BusyError, Faults, OfflineError, Patience
from contingent.records.hub.unfinished import Download, Unfinished, too_large

if TYPE_CHECKING:
    from urllib3 import BaseHTTPResponse, PoolManager

_BUSY = frozenset({408, 425, 429, 500, 502, 503, 504})
_PIECE = 1 << 18

UNMEASURED = "the server announced no length; whether the file is whole cannot be told"
"""Said of a file that may have been cut off without anybody noticing."""


@dataclass
class Web:
    """A client with its patience; `tell` hears what is going on, `sleep` waits (tests put their own)."""

    patience: Patience = field(default_factory=Patience)
    tell: Callable[[str], None] = lambda what: None
    sleep: Callable[[float], None] = time.sleep
    _pools: dict[str, PoolManager] = field(default_factory=dict)

    def download(self, address: str, into: Path, *, validator: str | None = None) -> Download:
        """Fetch a file into a folder, going on where an earlier attempt broke off.

        Args:
            address: what to fetch.
            into: the folder; an unfinished file stays there as `NAME.part` until it is whole.
            validator: the `Download.validator` of the version already known, to be told if nothing changed.

        Raises OfflineError where the server cannot be reached or stays busy, NotFoundError if it has no such file,
        InputError if what it sends cannot be the file.
        """
        into.mkdir(parents=True, exist_ok=True)
        part = Unfinished.at(into, address)
        faults, most = Faults(self.patience), part.size
        while True:
            try:
                done = self._attempt(address, part, validator)
                if done is not None:
                    return done
                faults.add(BusyError(f"the connection broke off after {part.size:,} bytes"))
                slow = False
            except BusyError as busy:
                faults.add(busy)
                slow = busy.slow
            if part.size > most and not slow:  # what arrived is kept: that is progress, not failure
                faults.progress()
            most = max(most, part.size)
            self._pause(address, faults)

    def ask(self, address: str) -> Any:
        """Return the JSON document at an address. Raises as `download`."""
        faults = Faults(self.patience)
        while True:
            try:
                with self._open(address, {"Accept": "application/json"}) as response:
                    body = self._body(response, address)
                return json.loads(body)
            except ValueError:
                faults.add(BusyError("the answer is no JSON, or was cut off"))
            except BusyError as busy:
                faults.add(busy)
            self._pause(address, faults)

    def _pause(self, address: str, faults: Faults) -> None:
        """Wait before the next attempt. Raises OfflineError where it is enough."""
        if faults.enough:
            host = urlsplit(address).netloc
            tried = f"{len(faults.seen)} attempt{'s' if len(faults.seen) > 1 else ''}"
            raise OfflineError(
                f"{host} cannot be reached, or does not give the file: {faults.seen[-1]} ({tried}).",
                record=address,
                remedy="Try again later: what has arrived is kept and continued. Or fetch the file with a browser and "
                "take it in with `contingent record import PROJECT FILE`.",
            )
        self.tell(f"{faults.seen[-1]}; trying again in {faults.wait:.0f} s")
        self.sleep(faults.wait)

    # One attempt ----------------------------------------------------------------------------------------------------

    def _attempt(self, address: str, part: Unfinished, validator: str | None) -> Download | None:
        """Ask once; return the file if it is whole now, None if there is more to come."""
        headers = part.headers() or conditions(validator)
        with self._open(address, headers) as response:
            if response.status == 304:
                now = datetime.now(UTC)
                return Download(address=address, retrieved=now, validator=validator, unchanged=True)
            if response.status == 416:  # what is here does not fit what the server has
                part.drop()
                return None
            _refuse_page(response, address)
            part.begin(response)
            broken = self._receive(response, part, address)
        if broken or not part.is_whole:
            return None
        if not part.is_measured:
            self.tell(UNMEASURED)
        return part.finish(address, self.patience.largest)

    def _receive(self, response: BaseHTTPResponse, part: Unfinished, address: str) -> bool:
        """Write what arrives to the unfinished file; return whether it broke off."""
        from urllib3.exceptions import HTTPError

        with part.path.open("ab") as file:
            try:
                for piece in self._pieces(response, decoded=False):
                    file.write(piece)
                    if file.tell() > self.patience.largest:
                        part.drop()
                        raise too_large(address, self.patience.largest)
            except (HTTPError, OSError):
                return True
        return False

    def _body(self, response: BaseHTTPResponse, address: str) -> bytes:
        from urllib3.exceptions import HTTPError

        try:
            body = bytearray()
            for piece in self._pieces(response, decoded=True):
                body += piece
                if len(body) > self.patience.largest:
                    raise too_large(address, self.patience.largest)
        except (HTTPError, OSError) as error:
            raise BusyError("the connection broke off") from error
        _refuse_page(response, address)
        return bytes(body)

    def _pieces(self, response: BaseHTTPResponse, *, decoded: bool) -> Iterator[bytes]:
        """Yield a body as it arrives. Raises BusyError where too little arrives for too long."""
        began, since = time.monotonic(), 0
        while piece := response.read1(_PIECE, decode_content=decoded):
            yield piece
            since += len(piece)
            if (lasted := time.monotonic() - began) < self.patience.within:
                continue
            if since < self.patience.least:
                raise BusyError(f"the server sends too slowly ({since:,} bytes in {lasted:.0f} s)", slow=True)
            began, since = time.monotonic(), 0

    def _open(self, address: str, headers: Mapping[str, str]) -> BaseHTTPResponse:
        from urllib3 import Timeout
        from urllib3.exceptions import HTTPError, LocationValueError, MaxRetryError

        asked = {"User-Agent": f"contingent/{__version__}", "Accept-Encoding": "identity", **headers}
        timeout = Timeout(connect=min(self.patience.silence, 20.0), read=self.patience.silence)
        try:
            response = self._pool(address).request(
                "GET", address, headers=asked, preload_content=False, timeout=timeout, retries=_redirects()
            )
        except (LocationValueError, UnicodeError) as error:
            if sent_on := _sent_on(address, error):
                raise sent_on from error
            raise InputError("That is no address.", record=address, remedy="Write it as https://host/path.") from error
        except (HTTPError, OSError) as error:
            cause = error.reason if isinstance(error, MaxRetryError) and error.reason else error
            raise BusyError(f"{_in_words(cause)}{_where(error, address)}", away=_is_away(cause)) from error
        if response.status in _BUSY:
            after = retry_after(response.headers.get("Retry-After"))
            response.drain_conn()
            raise BusyError(f"the server answered {response.status}", after)
        _check_status(response, address)
        return response

    def _pool(self, address: str) -> PoolManager:
        from urllib3 import PoolManager, ProxyManager

        parts = urlsplit(address)
        proxy = None if proxy_bypass(parts.hostname or "") else getproxies().get(parts.scheme)
        key = proxy or ""
        if key not in self._pools:
            self._pools[key] = ProxyManager(proxy) if proxy else PoolManager()
        return self._pools[key]


def _redirects() -> Any:
    from urllib3 import Retry

    return Retry(total=5, connect=0, read=0, redirect=5, status=0, other=0, raise_on_status=False)


def _check_status(response: BaseHTTPResponse, address: str) -> None:
    status = response.status
    if status in (200, 206, 304, 416):
        return
    response.drain_conn()
    if 300 <= status < 400:
        raise _no_way_on(address, f"The server sends the request on to another address, but names none ({status}).")
    if 200 <= status < 300:
        raise NotFoundError(
            f"The server answered, but sent no file ({status}).",
            record=address,
            remedy="The table may be empty for now: try again later, or look at the address with a browser.",
        )
    if status in (404, 410):
        raise NotFoundError(
            f"The server has nothing there ({status}).",
            record=address,
            remedy="The publisher may have moved the table: look it up there, fetch the file with a browser, and take "
            "it in with `contingent record import PROJECT FILE`.",
        )
    raise OfflineError(
        f"The server refuses ({status}).",
        record=address,
        remedy="Fetch the file with a browser and take it in with `contingent record import PROJECT FILE`.",
    )


def _sent_on(address: str, error: Exception) -> NotFoundError | None:
    """The error of an answer that sends the request to what is no address; None if ours is none."""
    parts = urlsplit(address)
    if parts.scheme not in ("http", "https") or not parts.hostname or str(error).find(address) >= 0:
        return None
    return _no_way_on(address, f"The server sends the request on to what cannot be asked ({error}).")


def _no_way_on(address: str, what: str) -> NotFoundError:
    return NotFoundError(
        what,
        record=address,
        remedy="The publisher may have moved the table: look it up there, fetch the file with a browser, and take it "
        "in with `contingent record import PROJECT FILE`.",
    )


def _where(error: BaseException, address: str) -> str:
    """At which host something went wrong, where a server had sent the request on to another."""
    host = getattr(getattr(error, "pool", None), "host", None)
    return f", at {host}, to which the request was sent on" if host and host != urlsplit(address).hostname else ""


def _refuse_page(response: BaseHTTPResponse, address: str) -> None:
    """Raise InputError for a page where a table was asked for, as servers in repair send with status 200."""
    kind = response.headers.get("Content-Type", "").split(";")[0].strip().casefold()
    if kind in ("text/html", "application/xhtml+xml") or kind.startswith(("image/", "audio/", "video/")):
        raise InputError(
            f"The server sent {kind}, not a table.",
            record=address,
            remedy="Open the address in a browser to see what it says; nothing was taken in.",
        )


def _is_away(error: BaseException) -> bool:
    """Whether there was no server to ask: no network, no such host, nobody listening, no trust, sent in circles."""
    from urllib3 import exceptions

    away = (
        exceptions.NewConnectionError,
        exceptions.NameResolutionError,
        exceptions.SSLError,
        exceptions.ResponseError,
    )
    return isinstance(error, away)


def _in_words(error: BaseException) -> str:
    from urllib3 import exceptions

    if isinstance(error, exceptions.NameResolutionError):
        return "the name of the host is not known here; there may be no network"
    if isinstance(error, exceptions.SSLError):
        return f"the connection is not safe ({error})"
    if isinstance(error, exceptions.ResponseError):
        return "the server sends the request from one address to the next, without end"
    if isinstance(error, exceptions.NewConnectionError):
        return "no connection could be made"
    if isinstance(error, exceptions.TimeoutError):
        return "the server did not answer in time"
    return f"the connection broke off ({type(error).__name__})"
