"""The configuration says everything that is wrong with it at once, in words for people who do not program."""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ValidationError
from pydantic_core import PydanticUndefined

from bot.config import Endpoint, Hours, Settings, load_settings, refuse_example_values
from bot.config.faults import NOT_IN_FILE, explain, write_faults
from bot.config.languages import read_languages
from bot.config.old_keys import renew
from bot.config.rules import broken_rules
from bot.config.settings import ANNOUNCEMENT_FIELDS, BUILT_IN_TOPICS
from bot.features.hours.announcements import OWN_WORDS
from bot.features.shared.texts import TOPIC_NAMES
from bot.kernel.errors import ConfigError

EXAMPLE = Path(__file__).parents[2] / "config.example.toml"

GOOD = """
[service]
name = "Advice Bergen"
languages = ["nb", "ar", "pl"]
default_language = "nb"
fallback_team = "Bergen"

[storage]
url = "sqlite:data/b.db"

[telegram]
receive = "polling"

[staff]
chat = "telegram:-1009"
language = "nb"

[[teams]]
name = "Bergen"
chat = "telegram:-1001"
languages = ["nb"]

[[teams]]
name = "Arabic"
chat = "telegram:-1002"
languages = ["ar"]
topics = ["work"]
language = "ar"
"""


def load(folder: Path, text: str, environ: dict[str, str] | None = None) -> Settings:
    path = folder / "config.toml"
    path.write_text(text, encoding="utf-8")
    return load_settings(path, environ or {})


def faults(folder: Path, text: str, environ: dict[str, str] | None = None) -> list[str]:
    with pytest.raises(ConfigError) as raised:
        load(folder, text, environ)
    return raised.value.faults


def test_a_good_file_is_read(tmp_path: Path) -> None:
    settings = load(tmp_path, GOOD)

    assert settings.service.languages == ("nb", "ar", "pl")
    assert settings.storage.url == f"sqlite:{tmp_path}/data/b.db"
    assert [team.language for team in settings.teams] == ["nb", "ar"]
    assert settings.health.listen is None
    assert settings.telegram.webhook.listen == Endpoint("127.0.0.1", 8080)
    assert {topic.id: topic.icon for topic in settings.topics} == BUILT_IN_TOPICS
    assert settings.warnings == ()


def test_settings_can_not_be_changed(tmp_path: Path) -> None:
    settings = load(tmp_path, GOOD)
    with pytest.raises(ValueError, match="frozen"):
        settings.service.name = "Other"


