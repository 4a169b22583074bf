"""Protection at rest: the keys, and what is sealed with them.

One master key of 32 bytes lies outside the database. It wraps one random service key, which is kept in the database
and from which every other key follows: HKDF-SHA256 (RFC 5869) with a label for each purpose. Each contact has a random
key of its own, wrapped by one of these; whoever destroys the wrapped key has destroyed what was sealed with it.

A sealed body is AES-256-GCM: version (1 byte), key id (2), nonce (12, random), ciphertext and tag (16). It is padded
before, so that its length says little, and bound to its place, so that it can be read nowhere else. Platform ids become
tokens by AES-SIV (RFC 5297): see docs/decisions/0012-protection-at-rest.md.
"""

import hashlib
import hmac
import os
import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from enum import StrEnum, unique

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM, AESSIV
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from typing_extensions import override

from bot.kernel.errors import Unreadable
from bot.kernel.ids import ChannelName, ChatRef, ContactId

KEY_BYTES = 32
VERSION = b"\x01"
NONCE_BYTES = 12
HEADER_BYTES = 3
BUCKETS = (64, 256, 1024, 4096)
"""Lengths in bytes to which a body is padded; a longer one to a multiple of the last."""
ID_BYTES = 8
TEXT_ID_BYTES, TEXT_ID_STEP = 11, 12
"""How long an id is that is no number: the shortest, and by how much others are longer."""
REMEMBERED_IDS = 4096


@unique
class Label(StrEnum):
    """What a key is for. `unique` refuses two purposes with the same label when the module is loaded."""

    WRAP_SERVICE_KEY = "brobygger/service-key/v1"
    WRAP_CONTACT_KEY = "brobygger/contact-key/v1"
    QUEUE = "brobygger/queue/v1"
    PLATFORM_IDS = "brobygger/platform-ids/v1"
    FINGERPRINTS = "brobygger/fingerprints/v1"


class Secret:
    """Holds a key, and never shows it."""

    __slots__ = ()

    @override
    def __repr__(self) -> str:
        return f"<{type(self).__name__}>"


class SealingKey(Secret):
    """AES-256-GCM with one key."""

    __slots__ = ("_aead", "_header")

    def __init__(self, key: bytes) -> None:
        self._aead = AESGCM(key)
        self._header = VERSION + hashlib.sha256(b"key id" + key).digest()[: HEADER_BYTES - 1]

    def seal(self, body: bytes, place: bytes) -> bytes:
        """`place` is what `place_of` makes of where the body stands."""
        nonce = os.urandom(NONCE_BYTES)
        return self._header + nonce + self._aead.encrypt(nonce, pad(body), self._header + place)

    def open(self, sealed: bytes, place: bytes) -> bytes:
        """Raises Unreadable for another key, another place, and whatever was changed."""
        nonce = sealed[HEADER_BYTES : HEADER_BYTES + NONCE_BYTES]
        if sealed[:HEADER_BYTES] != self._header or len(nonce) < NONCE_BYTES:
            raise Unreadable("a sealed body was made with another key")
        try:
            body = self._aead.decrypt(nonce, sealed[HEADER_BYTES + NONCE_BYTES :], self._header + place)
        except InvalidTag:
            raise Unreadable("a sealed body was changed, or stands where it does not belong") from None
        return unpad(body)


def place_of(table: str, column: str, *reference: str | int | None) -> bytes:
    """Where a body stands: table, column, and what names its row and never changes. No two places read the same."""
    return ascii((table, column, *reference)).encode("ascii")


