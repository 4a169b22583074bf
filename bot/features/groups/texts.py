"""Every sentence about groups: how one becomes a team's, what the bot lacks there, what became of it."""

from collections.abc import Sequence

from bot.features.cases.texts import how_to_answer
from bot.features.groups.buttons import (
    CLOSE,
    KEEP,
    AgreeToLink,
    EndLink,
    LanguagesDone,
    LinkToPlace,
    RefuseLink,
    ToggleLanguage,
    ToggleTopic,
    TopicsDone,
)
from bot.features.shared.texts import headed, topic_label, with_code
from bot.kernel.buttons import Press
from bot.kernel.content import MediaKind, Text
from bot.kernel.group_rights import Lack
from bot.kernel.ids import LanguageCode
from bot.kernel.outgoing import Button, Keyboard, Send
from bot.kernel.service import Team, TeamFigures, Topic
from bot.kernel.translation import Translator

CHOSEN = "✅ "


def lack_line(_: Translator, lack: Lack) -> str:
    """What is missing, and where to click."""
    match lack:
        case Lack.ADMINISTRATOR:
            # TRANSLATORS: A way through Telegram's menus; use the words that Telegram has in your language.
            return _("⚠️ Make the bot an administrator: group → Edit → Administrators → Add Admin → the bot.")
        case Lack.TOPICS_OFF:
            # TRANSLATORS: A way through Telegram's menus; use the words that Telegram has in your language.
            return _("⚠️ Topics are switched off here: group → Edit → Topics → switch on.")
        case Lack.MANAGE_TOPICS:
            # TRANSLATORS: A way through Telegram's menus; use the words that Telegram has in your language.
            return _("⚠️ The bot can't open topics: group → Edit → Administrators → the bot → allow “Manage Topics”.")
        case Lack.DELETE_MESSAGES:
            # TRANSLATORS: A way through Telegram's menus; use the words that Telegram has in your language.
            return _(
                "⚠️ The bot can't take anything back: group → Edit → Administrators → the bot → allow “Delete Messages”."
            )
        case Lack.WRITE:
            # TRANSLATORS: A way through Telegram's menus; use the words that Telegram has in your language.
            return _("⚠️ The bot may not write here: group → Edit → Permissions → allow “Send Messages”.")


def rights_missing(_: Translator, team: str, lacks: Sequence[Lack]) -> Send:
    # TRANSLATORS: To staff; then come the things that are missing, a line for each.
    head = _("Something is missing in the group of team {team}. What can't be sent is kept.", team=team)
    return Send(headed(head, *(lack_line(_, lack) for lack in lacks)))


def kind_forbidden(_: Translator, team: str, kind: MediaKind | None) -> Send:
    """`kind`: what the group does not allow; None: something that is no file."""
    return Send(
        Text(
            # TRANSLATORS: To staff; a way through Telegram's menus; use the words that Telegram has in your language.
            # {permission} is the name of one of its switches, as “Photos”.
            _(
                "⚠️ The group of team {team} does not allow messages of every kind. One was not passed on, and its "
                "writer was told. Group → Edit → Permissions → allow “{permission}”, or make the bot an administrator.",
                team=team,
                permission=_permission(_, kind),
            )
        )
    )


def _permission(_: Translator, kind: MediaKind | None) -> str:
    """The switch under a group's permissions."""
    match kind:
        case MediaKind.PHOTO:
            # TRANSLATORS: A switch under the permissions of a group; use the word that Telegram has in your language.
            return _("Photos")
        case MediaKind.VIDEO:
            # TRANSLATORS: A switch under the permissions of a group; use the word that Telegram has in your language.
            return _("Videos")
        case MediaKind.VOICE:
            # TRANSLATORS: A switch under the permissions of a group; use the word that Telegram has in your language.
            return _("Voice Messages")
        case MediaKind.VIDEO_NOTE:
            # TRANSLATORS: A switch under the permissions of a group; use the word that Telegram has in your language.
            return _("Video Messages")
        case MediaKind.AUDIO:
            # TRANSLATORS: A switch under the permissions of a group; use the word that Telegram has in your language.
            return _("Music")
        case MediaKind.DOCUMENT:
            # TRANSLATORS: A switch under the permissions of a group; use the word that Telegram has in your language.
            return _("Files")
        case MediaKind.ANIMATION:
            # TRANSLATORS: A switch under the permissions of a group; use the word that Telegram has in your language.
            return _("Stickers & GIFs")
        case None:
            # TRANSLATORS: A switch under the permissions of a group; use the word that Telegram has in your language.
            return _("Send Messages")