BROKEN = {
    # one change to the good file: (what stands there, what is written instead, the fault)
    "number for text": (
        'name = "Advice Bergen"',
        "name = 5",
        "service.name: is a number, which can't be used here; write the name that people read, "
        'like name = "Advice Oslo"',
    ),
    "empty name": (
        'name = "Advice Bergen"',
        'name = " "',
        "service.name: must be one line of 1 to 64 characters; write a short name",
    ),
    "missing name": (
        'name = "Advice Bergen"',
        "",
        'service.name: is missing; write the name that people read, like name = "Advice Oslo"',
    ),
    "misspelt key": (
        'receive = "polling"',
        'recieve = "polling"',
        "telegram.recieve: there is no such key here; did you mean 'receive'?",
    ),
    "misspelt section": (
        "[storage]",
        "[storge]",
        "storge: there is no such key here; did you mean 'storage'?",
    ),
    "unknown key": (
        'receive = "polling"',
        "emoji = true",
        "telegram.emoji: there is no such key here; write one of api_base_url, paced, receive, token_file, webhook",
    ),
    "section once too often": (
        "[service]",
        "[[service]]",
        "service: is a list, which can't be used here; write the section [service]",
    ),
    "language of the service": (
        '["nb", "ar", "pl"]',
        '["nb", "ar", "pl", "norsk"]',
        "service.languages: 'norsk' is not a language that Brobygger knows; write 'nb'",
    ),
    "language twice": (
        '["nb", "ar", "pl"]',
        '["nb", "ar", "pl", "ar"]',
        "service.languages: 'ar' is there 2 times; write it once",
    ),
    "one language, no list": (
        '["nb", "ar", "pl"]',
        '"nb"',
        "service.languages: is text, which can't be used here; write the languages that people may choose, "
        'like languages = ["nb", "en"]',
    ),
    "default language": (
        'default_language = "nb"',
        'default_language = "so"',
        "service.default_language: 'so' is not one of service.languages; add it there, or write one of ar, nb, pl",
    ),
    "time zone": (
        "[storage]",
        'time_zone = "Europe/Olso"\n[storage]',
        "service.time_zone: 'Europe/Olso' is not a time zone; did you mean 'Europe/Oslo'?",
    ),
    "fallback team": (
        'fallback_team = "Bergen"',
        'fallback_team = "Bregen"',
        "service.fallback_team: there is no team 'Bregen'; did you mean 'Bergen'?",
    ),
    "privacy page": (
        "[storage]",
        'privacy_url = "our page"\n[storage]',
        "service.privacy_url: is not a web address; write one that begins with https://",
    ),
    "database": (
        '"sqlite:data/b.db"',
        '"sqlite:///data/b.db"',
        'storage.url: is not a database; write "sqlite:" and a file, like "sqlite:data/brobygger.db", '
        'or "postgresql://user@host/database"',
    ),
    "way of receiving": (
        'receive = "polling"',
        'receive = "pulling"',
        'telegram.receive: \'pulling\' is not a choice; write receive = "polling" or receive = "webhook"',
    ),
    "webhook without address": (
        'receive = "polling"',
        'receive = "webhook"',
        'telegram.webhook.public_url: is missing, and receive is "webhook"; write the address that Telegram calls, '
        'which begins with https://, or write receive = "polling"',
    ),
    "webhook without TLS": (
        'receive = "polling"',
        'receive = "webhook"\n[telegram.webhook]\npublic_url = "http://bot.bergen.no"',
        "telegram.webhook.public_url: Telegram calls only addresses that begin with https://; write that one",
    ),
    "port": (
        'receive = "polling"',
        '[telegram.webhook]\nlisten = "127.0.0.1:99999"',
        'telegram.webhook.listen: is not an address with a port; write it like "127.0.0.1:8080"',
    ),
    "health port": (
        "[staff]",
        "[health]\nlisten = 8081\n[staff]",
        'health.listen: is not an address with a port; write it like "127.0.0.1:8080"',
    ),
    "token in the file": (
        'receive = "polling"',
        'token = "1:canary"',
        'telegram.token: a secret must not stand in this file; put it into a file and write token_file = "…", '
        "or into the environment variable BROBYGGER_TELEGRAM_TOKEN",
    ),
    "secret in the file": (
        'receive = "polling"',
        '[telegram.webhook]\nsecret = "canary"',
        "telegram.webhook.secret: a secret must not stand in this file; put it into a file and "
        'write secret_file = "…", or into the environment variable BROBYGGER_WEBHOOK_SECRET',
    ),
    "warnings in the file": (
        "[storage]",
        "[warnings]\n[storage]",
        "warnings: there is no such section; remove it",
    ),
    "number in quotes": (
        'chat = "telegram:-1009"',
        'chat_id = "-1009"',
        "staff.chat_id: '-1009' does not say on which channel; write \"telegram:-1009\"",
    ),
    "language of staff": (
        'chat = "telegram:-1009"\nlanguage = "nb"',
        'chat = "telegram:-1009"\nlanguage = "Polski"',
        "staff.language: 'Polski' is not a language that Brobygger knows; write 'pl'",
    ),
    "staff in a team's group": (
        'chat = "telegram:-1009"',
        'chat = "telegram:-1002"',
        "staff.chat: is also the group of teams[1]; make a group of its own for staff and write that one",
    ),
    "topic id": (
        "[[teams]]",
        '[[topics]]\nid = "My work"\nicon="x"\nnames = {nb="x"}\n[[topics]]\nid="work"\n[[teams]]',
        "topics[0].id (\"My work\"): 'My work' can't be an id; write up to 24 letters a-z, digits and hyphens, "
        'like "work"',
    ),
    "own topic without icon": (
        "[[teams]]",
        '[[topics]]\nid = "cycling"\nnames = {nb="Sykkel"}\n[[topics]]\nid="work"\n[[teams]]',
        "topics[0].icon (\"cycling\"): is missing: 'cycling' is not one of the topics that Brobygger has names for "
        "(work, benefits, tax, housing, health, family, residence, education, digital, legal, danger, other); "
        'write one emoji, like icon = "💼"',
    ),
    "icon of many words": (
        "[[teams]]",
        '[[topics]]\nid="work"\nicon = "a suitcase"\n[[teams]]',
        'topics[0].icon ("work"): is not one icon; write a single emoji, like icon = "💼"',
    ),
    "own topic without name": (
        "[[teams]]",
        '[[topics]]\nid = "cycling"\nicon="🚲"\n[[topics]]\nid="work"\n[[teams]]',
        "topics[0].names (\"cycling\"): people would see only 'cycling'; write a name in the default language, "
        'like names = { nb = "…" }, and add the other languages',
    ),
    "language of a topic's name": (
        "[[teams]]",
        '[[topics]]\nid="work"\nnames = {farsi="کار"}\n[[teams]]',
        "topics[0].names (\"work\"): 'farsi' is not a language that Brobygger knows; write 'fa'",
    ),
    "public number": (
        "[[teams]]",
        '[[public]]\nname = "Desk"\nnumber = "our desk"\n[[teams]]',
        'public[0].number: is not a telephone number; write it with its country, like number = "+47 22 00 00 00"',
    ),
    "public host": (
        "[[teams]]",
        '[[public]]\nname = "Desk"\nhost = "https://example.org/"\n[[teams]]',
        'public[0].host: is not the name of a web site; write it without https://, like host = "example.org" '
        'or host = "facebook.com/example"',
    ),
    "nothing public": (
        "[[teams]]",
        '[[public]]\nname = "Desk"\n[[teams]]',
        'public[0]: has neither; write number = "+47 22 00 00 00" or host = "example.org"',
    ),
    "topic twice": (
        "[[teams]]",
        '[[topics]]\nid="work"\n[[topics]]\nid="work"\n[[teams]]',
        'topics[1].id ("work"): topics[0] has the same id; write another one',
    ),
    "team without number": (
        'chat = "telegram:-1001"',
        "",
        'teams[0].chat ("Bergen"): is missing; write its group, like chat = "telegram:-1001234567890"',
    ),
    "person for a group": (
        'chat = "telegram:-1001"',
        'chat = "telegram:1001"',
        "teams[0].chat (\"Bergen\"): 'telegram:1001' is not a group; write the group's number with its minus, "
        'like "telegram:-1001234567890"',
    ),
    "person for a group, in the old way": (
        'chat = "telegram:-1001"',
        "chat_id = 1001",
        "teams[0].chat_id (\"Bergen\"): 'telegram:1001' is not a group; write the group's number with its minus, "
        'like "telegram:-1001234567890"',
    ),
    "group without channel": (
        'chat = "telegram:-1001"',
        'chat = "-1001"',
        'teams[0].chat ("Bergen"): \'-1001\' does not say on which channel; write "telegram:-1001"',
    ),
    "group that is no number": (
        'chat = "telegram:-1001"',
        'chat = "Volunteers"',
        'teams[0].chat ("Bergen"): \'Volunteers\' does not say on which channel; write "telegram:-1001234567890"',
    ),
    "group on an unknown channel": (
        'chat = "telegram:-1001"',
        'chat = "telegarm:-1001"',
        "teams[0].chat (\"Bergen\"): 'telegarm' is not a channel; did you mean 'telegram'?",
    ),
    "group in a list": (
        'chat = "telegram:-1001"',
        'chat = ["telegram", "-1001"]',
        'teams[0].chat ("Bergen"): is a list, which can\'t be used here; write its group, '
        'like chat = "telegram:-1001234567890"',
    ),
    "group in both ways": (
        'chat = "telegram:-1001"',
        'chat = "telegram:-1001"\nchat_id = -1001',
        "teams[0].chat_id (\"Bergen\"): there is no such key here; did you mean 'chat'?",
    ),
    "number twice": (
        'chat = "telegram:-1002"',
        'chat = "telegram:-1001"',
        'teams[1].chat ("Arabic"): teams[0] has the same chat; write another one',
    ),
    "number twice, once in the old way": (
        'chat = "telegram:-1002"',
        "chat_id = -1001",
        'teams[1].chat_id ("Arabic"): teams[0] has the same chat; write another one',
    ),
    "group for a person": (
        "[staff]",
        '[staff]\nowners = ["telegram:-1001"]',
        "staff.owners[0]: 'telegram:-1001' is not a person; write the person's own number, like \"telegram:123456789\"",
    ),
    "name twice": (
        'name = "Arabic"',
        'name = "Bergen"',
        'teams[1].name ("Bergen"): teams[0] has the same name; write another one',
    ),
    "no language": (
        'languages = ["ar"]',
        "languages = []",
        'teams[1].languages ("Arabic"): is empty; write the languages of its volunteers, like languages = ["ar"]',
    ),
    "language of a team": (
        'languages = ["ar"]',
        'languages = ["ar", "xx"]',
        "teams[1].languages (\"Arabic\"): 'xx' is not a language that Brobygger knows; write one of "
        "am, ar, bs, ckb, en, es, fa, fi, fr, ku, lt, nb, om, pa, pl, prs, ps, pt, ro, ru, so, sq, sv, sw, ta, th, "
        "ti, tr, uk, ur, vi, or another one from locales/languages.toml",
    ),
    "language that nobody can choose": (
        'languages = ["ar"]',
        'languages = ["ar", "so"]',
        "teams[1].languages (\"Arabic\"): nobody can choose 'so': it is not in service.languages; add it there, "
        "or remove it here",
    ),
    "language in the group": (
        'language = "ar"',
        'language = "arabic"',
        "teams[1].language (\"Arabic\"): 'arabic' is not a language that Brobygger knows; write 'ar'",
    ),
    "topic of a team": (
        'topics = ["work"]',
        'topics = ["wrok"]',
        "teams[1].topics (\"Arabic\"): there is no topic 'wrok'; did you mean 'work'?",
    ),
    "relay of topics in a plain group": (
        'topics = ["work"]',
        'threads = false\nrelay = "topic"',
        'teams[1].relay ("Arabic"): relay = "topic" needs a group with threads; write threads = true '
        'or relay = "reply"',
    ),
    "kept longer than anybody may": (
        "[telegram]",
        "[retention]\ncontacts = 731\n\n[telegram]",
        "retention.contacts: is a number, which can't be used here; write a number of days from 1 to 730",
    ),
    "links kept longer than their cases": (
        "[telegram]",
        "[retention]\nlinks = 31\ncases = 30\n\n[telegram]",
        "retention: keeps the links longer than the cases that they belong to; write a smaller number for links",
    ),
    "rivals for every topic": (
        'languages = ["ar"]\ntopics = ["work"]',
        'languages = ["ar", "nb"]',
        'teams[1].languages ("Arabic"): teams[0] answers every topic in nb too; give one of the two fewer languages, '
        "topics of its own, or another place",
    ),
}


