"""Sound and film: the same coded sound and pictures in a new container, and nothing else."""

import io
from collections.abc import Callable, Iterator
from typing import Any

import av
from av.bitstream import BitStreamFilterContext

from bot.cleaning.types import Cleaned, Form, recording_format
from bot.kernel.errors import FileReason, FileRefused

IN_MP4 = frozenset(("h264", "hevc", "mpeg4", "av1", "vp9", "aac", "mp3", "opus", "alac", "ac3", "eac3", "h263"))
"""What may stand in an MP4; an old QuickTime film with anything else stays one."""
EXTENSIONS = {
    "mp4": (".m4a", ".mp4"),
    "mov": (".mov", ".mov"),
    "ogg": (".ogg", ".ogv"),
    "matroska": (".mka", ".mkv"),
    "webm": (".weba", ".webm"),
    "amr": (".amr", ""),
    "wav": (".wav", ""),
    "avi": (".avi", ".avi"),
    "flac": (".flac", ""),
    "adts": (".aac", ""),
    "mp3": (".mp3", ""),
}
"""For each container: the extension of a sound, and of a film."""
REMARKS = {"h264": "filter_units=remove_types=6", "hevc": "filter_units=remove_types=39|40"}
"""Takes the remarks out of a coded film (supplemental enhancement information), where cameras and encoders sign.
Source: ITU-T H.264 and H.265, table 7-1."""


def clean_recording(content: bytes) -> Cleaned:
    """A sound or a film without tags, chapters, covers, subtitles, attachments, positions and times of making."""
    reader = recording_format(content)
    if reader is None:
        raise FileRefused(FileReason.UNKNOWN)
    with av.open(io.BytesIO(content), format=reader, options={"protocol_whitelist": ""}) as source:
        streams = [stream for stream in source.streams if _is_kept(stream)]
        if not streams:
            raise FileRefused(FileReason.DAMAGED)
        writer = _writer_for(reader, content, streams)
        is_film = any(stream.type == "video" for stream in streams)
        cleaned = _rewritten(source, streams, writer)
    return Cleaned(cleaned, Form.FILM if is_film else Form.SOUND, EXTENSIONS[writer][is_film])


def _is_kept(stream: Any) -> bool:
    """Sound and film. A "film" that is a cover picture is none; a track in a format that nobody knows is left out."""
    if stream.codec_context is None:
        return False
    attached = av.stream.Disposition.attached_pic | av.stream.Disposition.timed_thumbnails
    return stream.type in ("audio", "video") and not stream.disposition & attached


def _writer_for(reader: str, content: bytes, streams: list[Any]) -> str:
    names = {stream.codec_context.name for stream in streams}
    match reader:
        case "mov":
            return "mp4" if all(name.split("_")[0] in IN_MP4 for name in names) else "mov"
        case "matroska":
            if "vorbis" in names:
                raise FileRefused(FileReason.FILM)  # its comments would be taken over as they are
            return "webm" if b"webm" in content[:64] else "matroska"
        case "aac":
            return "adts"
        case _:
            return reader


def _rewritten(source: Any, streams: list[Any], writer: str) -> bytes:
    out = io.BytesIO()
    options = (
        {"fflags": "+bitexact", "write_id3v1": "0", "id3v2_version": "0"}
        if writer == "mp3"
        else {"fflags": "+bitexact"}
    )
    with av.open(out, "w", format=writer, options=options) as target:
        ways: dict[int, Callable[[Any], Iterator[Any]]] = {}
        for stream in streams:
            copy = target.add_stream_from_template(stream, opaque=True)
            copy.metadata.clear()
            ways[stream.index] = _way(stream, copy)
        for packet in source.demux(streams):
            for ready in ways[packet.stream.index](packet):
                target.mux(ready)
    return out.getvalue()


def _way(stream: Any, copy: Any) -> Callable[[Any], Iterator[Any]]:
    """How a stream's packets get across."""
    remarks = REMARKS.get(stream.codec_context.name)
    sieve = BitStreamFilterContext(remarks, stream, copy) if remarks else None

    def carry(packet: Any) -> Iterator[Any]:
        if packet.size == 0 and sieve is None:
            return
        for ready in sieve.filter(packet if packet.size else None) if sieve else (packet,):
            ready.stream = copy
            yield ready

    return carry