def rights_complete(_: Translator, team: str) -> Send:
    return Send(Text(_("✅ In the group of team {team} the bot may do all that it needs.", team=team)))


def stranger_left(_: Translator) -> Send:
    return Send(
        Text(
            _(
                "🚪 Somebody who is not staff added the bot to a group. The bot has left it. "
                "If volunteers should answer there, add the bot yourself and write /link in the group."
            )
        )
    )


def greeting(_: Translator, lacks: Sequence[Lack], example: str) -> Send:
    return Send(
        headed(
            # TRANSLATORS: What the bot says in a group that staff have added it to.
            _("👋 Volunteers can answer people in this group."),
            "",
            *(lack_line(_, lack) for lack in lacks),
            # TRANSLATORS: "Topics" is a switch in Telegram's group settings; use Telegram's word.
            _("💡 With Topics switched on (group → Edit → Topics), every case gets a topic of its own."),
            "",
            # TRANSLATORS: {example} is such as "/link ar pl legal". Keep the command.
            _("Then write /link and choose, or write it at once, as in: {example}", example=example),
            _("Nothing is passed on before staff agree in their chat."),
        )
    )


def group_lacks(_: Translator, lacks: Sequence[Lack]) -> Send:
    """Said in a group that waits to be linked, when the bot's rights changed."""
    if not lacks:
        return Send(Text(_("✅ The bot may do all that it needs here. Now write /link")))
    return Send(Text("\n".join(lack_line(_, lack) for lack in lacks)))


def staff_only(_: Translator) -> str:
    return _("🚫 Only staff can do that.")


def no_staff_chat(_: Translator) -> Send:
    return Send(Text(_("There is no staff chat that could agree. Write staff.chat into config.toml, and restart.")))


def from_file(_: Translator, team: str) -> Send:
    return Send(Text(_("Team {team} stands in config.toml. Change it there, and restart.", team=team)))


def choose_languages(
    _: Translator, offered: Sequence[tuple[LanguageCode, str]], chosen: Sequence[LanguageCode], *, fault: str = ""
) -> Send:
    """`fault`: why what was chosen before can't be."""
    # TRANSLATORS: To staff, above buttons with languages; they may press several.
    question = _("In which languages do volunteers answer here? Press each, then: {button}", button=_next(_))
    return Send(
        Text(f"{fault}\n\n{question}" if fault else question),
        _choice(_, [(name, ToggleLanguage(code), code in chosen) for code, name in offered], LanguagesDone()),
    )


def choose_topics(_: Translator, offered: Sequence[Topic], chosen: Sequence[str]) -> Send:
    # TRANSLATORS: To staff, above buttons with topics; they may press several, or none.
    return Send(
        Text(_("Only some topics? Press each. For all topics press none. Then: {button}", button=_next(_))),
        _choice(
            _,
            [(topic_label(_, topic), ToggleTopic(topic.id), topic.id in chosen) for topic in offered],
            TopicsDone(),
        ),
    )


def choose_place(_: Translator, places: Sequence[str]) -> Send:
    buttons = [Button("📍 " + place, LinkToPlace(number).pack()) for number, place in enumerate(places)]
    # TRANSLATORS: Button: the group belongs to no single office.
    everywhere = Button(_("To no single office"), LinkToPlace().pack())
    rows = [tuple(buttons[start : start + 2]) for start in range(0, len(buttons), 2)]
    # TRANSLATORS: To staff, above buttons with the names of offices.
    return Send(Text(_("To which office does this group belong?")), (*rows, (everywhere,)))


