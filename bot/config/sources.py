"""Where settings come from: the environment goes before files of secrets, and those before the configuration file.

pydantic-settings merges them, and the result is checked once. What it has for TOML and for secrets is not used: it
stops at the first byte that is wrong without a word on what to write, and its secrets lie in a folder under fixed
names, where ours are named by a key of the file and may be too open.
"""

import re
import stat
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from pydantic.fields import FieldInfo
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict
from typing_extensions import override

from bot.config.faults import Fault
from bot.config.rules import Document, section
from bot.config.settings import Settings

STORAGE_URL = "BROBYGGER_STORAGE_URL"


class Secret(NamedTuple):
    """A setting that comes from the environment variable, or from the file that the key `<name>_file` names."""

    section: tuple[str, ...]
    name: str
    variable: str
    shape: str
    advice: str

    @property
    def where(self) -> tuple[str, ...]:
        return (*self.section, self.name)

    def holder(self, document: Document) -> Document:
        """The section of a document in which its file is named."""
        for name in self.section:
            document = section(document, name)
        return document


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
SECRETS = (TOKEN, WEBHOOK_SECRET)


class Source(PydanticBaseSettingsSource):
    """Values by their keys. `faults` and `warnings` are about where they were found."""

    def __init__(self) -> None:
        super().__init__(BaseSettings)
        self.faults: list[Fault] = []
        self.warnings: list[str] = []
        self.values: Document = {}

    def put(self, where: tuple[str, ...], value: object) -> None:
        holder = self.values
        for name in where[:-1]:
            holder = holder.setdefault(name, {})
        holder[where[-1]] = value

    @override
    def get_field_value(self, field: FieldInfo, field_name: str) -> tuple[Any, str, bool]:
        return self.values.get(field_name), field_name, False

    @override
    def __call__(self) -> Document:
        return self.values


class FromFile(Source):
    """The configuration file itself."""

    def __init__(self, document: Document) -> None:
        super().__init__()
        self.values = document


class FromEnvironment(Source):
    """Secrets, and the address of the database."""

    def __init__(self, environ: Mapping[str, str], document: Document) -> None:
        """`document` is what the file says: where it has something else in the place of a section, that is a fault
        which nothing may hide."""
        super().__init__()
        self.found: list[str] = []
        """The variables that have a value."""
        for where, variable in ((("storage", "url"), STORAGE_URL), *((each.where, each.variable) for each in SECRETS)):
            if value := environ.get(variable, "").strip():
                self.found.append(variable)
                if _has_place(where, document):
                    self.put(where, value)
        for secret in SECRETS:
            if secret.variable in self.found:
                self.faults += _check_shape(secret, (secret.variable,), environ[secret.variable].strip())


class FromSecretFiles(Source):
    """Secrets that lie in files of their own, which a key of the configuration file names. What the environment
    has need not be looked for."""

    def __init__(self, document: Document, folder: Path, environment: FromEnvironment) -> None:
        super().__init__()
        for secret in SECRETS:
            key = f"{secret.name}_file"
            file = secret.holder(document).get(key)
            if isinstance(file, str) and file and secret.variable not in environment.found:
                self._read(secret, (*secret.section, key), folder / file)

    def _read(self, secret: Secret, where: tuple[str, ...], path: Path) -> None:
        try:
            value = path.read_text(encoding="utf-8").strip()
            readable = path.stat().st_mode & stat.S_IROTH
        except (OSError, UnicodeDecodeError):
            self.faults.append(Fault(where, f"{path} can't be read; write the file that holds the {secret.name}"))
            return
        if readable:
            self.warnings.append(
                f"{'.'.join(where)}: everybody on this computer can read {path}; run: chmod 600 {path}"
            )
        self.faults += _check_shape(secret, where, value)
        self.put(secret.where, value)


def _has_place(where: tuple[str, ...], document: Document) -> bool:
    for name in where[:-1]:
        document = document.get(name, {})
        if not isinstance(document, dict):
            return False
    return True


def _check_shape(secret: Secret, where: tuple[str, ...], value: str) -> Iterator[Fault]:
    """No sentence repeats the value."""
    if not re.fullmatch(secret.shape, value):
        yield Fault(where, f"this is not a {secret.name}; {secret.advice}")


class Loaded(BaseSettings, Settings):
    """Settings as they are merged from sources: an earlier one goes before a later one."""

    model_config = SettingsConfigDict(frozen=True, extra="forbid")

    def __init__(self, *sources: Source) -> None:
        """Raises pydantic's ValidationError."""
        super().__init__(sources=sources)

    @classmethod
    @override
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        sources: tuple[Source, ...] = init_settings()["sources"]
        return sources
