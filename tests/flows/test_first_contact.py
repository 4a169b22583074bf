"""From a stranger's first tap to the question."""

from tests.flows.conftest import Play, delivered, is_card, kind


async def test_three_taps_lead_to_the_question_and_the_phones_language_comes_first(running: Play):
    amal = running.amal
    await amal.say("/start")
    languages = await amal.phone.sees(lambda seen: len(seen.buttons) == 7)
    assert languages.buttons[0] == "العربية"
    await amal.press("العربية")
    notice = await amal.phone.sees("🔒")
    assert len(notice.buttons) == 4
    await amal.press(notice.buttons[0])
    topics = await amal.phone.sees(lambda seen: len(seen.buttons) == 13)
    assert topics.buttons[0].startswith("💼")
    await amal.press(topics.buttons[0])
    await amal.phone.sees("🎤")


async def test_the_question_arrives_under_a_pseudonym_below_its_card(running: Play):
    question = await running.ask(running.amal, "متى أحصل على راتبي؟", "ar")
    card = await running.arabic.sees(is_card)
    assert card.id < question.id
    assert card.thread == question.thread
    assert "Amal" not in running.arabic.transcript()
    topic = running.arabic.content["topics"][0]
    assert topic["title"] == card.text.split(" · ")[0] + " · Work"
    await running.amal.phone.sees("✅")
    await running.amal.phone.sees(lambda seen: seen.text == "متى أحصل على راتبي؟" and seen.reacted("🕊"))


async def test_a_posters_link_chooses_language_and_topic(running: Play):
    await running.bo.say("/start pl_housing")
    await running.bo.press("notice:yes")
    await running.bo.phone.sees("🏠")


async def test_a_posters_link_with_a_topic_alone_leaves_the_language_to_choose(running: Play):
    await running.bo.say("/start tax")
    await running.bo.press("Polski")
    await running.bo.press("notice:yes")
    await running.bo.phone.sees("🧾")


async def test_a_language_may_be_typed_instead(running: Play):
    await running.bo.say("/start")
    await running.bo.phone.sees(lambda seen: len(seen.buttons) == 7)
    await running.bo.say("polski")
    await running.bo.phone.sees("🔒")


async def test_a_photo_sent_before_any_choice_is_kept_and_relayed_after_it(running: Play):
    amal = running.amal
    photo = await amal.send_photo(amal.phone, caption="ما هذا؟")
    await amal.phone.sees(lambda seen: seen.id == photo and seen.reacted("✍"))
    await amal.press("العربية")
    await amal.say("أرجو المساعدة")
    await amal.press("notice:yes")
    await amal.press("topic:other")
    await running.arabic.sees(kind("photo"))
    await running.arabic.sees("أرجو المساعدة")
    shown = [seen.kind for seen in running.arabic.shown() if seen.kind != "service"]
    assert shown == ["text", "photo", "text"]
    await amal.phone.sees(delivered(photo))


async def test_an_edit_before_the_choice_changes_what_is_relayed_after_it(running: Play):
    amal = running.amal
    number = await amal.say("الأولى")
    await amal.phone.sees(lambda seen: seen.id == number and seen.reacted("✍"))
    await amal.edit(amal.phone, number, "الثانية")
    await amal.say("/start ar_work")
    await amal.press("notice:yes")
    await running.arabic.sees("الثانية")
    assert "الأولى" not in running.arabic.transcript()


async def test_whoever_declines_the_notice_is_not_passed_on(running: Play):
    amal = running.amal
    await amal.say("سر")
    await amal.press("العربية")
    await amal.press("notice:no")
    await amal.phone.sees("/start")
    await amal.say("/start ar_work")
    await amal.press("notice:yes")
    await amal.phone.sees("🎤")
    await amal.say("سؤال آخر")
    await running.arabic.sees("سؤال آخر")
    assert not [seen for seen in running.arabic.shown() if seen.text == "سر"]


async def test_a_language_that_no_team_serves_goes_to_the_fallback_team_marked(running: Play):
    question = await running.ask(running.fatuma, "¿Cuándo cobro?", "es")
    card = await running.polish.sees(is_card)
    assert question.reply_to == card.id
    assert "⚠️" in card.text
    assert "Español" in card.text
    await running.fatuma.phone.sees("Polski, Norsk, English")


async def test_another_topic_is_another_case(running: Play):
    await running.ask(running.amal, "سؤال عن العمل", "ar")
    await running.amal.say("/topic")
    await running.amal.press("topic:tax")
    await running.amal.phone.sees("🧾")
    await running.amal.say("سؤال عن الضرائب")
    await running.arabic.sees("سؤال عن الضرائب")
    titles = [topic["title"] for topic in running.arabic.content["topics"]]
    assert [title.split(" · ")[1] for title in titles] == ["Work", "Tax"]
    assert len({title.split(" · ")[0] for title in titles}) == 1
    assert "🔁" in (await running.arabic.sees(lambda seen: is_card(seen) and "Tax" in seen.text)).text


async def test_help_hours_and_unknown_commands_are_answered(running: Play):
    await running.ask(running.bo, "Pytanie", "pl")
    for command, answer in (("/help", "/language"), ("/hours", "☀️"), ("/nonsense", "/language")):
        sent = await running.bo.say(command)
        await running.bo.phone.sees(answer, after=sent)
    assert "/nonsense" not in running.polish.transcript()


async def test_old_and_unknown_buttons_say_what_to_do(running: Play):
    await running.bo.say("/start")
    picker = await running.bo.phone.sees(lambda seen: len(seen.buttons) == 7)
    await running.bo.do("press", chat=running.bo.phone, message_id=picker.id, data=picker.data_of("Polski"))
    await running.bo.do("press", chat=running.bo.phone, message_id=picker.id, data=picker.data_of("Polski"))
    await running.bo.phone.sees("🔒", times=2)


async def test_ending_tells_the_volunteers_and_writing_again_reopens(running: Play):
    question = await running.ask(running.amal, "سؤال", "ar")
    await running.amal.say("/end")
    await running.amal.phone.sees("☑️")
    await running.arabic.sees("☑️", thread=question.thread)
    await running.arabic.sees(lambda seen: is_card(seen) and "☑️ Closed" in seen.text)
    await running.amal.say("/end")
    await running.amal.say("شيء آخر")
    again = await running.arabic.sees("شيء آخر")
    assert again.thread == question.thread
    await running.arabic.sees("🔓", thread=question.thread)
    await running.arabic.sees(lambda seen: is_card(seen) and "☑️ Closed" not in seen.text)
