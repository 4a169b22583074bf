"""The rules of the service, from its settings."""

from collections.abc import Callable
from datetime import date

from bot.config.settings import BUILT_IN_TOPICS, URGENT_TOPICS, Settings
from bot.config.settings import Hours as HoursSettings
from bot.kernel.emergency import NORWAY, EmergencyNumber
from bot.kernel.hours import Hours, no_holidays
from bot.kernel.ids import ChannelName, ChatAddress, ChatRef
from bot.kernel.plans import ALWAYS, Season
from bot.kernel.public import Public
from bot.kernel.retention import Retention
from bot.kernel.service import Service, Team, Topic


def as_it_is(channel: ChannelName, id: str) -> ChatRef:
    return ChatRef(id)


def make_service(settings: Settings, name_chat: Callable[[ChannelName, str], ChatRef] = as_it_is) -> Service:
    """The rules of the service, from its configuration.

    `name_chat` gives a platform's ids the names by which the database knows them; who only looks needs none.
    """
    return Service(
        name=settings.service.name,
        languages=settings.service.languages,
        default_language=settings.service.default_language,
        topics=tuple(
            Topic(
                id=topic.id,
                icon=topic.icon or BUILT_IN_TOPICS.get(topic.id, "💬"),
                names=topic.names,
                urgent=topic.id in URGENT_TOPICS if topic.urgent is None else topic.urgent,
            )
            for topic in settings.topics
        )
        or tuple(Topic(topic, icon, urgent=topic in URGENT_TOPICS) for topic, icon in BUILT_IN_TOPICS.items()),
        teams=tuple(
            Team(
                name=team.name,
                channel=team.chat.channel,
                chat=name_chat(*team.chat),
                languages=team.languages,
                topics=team.topics,
                language=team.language,
                forum=team.threads,
                relay_topic=team.relay == "topic",
                hours=make_hours(settings, team.hours),
                place=team.place or "",
            )
            for team in settings.teams
        ),
        fallback=settings.service.fallback_team,
        staff_channel=(settings.staff.chat or settings.teams[0].chat).channel,
        staff_language=settings.staff.language,
        staff_chat=None if settings.staff.chat is None else name_chat(*settings.staff.chat),
        privacy_url=settings.service.privacy_url,
        time_zone=settings.service.time_zone,
        weekly_summary=settings.staff.weekly_summary,
        own_words=settings.announcements.model_dump(),
        retention=Retention(**settings.retention.model_dump()),
        emergency=NORWAY
        if settings.service.emergency is None
        else tuple(
            EmergencyNumber(each.number, each.icon, names=each.names, listens=each.listens)
            for each in settings.service.emergency
        ),
        owners=frozenset(ChatAddress(owner.channel, name_chat(*owner)) for owner in settings.staff.owners),
        hours=make_hours(settings, HoursSettings()),
        second_confirmation_above=settings.staff.second_confirmation_above,
        public=Public(
            phones=frozenset(each.number for each in settings.public if each.number),
            pages=frozenset(each.host for each in settings.public if each.host),
        ),
    )


def make_hours(settings: Settings, own: HoursSettings) -> Hours:
    """A team's opening hours: what it has of its own, the rest from the service. Seasons go with the hours."""
    common = settings.service.hours
    planned = common if own.open is None else own
    return Hours(
        time_zone=settings.service.time_zone,
        plan=planned.open or ALWAYS,
        seasons=tuple(Season(season.days, season.open) for season in planned.seasons or ()),
        closed=(common.closed if own.closed is None else own.closed) or (),
        special=tuple(((common.short if own.short is None else own.short) or {}).items()),
        holidays=find_holidays((common.holidays if own.holidays is None else own.holidays) or ""),
    )


def find_holidays(place: str) -> Callable[[date], str]:
    """The names of a country's public holidays by day; none for ""."""
    if not place:
        return no_holidays
    from bot.config.holidays import holidays_of  # slow to import, and many services do without

    return holidays_of(place)
