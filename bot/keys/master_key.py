"""Where the master key lies: found, made, exchanged. Never in the folder of the database."""

import fcntl
import os
import stat
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from bot.kernel.errors import KeyFault
from bot.keys.crypto import MasterKey, Secret
from bot.keys.recovery_sheet import read_key, write_key

CREDENTIAL = "brobygger.key"
VARIABLE = "BROBYGGER_KEY"
HEADER = "# Brobygger's master key. Without it nobody can read the database. Print it: brobygger keys sheet\n"


@dataclass(frozen=True, slots=True, repr=False)
class FoundKey(Secret):
    """`place` is what people read. `file` is set when the key can be exchanged there."""

    key: MasterKey
    place: str
    file: Path | None = None
    warning: str = ""


def find_key(file: Path, data_folder: Path | None, environ: Mapping[str, str]) -> FoundKey | None:
    """The key: systemd's credential, else the file, else the environment; None where there is none.

    `data_folder` is that of the database, if it has one on this computer. Raises KeyFault for a key that is not kept
    well or is none.
    """
    if environ.get("CREDENTIALS_DIRECTORY"):
        credential = Path(environ["CREDENTIALS_DIRECTORY"]) / CREDENTIAL
        if credential.exists():
            return FoundKey(_read(credential), f"systemd's credential {CREDENTIAL}")
    refuse_place(file, data_folder)
    if file.exists():
        if file.stat().st_mode & (stat.S_IROTH | stat.S_IWOTH):
            raise KeyFault(f"everybody on this computer can read {file}; run: chmod 600 {file}")
        return FoundKey(_read(file), str(file), file)
    if environ.get(VARIABLE):
        warning = f"the master key is in the environment ({VARIABLE}), which other programs may see; a file is safer"
        return FoundKey(read_key(environ[VARIABLE]), f"the environment variable {VARIABLE}", warning=warning)
    return None


def refuse_place(file: Path, data_folder: Path | None) -> None:
    """Raises KeyFault for a file in the folder of the database: who copies the one would have the other."""
    if data_folder is not None and file.resolve().is_relative_to(data_folder.resolve()):
        raise KeyFault(
            f"{file} would lie in the folder of the database, and in every copy of it; name a file elsewhere under "
            "[storage] key_file, or give the database a folder of its own"
        )


def make_key_file(file: Path) -> MasterKey:
    """A new key in a file that only its owner can read. Raises KeyFault, also when there is a file already."""
    new = MasterKey.make()
    draft = file.with_name(f"{file.name}.{os.getpid()}")
    try:
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        _write(draft, new)
        try:
            os.link(draft, file)  # unlike a rename, this takes nobody's place
        finally:
            draft.unlink()
        _sync_folder(file)
    except OSError as error:
        raise KeyFault(f"{file} can't be made: {error.strerror}") from None
    return new


@contextmanager
def new_key_beside(file: Path) -> Iterator[MasterKey]:
    """A new key in a second file, which takes the place of the first with `take_place`.

    Whoever was interrupted finds the same new key again. Raises KeyFault while somebody else is at it.
    """
    beside = _beside(file)
    try:
        lock = os.open(beside, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise KeyFault(f"{beside} can't be made: {error.strerror}") from None
    try:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise KeyFault("somebody else is exchanging the key just now") from None
        new = None
        with suppress(KeyFault):
            new = _read(beside)
        if new is None:
            new = MasterKey.make()
            _write(beside, new)
        yield new
    finally:
        os.close(lock)


def take_place(file: Path) -> None:
    """The new key is the key from now on."""
    os.replace(_beside(file), file)
    _sync_folder(file)


def _beside(file: Path) -> Path:
    return file.with_name(f"{file.name}.new")


def _read(file: Path) -> MasterKey:
    try:
        text = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        raise KeyFault(f"{file} can't be read") from None
    try:
        return read_key(text)
    except KeyFault as fault:
        raise KeyFault(f"{file}: {fault}") from None


def _write(file: Path, key: MasterKey) -> None:
    with open(file, "w", encoding="utf-8", opener=_private) as opened:
        opened.write(f"{HEADER}{write_key(key)}\n")
        opened.flush()
        os.fsync(opened.fileno())


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _sync_folder(file: Path) -> None:
    folder = os.open(file.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