@pytest.mark.parametrize("case", BROKEN)
def test_a_fault_is_named_with_what_to_write_instead(case: str, tmp_path: Path) -> None:
    before, after, expected = BROKEN[case]
    assert before in GOOD
    found = faults(tmp_path, GOOD.replace(before, after, 1))
    if "misspelt section" in case or case == "section once too often":
        assert expected in found
    else:
        assert found == [expected]
    assert "canary" not in str(found)


def test_rivals_for_one_topic(tmp_path: Path) -> None:
    third = '[[teams]]\nname = "Arabic 2"\nchat = "telegram:-1003"\nlanguages = ["ar"]\ntopics = ["tax", "work"]\n'
    assert faults(tmp_path, GOOD + third) == [
        'teams[2].languages ("Arabic 2"): teams[1] answers work in ar too; give one of the two fewer languages, '
        "topics of its own, or another place"
    ]


def test_a_team_for_all_topics_beside_one_for_some_is_no_rival(tmp_path: Path) -> None:
    third = '[[teams]]\nname = "Arabic 2"\nchat = "telegram:-1003"\nlanguages = ["ar"]\n'
    assert len(load(tmp_path, GOOD + third).teams) == 3


def test_what_older_files_say_is_understood_with_what_to_write_instead(tmp_path: Path) -> None:
    old = GOOD.replace('chat = "telegram:-1009"', "chat_id = -1009\nowners = [5, 6]")
    old = old.replace('chat = "telegram:-1001"', 'chat_id = -1001\nchat = "plain"')
    old = old.replace('chat = "telegram:-1002"', 'chat = "forum"\nchat_id = "telegram:-1002"')
    new = GOOD.replace('"telegram:-1009"', '"telegram:-1009"\nowners = ["telegram:5", "telegram:6"]')
    new = new.replace('"telegram:-1001"', '"telegram:-1001"\nthreads = false')

    settings = load(tmp_path, old)
    assert settings.warnings == (
        'teams[0].chat ("Bergen"): this is the old form; write threads = false',
        'teams[0].chat_id ("Bergen"): this is the old form; write chat = "telegram:-1001"',
        'teams[1].chat ("Arabic"): this is the old form; write threads = true',
        'teams[1].chat_id ("Arabic"): this is the old form; write chat = "telegram:-1002"',
        'staff.chat_id: this is the old form; write chat = "telegram:-1009"',
        'staff.owners: this is the old form; write owners = ["telegram:5", "telegram:6"]',
    )
    assert load(tmp_path, new) == settings.model_copy(update={"warnings": ()})


