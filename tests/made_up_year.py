"""Cases of a service that never was, put into the store as the bot would have done it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.features.store import Tx
from bot.kernel.ids import ChannelName, ChatRef, LanguageCode, TeamName, TopicId
from bot.kernel.model import CaseState, Contact, Direction, MessageState

TELEGRAM = ChannelName("telegram")
MINUTE = 60_000


@dataclass(frozen=True)
class MadeUp:
    """One case: `opened` in UTC milliseconds, `waited` in minutes (None: nobody has answered)."""

    person: int
    opened: int
    topic: str = "work"
    language: str = "ar"
    team: str = "Arabic"
    waited: int | None = 30
    questions: int = 2
    answers: int = 1
    closed: bool = True
    queued: bool = False
    volunteer: int | None = 1


async def add_cases(tx: Tx, cases: Sequence[MadeUp]) -> None:
    contacts: dict[int, Contact] = {}
    volunteers = {}
    for number, made in enumerate(sorted(cases, key=lambda made: made.opened)):
        if made.person not in contacts:
            contact = await tx.add_contact(TELEGRAM, ChatRef(str(made.person)), f"Person {made.person}", made.opened)
            assert contact is not None
            contacts[made.person] = contact
        else:
            contacts[made.person] = replace(contacts[made.person], asked_before=True)
        contact = contacts[made.person]
        case = await tx.add_case(
            contact,
            team=TeamName(made.team),
            language=LanguageCode(made.language),
            topic=TopicId(made.topic),
            state=CaseState.OPEN,
            title="",
            handle=f"{number:x}",
            now=made.opened,
        )
        await tx.set_waiting(case.id, made.opened)
        if made.queued:
            await tx.set_queued(case.id)
        for direction, count in ((Direction.TO_TEAM, made.questions), (Direction.TO_CONTACT, made.answers)):
            for _message in range(count):
                await tx.add_message(
                    direction=direction,
                    state=MessageState.DELIVERED,
                    channel=TELEGRAM,
                    case=case.id,
                    contact=contact.id,
                    now=made.opened,
                )
        if made.volunteer is not None:
            key = (made.team, made.volunteer)
            if key not in volunteers:
                volunteers[key] = await tx.add_volunteer(
                    TeamName(made.team), ChatRef(str(made.volunteer)), str(made.volunteer), made.opened
                )
            await tx.claim_case(case.id, volunteers[key].id)
        if made.waited is not None:
            await tx.set_answered(case.id, made.opened + made.waited * MINUTE)
        if made.closed:
            await tx.set_case_state(case.id, CaseState.CLOSED, made.opened + 10 * 24 * 60 * MINUTE)
