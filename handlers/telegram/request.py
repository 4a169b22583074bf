"""The way to the Bot API: python-telegram-bot's transport on an aiohttp client.

The token stands in every URL. Nothing here logs, and no error that leaves here carries a URL or an answer's body.
"""

import io
import json
from collections.abc import Mapping
from typing import Any

import aiohttp
from telegram.error import BadRequest, NetworkError, RetryAfter, TimedOut
from telegram.request import BaseRequest, RequestData
from typing_extensions import override
from yarl import URL

from bot.kernel.content import MediaKind
from handlers.telegram import limits

CONNECT_SECONDS = 10.0
READ_SECONDS = 30.0
"""How long the server may think before it answers."""
WHOLE_SECONDS = 300.0
"""How long one call may take with its upload or download."""
ANSWER_LIMIT = 8 * 1024 * 1024
"""Largest answer of a method, in bytes; a full batch of updates has about half of it."""
JSON = {"Content-Type": "application/json"}
TOO_LARGE = 413
"""The status by which servers before Telegram's refuse what is too large, in words of their own."""
FLOOD_SECONDS = 30
"""How long to wait after a 429 that does not say how long."""
READ_OF_A_MESSAGE = frozenset({"message_id", "date", "chat", "message_thread_id", *map(str, MediaKind)})
"""What `send` and `media` read of a message that we have sent, and `date`, without which it is none."""


class NotSent(NetworkError):
    """There was no connection: the request certainly had no effect."""


class AnswerTooLarge(NetworkError):
    """The answer is larger than we are willing to hold; `beginning` is its first part."""

    def __init__(self, beginning: bytes) -> None:
        super().__init__("answer too large")
        self.beginning = beginning


class AiohttpRequest(BaseRequest):
    """One pool of connections. `NotSent` tells "had no effect" from `TimedOut` and `NetworkError`: "unknown"."""

    def __init__(self) -> None:
        self._session: aiohttp.ClientSession | None = None

    @property
    @override
    def read_timeout(self) -> float:
        return READ_SECONDS

    @override
    async def initialize(self) -> None:
        if self._session is None:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=64),
                headers={"User-Agent": "Brobygger"},
                cookie_jar=aiohttp.DummyCookieJar(),
            )

    @override
    async def shutdown(self) -> None:
        if self._session is not None:
            await self._session.close()
            self._session = None

    @override
    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: Any = BaseRequest.DEFAULT_NONE,
        write_timeout: Any = BaseRequest.DEFAULT_NONE,
        connect_timeout: Any = BaseRequest.DEFAULT_NONE,
        pool_timeout: Any = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        body: aiohttp.FormData | Mapping[str, object] | None = None
        if request_data is not None:
            body = _with_files(request_data) if request_data.contains_files else request_data.parameters
        limit = limits.DOWNLOAD if method == "GET" else ANSWER_LIMIT
        seconds = read_timeout if isinstance(read_timeout, int | float) else READ_SECONDS
        status, answer = await self.fetch(method, url, body, read_seconds=seconds, limit=limit)
        if status == 429:
            raise RetryAfter(flood_seconds(answer))
        if status >= 400 and status != TOO_LARGE:
            _check_refusal(status, answer, of_file=method == "GET")
        return status, answer

    async def fetch(
        self,
        method: str,
        url: str,
        body: aiohttp.FormData | Mapping[str, object] | None,
        *,
        read_seconds: float,
        limit: int,
    ) -> tuple[int, bytes]:
        """The status and the body of an answer of at most `limit` bytes. A body that is no form is sent as JSON.

        Raises NotSent, TimedOut, AnswerTooLarge, or NetworkError for a connection that broke.
        """
        assert self._session is not None, "initialize() comes first"
        timeout = aiohttp.ClientTimeout(
            total=WHOLE_SECONDS, connect=CONNECT_SECONDS, sock_connect=CONNECT_SECONDS, sock_read=read_seconds
        )
        is_json = isinstance(body, Mapping)
        data = json.dumps(body).encode() if is_json else body
        headers = JSON if is_json else None
        try:
            async with self._session.request(
                method, URL(url, encoded=True), data=data, headers=headers, timeout=timeout, allow_redirects=False
            ) as response:
                return response.status, await _read(response.content, limit)
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError):
            raise NotSent("no connection") from None
        except TimeoutError:
            raise TimedOut("no answer in time") from None
        except (aiohttp.ClientError, OSError) as error:
            raise NetworkError(type(error).__name__) from None

    @staticmethod
    @override
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """As the original, which would log the whole payload when it is no JSON. Of messages, only what is read."""
        try:
            answer = json.loads(payload.decode("utf-8", "replace"))
        except (ValueError, RecursionError):
            raise NetworkError("unreadable answer") from None
        if not isinstance(answer, dict) or ("result" not in answer and answer.get("ok") is not False):
            raise NetworkError("unreadable answer")
        result = answer.get("result")
        if isinstance(result, list):
            answer["result"] = [_only_what_is_read(each) for each in result]
        elif result is not None:
            answer["result"] = _only_what_is_read(result)
        return answer


def flood_seconds(answer: bytes) -> int:
    """How long a 429 asks us to wait."""
    try:
        seconds = json.loads(answer)["parameters"]["retry_after"]
    except (ValueError, RecursionError, KeyError, TypeError):
        return FLOOD_SECONDS
    return seconds if isinstance(seconds, int) and seconds > 0 else FLOOD_SECONDS


def _check_refusal(status: int, answer: bytes, *, of_file: bool) -> None:
    """Raise what the library would take for something else: a refusal by somebody who stands between us and Telegram,
    and a method that this server does not have, which says nothing about the token."""
    description = refusal_of(answer)
    if description is None and not (of_file and not answer):
        kind = NotSent if status < 500 else NetworkError
        raise kind(f"refused with {status} by somebody else than Telegram")
    if description is not None and "method not found" in description.lower():
        raise BadRequest(description)


def refusal_of(answer: bytes) -> str | None:
    """What a refusal of Telegram's says; None when it is not one."""
    try:
        refusal = json.loads(answer)
    except (ValueError, RecursionError):
        return None
    if not isinstance(refusal, dict) or refusal.get("ok") is not False:
        return None
    return str(refusal.get("description", ""))


def _only_what_is_read(result: Any) -> Any:
    """Telegram repeats the text of a message, its buttons and what it answers: dozens of objects that nobody needs."""
    if isinstance(result, dict) and "message_id" in result:
        return {name: value for name, value in result.items() if name in READ_OF_A_MESSAGE}
    return result


def _with_files(request_data: RequestData) -> aiohttp.FormData:
    form = aiohttp.FormData()
    for name, value in request_data.parameters.items():
        form.add_field(name, value if isinstance(value, str) else json.dumps(value))
    for name, (filename, content, mime) in request_data.multipart_data.items():
        stream = io.BytesIO(content) if isinstance(content, bytes) else content  # aiohttp sends streams in pieces
        form.add_field(name, stream, filename=filename, content_type=mime)
    return form


async def _read(stream: aiohttp.StreamReader, limit: int) -> bytes:
    content = bytearray()
    async for chunk in stream.iter_any():
        content += chunk
        if len(content) > limit:
            raise AnswerTooLarge(bytes(content[:65536]))
    return bytes(content)
