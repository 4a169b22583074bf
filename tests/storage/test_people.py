"""Contacts, their addresses, volunteers, small facts."""

import pytest

from bot.features.store import Store, Tx
from bot.kernel.errors import StoreError
from bot.kernel.ids import ChatRef
from bot.kernel.model import Volunteer
from tests.storage.conftest import TELEGRAM, add_amal, add_case


async def test_a_new_contact_is_found_by_their_address(tx: Tx) -> None:
    amal = await add_amal(tx)
    assert (amal.channel, amal.chat, amal.pseudonym) == (TELEGRAM, "101", "Blue Heron")
    assert (amal.language, amal.topic, amal.notice_accepted) == (None, None, None)
    assert amal.reachable
    assert not amal.asked_before
    assert await tx.find_contact(TELEGRAM, "101") == amal
    assert await tx.find_contact("sms", "101") is None
    assert await tx.find_contact(TELEGRAM, "102") is None


async def test_a_taken_pseudonym_writes_nothing(tx: Tx) -> None:
    amal = await add_amal(tx)
    assert await tx.add_contact(TELEGRAM, "102", "Blue Heron", now=2) is None
    assert await tx.find_contact(TELEGRAM, "102") is None
    assert await tx.find_contact(TELEGRAM, "101") == amal
    bo = await tx.add_contact(TELEGRAM, "102", "Red Fox", now=2)
    assert bo is not None
    assert bo.id != amal.id
    assert bo.address != amal.address


async def test_one_address_has_one_contact(store: Store) -> None:
    async with store.transaction() as tx:
        amal = await add_amal(tx)
    with pytest.raises(StoreError):
        async with store.transaction() as tx:
            await tx.add_contact(TELEGRAM, "101", "Red Fox", now=2)
    async with store.transaction() as tx:
        assert await tx.find_contact(TELEGRAM, "101") == amal
        assert await tx.add_contact(TELEGRAM, "102", "Red Fox", now=2), "the pseudonym is free still"


async def test_what_a_contact_chooses(tx: Tx) -> None:
    amal = await add_amal(tx)
    bo = await add_amal(tx, "102", "Red Fox")
    await tx.set_choice(amal.id, "ar", "work")
    await tx.accept_notice(amal.id, "v1", "ar", now=77)
    found = await tx.find_contact(TELEGRAM, "101")
    assert found is not None
    assert (found.language, found.topic, found.notice_accepted) == ("ar", "work", 77)
    await tx.set_choice(amal.id, "ar", None)
    found = await tx.find_contact(TELEGRAM, "101")
    assert found is not None
    assert (found.language, found.topic) == ("ar", None)
    assert await tx.find_contact(TELEGRAM, "102") == bo


async def test_a_contact_blocks_and_unblocks_us(tx: Tx) -> None:
    amal = await add_amal(tx)
    case = await add_case(tx, amal)
    await tx.set_reachable(TELEGRAM, "101", False)
    found = await tx.find_contact(TELEGRAM, "101")
    assert found is not None
    assert found.reachable is False
    stored = await tx.case(case.id)
    assert stored is not None
    assert stored.reachable is False
    await tx.set_reachable(TELEGRAM, "101", True)
    found = await tx.find_contact(TELEGRAM, "101")
    assert found is not None
    assert found.reachable is True


async def test_a_contact_with_a_case_has_asked_before(tx: Tx) -> None:
    amal = await add_amal(tx)
    await add_case(tx, amal)
    found = await tx.find_contact(TELEGRAM, "101")
    assert found is not None
    assert found.asked_before is True


async def test_a_volunteer_is_known_by_team(tx: Tx) -> None:
    chris = await tx.add_volunteer("arabic", "301", "Volunteer 1", now=5)
    assert chris == Volunteer(chris.id, "arabic", "301", "Volunteer 1", 5)
    assert await tx.find_volunteer("arabic", "301") == chris
    assert await tx.find_volunteer("polish", "301") is None
    assert await tx.find_volunteer("arabic", "302") is None
    twin = await tx.add_volunteer("polish", "301", "Volunteer 1", now=6)
    assert twin.id != chris.id
    assert await tx.count_volunteers("arabic") == 1
    assert await tx.count_volunteers("somali") == 0


async def test_membership_is_confirmed_and_revoked(tx: Tx) -> None:
    chris = await tx.add_volunteer("arabic", "301", "Volunteer 1", now=5)
    await tx.set_membership(chris.id, 99)
    found = await tx.find_volunteer("arabic", "301")
    assert found is not None
    assert found.checked_at == 99
    await tx.set_membership(chris.id, None)
    found = await tx.find_volunteer("arabic", "301")
    assert found is not None
    assert found.checked_at is None
    assert await tx.count_volunteers("arabic") == 1, "an alias is not given twice"


@pytest.mark.parametrize(("person", "alias"), [("301", "Volunteer 2"), ("302", "Volunteer 1")])
async def test_person_and_alias_are_unique_in_a_team(store: Store, person: str, alias: str) -> None:
    async with store.transaction() as tx:
        await tx.add_volunteer("arabic", "301", "Volunteer 1", now=5)
    with pytest.raises(StoreError):
        async with store.transaction() as tx:
            await tx.add_volunteer("arabic", person, alias, now=6)


async def test_facts(tx: Tx) -> None:
    assert await tx.fact("told") is None
    await tx.set_fact("told", "yes")
    await tx.set_fact("told", "again: 'ja' \u2028 ☂")
    await tx.set_fact("other", "")
    assert await tx.fact("told") == "again: 'ja' \u2028 ☂"
    assert await tx.fact("other") == ""


async def test_new_people_are_counted(tx: Tx) -> None:
    for number in range(5):
        await tx.add_contact(TELEGRAM, str(500 + number), f"Name {number}", now=number)
    assert await tx.count_new_contacts(2) == 2
    assert await tx.count_new_contacts(-1) == 5


async def test_numbers_mean_what_was_listed_last(store: Store) -> None:
    async with store.transaction() as tx:
        amal = await add_amal(tx)
        assert await tx.choices(amal.channel, amal.chat) == ()
        await tx.keep_choices(amal.channel, amal.chat, ["language:ar", "language:pl"])
        await tx.keep_choices(amal.channel, ChatRef("a stranger"), ["language:ar"])
    async with store.transaction() as tx:
        assert await tx.choices(amal.channel, amal.chat) == ("language:ar", "language:pl")
        assert await tx.choices(amal.channel, ChatRef("a stranger")) == ()
        await tx.keep_choices(amal.channel, amal.chat, [])
        assert await tx.choices(amal.channel, amal.chat) == ()
