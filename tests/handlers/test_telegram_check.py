"""What is found wrong with a set-up, and what to click."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from bot.kernel.findings import Severity
from handlers.telegram.admit import ASKED, Group
from handlers.telegram.check import inspect
from handlers.telegram.receive import Webhook
from tests.handlers.bot_api import BOT, DROP, TOKEN, BotApi, Failure

GROUP = Group(-1002, forum=True)
NO_WEBHOOK = {"url": "", "has_custom_certificate": False, "pending_update_count": 0}
HOOK = Webhook("https://bridge.example/telegram", "s3cret")
HOOKED = {**NO_WEBHOOK, "url": HOOK.url, "allowed_updates": list(ASKED)}
CHAT = {
    "id": -1002,
    "type": "supergroup",
    "title": "A team",
    "is_forum": True,
    "accent_color_id": 1,
    "max_reaction_count": 11,
    "accepted_gift_types": dict.fromkeys(
        "unlimited_gifts limited_gifts unique_gifts premium_subscription gifts_from_channels".split(), False
    ),
}
RIGHTS = {
    "can_be_edited": False,
    "is_anonymous": False,
    "can_manage_chat": True,
    "can_delete_messages": True,
    "can_manage_video_chats": False,
    "can_restrict_members": False,
    "can_promote_members": False,
    "can_change_info": False,
    "can_invite_users": False,
    "can_post_stories": False,
    "can_edit_stories": False,
    "can_delete_stories": False,
    "can_manage_topics": True,
}
ADMINISTRATOR = {"user": BOT, "status": "administrator", **RIGHTS}


@pytest.fixture
async def api() -> AsyncIterator[BotApi]:
    async with BotApi() as running:
        yield running


@pytest.mark.parametrize(
    ("answers", "group", "webhook", "expected"),
    [
        ({}, GROUP, None, []),
        ({"getMe": Failure(401, "Unauthorized")}, GROUP, None, [("error", "token")]),
        ({"getMe": DROP}, GROUP, None, [("error", "network")]),
        ({"getMe": {**BOT, "can_read_all_group_messages": True}}, GROUP, None, [("warning", "privacy mode")]),
        ({"getWebhookInfo": HOOKED}, GROUP, None, [("warning", "webhook")]),
        ({"getWebhookInfo": HOOKED}, GROUP, HOOK, []),
        ({"getWebhookInfo": NO_WEBHOOK}, GROUP, HOOK, [("warning", "webhook")]),
        ({"getWebhookInfo": {**HOOKED, "allowed_updates": ["message"]}}, GROUP, HOOK, [("warning", "webhook")]),
        (
            {"getWebhookInfo": {**HOOKED, "last_error_message": "x", "last_error_date": 1}},
            GROUP,
            HOOK,
            [("warning", "webhook")],
        ),
        ({"getChat": Failure(400, "Bad Request: chat not found")}, GROUP, None, [("error", "-1002")]),
        (
            {"getChat": Failure(400, "Bad Request: upgraded", {"migrate_to_chat_id": -1005})},
            GROUP,
            None,
            [("warning", "-1002")],
        ),
        ({"getChat": Failure(403, "Forbidden: bot was kicked")}, GROUP, None, [("error", "-1002")]),
        ({"getChatMember": {"user": BOT, "status": "left"}}, GROUP, None, [("error", "-1002")]),
        ({"getChatMember": {"user": BOT, "status": "member"}}, GROUP, None, [("error", "-1002")]),
        (
            {"getChatMember": {"user": BOT, "status": "member"}, "getChat": {**CHAT, "is_forum": False}},
            Group(-1002),
            None,
            [("warning", "-1002")],
        ),
        (
            {"getChatMember": {**ADMINISTRATOR, "can_manage_topics": False, "can_delete_messages": False}},
            GROUP,
            None,
            [("error", "-1002"), ("warning", "-1002")],
        ),
        ({"getChat": {**CHAT, "is_forum": False}}, GROUP, None, [("error", "-1002")]),
        ({}, Group(-1002), None, [("warning", "-1002")]),
    ],
)
async def test_findings(
    api: BotApi, answers: dict[str, Any], group: Group, webhook: Webhook | None, expected: list[tuple[str, str]]
) -> None:
    usual = {"getWebhookInfo": NO_WEBHOOK, "getChat": CHAT, "getChatMember": ADMINISTRATOR}
    for method, answer in (usual | answers).items():
        api.answer(method, answer)
    findings = await inspect(token=TOKEN, groups=[group], webhook=webhook, api_base_url=api.url)
    wrong = [finding for finding in findings if finding.severity is not Severity.FINE]
    assert [(finding.severity, finding.subject) for finding in wrong] == expected
    assert all(finding.problem and finding.advice for finding in wrong)
    assert TOKEN not in repr(findings)
