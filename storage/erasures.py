"""The erasure journal: a text file beside the configuration that outlives a restored backup.

One line for each contact that was erased: the day and a random reference, as in "2026-11-22 5f0c…". It says nothing
about anybody; only a database that holds the contact again knows whom it means.
See docs/decisions/0008-erasures-outlive-backups.md.
"""

import asyncio
import os
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.kernel.errors import StoreError

LONGEST_BACKUP = 35
"""Days after which no backup is left that holds somebody who was erased."""
_LINE = re.compile(r"(\d{4}-\d{2}-\d{2}) ([0-9a-f]{32})")


class ErasureJournal:
    """`bot.features.rights.port.Erasures`. The file is made when the first contact is erased, for our account alone."""

    def __init__(self, path: Path) -> None:
        self._path = path

    async def read(self) -> set[str]:
        """The references. A line that a crash left unfinished names nobody. Raises StoreError."""
        return {reference for _, reference in await asyncio.to_thread(self._lines)}

    async def add(self, reference: str, now: int) -> None:
        try:
            await asyncio.to_thread(self._append, f"{_day(now)} {reference}")
        except OSError as error:
            raise _unusable(error) from None

    async def drop_old(self, now: int) -> None:
        oldest = str(datetime.fromtimestamp(now / 1000, UTC).date() - timedelta(days=LONGEST_BACKUP))
        try:
            await asyncio.to_thread(self._rewrite, oldest)
        except OSError as error:
            raise _unusable(error) from None

    def _lines(self) -> list[tuple[str, str]]:
        try:
            text = self._path.read_text(encoding="ascii", errors="replace")
        except FileNotFoundError:
            return []
        except OSError as error:
            raise _unusable(error) from None
        return [(line[1], line[2]) for line in map(_LINE.fullmatch, text.splitlines()) if line]

    def _append(self, line: str) -> None:
        file = os.open(self._path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            size = os.fstat(file).st_size
            if size > 0 and os.pread(file, 1, size - 1) != b"\n":
                line = f"\n{line}"  # after a line that a crash left unfinished
            os.write(file, f"{line}\n".encode())
            os.fsync(file)
        finally:
            os.close(file)
        _sync_folder(self._path)

    def _rewrite(self, oldest: str) -> None:
        lines = self._lines()
        kept = [f"{day} {reference}\n" for day, reference in lines if day >= oldest]
        if len(kept) == len(lines):
            return
        draft = self._path.with_name(f"{self._path.name}.new")
        file = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(file, "w", encoding="ascii") as writing:
            writing.writelines(kept)
            writing.flush()
            os.fsync(writing.fileno())
        draft.replace(self._path)
        _sync_folder(self._path)


def _day(now: int) -> str:
    return str(datetime.fromtimestamp(now / 1000, UTC).date())


def _sync_folder(path: Path) -> None:
    """The file's name must be on the disk too."""
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _unusable(error: OSError) -> StoreError:
    return StoreError(f"the file of erasures (storage.erasures_file) can't be used: {error.strerror}")
