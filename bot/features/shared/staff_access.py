"""Who somebody is at the moment of acting. Volunteers: `bot.features.cases.actions.access_volunteer`."""

from bot.features.shared.context import Context, MembershipNeeded
from bot.kernel.ids import ChatAddress
from bot.kernel.roles import Role


def access_staff(context: Context, person: ChatAddress) -> Role | None:
    """Owner or staff, or None for everybody else, and for everybody but owners while the platform does not answer.

    Raises MembershipNeeded when the platform has to be asked first whether the person is in the staff chat.
    """
    if person in context.service.owners:
        return Role.OWNER
    staff_chat = _staff_chat_of(context, person)
    if staff_chat is None:
        return None
    answer = context.members.get((staff_chat, person.chat))
    if answer is None and not context.members_unknown:
        raise MembershipNeeded(staff_chat, person.chat)
    return Role.STAFF if answer else None


def access_staff_or_wait(context: Context, person: ChatAddress) -> Role | None:
    """As `access_staff`; while the platform does not answer, what came in waits, unless it refuses to."""
    role = access_staff(context, person)
    staff_chat = _staff_chat_of(context, person)
    if role is None and context.members_unknown and not context.members_refused and staff_chat is not None:
        raise MembershipNeeded(staff_chat, person.chat)
    return role


def _staff_chat_of(context: Context, person: ChatAddress) -> ChatAddress | None:
    """The staff chat, if somebody can be in it: nobody is in a group of another channel than their own."""
    staff_chat = context.service.staff_address
    return staff_chat if staff_chat is not None and staff_chat.channel == person.channel else None
