"""What staff read while they write to the volunteers."""

from collections.abc import Sequence

from bot.features.broadcasts.buttons import MoveNote, NoteMove
from bot.features.broadcasts.rules import StaffNote
from bot.features.shared.texts import headed
from bot.kernel.content import Text
from bot.kernel.ids import TeamName
from bot.kernel.outgoing import Button, Keyboard, Send
from bot.kernel.translation import Translator


def note_screen(_: Translator, note: StaffNote, teams: Sequence[TeamName]) -> Send:
    """Which teams get it, whether it is pinned; the words stand in a message of their own above."""

    def button(label: str, move: NoteMove, value: str = "") -> Button:
        return Button(label, MoveNote(move, note.id, value).pack())

    # TRANSLATORS: Button: throw the draft away.
    drop = (button("🗑 " + _("Drop it"), NoteMove.DROP),)
    # TRANSLATORS: Heading of a screen for staff, who write to all volunteers.
    head = _("📢 To the volunteers")
    if note.content is None:
        ask = _("Reply to this message with what you want to say to them.")
        # TRANSLATORS: Keep the command as it is. To answer is to reply.
        other = _("Does it stand in this chat already, as a forwarded message? Answer that with /announce")
        return Send(headed(head, "", ask, other), (drop,))
    lines = [
        head,
        "",
        _("Above is what they will see. To change it, reply to this message."),
        _("Which teams?"),
    ]
    rows: Keyboard = tuple(
        (button(("✅ " if team in note.teams else "") + team, NoteMove.TEAM, str(number)),)
        for number, team in enumerate(teams)
    )
    # TRANSLATORS: Button: whether the message is pinned at the top of each group.
    pin = ("✅ " if note.pinned else "") + "📌 " + _("Pin it")
    # TRANSLATORS: Button: yes, send it to the volunteers.
    send = ((button("📢 " + _("Send it"), NoteMove.SEND),),) if note.teams else ()
    return Send(headed(*lines), (*rows, (button(pin, NoteMove.PIN),), *send, drop))


def note_sent(_: Translator, teams: Sequence[TeamName]) -> Send:
    # TRANSLATORS: {teams} are the names of teams of volunteers.
    return Send(Text(_("📢 On its way to: {teams}", teams=", ".join(teams))))


def note_heading(_: Translator) -> str:
    # TRANSLATORS: Above what staff write to all volunteers.
    return "📢 " + _("From the staff")


def pin_refused(_: Translator, team: TeamName) -> Send:
    return Send(
        Text(
            _(
                "⚠️ The message could not be pinned in the group of team {team}. In Telegram: group → Administrators → "
                "the bot → allow “Pin messages”.",
                team=team,
            )
        )
    )
