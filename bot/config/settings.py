"""The settings. A field's description says what to write when it is missing or wrong."""

import re
from datetime import date
from typing import Annotated, Any, Literal, NamedTuple, Self
from urllib.parse import urlsplit

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    SecretStr,
    StrictBool,
    StrictInt,
    model_validator,
)

from bot.config.chats import Chat, read_group, read_person
from bot.config.hours_text import read_day, read_days, read_periods, read_plan
from bot.kernel.ids import LanguageCode, TeamName, TopicId
from bot.kernel.plans import Days, Periods, Plan, YearlyDays

BUILT_IN_TOPICS = {
    TopicId("work"): "💼",
    TopicId("benefits"): "💶",
    TopicId("tax"): "🧾",
    TopicId("housing"): "🏠",
    TopicId("health"): "🩺",
    TopicId("family"): "👪",
    TopicId("residence"): "🛂",
    TopicId("education"): "🎓",
    TopicId("digital"): "💻",
    TopicId("legal"): "⚖️",
    TopicId("danger"): "🆘",
    TopicId("other"): "💬",
}
"""The topics whose names are in the catalogs, with their icons."""
URGENT_TOPICS = frozenset({TopicId("danger")})
"""The built-in topics that are urgent unless the file says otherwise."""


class Endpoint(NamedTuple):
    """Where a server listens."""

    host: str
    port: int


def _endpoint(value: object) -> Endpoint:
    match = re.fullmatch(r"(\[[0-9a-fA-F:]+\]|[^:\s\[\]]+):(\d{1,5})", value) if isinstance(value, str) else None
    if not match or not 0 < int(match[2]) < 65536:
        raise ValueError('is not an address with a port; write it like "127.0.0.1:8080"')
    return Endpoint(match[1].strip("[]"), int(match[2]))


def _endpoint_or_off(value: object) -> Endpoint | None:
    return None if value == "" else _endpoint(value)


def _line(value: str) -> str:
    if not value.strip() or len(value) > 64 or not value.isprintable():
        raise ValueError("must be one line of 1 to 64 characters; write a short name")
    return value.strip()


def _web_address(value: str) -> str:
    try:
        parts = urlsplit(value)
        good = parts.scheme in ("http", "https") and bool(parts.hostname) and not re.search(r"\s", value)
    except ValueError:
        good = False
    if value and not good:
        raise ValueError("is not a web address; write one that begins with https://")
    return value.rstrip("/")


def _storage_address(value: str) -> str:
    # The value may hold a password, so the sentence does not repeat it.
    if not re.fullmatch(r"sqlite:(?!//).+|postgres(ql)?://.+", value):
        raise ValueError(
            'is not a database; write "sqlite:" and a file, like "sqlite:data/brobygger.db", '
            'or "postgresql://user@host/database"'
        )
    return value


def _topic_id(value: str) -> str:
    if not re.fullmatch(r"[a-z][a-z0-9_-]{0,23}", value):
        raise ValueError(f"'{value}' can't be an id; write up to 24 letters a-z, digits and hyphens, like \"work\"")
    return value


def _icon(value: str) -> str:
    if len(value) > 8 or re.search(r"\s", value):
        raise ValueError('is not one icon; write a single emoji, like icon = "💼"')
    return value


AnyDays = Annotated[Days | YearlyDays, BeforeValidator(read_days)]
AnyDay = Annotated[date | tuple[int, int], BeforeValidator(read_day)]
DayPeriods = Annotated[Periods, BeforeValidator(read_periods)]
Line = Annotated[str, AfterValidator(_line)]
Group = Annotated[Chat, BeforeValidator(read_group)]
Person = Annotated[Chat, BeforeValidator(read_person)]
WebAddress = Annotated[str, AfterValidator(_web_address)]


