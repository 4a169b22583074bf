"""A press finds its feature: what the button means, for whom it is, who has pressed it.

Whoever presses a button that is not for them, or that says what no button of ours there ever said, is told so here.
"""

from collections.abc import Sequence
from typing import Any

from bot.features.blocking import buttons as blocking_buttons
from bot.features.blocking.actions import answer_block, press_block
from bot.features.broadcasts import buttons as broadcasts_buttons
from bot.features.broadcasts import texts as broadcasts_texts
from bot.features.broadcasts.draft import press_broadcast
from bot.features.broadcasts.notes import press_note
from bot.features.broadcasts.subscription import press_news
from bot.features.cases import buttons as cases_buttons
from bot.features.cases import texts as cases_texts
from bot.features.cases.actions import access_volunteer, press_claim, press_close, press_release, press_reopen
from bot.features.confirmations import buttons as confirmations_buttons
from bot.features.confirmations.actions import answer_contact, answer_volunteer
from bot.features.figures import buttons as figures_buttons
from bot.features.figures.actions import press_figures
from bot.features.groups import buttons as groups_buttons
from bot.features.groups import texts as groups_texts
from bot.features.groups.linking import answer_link, press_choice
from bot.features.groups.unlinking import answer_unlink
from bot.features.hours import buttons as hours_buttons
from bot.features.hours.overrides import press_override
from bot.features.hours.requests import press_all_hours, press_drop_queue, press_wish
from bot.features.onboarding import actions as onboarding
from bot.features.onboarding import buttons as onboarding_buttons
from bot.features.onboarding.recognition import access_contact, recognise
from bot.features.rights import buttons as rights_buttons
from bot.features.rights.actions import press_forget, press_keep_data, press_numbers
from bot.features.shared import texts as shared_texts
from bot.features.shared.context import Context
from bot.features.shared.entries import AnybodyPress, ContactPress, StaffPress, TeamPress
from bot.features.shared.notify import answer_press
from bot.features.shared.staff_access import access_staff
from bot.features.store import Tx
from bot.kernel.buttons import Presses, Side
from bot.kernel.incoming import Pressed
from bot.kernel.service import Team

BY_ANYBODY: Sequence[AnybodyPress[Any]] = (
    AnybodyPress(rights_buttons.ShowNumbers, press_numbers),
    AnybodyPress(rights_buttons.Forget, press_forget),
)
BY_CONTACTS: Sequence[ContactPress[Any]] = (
    ContactPress(onboarding_buttons.ChooseLanguage, onboarding.press_language),
    ContactPress(onboarding_buttons.ChooseTopic, onboarding.press_topic),
    ContactPress(onboarding_buttons.ChoosePlace, onboarding.press_place),
    ContactPress(rights_buttons.AcceptNotice, onboarding.accept_notice),
    ContactPress(rights_buttons.DeclineNotice, onboarding.decline_notice),
    ContactPress(rights_buttons.ReadNotice, onboarding.read_notice),
    ContactPress(rights_buttons.KeepData, press_keep_data),
    ContactPress(hours_buttons.DropQueue, press_drop_queue),
    ContactPress(hours_buttons.WishToHear, press_wish),
    ContactPress(hours_buttons.ShowAllHours, press_all_hours),
    ContactPress(broadcasts_buttons.ChooseNews, press_news),
    ContactPress(confirmations_buttons.ShowHidden, answer_contact),
    ContactPress(confirmations_buttons.KeepHidden, answer_contact),
    ContactPress(confirmations_buttons.SendKept, answer_contact),
    ContactPress(confirmations_buttons.DropKept, answer_contact),
)
BY_VOLUNTEERS: Sequence[TeamPress[Any]] = (
    TeamPress(cases_buttons.ClaimCase, press_claim),
    TeamPress(cases_buttons.ReleaseCase, press_release),
    TeamPress(cases_buttons.CloseCase, press_close),
    TeamPress(cases_buttons.ReopenCase, press_reopen),
    TeamPress(confirmations_buttons.ShowHidden, answer_volunteer),
    TeamPress(confirmations_buttons.KeepHidden, answer_volunteer),
    TeamPress(confirmations_buttons.SendKept, answer_volunteer),
    TeamPress(confirmations_buttons.DropKept, answer_volunteer),
)
BY_STAFF: Sequence[StaffPress[Any]] = (
    StaffPress(figures_buttons.ShowFigures, press_figures),
    StaffPress(figures_buttons.DrawFigures, press_figures),
    StaffPress(hours_buttons.ConfirmOverride, press_override),
    StaffPress(hours_buttons.DropOverride, press_override),
    StaffPress(blocking_buttons.ConsiderBlock, press_block),
    StaffPress(blocking_buttons.BlockFlood, press_block),
    StaffPress(blocking_buttons.LeaveFlood, press_block),
    StaffPress(blocking_buttons.AgreeToBlock, answer_block),
    StaffPress(blocking_buttons.RefuseToBlock, answer_block),
    StaffPress(groups_buttons.AgreeToLink, answer_link),
    StaffPress(groups_buttons.RefuseLink, answer_link),
    StaffPress(groups_buttons.EndLink, answer_unlink),
    StaffPress(broadcasts_buttons.MoveBroadcast, press_broadcast),
    StaffPress(broadcasts_buttons.MoveNote, press_note),
)
BY_STAFF_IN_GROUPS: Sequence[StaffPress[Any]] = (
    StaffPress(groups_buttons.ToggleLanguage, press_choice),
    StaffPress(groups_buttons.LanguagesDone, press_choice),
    StaffPress(groups_buttons.ToggleTopic, press_choice),
    StaffPress(groups_buttons.TopicsDone, press_choice),
    StaffPress(groups_buttons.LinkToPlace, press_choice),
)

