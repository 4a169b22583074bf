"""The simulator's page in a real browser: what people do there reaches the bot, what the bot does shows there.

In all tests but the last two, no bot runs: they call the Bot API of the simulator themselves, as a bot would.
"""

import asyncio
import json
import shutil
import struct
import zlib
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import aiohttp
import pytest
import pytest_asyncio
from playwright.async_api import ConsoleMessage, Error, Locator, Page, async_playwright, expect
from playwright.async_api import TimeoutError as TooLong

from bot.cli.demo import demonstrated
from bot.simulator import cast
from bot.simulator.clock import SimulatedClock
from bot.simulator.server import Simulator
from bot.simulator.world import World

expect.set_options(timeout=60_000)  # the default is five seconds, which a busy machine may need

CHROMIUM = shutil.which("chromium")
ARGUMENTS = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--no-first-run",
]
SUNDAY = datetime.fromisoformat("2026-11-22T19:02:00+01:00")
AMAL, BO, CHRIS, DANA, ELI, FRIDA = 101, 102, 201, 202, 203, 301
FORUM, GROUP, STAFF = -1001, -1002, -1003
QUESTION = "مرحباً، وصلتني رسالة من البلدية. ما هو المطلوب مني قبل 1 ديسمبر؟"

pytestmark = [
    pytest.mark.asyncio(loop_scope="module"),
    pytest.mark.skipif(CHROMIUM is None, reason="the page is tested in Chromium, which is not installed"),
]


@dataclass
class Stage:
    """The page, and the bot's end of the line."""

    page: Page
    simulator: Simulator
    http: aiohttp.ClientSession
    next_update: int = 0

    async def bot(self, method: str, **params: Any) -> Any:
        address = f"{self.simulator.url}/bot{self.simulator.token}/{method}"
        async with self.http.post(address, json=params) as response:
            answer = await response.json()
        assert answer["ok"], answer
        return answer["result"]

    async def update(self, kind: str) -> dict[str, Any]:
        """The next update, which must be of this kind."""
        kinds = ["message", "edited_message", "callback_query", "message_reaction", "my_chat_member"]
        [update] = await self.bot("getUpdates", offset=self.next_update, limit=1, timeout=50, allowed_updates=kinds)
        self.next_update = update["update_id"] + 1
        assert kind in update, update.keys()
        content: dict[str, Any] = update[kind]
        return content

    async def do(self, person: int, verb: str, **fields: Any) -> dict[str, Any]:
        """What somebody does elsewhere, not on this page."""
        async with self.http.post(
            f"{self.simulator.url}/sim/do", json={"as": person, "do": verb, **fields}
        ) as response:
            answer: dict[str, Any] = await response.json()
        assert "error" not in answer, answer
        return answer

    def chat(self, id: int) -> Locator:
        return self.page.locator(f"#chat{id}")

    def log(self, id: int) -> Locator:
        return self.chat(id).get_by_role("log")

    def box(self, id: int) -> Locator:
        return self.chat(id).get_by_role("textbox")

    async def write(self, id: int, words: str) -> None:
        await self.box(id).fill(words)
        await self.box(id).press("Enter")

    def bubble(self, id: int, words: str) -> Locator:
        return self.log(id).locator(".bubble").filter(has_text=words)

    async def press_until(self, chat: Locator, name: str, beyond: str) -> None:
        """Press a button until the next one is there: one that is drawn anew under the pointer takes no press."""
        for _ in range(20):
            try:
                await chat.get_by_role("button", name=name).click(timeout=5000)
                await chat.get_by_role("button", name=beyond).wait_for(timeout=5000)
            except TooLong:
                if not await chat.get_by_role("button", name=beyond).is_visible():
                    continue
            return

    async def choose(self, bubble: Locator, item: str) -> None:
        """Open the menu of a message and pick from it."""
        await bubble.get_by_role("button", name="Actions for").click()
        await self.page.get_by_role("menu").get_by_text(item).click()


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def page() -> AsyncIterator[Page]:
    """One page for all tests. Each test has a simulator on a port of its own, so the page remembers nothing."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        page = await browser.new_page(reduced_motion="reduce")
        page.set_default_timeout(60_000)
        yield page
        await browser.close()


@pytest_asyncio.fixture(loop_scope="module")
async def stage(page: Page) -> AsyncIterator[Stage]:
    world = World(SimulatedClock(SUNDAY))
    world.add_person(AMAL, "Amal", "contact", "ar")
    world.add_person(BO, "Bo", "contact", "so")
    for number, name in ((CHRIS, "Chris"), (DANA, "Dana"), (ELI, "Eli")):
        world.add_person(number, name, "volunteer", "en")
    world.add_person(FRIDA, "Frida", "staff", "nb")
    world.add_group(FORUM, "Arabic team", "team", [CHRIS, DANA, ELI], is_forum=True, owner=CHRIS)
    world.add_group(GROUP, "Somali team", "team", [CHRIS, DANA, ELI], owner=CHRIS)
    world.add_group(STAFF, "Staff", "staff", [FRIDA], owner=FRIDA)
    faults: list[str] = []

    def note_fault(error: Error) -> None:
        faults.append(str(error))

    def note_line(line: ConsoleMessage) -> None:
        if "Security Policy" in line.text:
            faults.append(line.text)

    page.on("pageerror", note_fault)
    page.on("console", note_line)
    async with await Simulator.start(world) as simulator, aiohttp.ClientSession() as http:
        await page.set_viewport_size({"width": 1440, "height": 900})
        await page.goto(simulator.url)
        await expect(page.get_by_role("main")).not_to_have_attribute("aria-busy", "true")
        yield Stage(page, simulator, http)
        await page.goto("about:blank")
    page.remove_listener("pageerror", note_fault)
    page.remove_listener("console", note_line)
    assert not faults


def png(side: int) -> bytes:
    """A white square."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = zlib.compress((b"\0" + b"\xff" * 3 * side) * side)
    head = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