def test_a_bare_number_of_a_group_is_understood(tmp_path: Path) -> None:
    settings = load(tmp_path, GOOD.replace('"telegram:-1001"', "-1001"))
    assert settings.teams[0].chat == ("telegram", "-1001")
    assert settings.warnings == ('teams[0].chat ("Bergen"): this is the old form; write chat = "telegram:-1001"',)


def test_all_faults_come_at_once_in_the_order_of_the_handbook(tmp_path: Path) -> None:
    text = GOOD
    for case in ("person for a group", "language of the service", "way of receiving", "topic of a team", "database"):
        before, after, _ = BROKEN[case]
        text = text.replace(before, after, 1)
    keys = [fault.partition(":")[0] for fault in faults(tmp_path, text)]
    assert keys == [
        "service.languages",
        "storage.url",
        "telegram.receive",
        'teams[0].chat ("Bergen")',
        'teams[1].topics ("Arabic")',
    ]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("[service]\nname = \n", "line 2, column 8: this is not TOML: Invalid value"),
        (
            "name = “Bergen”",
            'line 1, column 8: this is not TOML: Invalid value; write straight quotes: "like this"',
        ),
        ("[service\n", "line 1, column 9: this is not TOML: Expected ']' at the end of a table declaration"),
        ("a = 1\na = 2", "at its end: this is not TOML: Cannot overwrite a value"),
    ],
)
def test_a_file_that_is_not_toml_says_where(text: str, reason: str, tmp_path: Path) -> None:
    [fault] = faults(tmp_path, text)
    assert fault == f"{tmp_path}/config.toml, {reason}"