def _choice(_: Translator, offered: Sequence[tuple[str, Press, bool]], done: Press) -> Keyboard:
    """`offered`: labels, what they do, and whether they are chosen."""
    buttons = [Button(f"{CHOSEN if chosen else ''}{label}", each.pack()) for label, each, chosen in offered]
    rows = [tuple(buttons[start : start + 2]) for start in range(0, len(buttons), 2)]
    return (*rows, (Button(_next(_), done.pack()),))


def _next(_: Translator) -> str:
    # TRANSLATORS: Button: the choice is done, go on.
    return "➡️ " + _("Next")


def choose_one(_: Translator) -> str:
    return _("Choose at least one language.")


def link_usage(_: Translator, unknown: Sequence[str], languages: str, topics: str, places: str, example: str) -> Send:
    lines = []
    if unknown:
        # TRANSLATORS: {words} are words that somebody wrote after /link.
        lines.append(_("🤔 Not understood: {words}", words=" ".join(unknown)))
    else:
        lines.append(_("🤔 Name at least one language."))
    # TRANSLATORS: {languages} are codes such as "ar pl".
    lines.append(_("Languages: {languages}", languages=languages))
    # TRANSLATORS: {topics} are short ids such as "work legal".
    lines.append(_("Topics: {topics}", topics=topics))
    if places:
        # TRANSLATORS: {places} are the names of offices such as "Oslo, Bergen".
        lines.append(_("Offices: {places}", places=places))
    # TRANSLATORS: {example} is such as "/link ar pl legal".
    lines.append(_("As in: {example}", example=example))
    return Send(Text("\n".join(lines)))


def rivals_exist(_: Translator, teams: str) -> str:
    return _(
        "🚫 That is answered already by: {teams}. Choose other languages, other topics or another office.", teams=teams
    )


def asked_staff(_: Translator, code: str) -> Send:
    # TRANSLATORS: {code} are four letters and digits.
    return Send(Text(_("⏳ Staff are asked in their chat. Code: {code}", code=code)))


def ask_link(_: Translator, handle: str, code: str, route: str, lacks: Sequence[Lack]) -> Send:
    return Send(
        headed(
            # TRANSLATORS: To staff. {code} are four letters and digits.
            _("🔗 A group asks to answer people. Code: {code}", code=code),
            route,
            *(lack_line(_, lack) for lack in lacks),
            "",
            _("Agree only if the same code stands in the group that you mean: its members will read what people ask."),
        ),
        (
            (
                # TRANSLATORS: Button: staff agree that a group gets questions.
                Button("✅ " + _("Link it"), AgreeToLink(handle).pack()),
                # TRANSLATORS: Button: staff refuse it.
                Button("❌ " + _("Refuse"), RefuseLink(handle).pack()),
            ),
        ),
    )


def route_lines(_: Translator, languages: str, topics: str, place: str) -> str:
    """What a team answers, one line for each."""
    lines = ["🌐 " + languages, "💬 " + (topics or all_topics(_))]
    return "\n".join([*lines, *(["📍 " + place] if place else [])])


def all_topics(_: Translator) -> str:
    # TRANSLATORS: A team that answers every topic.
    return _("all topics")


def linked_staff(_: Translator, team: str) -> Send:
    return Send(Text(_("✅ Linked: team {team}. To end it: /unlink {team}", team=team)))


def linked_group(_: Translator, team: Team) -> Send:
    return Send(headed(_("✅ This group is linked. Questions come here from now on."), how_to_answer(_, team), "/help"))


def refused_staff(_: Translator) -> Send:
    return Send(Text(_("❌ Refused. The bot has left the group.")))


def refused_change(_: Translator) -> Send:
    return Send(Text(_("❌ Refused. The group goes on as before.")))


def question_outdated(_: Translator) -> str:
    return _("This question was answered, or asked anew.")


def which_team(_: Translator, command: str, teams: Sequence[str]) -> Send:
    # TRANSLATORS: {command} is such as /unlink.
    head = _("Which team? Write {command} and its name:", command=command)
    return Send(Text("\n".join([head, *(f"• {team}" for team in teams)])))