async def test_amal_starts_chooses_and_asks(stage: Stage) -> None:
    await stage.chat(AMAL).get_by_role("button", name="Start", exact=True).click()
    assert (await stage.update("message"))["text"] == "/start"
    keyboard = {"inline_keyboard": [[{"text": "العربية", "callback_data": "language ar"}]]}
    await stage.bot("sendMessage", chat_id=AMAL, text="Choose your language", reply_markup=keyboard)

    await stage.chat(AMAL).get_by_role("button", name="العربية").click()
    pressed = await stage.update("callback_query")
    assert pressed["data"] == "language ar"
    assert pressed["from"]["id"] == AMAL
    await stage.bot("answerCallbackQuery", callback_query_id=pressed["id"], text="شكراً")
    await expect(stage.chat(AMAL).get_by_role("status")).to_have_text("شكراً")

    await stage.box(AMAL).fill(QUESTION)
    await stage.box(AMAL).press("Enter")
    asked = await stage.update("message")
    assert asked["text"] == QUESTION
    await expect(stage.box(AMAL)).to_have_value("")

    dove = [{"type": "emoji", "emoji": "🕊"}]
    await stage.bot("setMessageReaction", chat_id=AMAL, message_id=asked["message_id"], reaction=dove)
    await expect(stage.bubble(AMAL, QUESTION)).to_contain_text("🕊 delivered by the bot")


async def test_each_message_has_the_direction_of_its_text(stage: Stage) -> None:
    await stage.bot("sendMessage", chat_id=GROUP, text=QUESTION)
    await stage.bot("sendMessage", chat_id=GROUP, text="Nice to meet you")
    direction = "node => getComputedStyle(node).direction"
    arabic, english = stage.bubble(GROUP, QUESTION), stage.bubble(GROUP, "Nice")
    assert await arabic.locator(".words").evaluate(direction) == "rtl"
    assert await english.locator(".words").evaluate(direction) == "ltr"
    box, hour = await arabic.bounding_box(), await arabic.get_by_role("time").bounding_box()
    assert box
    assert hour
    assert hour["x"] < box["x"] + box["width"] / 2  # a line of Arabic ends on the left