def test_a_file_that_is_not_there_or_not_text(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"No such file or directory; copy config\.example\.toml and fill it in"):
        load_settings(tmp_path / "none.toml", {})
    (tmp_path / "latin.toml").write_bytes(b'name = "\xe6"')
    with pytest.raises(ConfigError, match="not text in UTF-8"):
        load_settings(tmp_path / "latin.toml", {})


def test_a_byte_order_mark_does_no_harm(tmp_path: Path) -> None:
    assert load(tmp_path, "\ufeff" + GOOD).service.name == "Advice Bergen"


def test_an_empty_file_says_what_is_needed(tmp_path: Path) -> None:
    assert faults(tmp_path, "") == [
        "service: is missing; write the section [service]",
        "teams: is missing; write a section [[teams]], in double brackets, for each team",
    ]


# -- Secrets ----------------------------------------------------------------------------------------------------------


def test_secrets_come_from_the_environment(tmp_path: Path) -> None:
    environ = {
        "BROBYGGER_TELEGRAM_TOKEN": "1:canary\n",
        "BROBYGGER_WEBHOOK_SECRET": "canary",
        "BROBYGGER_STORAGE_URL": "postgresql://bot:canary@localhost/bot",
    }
    settings = load(tmp_path, GOOD, environ)
    assert settings.telegram.token.get_secret_value() == "1:canary"
    assert settings.telegram.webhook.secret.get_secret_value() == "canary"
    assert settings.storage.url == "postgresql://bot:canary@localhost/bot"
    assert "canary" not in repr(settings)
    assert "canary" not in str(settings)


def test_secrets_come_from_files_beside_the_configuration(tmp_path: Path) -> None:
    (tmp_path / "token").write_text("1:from-file\n")
    (tmp_path / "secret").write_text("also-from-file\n")
    for name, mode in (("token", 0o644), ("secret", 0o600)):
        (tmp_path / name).chmod(mode)
    text = GOOD.replace("[telegram]", '[telegram]\ntoken_file = "token"\nwebhook.secret_file = "secret"\n')
    settings = load(tmp_path, text)
    assert settings.telegram.token.get_secret_value() == "1:from-file"
    assert settings.telegram.webhook.secret.get_secret_value() == "also-from-file"
    assert settings.warnings == (
        f"telegram.token_file: everybody on this computer can read {tmp_path}/token; run: chmod 600 {tmp_path}/token",
    )
    settings = load(tmp_path, text, {"BROBYGGER_TELEGRAM_TOKEN": "1:from-environment"})
    assert settings.telegram.token.get_secret_value() == "1:from-environment"