class Section(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


WeeklyPlan = Annotated[Plan, BeforeValidator(read_plan)]


class Season(Section):
    """Days with hours of their own; both ends are included. With None it has no end, or has always been."""

    first: AnyDay | None = Field(default=None, description='the first day, like first = "2026-06-01" or first = "1.6"')
    last: AnyDay | None = Field(default=None, description='the last day, like last = "2026-08-31" or last = "31.8"')
    open: WeeklyPlan = Field(description='hours, like open = "Mon-Thu 10:00-15:00", or open = "closed"')

    @model_validator(mode="after")
    def _ends_fit(self) -> Self:
        first, last = self.first, self.last
        if first is None and last is None:
            raise ValueError('has no days; write first = "2026-06-01" or last = "2026-08-31", or both')
        if isinstance(first, tuple) != isinstance(last, tuple):
            raise ValueError(
                "must have both days or none for every year; write days with a year, or first and last like "
                'first = "1.6", last = "31.8"'
            )
        if isinstance(first, date) and isinstance(last, date) and last < first:
            raise ValueError("ends before it begins; write the earlier day as first")
        return self

    @property
    def days(self) -> Days | YearlyDays:
        if isinstance(self.first, tuple) and isinstance(self.last, tuple):
            return YearlyDays(self.first, self.last)
        assert not isinstance(self.first, tuple)
        assert not isinstance(self.last, tuple)
        return Days(self.first, self.last)


class Hours(Section):
    """Opening hours. None is what the file leaves out: a team has the service's, and the service the default."""

    open: WeeklyPlan | None = Field(
        default=None, description='hours, like open = "Mon-Thu 10:00-15:00; Fri 9-12", "always" or "by request"'
    )
    seasons: tuple[Season, ...] | None = Field(
        default=None, description='seasons = [{ first = "2026-06-01", last = "2026-08-31", open = "Mon 10-12" }]'
    )
    holidays: str | None = Field(default=None, description='a country, like holidays = "NO", or "" for none')
    closed: tuple[AnyDays, ...] | None = Field(
        default=None, description='days in a list, like closed = ["24.12", "31.12", "2026-12-28"]'
    )
    short: dict[AnyDays, DayPeriods] | None = Field(
        default=None, description='days and their hours, like short = { "23.12" = "10-12" }'
    )

    @model_validator(mode="before")
    @classmethod
    def _only_hours(cls, value: object) -> object:
        """`hours = "always"` is short for `hours = { open = "always" }`."""
        return {"open": value} if isinstance(value, str) else value


HOURS = 'opening hours, like hours = "Mon-Thu 10:00-15:00; Fri 9-12", "always" or "by request"'


class EmergencyNumber(Section):
    """`names` by language; without any the number stands alone beside its icon."""

    number: Line = Field(description='a telephone number, like number = "112"')
    icon: Annotated[str, AfterValidator(_icon)] = Field(default="📞", description='one emoji, like icon = "🚓"')
    names: dict[LanguageCode, Line] = Field(
        default={}, description='who answers, in each language, like names = { en = "Police" }'
    )
    listens: bool = Field(default=False, description="true or false, like listens = true")


class Service(Section):
    """`emergency` is None where the file does not say: then the built-in numbers, those of Norway, count."""

    name: Line = Field(description='the name that people read, like name = "Advice Oslo"')
    languages: tuple[LanguageCode, ...] = Field(
        default=tuple(LanguageCode(code) for code in ("nb", "en", "es", "ar", "pl", "ru", "ro")),
        min_length=1,
        description='the languages that people may choose, like languages = ["nb", "en"]',
    )
    default_language: LanguageCode = Field(
        default=LanguageCode("en"), description='a language code, like default_language = "en"'
    )
    fallback_team: TeamName = Field(
        description='the name of the team that gets what no other team answers, like fallback_team = "Oslo"'
    )
    time_zone: str = Field(default="Europe/Oslo", description='a time zone, like time_zone = "Europe/Oslo"')
    privacy_url: WebAddress = Field(
        default="", description='the address of your privacy page, like privacy_url = "https://…", or ""'
    )
    emergency: tuple[EmergencyNumber, ...] | None = Field(
        default=None,
        min_length=1,
        description='numbers in a list, like emergency = [{ number = "112", icon = "🚓", names = { en = "Police" } }]',
    )
    hours: Hours = Field(default=Hours(), description=HOURS)


class Storage(Section):
    """`url` is "sqlite:" and an absolute path, or "postgresql://…" (which may hold a password).

    `key_file` is an absolute path too; there need be no such file.
    """

    erasures_file: str = Field(
        default="erased.txt", min_length=1, description='a file, like erasures_file = "erased.txt"'
    )

    url: Annotated[str, AfterValidator(_storage_address)] = Field(
        default="sqlite:data/brobygger.db", repr=False, description='a database, like url = "sqlite:data/brobygger.db"'
    )
    key_file: str = Field(
        default="brobygger.key", min_length=1, description='a file for the master key, like key_file = "brobygger.key"'
    )


def _days(default: int, longest: int) -> Any:
    return Field(default=default, ge=1, le=longest, description=f"a number of days from 1 to {longest}")


class Retention(Section):
    """For how many days things are kept. Whoever runs the service may keep them shorter, and not much longer."""

    undelivered: StrictInt = _days(14, 30)
    quiet: StrictInt = _days(90, 365)
    set_aside: StrictInt = _days(7, 30)
    links: StrictInt = _days(30, 90)
    cases: StrictInt = _days(90, 365)
    contacts: StrictInt = _days(180, 730)
    volunteers: StrictInt = _days(90, 365)
    news: StrictInt = _days(30, 90)
    audit: StrictInt = _days(365, 730)

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.links > self.cases:
            raise ValueError(
                "keeps the links longer than the cases that they belong to; write a smaller number for links"
            )
        return self


class Webhook(Section):
    """`secret` is "" when none was given."""

    listen: Annotated[Endpoint, BeforeValidator(_endpoint)] = Field(
        default=Endpoint("127.0.0.1", 8080), description='listen = "127.0.0.1:8080"'
    )
    public_url: WebAddress = Field(
        default="", description='the address that Telegram calls, like public_url = "https://…"'
    )
    secret_file: str = Field(default="", description='the file that holds the secret, like secret_file = "secret"')
    secret: SecretStr = SecretStr("")


class Telegram(Section):
    """`token` is "" when none was given."""

    token_file: str = Field(default="", description='the file that holds the token, like token_file = "token"')
    api_base_url: WebAddress = Field(
        default="https://api.telegram.org", min_length=1, description='api_base_url = "https://api.telegram.org"'
    )
    receive: Literal["polling", "webhook"] = Field(
        default="polling", description='receive = "polling" or receive = "webhook"'
    )
    paced: StrictBool = Field(default=True, description="paced = true or paced = false")
    webhook: Webhook = Field(default=Webhook(), description="the section [telegram.webhook]")
    token: SecretStr = SecretStr("")


class Health(Section):
    """`listen` is None when nobody asks."""

    listen: Annotated[Endpoint | None, BeforeValidator(_endpoint_or_off)] = Field(
        default=None, description='listen = "127.0.0.1:8081", or "" for off'
    )


class Staff(Section):
    """`chat` is None for a service without a staff chat. `owners` may do what staff do, wherever they are."""

    chat: Group | None = Field(default=None, description='the staff chat, like chat = "telegram:-1001234567890"')
    language: LanguageCode = Field(default=LanguageCode("nb"), description='a language code, like language = "nb"')
    weekly_summary: StrictBool = Field(default=True, description="weekly_summary = true or weekly_summary = false")
    owners: tuple[Person, ...] = Field(default=(), description='people in a list, like owners = ["telegram:123456789"]')
    second_confirmation_above: Annotated[StrictInt, Field(ge=0)] = Field(
        default=200, description="a number of people, like second_confirmation_above = 200"
    )


class Topic(Section):
    """`names` by language; empty for a built-in topic, whose names are in the catalogs.

    `urgent` is None where the file does not say: then the built-in ones decide (URGENT_TOPICS).
    """

    id: Annotated[TopicId, AfterValidator(_topic_id)] = Field(description='a short id, like id = "work"')
    icon: Annotated[str, AfterValidator(_icon)] = Field(default="", description='one emoji, like icon = "💼"')
    names: dict[LanguageCode, Line] = Field(
        default={}, description='a name in each language, like names = { nb = "Arbeid", en = "Work" }'
    )
    urgent: StrictBool | None = Field(default=None, description="urgent = true or urgent = false")


class Team(Section):
    """`threads`: each case has a thread of its own in the group. `topics` empty means all. `language` is what the bot
    speaks in the group."""

    name: Annotated[TeamName, AfterValidator(_line)] = Field(description='a name for staff, like name = "Arabic"')
    chat: Group = Field(description='its group, like chat = "telegram:-1001234567890"')
    threads: StrictBool = Field(default=True, description="threads = true or threads = false")
    languages: tuple[LanguageCode, ...] = Field(
        min_length=1, description='the languages of its volunteers, like languages = ["ar"]'
    )
    place: Line | None = Field(default=None, description='the name of an office, like place = "Bergen"')
    topics: tuple[TopicId, ...] = Field(default=(), description='topic ids, like topics = ["legal"], or [] for all')
    language: LanguageCode = Field(default=LanguageCode(""), description='a language code, like language = "nb"')
    relay: Literal["reply", "topic"] = Field(default="reply", description='relay = "reply" or relay = "topic"')
    hours: Hours = Field(default=Hours(), description=HOURS)


def _phone(value: str) -> str:
    if not re.fullmatch(r"\+?[0-9](?:[ -]?[0-9]){2,15}", value.strip()):
        raise ValueError('is not a telephone number; write it with its country, like number = "+47 22 00 00 00"')
    return value.strip()


def _host(value: str) -> str:
    if not re.fullmatch(r"[a-z0-9-]+(\.[a-z0-9-]+)+(/[^\s/?#]+)*/?", value.lower()):
        raise ValueError(
            'is not the name of a web site; write it without https://, like host = "example.org" or '
            'host = "facebook.com/example"'
        )
    return value.lower().removeprefix("www.").rstrip("/")


class Public(Section):
    """A number or a web site that messages may name. `name` is for whoever reads the file."""

    name: Line = Field(description='whose it is, like name = "Our front desk"')
    number: Annotated[str, AfterValidator(_phone)] | None = Field(
        default=None, description='a telephone number, like number = "+47 22 00 00 00"'
    )
    host: Annotated[str, AfterValidator(_host)] | None = Field(
        default=None, description='a web site, like host = "example.org"'
    )

    @model_validator(mode="after")
    def _has_something(self) -> Self:
        if self.number is None and self.host is None:
            raise ValueError('has neither; write number = "+47 22 00 00 00" or host = "example.org"')
        return self


ANNOUNCEMENT_FIELDS = {
    "closed": ("when", "duration"),
    "open": (),
    "unanswered": ("when",),
}
"""The announcements that a service may word itself, and the fields that its words may have."""

Words = dict[LanguageCode, str]


class Announcements(Section):
    """Words of the service's own, by language; without them the catalogs' are used."""

    closed: Words = Field(
        default={}, description='a sentence in each language, like closed = { en = "Closed. We open: {when}" }'
    )
    open: Words = Field(default={}, description='a sentence in each language, like open = { en = "We are open." }')
    unanswered: Words = Field(
        default={}, description='a sentence in each language, like unanswered = { en = "We open again: {when}" }'
    )


class Settings(Section):
    """Everything that is configured. `warnings` are sentences for whoever runs the service."""

    service: Service = Field(description="the section [service]")
    storage: Storage = Field(default=Storage(), description="the section [storage]")
    telegram: Telegram = Field(default=Telegram(), description="the section [telegram]")
    health: Health = Field(default=Health(), description="the section [health]")
    staff: Staff = Field(default=Staff(), description="the section [staff]")
    announcements: Announcements = Field(default=Announcements(), description="the section [announcements]")
    retention: Retention = Field(default=Retention(), description="the section [retention]")
    topics: tuple[Topic, ...] = Field(
        default=(), description="a section [[topics]], in double brackets, for each topic"
    )
    public: tuple[Public, ...] = Field(
        default=(), description="a section [[public]], in double brackets, for each number or web site"
    )
    teams: tuple[Team, ...] = Field(min_length=1, description="a section [[teams]], in double brackets, for each team")
    warnings: tuple[str, ...] = ()
