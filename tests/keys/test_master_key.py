"""Where the master key is found, and what is refused."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.kernel.errors import KeyFault
from bot.keys.crypto import MasterKey
from bot.keys.master_key import find_key, make_key_file, new_key_beside, take_place
from bot.keys.recovery_sheet import read_key, write_key, write_sheet

KEY = MasterKey(bytes(range(32)))
TEXT = """\
AAAQ-EAYE-AUDA-OYC3
BAEQ-UCYM-BUHA-6ZFJ
CAIR-EEYU-CULB-PN4Q
DAMR-UGY4-DUPB-7FNX"""


@given(st.binary(min_size=32, max_size=32))
def test_a_key_can_be_written_down_and_typed_in(raw: bytes) -> None:
    key = MasterKey(raw)
    assert read_key(write_key(key)) == key
    assert read_key(write_sheet(key, "Advice Oslo")) == key


def test_the_text_of_a_key_is_what_it_was() -> None:
    assert write_key(KEY) == TEXT


@pytest.mark.parametrize(
    "text", [TEXT.lower(), TEXT.replace("-", " - "), TEXT.replace("O", "0"), f"# key\r\n1: {TEXT}"]
)
def test_a_key_is_read_as_people_type_it(text: str) -> None:
    assert read_key(text) == KEY


@pytest.mark.parametrize(
    ("text", "about"),
    [
        (TEXT.replace("UCYM", "UCYN"), "line 2"),
        (TEXT.replace("AAAQ", "AAA9"), "line 1"),
        ("\n".join(TEXT.splitlines()[::-1]), "line 1"),
        (TEXT[:-5], "here are 3"),
        ("", "here are 0"),
    ],
)
def test_a_mistake_is_named_by_its_line_and_not_quoted(text: str, about: str) -> None:
    with pytest.raises(KeyFault, match=about) as raised:
        read_key(text)
    assert "YC3" not in str(raised.value)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "etc" / "brobygger.key"


def test_a_made_key_is_found_again_and_is_nobody_elses_to_read(file: Path) -> None:
    made = make_key_file(file)
    assert file.stat().st_mode & 0o777 == 0o600
    found = find_key(file, file.parent / "data", {})
    assert found is not None
    assert (found.key, found.file, found.warning) == (made, file, "")
    assert list(file.parent.iterdir()) == [file]
    assert repr(found) == "<FoundKey>"


def test_a_key_is_never_overwritten(file: Path) -> None:
    made = make_key_file(file)
    with pytest.raises(KeyFault):
        make_key_file(file)
    assert read_key(file.read_text()) == made


def test_the_credential_comes_before_the_file_and_the_file_before_the_environment(file: Path, tmp_path: Path) -> None:
    environ = {"BROBYGGER_KEY": TEXT, "CREDENTIALS_DIRECTORY": str(tmp_path)}
    found = find_key(file, None, environ)
    assert found is not None
    assert (found.key, found.file) == (KEY, None)
    assert "environment" in found.warning
    made = make_key_file(file)
    assert (found := find_key(file, None, environ))
    assert found.key == made
    (tmp_path / "brobygger.key").write_text(TEXT)
    assert (found := find_key(file, None, environ))
    assert (found.key, found.file, found.warning) == (KEY, None, "")


def test_without_any_source_there_is_none(file: Path) -> None:
    assert find_key(file, None, {}) is None


def test_a_key_that_everybody_can_read_is_refused(file: Path) -> None:
    make_key_file(file)
    file.chmod(0o644)
    with pytest.raises(KeyFault, match="chmod 600"):
        find_key(file, None, {})


@pytest.mark.parametrize("place", ["brobygger.key", "keys/brobygger.key", "../data/brobygger.key"])
def test_a_key_beside_the_database_is_refused(tmp_path: Path, place: str) -> None:
    data = tmp_path / "data"
    data.mkdir()
    (tmp_path / "link").symlink_to(data)
    for folder in (data, tmp_path / "link"):
        with pytest.raises(KeyFault, match="folder of the database"):
            find_key(folder / place, data, {})


@pytest.mark.parametrize("content", [b"", b"\xff\xfe", b"a key"])
def test_what_is_no_key_is_refused(file: Path, content: bytes) -> None:
    file.parent.mkdir()
    file.write_bytes(content)
    with pytest.raises(KeyFault, match=r"brobygger\.key"):
        find_key(file, None, {})


def test_an_interrupted_exchange_goes_on_with_the_same_new_key(file: Path) -> None:
    old = make_key_file(file)
    with pytest.raises(ZeroDivisionError), new_key_beside(file) as first:
        raise ZeroDivisionError
    assert read_key(file.read_text()) == old
    with new_key_beside(file) as second:
        with pytest.raises(KeyFault, match="somebody else"), new_key_beside(file):
            pass
        take_place(file)
    assert first == second == read_key(file.read_text())
    assert list(file.parent.iterdir()) == [file]