_ANYBODY = {each.kind: each for each in BY_ANYBODY}
_CONTACT = {each.kind: each for each in BY_CONTACTS}
_TEAM = {each.kind: each for each in BY_VOLUNTEERS}
_STAFF = {each.kind: each for each in BY_STAFF}
_GROUP = {each.kind: each for each in BY_STAFF_IN_GROUPS}
PRESSES = Presses({*_ANYBODY, *_CONTACT, *_TEAM, *_STAFF, *_GROUP})


async def handle_contact_pressed(tx: Tx, context: Context, pressed: Pressed) -> None:
    """A button in a person's own chat."""
    press = PRESSES.unpack(pressed.data, Side.CONTACT)
    anybody = _ANYBODY.get(type(press))
    if anybody is not None:
        await answer_press(tx, context, pressed, await anybody.handle(tx, context, pressed, press))
        return
    known = await recognise(tx, context, pressed.origin)
    contact = await access_contact(tx, context, pressed.origin, known)
    entry = _CONTACT.get(type(press))
    if entry is None:
        answer = shared_texts.button_outdated(context.for_contact(contact, pressed.origin))
    else:
        answer = await entry.handle(tx, context, contact, pressed, press)
    await answer_press(tx, context, pressed, answer)


async def handle_team_pressed(tx: Tx, context: Context, team: Team, pressed: Pressed) -> None:
    """A button in a team's group. Every press is answered, to the person who pressed and nobody else."""
    _ = context.for_team(team)
    press = PRESSES.unpack(pressed.data, Side.TEAM)
    entry = _TEAM.get(type(press))
    volunteer = await access_volunteer(tx, context, team, pressed.origin.sender)
    if volunteer is None:
        answer = shared_texts.membership_unclear(_) if context.members_unknown else shared_texts.members_only(_)
    elif entry is None:
        answer = cases_texts.case_unknown(_)
    else:
        answer = await entry.handle(tx, context, volunteer, pressed, press)
    await answer_press(tx, context, pressed, answer)


async def handle_staff_pressed(tx: Tx, context: Context, pressed: Pressed) -> None:
    """A button in the staff chat."""
    _ = context.for_staff()
    press = PRESSES.unpack(pressed.data, Side.STAFF)
    entry = _STAFF.get(type(press))
    role = access_staff(context, pressed.origin.person)
    if role is None:
        answer = shared_texts.membership_unclear(_) if context.members_unknown else shared_texts.members_only(_)
    elif entry is None:
        answer = broadcasts_texts.outdated(_)
    else:
        answer = await entry.handle(tx, context, role, pressed, press)
    await answer_press(tx, context, pressed, answer)


async def handle_group_pressed(tx: Tx, context: Context, pressed: Pressed) -> bool:
    """A button by which staff set up a group, whoever's group that is. False when this is none."""
    press = PRESSES.unpack(pressed.data, Side.GROUP)
    if press is None:
        return False
    _ = context.for_staff()
    role = access_staff(context, pressed.origin.person)
    if role is None:
        answer = shared_texts.membership_unclear(_) if context.members_unknown else groups_texts.staff_only(_)
    else:
        answer = await _GROUP[type(press)].handle(tx, context, role, pressed, press)
    await answer_press(tx, context, pressed, answer)
    return True
