"""Long texts are cut into pieces that together are the text, and never through a character that one sees."""

import regex
from hypothesis import given
from hypothesis import strategies as st

from bot.kernel.capabilities import Limits
from bot.kernel.content import Entity, Media, MediaKind, Place, Style, Text
from bot.render.splitting import join_texts, split_content, split_text, utf16_length

FAMILY = "👩\u200d👩\u200d👧\u200d👦"
characters = ["a", "ب", "ş", " ", "\n", "🙂", "e\u0301", FAMILY, "🇳🇴", "क्षि"]
words = st.lists(st.sampled_from(characters), max_size=300).map("".join)


@given(words, st.integers(min_value=30, max_value=120))
def test_the_pieces_together_are_the_text_and_each_fits(text, limit):
    pieces = split_text(Text(text), limit)
    assert "".join(piece.text for piece in pieces) == text
    assert all(0 < utf16_length(piece.text) <= limit for piece in pieces) or text == ""


@given(words, st.integers(min_value=30, max_value=120))
def test_no_cut_goes_through_a_grapheme(text, limit):
    boundaries = {0, *(match.end() for match in regex.finditer(r"\X", text))}
    position = 0
    for piece in split_text(Text(text), limit):
        position += len(piece.text)
        assert position in boundaries


@given(st.text(min_size=1, max_size=400), st.data())
def test_formatting_covers_the_same_characters_as_before(text, data):
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    pieces = split_text(Text(text, (Entity(Style.BOLD, start, end - start),)), 50)
    bold = "".join(piece.text[e.offset : e.offset + e.length] for piece in pieces for e in piece.entities)
    assert bold == text[start:end]


def test_a_cut_prefers_the_end_of_a_line_then_a_space():
    assert [p.text for p in split_text(Text("one two\nthree four five"), 12)] == ["one two\n", "three four ", "five"]


@given(st.text(), st.text(min_size=1, max_size=3, alphabet="\ud83d\ude42🙂a"))
def test_a_text_is_as_long_as_its_utf_16_units(text, tail):
    assert utf16_length(text + tail) == sum(2 if character > "\uffff" else 1 for character in text + tail)


def test_a_row_of_flags_is_cut_between_flags():
    pieces = split_text(Text("🇳🇴" * 1000), 130)
    assert {piece.text for piece in pieces} == {"🇳🇴" * 32, "🇳🇴" * (1000 % 32)}


def test_a_hostile_pile_of_accents_still_passes():
    pile = "e" + "\u0301" * 10_000
    pieces = split_text(Text(pile), 4096)
    assert "".join(piece.text for piece in pieces) == pile
    assert len(pieces) == 3


def test_a_caption_that_is_too_long_follows_its_file_as_text():
    photo = Media(MediaKind.PHOTO, "f", "u", caption=Text("word " * 300))
    first, *rest = split_content(photo, Limits(text=4096, caption=1024))
    assert isinstance(first, Media)
    assert first.caption is None
    assert rest == [Text("word " * 300)]


def test_what_has_no_text_is_not_cut():
    place = Place(59.9, 10.7)
    assert split_content(place, Limits(text=10, caption=10)) == (place,)


@given(st.lists(st.tuples(words, words), min_size=1, max_size=4))
def test_joined_texts_keep_their_formatting(pairs):
    texts = [Text(plain + bold, (Entity(Style.BOLD, len(plain), len(bold)),)) for plain, bold in pairs]
    joined = join_texts(texts)
    assert joined.text == "\n\n".join(text.text for text in texts)
    bold = [joined.text[entity.offset : entity.offset + entity.length] for entity in joined.entities]
    assert bold == [bold for _, bold in pairs]
