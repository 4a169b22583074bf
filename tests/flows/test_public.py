"""What volunteers give out most, offices' numbers and pages and our own start links, arrives at once."""

from tests.flows.conftest import Play

OFFICES = [
    "UNE har telefon 21 08 50 00",
    "Jussbuss: 22 84 29 00 (gratis)",
    "Skriv til postmottak@etat.example.no",
    "Les facebook.com/Utlendingsdirektoratet",
]


async def test_what_an_office_is_reached_by_reaches_the_person(running: Play):
    question = await running.ask(running.bo, "Pytanie", "pl")
    for text in OFFICES:
        await running.eli.write(running.polish, text, reply_to=question)
        assert (await running.bo.phone.sees(text.split()[0])).text == text


async def test_our_own_start_link_does(running: Play):
    question = await running.ask(running.bo, "Pytanie", "pl")
    name = running.simulator.world.bot.username
    await running.eli.write(running.polish, f"Skatt: https://t.me/{name}?start=pl_tax", reply_to=question)
    assert f"t.me/{name}?start=pl_tax" in (await running.bo.phone.sees("Skatt")).text


async def test_a_link_behind_words_can_be_opened(running: Play):
    question = await running.ask(running.bo, "Pytanie", "pl")
    address = "https://www.nav.no/dagpenger/soknad"
    link = {"type": "text_link", "offset": 4, "length": 3, "url": f"{address}?fbclid=1"}
    await running.eli.write(running.polish, "Søk her i dag", reply_to=question, entities=[link])
    assert (await running.bo.phone.sees("Søk her")).text == f"Søk her ({address}) i dag"
