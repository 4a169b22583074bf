"""What every action is given beside its transaction and the event."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.features.hours.rules import is_open, next_closing, next_opening
from bot.kernel.capabilities import Capabilities, Limits
from bot.kernel.clock import Rng
from bot.kernel.errors import BotError
from bot.kernel.hours import Overrides
from bot.kernel.ids import ChannelName, ChatAddress, ChatRef, LanguageCode
from bot.kernel.incoming import Origin
from bot.kernel.model import Contact, StaffOverride, overrides_for
from bot.kernel.service import Service, Team
from bot.kernel.translation import Catalogs, Translator


@dataclass(frozen=True, slots=True)
class Context:
    """The service's rules and catalogs, what each channel can do, the instant (UTC milliseconds), chance, and what the
    platform said.

    `patient`: what came in may wait a moment for what is being recorded just now.

    `members` holds what the platform answered about (group, person on its channel); `members_unknown` that it did not
    answer, and `members_refused` that it will not, so that nothing waits for it any longer.
    """

    service: Service
    catalogs: Catalogs
    rng: Rng
    capabilities: Mapping[ChannelName, Capabilities]
    now: int
    overrides: tuple[StaffOverride, ...] = ()
    members: Mapping[tuple[ChatAddress, ChatRef], bool] = field(default_factory=dict)
    members_unknown: bool = False
    members_refused: bool = False
    patient: bool = True

    def limits_of(self, channel: ChannelName) -> Limits:
        """The longest text and caption there."""
        return self.capabilities[channel].limits

    def translator(self, language: LanguageCode | None) -> Translator:
        return self.catalogs.translator(language or self.service.default_language)

    def for_contact(self, contact: Contact | None, origin: Origin) -> Translator:
        """In what they have chosen, else in what their app speaks."""
        chosen = contact.language if contact is not None else None
        return self.translator(chosen or self.catalogs.resolve(origin.language_hint))

    def for_team(self, team: Team) -> Translator:
        return self.catalogs.translator(team.language)

    def for_staff(self) -> Translator:
        return self.catalogs.translator(self.service.staff_language)

    def language_names(self, languages: tuple[LanguageCode, ...]) -> str:
        return ", ".join(self.catalogs.endonym(language) for language in languages)

    def overrides_of(self, team: Team) -> Overrides:
        """What staff changed of a team's hours."""
        return overrides_for(team.name, self.overrides)

    def is_open(self, team: Team) -> bool:
        return is_open(team.hours, self.now, self.overrides_of(team))

    def next_opening(self, team: Team) -> int | None:
        return next_opening(team.hours, self.now, self.overrides_of(team))

    def next_closing(self, team: Team) -> int | None:
        return next_closing(team.hours, self.now, self.overrides_of(team))

    def local_time(self, instant: int) -> datetime:
        """An instant on the service's own clock."""
        return datetime.fromtimestamp(instant / 1000, ZoneInfo(self.service.time_zone))

    def random_handle(self) -> str:
        """128 random bits as text: a name for a button that says nothing."""
        return f"{self.rng.getrandbits(128):032x}"


class NotRecordedYet(BotError):
    """The action is about a message that may be one of ours whose send is not recorded yet."""


class MembershipNeeded(BotError):
    """The action can't be decided before the platform says whether a person is in a group."""

    def __init__(self, group: ChatAddress, person: ChatRef) -> None:
        """`person`: by the token of the group's channel."""
        super().__init__("membership needed")
        self.group = group
        self.person = person