def test_secrets_that_can_not_be_used_are_refused_without_being_told(tmp_path: Path) -> None:
    text = GOOD.replace("[telegram]", '[telegram]\ntoken_file = "nowhere"')
    assert faults(tmp_path, text) == [
        f"telegram.token_file: {tmp_path}/nowhere can't be read; write the file that holds the token"
    ]
    environ = {
        "BROBYGGER_TELEGRAM_TOKEN": "canary",
        "BROBYGGER_WEBHOOK_SECRET": "a canary!",
        "BROBYGGER_STORAGE_URL": "mysql://bot:canary@localhost/bot",
    }
    found = faults(tmp_path, GOOD, environ)
    assert {fault.partition(":")[0] for fault in found} == set(environ)
    assert "canary" not in str(found)


def test_what_comes_from_the_environment_hides_no_fault_of_the_file(tmp_path: Path) -> None:
    text = re.sub(r"\[telegram\]\n.*\n", "", GOOD)
    environ = {"BROBYGGER_TELEGRAM_TOKEN": "1:own"}
    assert load(tmp_path, text, environ).telegram.token.get_secret_value() == "1:own"
    assert faults(tmp_path, "telegram = 5\n" + text, environ) == [
        "telegram: is a number, which can't be used here; write the section [telegram]"
    ]


def test_the_environment_goes_before_a_secret_file(tmp_path: Path) -> None:
    (tmp_path / "token").write_text("1:from-the-file")
    (tmp_path / "token").chmod(0o600)
    text = GOOD.replace("[telegram]", '[telegram]\ntoken_file = "token"')
    for environ, token in (({}, "1:from-the-file"), ({"BROBYGGER_TELEGRAM_TOKEN": " 1:own\n"}, "1:own")):
        assert load(tmp_path, text, environ).telegram.token.get_secret_value() == token


# -- The example ------------------------------------------------------------------------------------------------------


def test_the_example_can_be_read_but_not_run() -> None:
    settings = load_settings(EXAMPLE, {"BROBYGGER_TELEGRAM_TOKEN": "123456:REPLACE-ME"})
    assert settings.warnings == ()
    with pytest.raises(ConfigError) as raised:
        refuse_example_values(settings)
    keys = {fault.partition(":")[0] for fault in raised.value.faults}
    assert keys == {
        "telegram.token_file",
        "service.name",
        "service.privacy_url",
        "staff.chat",
        *(f"teams[{index}].chat" for index in range(len(settings.teams))),
    }


def test_a_service_of_its_own_can_run(tmp_path: Path) -> None:
    refuse_example_values(load(tmp_path, GOOD, {"BROBYGGER_TELEGRAM_TOKEN": "1:own"}))


def test_a_webhook_needs_its_secret_to_run(tmp_path: Path) -> None:
    webhook = 'receive = "webhook"\n[telegram.webhook]\npublic_url = "https://bot.example.org/telegram"'
    settings = load(tmp_path, GOOD.replace('receive = "polling"', webhook), {"BROBYGGER_TELEGRAM_TOKEN": "1:own"})
    with pytest.raises(ConfigError) as raised:
        refuse_example_values(settings)
    assert [fault.partition(";")[0] for fault in raised.value.faults] == [
        "telegram.webhook.secret_file: the webhook has no secret",
        "telegram.webhook.public_url: this is the address of the example",
    ]


