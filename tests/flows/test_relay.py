"""Messages of every kind cross in both directions, as new messages; edits, replies and reactions follow."""

import base64

import pytest

from tests import files
from tests.flows.conftest import Play, decide, delivered, kind

FAMILY = "👩\u200d👩\u200d👧\u200d👦"

FILES = {
    "photo": files.jpeg,
    "voice": files.voice,
    "video": files.video,
    "video_note": files.video,
    "animation": files.video,
    "audio": files.mp3,
    "document": files.pdf,
}

CONVERTED = [
    ("sticker", {"sticker": {"emoji": "😢"}}, "😢"),
    ("dice", {}, "🎲"),
    ("poll", {}, "▫️"),
]


@pytest.mark.parametrize("what", FILES)
async def test_files_cross_both_ways_under_a_neutral_name(running: Play, what: str):
    question = await running.ask(running.amal, "سؤال", "ar")
    data = FILES[what]()
    assert files.holds_mark(data)
    sent = await running.amal.send(running.amal.phone, what, data, name="CV_Amal_Haddad.pdf")
    if what in ("voice", "video_note"):
        await decide(running.amal, "send")
    seen = await running.arabic.sees(kind(what), thread=question.thread)
    assert "Amal" not in str(seen.content["file"])
    assert not files.holds_mark(await running.stage.file(seen.content["file"]["id"]))
    await running.amal.phone.sees(delivered(sent))
    await running.chris.send(running.arabic, what, data, reply_to=seen, thread=seen.thread, name="Chris_Berg.pdf")
    if what in ("voice", "video_note"):
        await decide(running.chris, "send", running.arabic)
    answer = await running.amal.phone.sees(lambda seen: seen.kind == what and seen.by_bot)
    assert "Chris" not in str(answer.content["file"])
    assert not files.holds_mark(await running.stage.file(answer.content["file"]["id"]))
    assert answer.reply_to == sent


@pytest.mark.parametrize(("what", "fields", "expected"), CONVERTED)
async def test_what_has_no_neutral_form_arrives_as_text(running: Play, what: str, fields: dict, expected: str):
    await running.ask(running.bo, "Pytanie", "pl")
    await running.bo.send(running.bo.phone, what, fields=fields)
    seen = await running.polish.sees(lambda seen: seen.by_bot and expected in seen.text)
    assert seen.kind == "text"


async def test_a_place_and_a_venue_arrive_as_places(running: Play):
    await running.ask(running.bo, "Gdzie?", "pl")
    await running.bo.send(
        running.bo.phone, "location", fields={"location": {"latitude": 59.9139, "longitude": 10.7522}}
    )
    await decide(running.bo, "send")
    seen = await running.polish.sees(kind("location"))
    assert seen.content["place"]["latitude"] == pytest.approx(59.9139)
    await running.bo.send(
        running.bo.phone,
        "venue",
        fields={
            "venue": {
                "location": {"latitude": 59.9, "longitude": 10.7},
                "title": "NAV Grünerløkka",
                "address": "Øvre gate 1",
            }
        },
    )
    await decide(running.bo, "send")
    assert (await running.polish.sees(kind("venue"))).content["place"]["title"] == "NAV Grünerløkka"


async def test_an_album_arrives_whole_and_in_order_with_what_follows_behind_it(running: Play):
    question = await running.ask(running.amal, "سؤال", "ar")
    numbers = await running.amal.send_album(
        running.amal.phone,
        [{"kind": "photo", "sample": "letter", "caption": f"صفحة {page}"} for page in (1, 2, 3)],
    )
    await running.amal.say("هذه الصفحات الثلاث")
    last = await running.arabic.sees("هذه الصفحات الثلاث", thread=question.thread)
    pages = [seen for seen in running.arabic.shown() if seen.kind == "photo"]
    assert [page.text for page in pages] == ["صفحة 1", "صفحة 2", "صفحة 3"]
    assert len({page.content["album"] for page in pages}) == 1
    assert pages[-1].id < last.id
    await running.amal.phone.sees(delivered(numbers[0]))
    answer = await running.chris.write(running.arabic, "الصفحة الثانية", reply_to=pages[1], thread=question.thread)
    received = await running.amal.phone.sees("الصفحة الثانية")
    assert received.reply_to == numbers[1]
    await running.arabic.sees(delivered(answer))


async def test_an_album_alone_arrives_after_a_quiet_second(running: Play):
    question = await running.ask(running.amal, "سؤال", "ar")
    await running.chris.send_album(
        running.arabic,
        [{"kind": "photo", "sample": "letter"}, {"kind": "photo", "sample": "letter", "caption": "2"}],
        reply_to=question,
        thread=question.thread,
    )
    await running.amal.phone.sees(kind("photo"), times=2)


async def test_harmless_formatting_crosses_and_the_rest_does_not(running: Play):
    await running.ask(running.bo, "Pytanie", "pl")
    text = f"{FAMILY} ważne: patrz tutaj"
    await running.bo.say(
        text,
        entities=[
            {"type": "bold", "offset": 12, "length": 5},
            {"type": "text_link", "offset": 25, "length": 5, "url": "https://nav.no/ord?sporing=1"},
        ],
    )
    seen = await running.polish.sees("ważne")
    assert [(each["type"], each["offset"], each["length"]) for each in seen.content["entities"]][:1] == [
        ("bold", 12, 5)
    ]
    assert "nav.no" in seen.text
    assert "sporing" not in str(seen.content)