async def test_dana_replies_and_edits_in_the_group(stage: Stage) -> None:
    question = await stage.bot("sendMessage", chat_id=GROUP, text="How do I apply?")
    await stage.chat(GROUP).get_by_role("combobox").select_option("Dana")
    await stage.choose(stage.bubble(GROUP, "How do I apply?"), "Reply")
    await stage.page.keyboard.type("With this form")
    await stage.page.keyboard.press("Shift+Enter")
    await stage.page.keyboard.type("before Friday")
    await stage.page.keyboard.press("Enter")

    answer = await stage.update("message")
    assert answer["text"] == "With this form\nbefore Friday"
    assert answer["from"]["id"] == DANA
    assert answer["reply_to_message"]["message_id"] == question["message_id"]
    mine = stage.bubble(GROUP, "With this form")
    await mine.get_by_role("button", name="In reply to: How do I apply?").click()
    await expect(stage.log(GROUP).locator(".glow")).to_contain_text("How do I apply?")

    await stage.choose(mine, "Edit")
    await expect(stage.box(GROUP)).to_have_value("With this form\nbefore Friday")
    await stage.box(GROUP).fill("With this form before Monday")
    await stage.box(GROUP).press("Enter")
    assert (await stage.update("edited_message"))["text"] == "With this form before Monday"
    await expect(stage.bubble(GROUP, "before Monday")).to_contain_text("edited")

    theirs = stage.log(GROUP).get_by_role("listitem").filter(has=stage.page.get_by_text("Brobygger"))
    await stage.choose(theirs, "👍")
    assert (await stage.update("message_reaction"))["new_reaction"] == [{"type": "emoji", "emoji": "👍"}]
    await theirs.get_by_role("button", name="👍 by Dana").click()
    assert (await stage.update("message_reaction"))["new_reaction"] == []


async def test_photos_files_and_voice_messages(stage: Stage) -> None:
    await stage.do(AMAL, "write", chat=AMAL, text="/start")
    await stage.update("message")
    attach = stage.chat(AMAL).get_by_role("button", name="Attach")
    await stage.box(AMAL).fill("This letter")
    await attach.click()
    await stage.page.get_by_role("menuitem", name="Photo of a letter").click()
    photo = await stage.update("message")
    assert photo["photo"]
    assert photo["caption"] == "This letter"
    await stage.bubble(AMAL, "This letter").get_by_role("button", name="Enlarge the photo").click()
    enlarged = stage.page.get_by_role("dialog").get_by_role("img")
    await expect(enlarged).to_be_visible()
    await expect(enlarged).to_have_js_property("complete", True)
    assert await enlarged.evaluate("image => image.naturalWidth") > 300
    await stage.page.keyboard.press("Escape")
    await expect(enlarged).to_be_hidden()

    await attach.click()
    await stage.page.get_by_role("menuitem", name="Voice message (sample)").click()
    assert (await stage.update("message"))["voice"]
    await stage.chat(AMAL).get_by_role("button", name="Play the voice message").click()
    await expect(stage.chat(AMAL).get_by_role("button", name="Pause the voice message")).to_be_visible()

    await attach.click()
    await stage.page.get_by_role("menuitem", name="More…").click()
    await stage.page.get_by_role("menuitem", name="Dice").click()
    assert (await stage.update("message"))["dice"]["emoji"] == "🎲"

    pages = [{"name": f"page{n}.png", "mimeType": "image/png", "buffer": png(n)} for n in (1, 2)]
    await stage.chat(AMAL).locator("input[type=file]").set_input_files(pages)
    await expect(stage.chat(AMAL).get_by_role("list", name="Files to send")).to_contain_text("page2.png")
    await stage.box(AMAL).fill("Two pages")
    await stage.box(AMAL).press("Enter")
    first, second = await stage.update("message"), await stage.update("message")
    assert first["media_group_id"] == second["media_group_id"]
    assert first["caption"] == "Two pages"
    album = stage.chat(AMAL).get_by_role("group", name="Album of 2")
    await expect(album.get_by_role("button", name="Enlarge the photo")).to_have_count(2)


async def test_topics_of_a_forum(stage: Stage) -> None:
    topic = await stage.bot("createForumTopic", chat_id=FORUM, name="Blue Heron")
    thread = topic["message_thread_id"]
    await stage.bot("sendMessage", chat_id=FORUM, message_thread_id=thread, text=QUESTION)
    row = stage.chat(FORUM).get_by_role("list", name="Topics").get_by_role("button", name="Blue Heron")
    await expect(row).to_contain_text("1 unread")

    await row.click()
    await expect(stage.bubble(FORUM, QUESTION)).to_be_visible()
    await stage.page.keyboard.type("Welcome")
    await stage.page.keyboard.press("Enter")
    written = await stage.update("message")
    assert written["message_thread_id"] == thread
    assert written["from"]["id"] == CHRIS

    await stage.box(FORUM).fill("not finished")
    await stage.chat(FORUM).get_by_role("button", name="All topics").click()
    await expect(row).not_to_contain_text("unread")
    await stage.bot("closeForumTopic", chat_id=FORUM, message_thread_id=thread)
    await expect(row).to_contain_text("closed")
    await stage.chat(FORUM).get_by_role("button", name="General").click()
    await expect(stage.box(FORUM)).to_have_value("")
    await stage.page.keyboard.type("Hello all")
    await stage.page.keyboard.press("Enter")
    assert "message_thread_id" not in await stage.update("message")
    await stage.chat(FORUM).get_by_role("button", name="All topics").click()
    await row.click()
    await expect(stage.box(FORUM)).to_have_value("not finished")

    await stage.bot("deleteForumTopic", chat_id=FORUM, message_thread_id=thread)
    await expect(row).to_have_count(0)
    await expect(stage.chat(FORUM).get_by_role("list", name="Topics")).to_be_visible()


