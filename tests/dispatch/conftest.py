"""One team with fifty people behind it, and staff in a chat of their own."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.kernel.ids import ChatAddress, ChatRef
from tests.features.relay.wrong_case import GROUP, TELEGRAM, VOLUNTEERS, Group, fifty_cases

STAFF_CHAT = ChatRef("-100900")
STRANGER, OWNER = ChatRef("555"), ChatRef("1")


def at(chat: ChatRef) -> ChatAddress:
    return ChatAddress(TELEGRAM, chat)


@pytest.fixture
async def group(tmp_path: Path) -> AsyncIterator[Group]:
    async with fifty_cases(f"sqlite:{tmp_path / 'sides.db'}", "sides") as group:
        service = replace(group.context.service, staff_chat=STAFF_CHAT, owners=frozenset({at(OWNER)}))
        members = {
            **group.context.members,
            (at(GROUP), STRANGER): False,
            (at(STAFF_CHAT), STRANGER): False,
            (at(STAFF_CHAT), VOLUNTEERS[0]): False,
        }
        group.context = replace(group.context, service=service, members=members)
        yield group
