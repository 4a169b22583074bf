"""Whoever copies the example has to fill it in before people can write to it."""

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from bot.config.settings import Settings
from bot.config.sources import TOKEN, WEBHOOK_SECRET
from bot.kernel.errors import ConfigError

EXAMPLE_TOKEN = "123456:REPLACE-ME"  # noqa: S105 - the one that config.example.toml shows
EXAMPLE_NAME = "Example Advice"
GROUP_ADVICE = (
    "write your group's own: open the group on https://web.telegram.org/a/ and copy the number after # in the "
    "address, with its minus"
)


def refuse_example_values(settings: Settings) -> None:
    """Raise ConfigError when a secret that `run` needs is missing, or a value is still the example's."""
    if faults := list(_example_values(settings)):
        raise ConfigError(faults)


def _example_values(settings: Settings) -> Iterator[str]:
    telegram, service = settings.telegram, settings.service
    token = telegram.token.get_secret_value()
    if token in ("", EXAMPLE_TOKEN):
        yield (
            f"telegram.token_file: {'the bot has no token' if not token else 'this is the token of the example'}; "
            "write to @BotFather in Telegram, /newbot, and put the token that it gives you into a file and its "
            f"name here, or into the environment variable {TOKEN.variable}"
        )
    if telegram.receive == "webhook" and not telegram.webhook.secret.get_secret_value():
        yield (
            f"telegram.webhook.secret_file: the webhook has no secret; {WEBHOOK_SECRET.advice}, and put it into a file "
            f"and its name here, or into the environment variable {WEBHOOK_SECRET.variable}"
        )
    if service.name == EXAMPLE_NAME:
        yield "service.name: this is the name of the example; write the name of your service"
    for key, address in (
        ("service.privacy_url", service.privacy_url),
        ("telegram.webhook.public_url", telegram.webhook.public_url),
    ):
        if re.search(r"(^|\.)example(\.(org|com|net))?$", urlsplit(address).hostname or ""):
            yield f'{key}: this is the address of the example; write your own, or ""'
    chats = [(f"teams[{index}].chat", team.chat) for index, team in enumerate(settings.teams)]
    if settings.staff.chat is not None:
        chats.append(("staff.chat", settings.staff.chat))
    for key, chat in chats:
        if re.fullmatch(r"-100(\d)\1{9}", chat.id):
            yield f"{key}: {chat.id} is a number of the example; {GROUP_ADVICE}"
