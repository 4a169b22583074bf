"""Telegram as the registry has it: its channel and its check, from the section [telegram]."""

from collections.abc import Sequence

from bot.config import Endpoint, Settings
from bot.kernel.channel import ServedGroup
from bot.kernel.findings import Finding
from handlers.platform import Platform, Surroundings
from handlers.telegram.admit import Group
from handlers.telegram.capabilities import CAPABILITIES
from handlers.telegram.channel import TELEGRAM, TITLE, TelegramChannel
from handlers.telegram.check import inspect
from handlers.telegram.receive import Webhook


def _build(settings: Settings, groups: Sequence[ServedGroup], around: Surroundings) -> TelegramChannel:
    telegram = settings.telegram
    return TelegramChannel(
        token=telegram.token.get_secret_value(),
        api_base_url=telegram.api_base_url,
        store=around.store,
        clock=around.clock,
        ids=around.ids,
        groups=[Group(around.ids.reveal_number(group.chat), group.threads, group.relay_thread) for group in groups],
        webhook=_webhook(settings),
        paces=CAPABILITIES.paces if telegram.paced else None,
        arrived=around.arrived,
        act_with=around.act_with,
        polled=around.polled,
        files=around.files,
    )


async def _inspect(settings: Settings, groups: Sequence[ServedGroup]) -> list[Finding]:
    return await inspect(
        token=settings.telegram.token.get_secret_value(),
        groups=[Group(int(group.chat), group.threads, group.relay_thread) for group in groups],
        webhook=_webhook(settings),
        api_base_url=settings.telegram.api_base_url,
    )


def _webhook(settings: Settings) -> Webhook | None:
    if settings.telegram.receive == "polling":
        return None
    webhook = settings.telegram.webhook
    return Webhook(webhook.public_url, webhook.secret.get_secret_value())


def _listens_at(settings: Settings) -> Endpoint | None:
    return settings.telegram.webhook.listen if settings.telegram.receive == "webhook" else None


TELEGRAM_PLATFORM = Platform(
    name=TELEGRAM,
    title=TITLE,
    capabilities=CAPABILITIES,
    build=_build,
    inspect=_inspect,
    listens_at=_listens_at,
)
