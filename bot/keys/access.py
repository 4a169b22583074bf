"""What is done with the master key: found or made when the service starts, proven, exchanged."""

import logging
import os
from pathlib import Path

from bot.config import Settings
from bot.kernel.errors import KeyFault
from bot.keys.crypto import MasterKey
from bot.keys.master_key import FoundKey, find_key, make_key_file, new_key_beside, refuse_place, take_place
from bot.keys.recovery_sheet import read_key
from storage.database import check_key, exchanging_key, has_data, open_store_as_it_is
from storage.store import SqlStore

log = logging.getLogger(__name__)


def find_master_key(settings: Settings) -> FoundKey | None:
    """The service's key, if there is one. Raises KeyFault when it is not kept well."""
    return find_key(Path(settings.storage.key_file), _data_folder(settings), os.environ)


async def access_master_key(settings: Settings) -> MasterKey:
    """The service's key; the first start makes one. Raises KeyFault, also when a database has lost its key."""
    found = find_master_key(settings)
    if found is None:
        key = await make_master_key(settings)
        log.warning("made the master key: %s; print it now with: brobygger keys sheet", settings.storage.key_file)
        return key
    if found.warning:
        log.warning("%s", found.warning)
    return found.key


async def open_with_key(settings: Settings) -> SqlStore | None:
    """The database with its key, only if it is there and up to date. Raises KeyFault, and StoreError."""
    found = find_master_key(settings)
    if found is not None:
        return await open_store_as_it_is(settings.storage.url, found.key)
    if await has_data(settings.storage.url):
        raise _no_key(settings)
    return None


async def make_master_key(settings: Settings) -> MasterKey:
    """A new key for a new database, in the file that the configuration names. Raises KeyFault, and StoreError."""
    found = find_master_key(settings)
    if found is not None:
        raise KeyFault(f"there is one already: {found.place}. To make another one: brobygger keys rotate")
    if await has_data(settings.storage.url):
        raise _no_key(settings)
    file = Path(settings.storage.key_file)
    refuse_place(file, _data_folder(settings))
    return make_key_file(file)


def the_master_key(settings: Settings) -> FoundKey:
    """Raises KeyFault where there is none."""
    found = find_master_key(settings)
    if found is None:
        raise KeyFault(f"there is none yet at {settings.storage.key_file}; make it with: brobygger keys init")
    return found


async def check_master_key(settings: Settings) -> str:
    """What is to say about the key and the database. Raises KeyFault when they do not fit, and StoreError."""
    found = find_master_key(settings)
    if found is None:
        if await has_data(settings.storage.url):
            raise _no_key(settings)
        return "There is none yet; the first run makes it."
    match await check_key(settings.storage.url, found.key):
        case 0:
            return f"It is in order: {found.place}. There is no database yet that it could open."
        case 1:
            return f"It opens the database: {found.place}."
        case _:
            return (
                f"It opens the database: {found.place}. Another one does too, since an exchange was interrupted; "
                "run: brobygger keys rotate"
            )


async def check_sheet(settings: Settings, text: str) -> str:
    """Whether what somebody typed in from the recovery sheet opens the database. Raises KeyFault, and StoreError."""
    if await check_key(settings.storage.url, read_key(text)):
        return "The sheet is right: it opens the database."
    found = the_master_key(settings)
    if found.key != read_key(text):
        raise KeyFault(f"the sheet is for another key than {found.place}")
    return f"The sheet is right: it is the key in {found.place}. There is no database yet that it could open."


async def exchange_master_key(settings: Settings) -> MasterKey:
    """A new master key in the place of the old one. The service may run meanwhile.

    First both keys open the database, then the new one takes the old one's file, then only the new one opens it:
    whoever is interrupted has a key that fits, and may begin again. Raises KeyFault, and StoreError.
    """
    found = the_master_key(settings)
    if found.file is None:
        raise KeyFault(
            f"it comes from {found.place}, and only a key in a file can be exchanged; see [storage] key_file"
        )
    with new_key_beside(found.file) as new:
        if await has_data(settings.storage.url):
            async with exchanging_key(settings.storage.url, found.key, new):
                take_place(found.file)
        else:
            take_place(found.file)
    return new


def _data_folder(settings: Settings) -> Path | None:
    kind, _, place = settings.storage.url.partition(":")
    return Path(place).parent if kind == "sqlite" else None


def _no_key(settings: Settings) -> KeyFault:
    return KeyFault(
        f"the database holds data, and its key is not there: {settings.storage.key_file}. Put it back, or write the "
        "four lines of the recovery sheet into that file"
    )