def keys(model: type[BaseModel], path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Every key that can be written, with its default."""
    for name, field in model.model_fields.items():
        inner = [
            kind
            for kind in (field.annotation, *get_args(field.annotation))
            if isinstance(kind, type) and issubclass(kind, BaseModel)
        ]
        if inner == [Hours] and path == ("teams",):
            yield (*path, name), field.default  # explained once, as service.hours
        elif inner:
            yield from keys(inner[0], (*path, name))
        elif (*path, name) not in NOT_IN_FILE:
            yield (*path, name), field.default


def handbook() -> dict[tuple[str, ...], str]:
    """What the example says about each key the first time that it stands there: the lines above it."""
    said: dict[tuple[str, ...], str] = {}
    section: tuple[str, ...] = ()
    comment = ""
    for line in EXAMPLE.read_text(encoding="utf-8").splitlines():
        if header := re.fullmatch(r"(?:# )?\[{1,2}([a-z.]+)\]{1,2}", line):
            section, comment = tuple(header[1].split(".")), ""
        elif key := re.match(r"(?:# )?([a-z_]+) = ", line):
            said.setdefault((*section, key[1]), comment)
            comment = ""
        elif line.startswith("# "):
            comment += line[1:]
        else:
            comment = ""
    return said


@pytest.mark.parametrize(("key", "default"), list(keys(Settings)), ids=lambda value: str(value)[:40])
def test_the_example_explains_every_key_and_states_its_true_default(key: tuple[str, ...], default: Any) -> None:
    comment = handbook()[key]
    if default is PydanticUndefined:
        assert comment.endswith(" Required.")
        return
    stated = re.search(r" Default: (.+?)(?: \([^)]*\))?\.$", comment)
    assert stated, "says no default"
    assert len(comment[: stated.start()]) > 20, "says nothing about the key"
    if stated[1] in ("none", "service.default_language", "service.hours"):
        assert default in (None, "", Hours())
        return
    value = tomllib.loads(f"value = {stated[1]}")["value"]
    if isinstance(default, Endpoint):
        assert value == f"{default.host}:{default.port}"
    elif default is None:
        assert value in ("", [], {}, "always")
    else:
        assert value == (list(default) if isinstance(default, tuple) else default)


def test_the_example_names_no_key_that_does_not_exist() -> None:
    assert set(handbook()) == {key for key, _ in keys(Settings)}


def test_the_example_works_with_its_commented_topics(tmp_path: Path) -> None:
    text = re.sub(r"(?m)^# (\[\[topics\]\]|(?:id|icon|names) = )", r"\1", EXAMPLE.read_text(encoding="utf-8"))
    text = text.replace('topics = ["legal"]', 'topics = ["cycling"]')
    settings = load(tmp_path, text)
    assert [(topic.id, topic.icon) for topic in settings.topics] == [("work", "💼"), ("cycling", "🚲")]
    assert settings.warnings == ()


def test_an_own_topic_without_a_name_in_some_language_is_a_warning(tmp_path: Path) -> None:
    topics = '[[topics]]\nid = "cycling"\nicon = "🚲"\nnames = {nb = "Sykkel"}\n[[topics]]\nid = "work"\n[[teams]]'
    settings = load(tmp_path, GOOD.replace("[[teams]]", topics, 1))
    assert settings.warnings == ("topics[0].names: 'cycling' has no name in ar, pl; it is shown in another language",)


def test_announcements_have_the_fields_that_the_bot_fills() -> None:
    assert {name: set(fields) for name, fields in ANNOUNCEMENT_FIELDS.items()} == OWN_WORDS


def test_built_in_topics_are_those_that_the_catalogs_name() -> None:
    assert set(BUILT_IN_TOPICS) == set(TOPIC_NAMES)


# -- Whatever people write --------------------------------------------------------------------------------------------

words = st.sampled_from(["nb", "xx", "", "work", "Bergen", "forum", "topic", "webhook", "https://x.no", "[", "\n"])
values = st.recursive(
    words | st.integers(-3, 3) | st.booleans() | st.floats(allow_nan=False),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from([key[-1] for key, _ in keys(Settings)]), inner, max_size=6)
    ),
    max_leaves=20,
)


@given(st.dictionaries(st.sampled_from([*Settings.model_fields, "unheard of"]), values))
def test_no_shape_of_document_is_beyond_words(document: dict[str, Any]) -> None:
    renew(document)
    found = list(broken_rules(document, read_languages()))
    try:
        Settings.model_validate(document)
    except ValidationError as error:
        found += explain(error)
    for line in write_faults(found, document):
        assert re.match(r"[\w.\[\] ]+( \(\".*\"\))?: \S", line, re.DOTALL)
        assert "Input should" not in line


def test_own_words_have_only_fields_that_the_bot_fills(tmp_path: Path) -> None:
    words = '[announcements]\nclosed = { en = "We open {day}", xx = "?" }\n'
    field, language = faults(tmp_path, words + GOOD)
    assert language.startswith("announcements.closed: 'xx' is not a language")
    assert field == "announcements.closed.en: {day} means nothing here; write {when}, {duration}"