def pad(body: bytes) -> bytes:
    """One byte 0x80 and zeros, up to the next bucket (ISO/IEC 7816-4)."""
    length = len(body) + 1
    bucket = next((bucket for bucket in BUCKETS if length <= bucket), -(-length // BUCKETS[-1]) * BUCKETS[-1])
    return body + b"\x80" + bytes(bucket - length)


def unpad(padded: bytes) -> bytes:
    """Raises Unreadable for what `pad` has not made."""
    body = padded.rstrip(b"\0")
    if not body.endswith(b"\x80"):
        raise Unreadable("a sealed body has no padding")
    return body[:-1]


class IdCipher(Secret):
    """The ids of one platform as tokens: equal for the same id, and readable by nobody without the key.

    A token is AES-SIV over the id, bound to the channel, in base64url. An id that is a number of at most 64 bits stands
    in it as 8 bytes, signed, as all of them did in earlier versions: whether it is given as a number or as the same
    number in digits, the token is the same. Any other text is padded to a length that no number has.
    """

    __slots__ = ("_about", "_cipher", "_fingerprint_key", "_ids", "_tokens")

    def __init__(self, cipher: AESSIV, fingerprint_key: bytes, channel: ChannelName) -> None:
        self._tokens: dict[str | int, ChatRef] = {}
        self._ids: dict[str, str] = {}
        self._cipher = cipher
        self._fingerprint_key = fingerprint_key
        self._about = [channel.encode()]

    def conceal(self, id: str | int) -> ChatRef:
        """The token of a chat or a person. Raises UnicodeEncodeError for half of a surrogate pair."""
        token = self._tokens.get(id)
        if token is None:
            sealed = self._cipher.encrypt(_id_bytes(str(id)), self._about)
            token = ChatRef(urlsafe_b64encode(sealed).decode("ascii"))
            self._note(id, token)
        return token

    def reveal(self, token: str) -> str:
        """The platform's own id. Raises Unreadable for what is no token of this channel and service."""
        known = self._ids.get(token)
        if known is not None:
            return known
        try:
            known = _id_from(self._cipher.decrypt(urlsafe_b64decode(token), self._about))
        except (InvalidTag, ValueError):
            raise Unreadable("this is no token of a chat or a person") from None
        self._note(known, ChatRef(token))
        return known

    def reveal_number(self, token: str) -> int:
        """The platform's own id, where the platform numbers everything. Raises Unreadable as `reveal` does."""
        return int(self.reveal(token))

    def _note(self, id: str | int, token: ChatRef) -> None:
        """The same few chats come again and again, in both directions."""
        if len(self._tokens) >= REMEMBERED_IDS or len(self._ids) >= REMEMBERED_IDS:
            self._tokens.clear()
            self._ids.clear()
        self._tokens[id] = token
        self._ids[token] = str(id)

    def fingerprint(self, name: str) -> str:
        """The platform's name of something as a keyed hash: equal for equal names, and good for nothing else."""
        digest = hmac.digest(self._fingerprint_key, b"|".join([*self._about, name.encode()]), "sha256")
        return urlsafe_b64encode(digest[:15]).decode("ascii")


def _id_bytes(id: str) -> bytes:
    """A number as 8 bytes; any other text padded to 11, 23, 35 ... bytes, so that its token needs no "=" at its end."""
    if re.fullmatch(r"0|-?[1-9][0-9]{0,18}", id) and -(2**63) <= int(id) < 2**63:
        return int(id).to_bytes(ID_BYTES, "big", signed=True)
    body = id.encode() + b"\x80"
    return body + bytes((TEXT_ID_BYTES - len(body)) % TEXT_ID_STEP)


def _id_from(raw: bytes) -> str:
    if len(raw) == ID_BYTES:
        return str(int.from_bytes(raw, "big", signed=True))
    return unpad(raw).decode()


class ServiceKeys(Secret):
    """Every key of one database."""

    __slots__ = ("_contact_keys", "_fingerprint_key", "_platform_ids", "queue", "root")

    def __init__(self, root: bytes) -> None:
        self.root = root
        self.queue = SealingKey(derive(root, Label.QUEUE))
        """For what belongs to no contact, or to none yet."""
        self._contact_keys = SealingKey(derive(root, Label.WRAP_CONTACT_KEY))
        self._platform_ids = AESSIV(derive(root, Label.PLATFORM_IDS, 2 * KEY_BYTES))
        self._fingerprint_key = derive(root, Label.FINGERPRINTS)

    @classmethod
    def make(cls) -> "ServiceKeys":
        return cls(os.urandom(KEY_BYTES))

    def ids(self, channel: ChannelName) -> IdCipher:
        return IdCipher(self._platform_ids, self._fingerprint_key, channel)

    def make_contact_key(self, contact: ContactId) -> tuple[SealingKey, bytes]:
        """A new key for a contact, and the same wrapped, as it is kept."""
        key = os.urandom(KEY_BYTES)
        return SealingKey(key), self._contact_keys.seal(key, _contact_key_place(contact))

    def contact_key(self, contact: ContactId, wrapped: bytes) -> SealingKey:
        """Raises Unreadable when that is not the contact's."""
        return SealingKey(self._contact_keys.open(wrapped, _contact_key_place(contact)))


def _contact_key_place(contact: ContactId) -> bytes:
    return place_of("contact_keys", "wrapped", contact)


class MasterKey(Secret):
    """The one key that lies outside the database."""

    __slots__ = ("_wrapping", "raw")

    def __init__(self, raw: bytes) -> None:
        assert len(raw) == KEY_BYTES
        self.raw = raw
        self._wrapping = SealingKey(derive(raw, Label.WRAP_SERVICE_KEY))

    @classmethod
    def make(cls) -> "MasterKey":
        return cls(os.urandom(KEY_BYTES))

    @override
    def __eq__(self, other: object) -> bool:
        return isinstance(other, MasterKey) and hmac.compare_digest(self.raw, other.raw)

    @override
    def __hash__(self) -> int:
        return hash(self.raw)

    def wrap(self, keys: ServiceKeys) -> bytes:
        return self._wrapping.seal(keys.root, _SERVICE_KEY_PLACE)

    def unwrap(self, wrapped: bytes) -> ServiceKeys:
        """Raises Unreadable when another master key wrapped it."""
        return ServiceKeys(self._wrapping.open(wrapped, _SERVICE_KEY_PLACE))


_SERVICE_KEY_PLACE = place_of("service_keys", "wrapped")


def derive(key: bytes, label: Label, length: int = KEY_BYTES) -> bytes:
    return HKDF(algorithm=SHA256(), length=length, salt=None, info=label.encode()).derive(key)
