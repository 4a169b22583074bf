"""Photos inside a PDF: what the camera wrote beside the picture is cut out, the picture itself is not touched."""

from bot.kernel.errors import FileReason, FileRefused

KEPT_BOXES = frozenset((b"jP  ", b"ftyp", b"jp2h", b"jp2c"))


def strip_jpeg(content: bytes) -> bytes:
    """Without application data and comments, and without what follows the end of the picture.

    JFIF (APP0) and Adobe's (APP14) stay: they say how the colours are coded. ITU-T T.81, annex B.
    """
    if content[:2] != b"\xff\xd8":
        raise FileRefused(FileReason.DAMAGED)
    kept = [b"\xff\xd8"]
    at = 2
    while True:
        while content[at : at + 1] == b"\xff" and content[at + 1 : at + 2] == b"\xff":
            at += 1  # fill bytes
        if content[at : at + 2] == b"\xff\xd9":
            return b"".join([*kept, b"\xff\xd9"])
        if content[at : at + 1] != b"\xff" or at + 4 > len(content):
            raise FileRefused(FileReason.DAMAGED)
        marker = content[at + 1]
        length = int.from_bytes(content[at + 2 : at + 4], "big")
        end = at + 2 + length
        if length < 2 or end > len(content):
            raise FileRefused(FileReason.DAMAGED)
        told = content[at + 4 : at + 16]
        is_remark = marker == 0xFE or 0xE1 <= marker <= 0xEF
        if marker == 0xEE and told.startswith(b"Adobe"):
            kept.append(content[at : at + 2] + b"\x00\x0e" + content[at + 4 : at + 16])
        elif marker == 0xE0:
            if told.startswith(b"JFIF\0"):  # without its thumbnail
                kept.append(b"\xff\xe0\x00\x10" + content[at + 4 : at + 16] + b"\0\0")
        elif not is_remark:
            kept.append(content[at:end])
        at = end
        if marker == 0xDA:  # the coded picture, up to the next marker that is none of its own
            at = _end_of_scan(content, at)
            kept.append(content[end:at])
            if at >= len(content):
                return b"".join([*kept, b"\xff\xd9"])


def _end_of_scan(content: bytes, at: int) -> int:
    while True:
        at = content.find(b"\xff", at)
        if at < 0 or at + 1 >= len(content):
            return len(content)
        if content[at + 1] != 0 and not 0xD0 <= content[at + 1] <= 0xD7:
            return at
        at += 2


def strip_jpeg2000(content: bytes) -> bytes:
    """Without the boxes that hold XML, UUIDs and addresses. ISO/IEC 15444-1, annex I."""
    if content[:4] == b"\xff\x4f\xff\x51":
        return content  # a bare code stream, without boxes
    kept = []
    at = 0
    while at + 8 <= len(content):
        length, kind, head = int.from_bytes(content[at : at + 4], "big"), content[at + 4 : at + 8], 8
        if length == 1:
            length, head = int.from_bytes(content[at + 8 : at + 16], "big"), 16
        end = len(content) if length == 0 else at + length
        if end < at + head or end > len(content):
            raise FileRefused(FileReason.DAMAGED)
        if kind in KEPT_BOXES:
            kept.append(content[at:end])
        at = end
    if not kept:
        raise FileRefused(FileReason.DAMAGED)
    return b"".join(kept)