def ask_unlink(_: Translator, handle: str, team: str, cases: int, others: Sequence[tuple[str, str]]) -> Send:
    """`others`: the teams that could take over, each with its code."""
    # TRANSLATORS: Button: end the link of a group and close its cases.
    close = _("Close them and tell the people") if cases else _("End the link")
    buttons = [(Button(f"➡️ {name}", EndLink(handle, code).pack()),) for code, name in others if cases]
    head = _("Unlink team {team}? The bot leaves the group.", team=team)
    # TRANSLATORS: {n} is how many cases.
    count = _.ngettext(
        "{n} case is not closed. Who takes it over?", "{n} cases are not closed. Who takes them over?", cases
    )
    return Send(
        Text(f"{head}\n{count}" if cases else head),
        (
            *buttons,
            (Button("☑️ " + close, EndLink(handle, CLOSE).pack()),),
            # TRANSLATORS: Button: leave everything as it is.
            (Button("↩️ " + _("Keep the link"), EndLink(handle, KEEP).pack()),),
        ),
    )


def unlinked_staff(_: Translator, team: str) -> Send:
    return Send(Text(_("🔓 Team {team} is unlinked.", team=team)))


def link_kept(_: Translator, team: str) -> Send:
    return Send(Text(_("👍 Team {team} stays linked.", team=team)))


def unlinked_group(_: Translator) -> Send:
    return Send(Text(_("🔓 Staff have unlinked this group. Nothing more is passed on from here. Thank you!")))


def case_taken_over(_: Translator) -> Send:
    return Send(
        Text(_("🔁 This case comes from another team. What was written there is not shown here; the person knows it."))
    )


def others_take_over(_: Translator) -> Send:
    return Send(
        Text(
            # TRANSLATORS: To a person whose question goes to another group of volunteers.
            _(
                "🔁 Other volunteers take over your question. They can't see what you wrote before. "
                "Please write again in a few words what it is about."
            )
        )
    )


def team_lines(
    _: Translator,
    team: Team,
    *,
    route: str,
    open_now: str,
    lacks: Sequence[Lack] | None,
    lost: bool,
    figures: TeamFigures,
) -> str:
    """One team in the list for staff. `lacks`: None when the bot has not looked yet."""
    # TRANSLATORS: Where a team was set up.
    source = _("linked in the chat") if team.linked else _("from config.toml")
    if lost:
        rights = [_("⚠️ The bot is not in the group.")]
    elif lacks is None:
        rights = [_("❔ The bot's rights are not known yet.")]
    elif lacks:
        rights = [lack_line(_, lack) for lack in lacks]
    else:
        rights = [_("✅ The bot may do all that it needs.")]
    return "\n".join(
        [
            f"{team.name} ({source})",
            route,
            "🕐 " + open_now,
            # TRANSLATORS: Numbers of one team's cases.
            "📂 "
            + _(
                "Open cases: {open}, without an answer: {unanswered}, waiting for the opening: {queued}",
                open=figures.open,
                unanswered=figures.unanswered,
                queued=figures.queued,
            ),
            # TRANSLATORS: {count} is how many members of a group have answered somebody.
            "✋ " + _("Active volunteers: {count}", count=figures.volunteers),
            *rights,
        ]
    )


def open_until(_: Translator, opens: bool, when: str) -> str:
    """Whether a team is open, and until or from when; `when` is "" for always and for never."""
    if opens:
        # TRANSLATORS: {when} is such as "15:00".
        return _("open until {when}", when=when) if when else _("open")
    return _("closed, opens: {when}", when=when) if when else _("closed")


def group_lost(_: Translator, team: str) -> Send:
    return Send(
        Text(
            _(
                "⚠️ The bot is no longer in the group of team {team}. Questions are kept. "
                "Add the bot to the group again as an administrator; then they are passed on.",
                team=team,
            )
        )
    )


def group_back(_: Translator, team: str) -> Send:
    return Send(Text(_("✅ The bot is back in the group of team {team}.", team=team)))


def group_moved(_: Translator, team: str, channel: str, chat: str) -> Send:
    """`chat`: its new id, as the channel itself has it."""
    sentence = _(
        "ℹ️ Telegram has upgraded the group of team {team}. It goes on by itself; please write its new number into "
        "config.toml:",
        team=team,
    )
    return Send(with_code(sentence, f'chat = "{channel}:{chat}"'))
