"""A contact and a volunteer whose every attribute is a canary send everything there is; nothing of them crosses."""

import json
import random
import tempfile
from pathlib import Path

import pytest

from bot.cli.maintenance import back_up
from bot.metrics import exposition
from handlers.telegram.rules import RULES, Verb
from tests.canary import find_traces
from tests.flows.conftest import Play, delivered
from tests.flows.test_relay import FILES
from tests.handlers.bot_api_shapes import CANARIES, MARKER, NUMBERS, Shapes
from tests.silence import Ear

AMAL, CHRIS = NUMBERS + 1, NUMBERS + 2
AROUND = "forward_origin quote via_bot author_signature sender_tag external_reply caption caption_entities".split()
SAYING = sorted(
    name
    for name, rule in RULES.items()
    if rule.verb not in (Verb.ENVELOPE, Verb.PART) and name not in (*FILES, "live_photo", "migrate_to_chat_id")
)
"""What needs no bytes to be fetched, and does not send the bot to another group."""


async def begin(play: Play):
    """The two of them, a question and an answer."""
    world = play.simulator.world
    names = {"last_name": f"{MARKER}Last", "username": f"{MARKER}_user"}
    world.add_person(AMAL, f"{MARKER}Amal", "contact", "pl", **names)
    world.add_person(CHRIS, f"{MARKER}Chris", "volunteer", "en", **names)
    amal, chris = await play.stage.person(AMAL), await play.stage.person(CHRIS)
    await chris.join(play.polish)
    question = await play.ask(amal, "Pytanie", "pl")
    answer = await chris.write(play.polish, "Oto rada", reply_to=question)
    await amal.phone.sees("Oto rada")
    await play.polish.sees(delivered(answer))
    return amal, chris, question


def seen_of_the_bot(play: Play, *rooms) -> bytes:
    """All that the bot showed in these chats, with every attribute, and without what Telegram itself adds.

    The id of a chat is its owner's own, and a volunteer's alias is a mention inside the group in which they are.
    """
    shown = []
    for room in rooms:
        for seen in room.shown():
            if seen.by_bot and not any(each["type"] == "text_mention" for each in seen.content["entities"]):
                content = {key: value for key, value in seen.content.items() if key != "reactions"}
                shown.append(json.dumps({**content, "reply_to": seen.reply_to}, ensure_ascii=False))
    return "\n".join(shown).encode()


async def test_nothing_of_a_person_is_seen_logged_or_left_lying_about(
    running: Play, log: Ear, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
):
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(scratch))
    amal, chris, question = await begin(running)
    bot = {"id": running.simulator.world.bot.id, "is_bot": True, "first_name": "bot"}
    number = 50_000
    for what in SAYING:
        shapes = Shapes(random.Random(what))
        for chat, person in (
            ({"id": AMAL, "type": "private", "first_name": f"{MARKER}Amal"}, AMAL),
            ({"id": running.polish.id, "type": "supergroup", "title": f"{MARKER}Team"}, CHRIS),
        ):
            number += 1
            sender = {"id": person, "is_bot": False, "first_name": f"{MARKER}First", "username": f"{MARKER}_u"}
            fields = {"message_id": number, "date": 1_760_000_000, "from": sender, "chat": chat}
            if person == CHRIS:
                fields["reply_to_message"] = {"message_id": question.id, "date": 0, "chat": chat, "from": bot}
            await running.stage.push_raw({"message": shapes.message(what, *AROUND, **fields)})
    for what in FILES:
        for person, room, reply in ((amal, amal.phone, None), (chris, running.polish, question)):
            name = f"{MARKER}.pdf"
            await person.send(room, what, FILES[what](), reply_to=reply, name=name, caption="widoczne")
    for person, room in ((amal, amal.phone), (chris, running.polish)):
        asked = await room.sees(lambda seen: seen.starts("send:") is not None and "🎤" in seen.text)
        await person.press(asked.starts("send:") or "", on=asked)
    last = await amal.say("ostatnie")
    await running.polish.sees("ostatnie")
    await amal.phone.sees(delivered(last))
    await chris.write(running.polish, "koniec", reply_to=question)
    await amal.phone.sees("koniec")
    for what in FILES:
        await running.polish.sees(lambda seen, what=what: seen.by_bot and seen.kind == what)
    for room in (running.polish, running.arabic, running.staff, amal.phone):
        assert find_traces(seen_of_the_bot(running, room), CANARIES) == []
    assert find_traces(log.text().encode(), CANARIES) == []
    stored = b"".join(path.read_bytes() for path in running.folder.rglob("*.db*"))
    assert len(stored) > 10_000
    assert find_traces(stored, CANARIES) == []
    backup, keys, _ = await back_up(running.settings(), running.folder / "backups")
    assert find_traces(backup.read_bytes() + keys.read_bytes(), CANARIES) == []
    assert find_traces(exposition(), CANARIES) == []
    left = [path.name.encode() + path.read_bytes() for path in scratch.rglob("*") if path.is_file()]
    assert find_traces(b"".join(left), CANARIES) == []
