"""The rules and words by which a process works on the service, from its settings and its database."""

import random
from dataclasses import replace

from bot.config import Settings
from bot.config.service import make_service
from bot.engine.runtime import Runtime
from bot.features.rights.texts import notice_version
from bot.i18n import Catalogs
from bot.kernel.clock import Clock
from bot.kernel.ids import ChannelName, ChatRef, LanguageCode
from handlers.registry import PLATFORMS
from storage.store import SqlStore

WRITTEN_IN = LanguageCode("en")
"""The language of the sentences themselves."""


def make_runtime(settings: Settings, clock: Clock, store: SqlStore) -> Runtime:
    def name_chat(channel: ChannelName, id: str) -> ChatRef:
        return store.keys.ids(channel).conceal(id)

    catalogs, service = Catalogs.load(), make_service(settings, name_chat)
    service = replace(service, notice_version=notice_version(catalogs.translator(WRITTEN_IN), service))
    capabilities = {name: platform.capabilities for name, platform in PLATFORMS.items()}
    return Runtime(service, catalogs, clock, random.SystemRandom(), capabilities)