async def test_nothing_that_is_written_becomes_markup(stage: Stage) -> None:
    evil = "<img src=x onerror=\"document.title='broken'\"><b>bold</b>"
    await stage.do(CHRIS, "write", chat=GROUP, text=evil)
    await expect(stage.bubble(GROUP, evil)).to_be_visible()
    words = "see here and there"
    entities = [
        {"type": "text_link", "offset": 4, "length": 4, "url": "javascript:document.title='broken'"},
        {"type": "bold", "offset": 4, "length": 4},
        {"type": "text_link", "offset": 13, "length": 5, "url": "https://example.org/"},
        {"type": "spoiler", "offset": 9, "length": 3},
    ]
    await stage.do(CHRIS, "write", chat=GROUP, text=words, entities=entities)
    bubble = stage.log(GROUP).locator(".bubble").last
    await expect(bubble.get_by_role("link")).to_have_text(["there"])
    await expect(bubble.locator("strong")).to_have_text("here")
    await bubble.get_by_role("button", name="Hidden text").press("Enter")
    await expect(bubble.get_by_text("and", exact=True)).to_be_visible()
    await expect(stage.page).to_have_title("Brobygger: the simulator")


async def test_news_leave_typing_focus_and_place_alone(stage: Stage) -> None:
    for n in range(40):
        await stage.do(CHRIS, "write", chat=GROUP, text=f"line {n}.")
    scroller = stage.log(GROUP)
    await expect(stage.bubble(GROUP, "line 39.")).to_be_in_viewport()
    await stage.box(GROUP).fill("half a sen")
    await stage.bubble(GROUP, "line 39.").evaluate("node => { node.marked = true; }")
    await stage.do(DANA, "write", chat=GROUP, text="line 40.")
    await expect(stage.bubble(GROUP, "line 40.")).to_be_in_viewport()
    assert await stage.bubble(GROUP, "line 39.").evaluate("node => node.marked")

    await scroller.evaluate("node => { node.scrollTop = 0; }")
    newest = stage.chat(GROUP).get_by_role("button", name="Newest messages")
    await expect(newest).to_be_visible()
    await stage.do(DANA, "write", chat=GROUP, text="line 41.")
    await expect(stage.bubble(GROUP, "line 41.")).to_be_attached()
    assert await scroller.evaluate("node => node.scrollTop") == 0
    await expect(stage.box(GROUP)).to_have_value("half a sen")
    await expect(stage.box(GROUP)).to_be_focused()
    await newest.click()
    await expect(stage.bubble(GROUP, "line 41.")).to_be_in_viewport()


async def test_the_clock_moves(stage: Stage) -> None:
    clock = stage.page.get_by_role("group", name="The simulated clock")
    await expect(clock).to_contain_text("19:02 Sunday 22 November")
    for button, shown in (
        ("+1 hour", "20:02 Sunday 22 November"),
        ("+1 day", "20:02 Monday 23 November"),
        ("Sunday evening", "20:00 Sunday 29 November"),
        ("Monday 10:00", "10:00 Monday 30 November"),
    ):
        await clock.get_by_role("button", name=button).click()
        await expect(clock).to_contain_text(shown)
    # Summer time begins on Sunday 28 March 2027: the same hour, another offset.
    await stage.http.post(f"{stage.simulator.url}/sim/clock", json={"set": "2027-03-26T12:00:00+01:00"})
    await expect(clock).to_contain_text("26 March")
    await clock.get_by_role("button", name="Sunday evening").click()
    await expect(clock).to_contain_text("20:00 Sunday 28 March")


