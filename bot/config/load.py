"""Reading the file, and the secrets beside it."""

import re
import stat
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from pydantic import SecretStr, ValidationError

from bot.config.faults import Fault, explain, write_faults, write_key
from bot.config.languages import read_languages
from bot.config.old_keys import renew
from bot.config.rules import Document, broken_rules, section
from bot.config.settings import BUILT_IN_TOPICS, Settings, Topic
from bot.kernel.errors import ConfigError

STORAGE_URL = "BROBYGGER_STORAGE_URL"


class Secret(NamedTuple):
    """A setting that comes from the environment variable, or from the file that the key `<name>_file` names."""

    section: tuple[str, ...]
    name: str
    variable: str
    shape: str
    advice: str


TOKEN = Secret(
    ("telegram",),
    "token",
    "BROBYGGER_TELEGRAM_TOKEN",
    r"\d+:[A-Za-z0-9_-]+",
    "copy it again from @BotFather in Telegram; it looks like 1234567890:AbC-dEf",
)
WEBHOOK_SECRET = Secret(
    ("telegram", "webhook"),
    "secret",
    "BROBYGGER_WEBHOOK_SECRET",
    r"[A-Za-z0-9_-]{1,256}",  # what setWebhook takes: https://core.telegram.org/bots/api#setwebhook
    "make one with: openssl rand -hex 32",
)


def load_settings(path: Path, environ: Mapping[str, str]) -> Settings:
    """Read the configuration file; secrets and the database's address may come from the environment.

    Relative paths in the file start from its own folder. A secret may be missing: `refuse_example_values` asks for it.
    Raises ConfigError with every fault.
    """
    document = _read(path)
    renamed = renew(document)
    folder = path.absolute().parent
    faults = list(_secrets_in_file(document))
    warnings: list[str] = []
    found = {}
    for secret in (TOKEN, WEBHOOK_SECRET):
        found[secret] = _find(secret, document, environ, folder, faults, warnings)
    if environ.get(STORAGE_URL):
        document["storage"] = {**section(document, "storage"), "url": environ[STORAGE_URL]}
    settings = None
    try:
        settings = Settings.model_validate(document)
    except ValidationError as error:
        faults += explain(error)
        if environ.get(STORAGE_URL):
            faults = [
                fault._replace(where=(STORAGE_URL,)) if fault.where == ("storage", "url") else fault for fault in faults
            ]
    faults += broken_rules(document, read_languages())
    old = {each.new: each.old for each in renamed}
    faults = [fault._replace(where=old.get(fault.where, fault.where)) for fault in faults]
    if faults or settings is None:
        raise ConfigError(write_faults(faults, document))
    warnings += [f"{write_key(each.old, document)}: this is the old form; write {each.instead}" for each in renamed]
    warnings += _unnamed_topics(settings)
    return _complete(settings, found[TOKEN], found[WEBHOOK_SECRET], tuple(warnings), folder)


def _read(path: Path) -> Document:
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise ConfigError([f"{path}: {error.strerror}; copy config.example.toml and fill it in"]) from error
    except UnicodeDecodeError as error:
        raise ConfigError([f"{path}: this is not text in UTF-8; save it again as UTF-8"]) from error
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError([_syntax(path, text, str(error))]) from error


def _syntax(path: Path, text: str, error: str) -> str:
    """Where the file stops being TOML: the parser says "Invalid value (at line 3, column 8)"."""
    place = re.search(r" \(at (?:line (\d+), column (\d+)|end of document)\)$", error)
    reason = error[: place.start()] if place else error
    if not place or not place[1]:
        return f"{path}, at its end: this is not TOML: {reason}"
    line = text.splitlines()[int(place[1]) - 1]
    if re.search("[“”„«»‘’]", line):
        reason += '; write straight quotes: "like this"'
    return f"{path}, line {place[1]}, column {place[2]}: this is not TOML: {reason}"


def _secrets_in_file(document: Document) -> Iterator[Fault]:
    """Take out what must not stand in the file, so that it can't be used by mistake."""
    for secret in (TOKEN, WEBHOOK_SECRET):
        holder = _holder(secret, document)
        if secret.name in holder:
            del holder[secret.name]
            yield Fault(
                (*secret.section, secret.name),
                f'a secret must not stand in this file; put it into a file and write {secret.name}_file = "…", '
                f"or into the environment variable {secret.variable}",
            )
    if document.pop("warnings", None) is not None:
        yield Fault(("warnings",), "there is no such section; remove it")


def _holder(secret: Secret, document: Document) -> Document:
    """The section in which a secret's file is named."""
    holder = document
    for name in secret.section:
        holder = section(holder, name)
    return holder


def _find(
    secret: Secret,
    document: Document,
    environ: Mapping[str, str],
    folder: Path,
    faults: list[Fault],
    warnings: list[str],
) -> str:
    """The secret's value, or "". No sentence repeats it."""
    where: tuple[str | int, ...] = (secret.variable,)
    value = environ.get(secret.variable, "").strip()
    if not value:
        key = f"{secret.name}_file"
        where = (*secret.section, key)
        file = _holder(secret, document).get(key)
        if not isinstance(file, str) or not file:
            return ""
        path = folder / file
        try:
            value = path.read_text(encoding="utf-8").strip()
            readable = path.stat().st_mode & stat.S_IROTH
        except (OSError, UnicodeDecodeError):
            faults.append(Fault(where, f"{path} can't be read; write the file that holds the {secret.name}"))
            return ""
        if readable:
            key = ".".join((*secret.section, key))
            warnings.append(f"{key}: everybody on this computer can read {path}; run: chmod 600 {path}")
    if not re.fullmatch(secret.shape, value):
        faults.append(Fault(where, f"this is not a {secret.name}; {secret.advice}"))
    return value


def _unnamed_topics(settings: Settings) -> Iterator[str]:
    for index, topic in enumerate(settings.topics):
        missing = [language for language in settings.service.languages if language not in topic.names]
        if topic.id not in BUILT_IN_TOPICS and missing:
            languages = ", ".join(missing)
            yield f"topics[{index}].names: '{topic.id}' has no name in {languages}; it is shown in another language"


def _complete(settings: Settings, token: str, secret: str, warnings: tuple[str, ...], folder: Path) -> Settings:
    """The settings with everything filled in that the file may leave out."""
    kind, _, place = settings.storage.url.partition(":")
    url = f"sqlite:{folder / place}" if kind == "sqlite" else settings.storage.url
    topics = settings.topics or tuple(Topic(id=topic) for topic in BUILT_IN_TOPICS)
    webhook = settings.telegram.webhook.model_copy(update={"secret": SecretStr(secret)})
    return settings.model_copy(
        update={
            "storage": settings.storage.model_copy(
                update={
                    "url": url,
                    "key_file": str(folder / settings.storage.key_file),
                    "erasures_file": str(folder / settings.storage.erasures_file),
                }
            ),
            "telegram": settings.telegram.model_copy(update={"token": SecretStr(token), "webhook": webhook}),
            "topics": tuple(
                topic.model_copy(update={"icon": topic.icon or BUILT_IN_TOPICS[topic.id]}) for topic in topics
            ),
            "teams": tuple(
                team.model_copy(update={"language": team.language or settings.service.default_language})
                for team in settings.teams
            ),
            "warnings": warnings,
        }
    )
