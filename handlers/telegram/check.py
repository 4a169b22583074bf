"""Whether Telegram is set up as the configuration expects, in plain words for the person who can click."""

from collections.abc import Iterable

from telegram import Bot, ChatMember, ChatMemberAdministrator
from telegram.error import BadRequest, ChatMigrated, Forbidden, InvalidToken, TelegramError

from bot.kernel.findings import Finding, Severity
from handlers.telegram.admit import ASKED, Group
from handlers.telegram.channel import API, TELEGRAM, make_bot
from handlers.telegram.receive import Webhook
from handlers.telegram.request import AiohttpRequest


async def inspect(
    *, token: str, groups: Iterable[Group], webhook: Webhook | None = None, api_base_url: str = API
) -> list[Finding]:
    """Look at the token, the way updates come, the privacy mode and each group. Changes nothing, raises nothing."""
    request = AiohttpRequest()
    await request.initialize()
    bot = make_bot(token, api_base_url, request)
    try:
        return await _inspect(bot, groups, webhook)
    except InvalidToken:
        what = "Telegram does not know this token."
        click = "In Telegram, open @BotFather, send /token, choose the bot, and put the token into the configuration."
        return [Finding(Severity.ERROR, "token", what, click)]
    except TelegramError:
        what = "Telegram can't be reached, or does not answer."
        return [Finding(Severity.ERROR, "network", what, "Check the network and the address of the Bot API.")]
    finally:
        await request.shutdown()


async def _inspect(bot: Bot, groups: Iterable[Group], webhook: Webhook | None) -> list[Finding]:
    me = await bot.get_me()
    findings = [Finding(Severity.FINE, "token", f"The bot is @{me.username}.")]
    if me.can_read_all_group_messages:
        findings.append(
            Finding(
                Severity.WARNING,
                "privacy mode",
                "It is off: Telegram sends the bot everything that is said in any group that it is added to.",
                "In @BotFather: /setprivacy, choose the bot, Enable. Then remove it from each group and add it again.",
            )
        )
    else:
        findings.append(Finding(Severity.FINE, "privacy mode", "It is on."))
    findings.append(await _look_at_webhook(bot, webhook))
    for group in groups:
        findings += await _look_at_group(bot, me.id, group)
    return findings


async def _look_at_webhook(bot: Bot, webhook: Webhook | None) -> Finding:
    state = await bot.get_webhook_info()
    if webhook is None:
        if state.url:
            what = "Updates are pushed to a webhook, though the configuration says polling."
            click = "Nothing to click: the bot removes it at its next start. No other program may use the token."
            return Finding(Severity.WARNING, "webhook", what, click)
        return Finding(Severity.FINE, "webhook", "None is set; the bot polls.")
    if state.url != webhook.url:
        what = "Telegram pushes to another address than the configuration says, or to none."
        return Finding(Severity.WARNING, "webhook", what, "Nothing to click: the bot sets it at its next start.")
    if set(state.allowed_updates or ()) != set(ASKED):
        what = "It is set for other kinds of updates."
        return Finding(Severity.WARNING, "webhook", what, "Nothing to click: the bot sets it at its next start.")
    if state.last_error_message:
        what = f"Telegram could not deliver lately; {state.pending_update_count} updates wait."
        click = "Check the certificate and the reverse proxy in front of the bot."
        return Finding(Severity.WARNING, "webhook", what, click)
    return Finding(Severity.FINE, "webhook", "It is set.")


async def _look_at_group(bot: Bot, us: int, group: Group) -> list[Finding]:
    subject = str(group.chat)
    try:
        chat = await bot.get_chat(group.chat)
        member = await bot.get_chat_member(group.chat, us)
    except ChatMigrated as error:
        what = "This group was upgraded by Telegram and has a new id."
        return [
            Finding(
                Severity.WARNING, subject, what, f'Write chat = "{TELEGRAM}:{error.new_chat_id}" in the configuration.'
            )
        ]
    except (BadRequest, Forbidden):
        what = "The bot does not see this group."
        click = "Add the bot to the group, or correct the group's id in the configuration."
        return [Finding(Severity.ERROR, subject, what, click)]
    if member.status in (ChatMember.LEFT, ChatMember.BANNED):
        return [Finding(Severity.ERROR, subject, "The bot is not in this group.", "Add the bot to the group.")]
    if not isinstance(member, ChatMemberAdministrator):
        what = "The bot is no administrator here: it gets no reactions, and does not learn who comes and goes."
        click = "Group settings, Administrators, Add Admin, choose the bot; allow Delete Messages"
        if group.forum:
            return [
                Finding(Severity.ERROR, subject, f"{what[:-1]}, and can't open topics.", f"{click} and Manage Topics.")
            ]
        return [Finding(Severity.WARNING, subject, what, f"{click}.")]
    findings = []
    if group.forum and not chat.is_forum:
        what = "The configuration says that this group has topics, but they are off."
        click = 'Group settings, switch on "Topics"; or write threads = false for this team in the configuration.'
        findings.append(Finding(Severity.ERROR, subject, what, click))
    if chat.is_forum and not group.forum:
        what = "This group has topics, but the configuration does not use them."
        click = "Write threads = true for this team in the configuration to give each case its own topic."
        findings.append(Finding(Severity.WARNING, subject, what, click))
    rights = "Group settings, Administrators, the bot, allow"
    if group.forum and not member.can_manage_topics:
        what = "The bot may not open a topic for a case."
        findings.append(Finding(Severity.ERROR, subject, what, f"{rights} Manage Topics."))
    if not member.can_delete_messages:
        what = "The bot may not delete messages, so what was taken back stays visible."
        findings.append(Finding(Severity.WARNING, subject, what, f"{rights} Delete Messages."))
    return findings or [Finding(Severity.FINE, subject, "The bot is an administrator with the rights it needs.")]