async def test_blocking_the_bot_and_adding_a_contact(stage: Stage) -> None:
    page = stage.page
    await stage.chat(BO).get_by_role("button", name="Chat menu").click()
    await page.get_by_role("menuitem", name="Block the bot").click()
    assert (await stage.update("my_chat_member"))["new_chat_member"]["status"] == "kicked"
    await stage.chat(BO).get_by_role("button", name="Unblock").click()
    await expect(stage.chat(BO).get_by_role("button", name="Start", exact=True)).to_be_visible()

    await page.get_by_role("button", name="Add a contact").click()
    await page.get_by_role("textbox", name="Name").fill("Gelila")
    await page.get_by_label("Language of the app").select_option("ti")
    await page.get_by_role("button", name="Add", exact=True).click()
    await expect(page.get_by_role("heading", name="Gelila")).to_contain_text("Tigrinya")


async def test_a_restart_of_the_simulator(stage: Stage) -> None:
    await stage.do(CHRIS, "write", chat=GROUP, text="before")
    await expect(stage.bubble(GROUP, "before")).to_be_visible()
    port = int(stage.simulator.url.rpartition(":")[2])
    await stage.simulator.close()
    trouble = stage.page.get_by_role("alert").filter(has_text="Connection lost, trying again")
    await expect(trouble).to_be_visible()
    await stage.box(GROUP).fill("kept")
    await stage.box(GROUP).press("Enter")
    await expect(stage.box(GROUP)).to_have_value("kept")

    world = World(SimulatedClock(SUNDAY))
    world.add_person(CHRIS, "Chris", "volunteer", "en")
    world.add_group(GROUP, "Somali team", "team", [CHRIS], owner=CHRIS)
    async with await Simulator.start(world, port=port):
        await expect(trouble).to_be_hidden()
        await expect(stage.bubble(GROUP, "before")).to_have_count(0)
        await expect(stage.chat(AMAL)).to_have_count(0)
        await stage.box(GROUP).press("Enter")
        await expect(stage.bubble(GROUP, "kept")).to_be_visible()


async def test_the_keyboard_reaches_everything(stage: Stage) -> None:
    page = stage.page
    await stage.bot("sendMessage", chat_id=GROUP, text="first")
    await stage.do(CHRIS, "write", chat=GROUP, text="second")
    await expect(stage.bubble(GROUP, "second")).to_be_visible()
    nameless = """() => [...document.querySelectorAll("button, input:not([hidden]), select, textarea")]
        .filter((node) => node.checkVisibility())
        .filter((node) => !(node.ariaLabel || node.textContent.trim() || node.labels?.length))
        .map((node) => node.outerHTML)"""
    assert await page.evaluate(nameless) == []

    # From the messages, one press on Tab for all of them; the arrow keys go from one to the next.
    await stage.log(GROUP).focus()
    await page.keyboard.press("Tab")
    await expect(page.get_by_role("button", name="Actions for your message: second")).to_be_focused()
    await page.keyboard.press("ArrowUp")
    first = page.get_by_role("button", name="Actions for the message from the bot: first")
    await expect(first).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("menuitemcheckbox", name="React with 👍")).to_be_focused()
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("menu")).to_have_count(0)
    await expect(first).to_be_focused()
    await page.keyboard.press("Enter")
    await page.keyboard.press("End")
    await expect(page.get_by_role("menuitem", name="Delete")).to_be_focused()
    await page.keyboard.press("ArrowUp")
    await page.keyboard.press("Enter")
    await expect(stage.box(GROUP)).to_be_focused()
    await page.keyboard.press("Escape")
    await expect(stage.chat(GROUP).get_by_text("Reply to")).to_be_hidden()


async def test_tabs_on_a_narrow_screen(stage: Stage) -> None:
    page = stage.page
    await page.set_viewport_size({"width": 390, "height": 844})
    tabs = page.get_by_role("tablist")
    await expect(tabs.get_by_role("tab", selected=True)).to_have_text("Amal")
    await expect(stage.chat(GROUP)).to_be_hidden()
    await stage.bot("sendMessage", chat_id=GROUP, text="hello")
    await expect(tabs.get_by_role("tab", name="Somali team")).to_contain_text("1 unread")
    await tabs.get_by_role("tab", name="Somali team").click()
    await expect(stage.bubble(GROUP, "hello")).to_be_visible()
    await expect(stage.chat(AMAL)).to_be_hidden()
    await page.keyboard.press("ArrowRight")
    await expect(stage.chat(STAFF)).to_be_visible()
    await expect(tabs.get_by_role("tab", name="Somali team")).to_have_text("Somali team")
    assert await page.evaluate("document.documentElement.scrollWidth") == 390


