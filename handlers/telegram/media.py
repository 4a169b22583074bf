"""Neutral names for files: what people call their files may name them."""

import mimetypes
import re

EXTENSIONS = {
    "application/msword": ".doc",
    "application/pdf": ".pdf",
    "application/rtf": ".rtf",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation": ".pptx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": ".xlsx",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
    "application/vnd.oasis.opendocument.text": ".odt",
    "application/zip": ".zip",
    "audio/aac": ".aac",
    "audio/flac": ".flac",
    "audio/m4a": ".m4a",
    "audio/mp4": ".m4a",
    "audio/mpeg": ".mp3",
    "audio/ogg": ".ogg",
    "audio/wav": ".wav",
    "audio/x-m4a": ".m4a",
    "audio/x-wav": ".wav",
    "image/gif": ".gif",
    "image/heic": ".heic",
    "image/jpeg": ".jpg",
    "image/png": ".png",
    "image/webp": ".webp",
    "text/plain": ".txt",
    "video/mp4": ".mp4",
    "video/quicktime": ".mov",
    "video/webm": ".webm",
}
"""Public media types (IANA) that people send to an advice service."""

_KNOWN = mimetypes.MimeTypes()  # Python's own table, so that names do not depend on the machine


def neutral_name(kind: str, mime: str | None, default: str = ".bin") -> str:
    """Such as "document.pdf": the kind of message and an extension for the media type, never the original name."""
    if not mime:
        return kind + default
    kind_of_file = mime.partition(";")[0].strip().lower()
    extension = EXTENSIONS.get(kind_of_file) or _KNOWN.guess_extension(kind_of_file) or ".bin"
    return kind + (extension if re.fullmatch(r"\.[a-z0-9]{1,8}", extension) else ".bin")
