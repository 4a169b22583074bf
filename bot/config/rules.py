"""What has to be true between the parts of a configuration.

The rules read the bare document and pass over whatever has the wrong shape: that is reported elsewhere, and a misspelt
key should not hide a wrong language.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any
from zoneinfo import available_timezones

from bot.config.faults import Fault, nearest
from bot.config.languages import Language
from bot.config.settings import ANNOUNCEMENT_FIELDS, BUILT_IN_TOPICS, Service
from bot.kernel.ids import LanguageCode

Document = dict[str, Any]
Entries = list[tuple[int, Document]]
Languages = Mapping[LanguageCode, Language]


def broken_rules(document: Document, languages: Languages) -> Iterator[Fault]:
    """Everything in a document that contradicts itself or names what does not exist."""
    service, staff = section(document, "service"), section(document, "staff")
    topics, teams = entries(document, "topics"), entries(document, "teams")
    offered = offered_languages(document)
    yield from _service(service, offered, teams, languages)
    yield from _webhook(section(document, "telegram"))
    yield from _staff(staff, teams, languages)
    yield from _announcements(section(document, "announcements"), languages)
    yield from _topics(topics, _default_language(service), languages)
    topic_ids = {str(topic.get("id")) for _, topic in topics} or {str(topic) for topic in BUILT_IN_TOPICS}
    yield from _repeated("name", teams)
    yield from _repeated("chat", teams)
    for index, team in teams:
        yield from _team(("teams", index), team, offered, topic_ids, languages)
    yield from _rivals(teams)


def section(document: Document, name: str) -> Document:
    value = document.get(name)
    return value if isinstance(value, dict) else {}


def entries(document: Document, name: str) -> Entries:
    """A repeated section, with its numbers in the file."""
    value = document.get(name)
    return [
        (index, entry)
        for index, entry in enumerate(value if isinstance(value, list) else [])
        if isinstance(entry, dict)
    ]


def offered_languages(document: Document) -> list[str]:
    """The languages that people may choose."""
    return texts(section(document, "service").get("languages", list(Service.model_fields["languages"].default)))


def _default_language(service: Document) -> str:
    value = service.get("default_language")
    return value if isinstance(value, str) else str(Service.model_fields["default_language"].default)


def texts(value: object) -> list[str]:
    return [text for text in value if isinstance(text, str)] if isinstance(value, list) else []


def _service(service: Document, offered: list[str], teams: Entries, languages: Languages) -> Iterator[Fault]:
    yield from _language_list(("service", "languages"), offered, languages)
    default = _default_language(service)
    yield from _language(("service", "default_language"), default, languages)
    for index, number in entries(service, "emergency"):
        for language in section(number, "names"):
            yield from _language(("service", "emergency", index, "names"), language, languages)
    if default in languages and offered and default not in offered:
        yield Fault(
            ("service", "default_language"),
            f"'{default}' is not one of service.languages; add it there, or {nearest(default, offered)}",
        )
    zone = service.get("time_zone")
    if isinstance(zone, str) and zone not in (zones := available_timezones()):
        advice = nearest(zone, zones, "write a region and a city, like Europe/Oslo")
        yield Fault(("service", "time_zone"), f"'{zone}' is not a time zone; {advice}")
    yield from _hours(("service", "hours"), section(service, "hours"))
    fallback = service.get("fallback_team")
    names = [name for _, team in teams if isinstance(name := team.get("name"), str)]
    if isinstance(fallback, str) and names and fallback not in names:
        yield Fault(("service", "fallback_team"), f"there is no team '{fallback}'; {nearest(fallback, names)}")


def _hours(where: tuple[str | int, ...], hours: Document) -> Iterator[Fault]:
    if hours.get("seasons") and "open" not in hours:
        yield Fault(
            (*where, "open"),
            'is missing, and there are seasons; write the hours outside of them, like open = "closed"',
        )
    if isinstance(place := hours.get("holidays"), str) and place:
        from bot.config.holidays import known_places  # slow to import, and many services do without

        if place not in (places := known_places()):
            code = place.upper()
            advice = f"did you mean '{code}'?" if code in places else 'write a code like "NO" or "FI", or "" for none'
            yield Fault((*where, "holidays"), f"'{place}' is not a country whose holidays are known; {advice}")
    closed, short = hours.get("closed"), section(hours, "short")
    for day in short:
        if isinstance(closed, list) and day in closed:
            yield Fault((*where, "short", day), f"'{day}' is also in closed; remove it from one of the two")


def _webhook(telegram: Document) -> Iterator[Fault]:
    webhook = section(telegram, "webhook")
    address = webhook.get("public_url", "")
    if telegram.get("receive") != "webhook" or not isinstance(address, str):
        return
    if not address:
        yield Fault(
            ("telegram", "webhook", "public_url"),
            'is missing, and receive is "webhook"; write the address that Telegram calls, which begins with '
            'https://, or write receive = "polling"',
        )
    elif not address.startswith("https://") and "api_base_url" not in telegram:
        yield Fault(
            ("telegram", "webhook", "public_url"),
            "Telegram calls only addresses that begin with https://; write that one",
        )


def _staff(staff: Document, teams: Entries, languages: Languages) -> Iterator[Fault]:
    if isinstance(language := staff.get("language"), str):
        yield from _language(("staff", "language"), language, languages)
    for index, team in teams:
        if "chat" in staff and team.get("chat") == staff["chat"]:
            yield Fault(
                ("staff", "chat"),
                f"is also the group of teams[{index}]; make a group of its own for staff and write that one",
            )


def _announcements(announcements: Document, languages: Languages) -> Iterator[Fault]:
    for name, known in ANNOUNCEMENT_FIELDS.items():
        for language, words in section(announcements, name).items():
            yield from _language(("announcements", name), language, languages)
            fields = re.findall(r"\{([^{}]*)\}", words) if isinstance(words, str) else []
            for field in fields:
                if field not in known:
                    allowed = ", ".join(f"{{{each}}}" for each in known) or "nothing in braces"
                    yield Fault(("announcements", name, language), f"{{{field}}} means nothing here; write {allowed}")


def _topics(topics: Entries, default_language: str, languages: Languages) -> Iterator[Fault]:
    yield from _repeated("id", topics)
    for index, topic in topics:
        where, name, names = ("topics", index), topic.get("id"), section(topic, "names")
        for language in names:
            yield from _language((*where, "names"), language, languages)
        if not isinstance(name, str) or name in BUILT_IN_TOPICS:
            continue
        hint = f"'{name}' is not one of the topics that Brobygger has names for ({', '.join(BUILT_IN_TOPICS)})"
        if "icon" not in topic or topic["icon"] == "":
            yield Fault((*where, "icon"), f'is missing: {hint}; write one emoji, like icon = "💼"')
        if default_language in languages and default_language not in names:
            yield Fault(
                (*where, "names"),
                f"people would see only '{name}'; write a name in the default language, "
                f'like names = {{ {default_language} = "…" }}, and add the other languages',
            )


def _team(
    where: tuple[str, int], team: Document, offered: list[str], topic_ids: set[str], languages: Languages
) -> Iterator[Fault]:
    served = texts(team.get("languages"))
    yield from _language_list((*where, "languages"), served, languages)
    for language in served:
        if language in languages and offered and language not in offered:
            yield Fault(
                (*where, "languages"),
                f"nobody can choose '{language}': it is not in service.languages; add it there, or remove it here",
            )
    yield from _hours((*where, "hours"), section(team, "hours"))
    if isinstance(spoken := team.get("language"), str):
        yield from _language((*where, "language"), spoken, languages)
    for topic in texts(team.get("topics")):
        if topic not in topic_ids:
            yield Fault((*where, "topics"), f"there is no topic '{topic}'; {nearest(topic, topic_ids)}")
    if team.get("relay") == "topic" and team.get("threads", True) is False:
        yield Fault(
            (*where, "relay"), 'relay = "topic" needs a group with threads; write threads = true or relay = "reply"'
        )


def _rivals(teams: Entries) -> Iterator[Fault]:
    """Two teams of one place for the same question: nobody could say who gets it."""
    for position, (index, team) in enumerate(teams):
        for earlier, other in teams[:position]:
            shared = [
                language
                for language in dict.fromkeys(texts(team.get("languages")))
                if language in texts(other.get("languages"))
            ]
            mine, theirs = texts(team.get("topics")), texts(other.get("topics"))
            both = [topic for topic in mine if topic in theirs]
            if team.get("place") == other.get("place") and shared and (both or not (mine or theirs)):
                yield Fault(
                    ("teams", index, "languages"),
                    f"teams[{earlier}] answers {', '.join(both) or 'every topic'} in {', '.join(shared)} too; "
                    "give one of the two fewer languages, topics of its own, or another place",
                )


def _repeated(key: str, repeated: Entries) -> Iterator[Fault]:
    first: dict[object, int] = {}
    for index, entry in repeated:
        value = entry.get(key)
        if not isinstance(value, str | int):
            continue
        name = "teams" if key != "id" else "topics"
        if value in first:
            yield Fault((name, index, key), f"{name}[{first[value]}] has the same {key}; write another one")
        first.setdefault(value, index)


def _language_list(where: tuple[str | int, ...], codes: list[str], languages: Languages) -> Iterator[Fault]:
    for code in dict.fromkeys(codes):
        yield from _language(where, code, languages)
        if codes.count(code) > 1:
            yield Fault(where, f"'{code}' is there {codes.count(code)} times; write it once")


def _language(where: tuple[str | int, ...], code: str, languages: Languages) -> Iterator[Fault]:
    if code in languages:
        return
    word = code.casefold()
    meant = [
        language.code
        for language in languages.values()
        if word
        in (language.code.casefold(), language.english.casefold(), language.endonym.casefold(), *language.accept)
    ]
    core = ", ".join(sorted(language.code for language in languages.values() if language.core))
    advice = f"write '{meant[0]}'" if meant else f"write one of {core}, or another one from locales/languages.toml"
    yield Fault(where, f"'{code}' is not a language that Brobygger knows; {advice}")