async def test_columns_fold_away(stage: Stage) -> None:
    bo = stage.chat(BO)
    await bo.get_by_role("button", name="Fold away: Bo’s phone").click()
    await expect(bo.get_by_role("button", name="Start", exact=True)).to_be_hidden()
    strip = bo.get_by_role("button", name="Unfold: Bo’s phone")
    await expect(strip).to_be_focused()
    await stage.do(BO, "write", chat=BO, text="hello")
    await expect(strip).to_contain_text("1 unread")
    await strip.click()
    await expect(stage.bubble(BO, "hello")).to_be_visible()


async def test_dark_colours_and_the_dismissed_help_are_remembered(stage: Stage) -> None:
    page = stage.page
    await page.get_by_role("button", name="Dark colours").click()
    await page.get_by_role("button", name="Got it").click()
    background = "getComputedStyle(document.documentElement).backgroundColor"
    dark = await page.evaluate(background)
    await page.reload()
    await expect(page.get_by_role("button", name="Dark colours", pressed=True)).to_be_visible()
    assert await page.evaluate(background) == dark
    await expect(page.get_by_role("region", name="How to play")).to_be_hidden()
    await page.get_by_role("button", name="How to play").click()
    await expect(page.get_by_role("region", name="How to play")).to_contain_text("Press Start on Amal’s phone")
    assert json.loads(await page.evaluate("JSON.stringify(sessionStorage)"))["help"] == "shown"


@pytest_asyncio.fixture(loop_scope="module")
async def demo(page: Page) -> AsyncIterator[Stage]:
    """The same page with the real bot behind it."""
    async with demonstrated() as (simulator, _key_file, run_until), aiohttp.ClientSession() as http:
        stop = asyncio.Event()
        running = asyncio.create_task(run_until(stop))
        try:
            await page.set_viewport_size({"width": 1440, "height": 900})
            await page.goto(simulator.url)
            yield Stage(page, simulator, http)
        finally:
            await page.goto("about:blank")
            stop.set()
            await running


async def test_amal_asks_and_the_team_answers(demo: Stage) -> None:
    phone = demo.chat(cast.AMAL)
    await phone.get_by_role("button", name="Start", exact=True).click()
    for key in ("العربية", "✅", "🏠"):
        await phone.get_by_role("button", name=key).click()
    await demo.write(cast.AMAL, QUESTION)
    await expect(demo.bubble(cast.AMAL, QUESTION)).to_contain_text("🕊 delivered by the bot")

    topics = demo.chat(cast.ARABIC_TEAM).get_by_role("list", name="Topics")
    await topics.get_by_role("button", name="Housing").click()
    await demo.choose(demo.bubble(cast.ARABIC_TEAM, QUESTION), "Reply")
    await demo.page.keyboard.type("أرسل لنا صورة الرسالة")
    await demo.page.keyboard.press("Enter")
    await expect(demo.bubble(cast.AMAL, "أرسل لنا صورة الرسالة")).to_be_visible()
    await expect(demo.chat(cast.ARABIC_TEAM)).not_to_contain_text("Amal")
    await expect(phone).not_to_contain_text("Chris")


async def test_staff_look_draw_and_speak_to_everyone(demo: Stage) -> None:
    phone, staff = demo.chat(cast.BO), demo.chat(cast.STAFF_CHAT)
    await phone.get_by_role("button", name="Start", exact=True).click()
    for key in ("polski", "✅", "💼"):
        await phone.get_by_role("button", name=key).click()
    await demo.write(cast.BO, "/news on")
    await expect(demo.bubble(cast.BO, "/news off")).to_be_visible()

    await demo.write(cast.STAFF_CHAT, "/teams")
    await expect(demo.bubble(cast.STAFF_CHAT, "may do all that it needs")).to_contain_text("Arabic")
    await demo.write(cast.STAFF_CHAT, "/stats")
    await staff.get_by_role("button", name="🖼").click()
    await expect(demo.log(cast.STAFF_CHAT).locator("img")).to_be_visible(timeout=60_000)

    await demo.write(cast.STAFF_CHAT, "/broadcast Święto w piątek")
    for door, beyond in (("Who gets it", "When"), ("When", "Look at it"), ("Look at it", "✅ Send it")):
        await demo.press_until(staff, door, beyond)
    await staff.get_by_role("button", name="✅ Send it").click()
    await expect(demo.bubble(cast.BO, "Święto w piątek")).to_be_visible(timeout=60_000)
