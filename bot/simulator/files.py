"""Files in chats: kept in memory, described as the Bot API describes them."""

import base64
import hashlib
import struct
from base64 import urlsafe_b64encode
from dataclasses import dataclass, field
from importlib.resources import files as package_files
from typing import Any

MIME = {
    "photo": "image/jpeg",
    "voice": "audio/ogg",
    "video": "video/mp4",
    "video_note": "video/mp4",
    "animation": "video/mp4",
    "audio": "audio/mpeg",
    "document": "application/octet-stream",
    "sticker": "image/webp",
    "thumbnail": "image/jpeg",
}
SUFFIX = {
    "image/jpeg": "jpg",
    "image/png": "png",
    "image/webp": "webp",
    "audio/ogg": "oga",
    "audio/mpeg": "mp3",
    "video/mp4": "mp4",
    "application/pdf": "pdf",
}
SAMPLES = {"letter": ("letter.jpg", "image/jpeg"), "voice": ("voice.ogg", "audio/ogg")}
MEDIA_KINDS = ("photo", "voice", "video", "video_note", "animation", "audio", "document", "sticker")
NAMED_KINDS = ("video", "animation", "audio", "document")
LONG_KINDS = ("voice", "video", "video_note", "animation", "audio")
SHOWN_KINDS = ("video", "video_note", "animation", "document", "sticker")
DOWNLOAD_LIMIT = 20 * 1024 * 1024
UPLOAD_LIMIT = 50 * 1024 * 1024
PHOTO_LIMIT = 10 * 1024 * 1024
NO_PICTURE = base64.b64decode(
    "/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAP//////////////////////////////////////////////////////////////////////"
    "////////////////wAALCAABAAEBAREA/8QAFAABAAAAAAAAAAAAAAAAAAAAAP/EABQQAQAAAAAAAAAAAAAAAAAAAAD/2gAIAQEAAD8A"
    "P//Z"
)
"""A JPEG of one pixel: the thumbnail of everything that no one looks at."""


@dataclass(slots=True, repr=False)
class File:
    """`size` may pretend; `data` is what there is. `path` is the Bot API's `file_path`."""

    id: str
    unique_id: str
    kind: str
    data: bytes
    mime: str
    name: str | None
    size: int
    path: str
    seconds: int = 0
    width: int = 0
    height: int = 0
    shown_as: dict[str, Any] = field(default_factory=dict)
    """The fields of a message that shows it: {"voice": {...}}, {"photo": [sizes, small to large]}."""


def sample(name: str) -> tuple[bytes, str]:
    """A ready file and its type: "letter" is a photographed letter, "voice" a voice message."""
    file_name, mime = SAMPLES[name]
    return package_files("bot.simulator").joinpath("static", file_name).read_bytes(), mime


def picture_size(data: bytes) -> tuple[int, int]:
    """Width and height of a JPEG or PNG in pixels; 800 x 600 for anything else."""
    if data[:8] == b"\x89PNG\r\n\x1a\n" and len(data) >= 24:
        width, height = struct.unpack(">II", data[16:24])
        return width, height
    position = 2
    while data[:2] == b"\xff\xd8" and position + 9 < len(data) and data[position] == 0xFF:
        marker, length = data[position + 1], struct.unpack(">H", data[position + 2 : position + 4])[0]
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack(">HH", data[position + 5 : position + 9])
            return width, height
        position += 2 + length
    return 800, 600


class Files:
    """Every file of the world, by id and by path."""

    def __init__(self) -> None:
        self.by_id: dict[str, File] = {}
        self.by_path: dict[str, File] = {}

    def add(
        self,
        kind: str,
        data: bytes,
        *,
        chat: int,
        mime: str | None = None,
        name: str | None = None,
        size: int | None = None,
        seconds: int = 0,
        width: int = 0,
        height: int = 0,
    ) -> File:
        """`chat`: where it was sent."""
        number = len(self.by_id) + 1
        digest = hashlib.sha256(kind.encode() + data).hexdigest()
        mime = mime or MIME[kind]
        file = File(
            id=handle_of(chat, number, digest),
            unique_id=f"{digest[:16]}{width or ''}",
            kind=kind,
            data=data,
            mime=mime,
            name=name if kind in NAMED_KINDS else None,
            size=len(data) if size is None else size,
            path=f"{kind}s/file_{number}.{SUFFIX.get(mime, 'bin')}",
            seconds=seconds,
            width=width,
            height=height,
        )
        self.by_id[file.id] = file
        self.by_path[file.path] = file
        return file

    def add_media(
        self,
        kind: str,
        data: bytes,
        *,
        chat: int,
        mime: str | None = None,
        name: str | None = None,
        size: int | None = None,
        seconds: int = 0,
    ) -> dict[str, Any]:
        """A new file; returns its `shown_as`."""
        if kind == "photo":
            width, height = picture_size(data)
            scales = [edge / max(width, height) for edge in (90, 320, 800) if edge < max(width, height)]
            sizes = [
                self.add("photo", data, chat=chat, size=size, width=round(width * scale), height=round(height * scale))
                for scale in [*scales, 1]
            ]
            shown_as = {"photo": [size_json(file) for file in sizes]}
            for file in sizes:
                file.shown_as = shown_as
            return shown_as
        width, height = (640, 360) if kind in ("video", "animation") else (0, 0)
        file = self.add(
            kind, data, chat=chat, mime=mime, name=name, size=size, seconds=seconds, width=width, height=height
        )
        file.shown_as = self._describe(file, chat)
        return file.shown_as

    def _describe(self, file: File, chat: int) -> dict[str, Any]:
        media: dict[str, Any] = {"file_id": file.id, "file_unique_id": file.unique_id, "file_size": file.size}
        if file.kind in NAMED_KINDS or file.kind == "voice":
            media["mime_type"] = file.mime
        if file.name:
            media["file_name"] = file.name
        if file.kind in LONG_KINDS:
            media["duration"] = file.seconds
        if file.kind in ("video", "animation"):
            media |= {"width": file.width, "height": file.height}
        if file.kind == "video_note":
            media["length"] = 240
        if file.kind == "audio":
            media |= {"title": "Recording", "performer": "Unknown"}
        if file.kind == "sticker":
            media |= {"type": "regular", "width": 512, "height": 512, "is_animated": False, "is_video": False}
            media |= {"emoji": "👋", "set_name": "Greetings"}
        if file.kind in SHOWN_KINDS:
            media["thumbnail"] = size_json(self.add("thumbnail", NO_PICTURE, chat=chat, width=1, height=1))
        if file.kind == "animation":  # both fields, for old clients
            return {"animation": media, "document": media}
        return {file.kind: media}


def handle_of(chat: int, number: int, digest: str) -> str:
    """A file_id, with what stands in Telegram's own: the chat (in the file reference), the file, what admits to it."""
    return urlsafe_b64encode(struct.pack("<qq", chat, number) + bytes.fromhex(digest[:40])).decode("ascii")


def size_json(file: File) -> dict[str, Any]:
    return {
        "file_id": file.id,
        "file_unique_id": file.unique_id,
        "width": file.width,
        "height": file.height,
        "file_size": file.size,
    }
