"""What whoever runs the service does beside running it. Each works while the service runs."""

from bot.app import make_service
from bot.config import Settings
from bot.core.model import AsideName, SetAside
from bot.errors import StoreError
from bot.ports import Store
from storage.database import open_store_as_it_is

EVERYTHING = "all"
"""The word that names all that was set aside."""


async def list_aside(settings: Settings) -> list[tuple[SetAside, str]]:
    """What was set aside, oldest first, each with where it belongs: a case, a team, or somebody alone. StoreError."""
    service = make_service(settings)
    store = await _open(settings)
    try:
        async with store.transaction() as tx:
            aside = await tx.set_aside()
    finally:
        await store.close()
    named = []
    for each in aside:
        team = service.team_of_chat(each.channel, each.chat)
        if each.title:
            place = each.title
        elif team is not None:
            place = f"team {team.name}"
        else:
            place = "staff chat" if each.chat and each.chat == service.staff_chat else "a private chat"
        named.append((each, place))
    return named


async def retry_aside(settings: Settings, names: list[str]) -> list[str]:
    """Try again what is named, or everything. Returns the names that nothing has. Raises StoreError."""
    return await _for_each(settings, names, retry=True)


async def drop_aside(settings: Settings, names: list[str]) -> list[str]:
    """Give up what is named, or everything. Returns the names that nothing has. Raises StoreError."""
    return await _for_each(settings, names, retry=False)


async def _for_each(settings: Settings, names: list[str], *, retry: bool) -> list[str]:
    store = await _open(settings)
    unknown = []
    try:
        async with store.transaction() as tx:
            if names == [EVERYTHING]:
                names = [str(each.name) for each in await tx.set_aside()]
            for name in names:
                aside = AsideName.read(name)
                act = tx.requeue if retry else tx.drop_aside
                if aside is None or not await act(aside):
                    unknown.append(name)
    finally:
        await store.close()
    return unknown


async def _open(settings: Settings) -> Store:
    store = await open_store_as_it_is(settings.storage.url)
    if store is None:
        raise StoreError("there is none yet, or it has an older form; the first run of the service makes it")
    return store
