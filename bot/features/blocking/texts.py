"""What is said about people from whom nothing is passed on."""

from bot.features.blocking.buttons import AgreeToBlock, BlockFlood, LeaveFlood, RefuseToBlock
from bot.features.shared.texts import headed
from bot.kernel.content import Text
from bot.kernel.outgoing import Button, Send
from bot.kernel.translation import Translator


def block_usage(_: Translator) -> Send:
    # TRANSLATORS: Keep the commands; "Blue Heron" is a made-up name of a person, "insults" the reason.
    return Send(Text(_("Whom? Write the name from the case, as in: /block Blue Heron insults")))


def nobody_of_that_name(_: Translator, name: str) -> Send:
    return Send(Text(_("Nobody is called {name}. Write the two words that stand on the case.", name=name)))


def blocked(_: Translator, name: str) -> Send:
    return Send(
        Text(
            # TRANSLATORS: To staff. {name} is a made-up name such as "Blue Heron".
            _(
                "⛔ Nothing more of {name} is passed on, and the open cases are closed. To undo: /unblock {name}",
                name=name,
            )
        )
    )


def blocked_already(_: Translator, name: str, reason: str) -> Send:
    return Send(Text(_("{name} is blocked already. Reason: {reason}", name=name, reason=reason or "–")))


def unblocked(_: Translator, name: str, reason: str) -> Send:
    return Send(
        Text(_("✅ {name} is heard again. The reason of the block was: {reason}", name=name, reason=reason or "–"))
    )


def not_blocked(_: Translator, name: str) -> Send:
    return Send(Text(_("{name} is not blocked.", name=name)))


def ask_block(_: Translator, handle: str, volunteer: str, title: str, reason: str) -> Send:
    """A volunteer's request, before staff."""
    return Send(
        headed(
            # TRANSLATORS: To staff. {volunteer} is such as "Volunteer A", {title} such as "Blue Heron · Work".
            _("⛔ {volunteer} asks to block: {title}", volunteer=volunteer, title=title),
            _("Reason: {reason}", reason=reason or "–"),
        ),
        (
            (
                # TRANSLATORS: Button: pass on nothing more from a person.
                Button("⛔ " + _("Block"), AgreeToBlock(handle).pack()),
                # TRANSLATORS: Button: do not block the person.
                Button("👍 " + _("Don't block"), RefuseToBlock(handle).pack()),
            ),
        ),
    )


def confirm_block(_: Translator, handle: str, name: str) -> Send:
    """Before staff block somebody by a button."""
    return Send(
        Text(
            # TRANSLATORS: To staff. {name} is a made-up name such as "Blue Heron".
            _("⛔ Block {name}? Nothing more of them is passed on then, and their open cases are closed.", name=name)
        ),
        (
            (
                # TRANSLATORS: Button: pass on nothing more from a person.
                Button("⛔ " + _("Block"), BlockFlood(handle).pack()),
                # TRANSLATORS: Button: do not block the person.
                Button("👍 " + _("Don't block"), LeaveFlood(handle).pack()),
            ),
        ),
    )


def flood_reason(_: Translator) -> str:
    # TRANSLATORS: Why staff blocked a person, in a list for staff.
    return _("too many messages")


def block_asked(_: Translator) -> Send:
    return Send(Text(_("⛔ Staff are asked to block this person.")))


def block_answered(_: Translator, name: str, yes: bool) -> Send:
    """What the team hears of its request."""
    if yes:
        return Send(Text(_("⛔ Staff have blocked {name}. Nothing more of them comes here.", name=name)))
    return Send(Text(_("👍 Staff have not blocked {name}.", name=name)))


def turned_away(_: Translator) -> Send:
    """The one answer that a blocked contact gets; the emergency numbers follow it."""
    return Send(Text(_("⛔ This service can't help you further. What you write here is not passed on.")))