async def test_a_long_text_arrives_in_pieces_in_order_and_shrinks_when_edited(running: Play):
    question = await running.ask(running.amal, "سؤال", "ar")
    answer = " ".join(f"word{number}" for number in range(1200))
    # A person can't write more than 4096 units, a bot's caption limit is lower: a long caption is cut into texts.
    caption = " ".join(f"كلمة{number}" for number in range(250))
    await running.amal.send_photo(running.amal.phone, caption=caption[:1500])
    photo = await running.arabic.sees(kind("photo"), thread=question.thread)
    follow = await running.arabic.sees(caption[:100], thread=question.thread)
    assert photo.text == ""
    assert follow.id > photo.id
    assert follow.text == caption[:1500]
    sent = await running.chris.write(running.arabic, answer[:4096], reply_to=question, thread=question.thread)
    await running.amal.phone.sees(answer[:4096])
    await running.chris.edit(running.arabic, sent, "short")
    await running.amal.phone.sees("short")


async def test_edits_follow_on_both_sides(running: Play):
    question = await running.ask(running.amal, "الأول", "ar")
    number = (await running.amal.phone.sees(lambda seen: seen.text == "الأول" and not seen.by_bot)).id
    await running.amal.edit(running.amal.phone, number, "المصحح")
    await running.arabic.sees(lambda seen: seen.id == question.id and seen.text == "المصحح")
    answer = await running.chris.write(running.arabic, "wrong", reply_to=question, thread=question.thread)
    received = await running.amal.phone.sees("wrong")
    await running.chris.edit(running.arabic, answer, "right")
    await running.amal.phone.sees(lambda seen: seen.id == received.id and seen.text == "right")
    photo = await running.amal.send_photo(running.amal.phone, caption="قبل")
    shown = await running.arabic.sees("قبل")
    file = shown.content["file"]["id"]
    await running.amal.edit_caption(running.amal.phone, photo, "بعد")
    changed = await running.arabic.sees(lambda seen: seen.id == shown.id and seen.text == "بعد")
    assert changed.content["file"]["id"] == file
    film = base64.b64encode(files.video()).decode()
    await running.amal.do("edit", chat=running.amal.phone, message_id=photo, kind="video", file=film, caption="فيديو")
    await running.arabic.sees(lambda seen: seen.id == shown.id and seen.kind == "video" and seen.text == "فيديو")


async def test_replies_point_to_the_right_message_on_the_other_side(running: Play):
    first = await running.ask(running.bo, "Pierwsze", "pl")
    await running.bo.say("Drugie")
    second = await running.polish.sees("Drugie")
    one = await running.eli.write(running.polish, "o pierwszym", reply_to=first)
    answer = await running.bo.phone.sees("o pierwszym")
    asked = await running.bo.phone.sees(lambda seen: seen.text == "Pierwsze" and not seen.by_bot)
    assert answer.reply_to == asked.id
    await running.bo.say("dziękuję", reply_to=answer)
    assert (await running.polish.sees("dziękuję")).reply_to == one
    await running.bo.say("jeszcze o drugim", reply_to=asked)
    assert (await running.polish.sees("jeszcze o drugim")).reply_to == first.id
    assert second.reply_to != first.id


async def test_reactions_cross_and_the_delivery_mark_returns(running: Play):
    question = await running.ask(running.amal, "سؤال", "ar")
    asked = await running.amal.phone.sees(lambda seen: seen.text == "سؤال" and seen.reacted("🕊"))
    await running.chris.react(running.arabic, question, "🙏")
    await running.amal.phone.sees(lambda seen: seen.id == asked.id and seen.reacted("🙏"))
    await running.chris.react(running.arabic, question, "")
    await running.amal.phone.sees(delivered(asked.id))
    answer = await running.chris.write(running.arabic, "جواب", reply_to=question, thread=question.thread)
    received = await running.amal.phone.sees("جواب")
    await running.arabic.sees(delivered(answer))
    await running.amal.react(running.amal.phone, received, "❤")
    await running.arabic.sees(lambda seen: seen.id == answer and seen.reacted("❤"))
    await running.amal.react(running.amal.phone, received, "")
    await running.arabic.sees(delivered(answer))


@pytest.mark.parametrize(
    ("what", "fields", "advice"),
    [
        ("document", {"size": 30 * 1024 * 1024, "file": "AAAA"}, "20 MB"),
        ("location", {"fields": {"location": {"latitude": 59.9, "longitude": 10.7, "live_period": 900}}}, "🚫"),
    ],
)
async def test_what_cannot_cross_is_refused_aloud(running: Play, what: str, fields: dict, advice: str):
    await running.ask(running.bo, "Pytanie", "pl")
    number = (await running.bo.do("send", chat=running.bo.phone, kind=what, **fields))["message_id"]
    refusal = await running.bo.phone.sees(advice, after=number)
    assert refusal.reply_to == number


async def test_no_call_forwards_or_copies(running: Play):
    question = await running.ask(running.amal, "سؤال", "ar")
    await running.chris.write(running.arabic, "جواب", reply_to=question, thread=question.thread)
    await running.amal.phone.sees("جواب")
    methods = {call["method"] for call in await running.stage.calls()}
    assert not {method for method in methods if method.startswith(("forward", "copy"))}
