"""What was filled into a PDF form arrives as a viewer shows it, or the form is refused aloud."""

import io
import subprocess

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, Object, Stream, String

from bot.cleaning.clean import clean
from bot.kernel.errors import FileReason, FileRefused
from tests.cleaning.test_corpus import reader

LETTER = ["I was dismissed on 1 November.", "They say that I left by myself.", "I have three children."]
VALUES = ["12 500 kr", "Åse Bjørnsæther", "Łukasz Żółć, Łódź", "Меня уволили", "Αθήνα", "ß € „ja“"]
MULTILINE, COMBO, COMB, PASSWORD = 1 << 12, 1 << 17, 1 << 24, 1 << 13


def filled(
    value: str | Array | Stream | None,
    *,
    out_of_date: bool = True,
    drawn: bytes | None = None,
    height: int = 20,
    inherited: bool = False,
    **keys: object,
) -> bytes:
    """A form with one field of 240 points; `drawn` is what the filling program made of the value."""
    pdf = pikepdf.new()
    page = pdf.add_blank_page(page_size=(595, 842))
    font = pdf.make_indirect(Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica))
    field = Dictionary(Type=Name.Annot, Subtype=Name.Widget, Rect=Array([60, 600, 300, 600 + height]), F=4)
    said = Dictionary(FT=Name.Tx, T=String("answer"), DA=String("/Helv 10 Tf 0 g"))
    if value is not None:
        said.V = String(value) if isinstance(value, str) else value
    for key, each in keys.items():
        said[f"/{key}"] = each
    if inherited:
        field.Parent = pdf.make_indirect(said)
    else:
        for key, each in said.items():
            field[key] = each
    widget = pdf.make_indirect(field)
    if drawn is not None:
        resources = Dictionary(Font=Dictionary(Helv=font))
        box = Array([0, 0, 240, height])
        widget.AP = Dictionary(
            N=pdf.make_stream(drawn, Type=Name.XObject, Subtype=Name.Form, BBox=box, Resources=resources)
        )
    page.obj.Annots = Array([widget])
    pdf.Root.AcroForm = Dictionary(Fields=Array([widget]), DR=Dictionary(Font=Dictionary(Helv=font)))
    if out_of_date:
        pdf.Root.AcroForm.NeedAppearances = True
    out = io.BytesIO()
    pdf.save(out)
    return out.getvalue()


def read_by_poppler(content: bytes, how: str = "-layout") -> str:
    """The text that somebody else's program finds on the pages."""
    done = subprocess.run([reader("pdftotext"), how, "-", "-"], input=content, capture_output=True, check=True)
    return done.stdout.decode()


def fields_of(content: bytes) -> Object | None:
    with pikepdf.open(io.BytesIO(content)) as pdf:
        return pdf.Root.get(Name.AcroForm)


@pytest.mark.parametrize("inherited", [False, True])
@pytest.mark.parametrize("out_of_date", [False, True])
@pytest.mark.parametrize("value", VALUES)
def test_a_value_that_nobody_has_drawn_is_drawn(value: str, out_of_date: bool, inherited: bool) -> None:
    content = clean(filled(value, out_of_date=out_of_date, inherited=inherited)).content
    assert value in read_by_poppler(content)
    assert fields_of(content) is None


@pytest.mark.parametrize("value", ["لم أستلم راتبي", "שכר", "ደሞዝ", "दस्तावेज़", "工资"])
def test_what_the_font_can_t_write_is_refused_aloud(value: str) -> None:
    with pytest.raises(FileRefused) as refused:
        clean(filled(value))
    assert refused.value.reason is FileReason.FORM


def test_a_drawing_that_counts_is_taken_as_it_is() -> None:
    drawn = b"BT /Helv 10 Tf 2 5 Td (As it was drawn) Tj ET"
    assert "As it was drawn" in read_by_poppler(clean(filled("12 500", out_of_date=False, drawn=drawn)).content)


def test_a_drawing_that_is_out_of_date_is_made_again() -> None:
    old = b"BT /Helv 10 Tf 2 5 Td (100) Tj ET"
    text = read_by_poppler(clean(filled("12 500", drawn=old)).content)
    assert "12 500" in text
    assert "100" not in text


@pytest.mark.parametrize("end", ["\n", "\r", "\r\n"])
def test_lines_stay_lines(end: str) -> None:
    text = read_by_poppler(clean(filled(end.join(LETTER), height=100, Ff=MULTILINE)).content)
    assert [line.strip() for line in text.splitlines() if line.strip()] == LETTER


def test_a_long_text_is_broken_into_lines_and_all_of_it_is_there() -> None:
    long = " ".join(LETTER * 3)
    text = read_by_poppler(clean(filled(long, height=120, Ff=MULTILINE)).content)
    assert text.split() == long.split()
    assert len(text.strip().splitlines()) > 3


def test_a_text_that_is_too_long_for_its_line_is_written_smaller() -> None:
    long = " ".join(LETTER)
    assert " ".join(read_by_poppler(clean(filled(long, DA=String("/Helv 0 Tf 0 g"))).content).split()) == long


def test_what_does_not_fit_at_any_size_is_refused() -> None:
    with pytest.raises(FileRefused) as refused:
        clean(filled(" ".join(LETTER * 40)))
    assert refused.value.reason is FileReason.FORM


def test_a_choice_shows_its_words() -> None:
    options = Array([Array([String("no"), String("Norge")]), Array([String("pl"), String("Polska")])])
    text = read_by_poppler(clean(filled("pl", FT=Name.Ch, Ff=COMBO, Opt=options)).content)
    assert "Polska" in text
    assert "Norge" not in text


def test_several_choices_are_all_there() -> None:
    chosen = Array([String("work"), String("tax")])
    text = read_by_poppler(clean(filled(chosen, FT=Name.Ch, Opt=chosen, height=60)).content)
    assert text.split() == ["work", "tax"]


def test_each_letter_of_a_comb_has_its_cell() -> None:
    assert "".join(read_by_poppler(clean(filled("2026", Ff=COMB, MaxLen=4)).content).split()) == "2026"


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_a_turned_field(turn: int) -> None:
    made = filled("12 500", height=200, MK=Dictionary(R=turn))
    assert read_by_poppler(clean(made).content, "-raw").split() == ["12", "500"]


@pytest.mark.parametrize("drawn", [False, True])
def test_a_box_that_is_ticked_shows_it(drawn: bool) -> None:
    made = pikepdf.open(io.BytesIO(filled(None, FT=Name.Btn, V=Name.Yes, AS=Name.Yes)))
    if drawn:
        tick = made.make_stream(b"0 0 9 9 re f", Type=Name.XObject, Subtype=Name.Form, BBox=Array([0, 0, 9, 9]))
        made.pages[0].obj.Annots[0].AP = Dictionary(N=Dictionary(Yes=tick, Off=made.make_stream(b"")))
    out = io.BytesIO()
    made.save(out)
    with pikepdf.open(io.BytesIO(clean(out.getvalue()).content)) as cleaned:
        assert len(cleaned.pages[0].Resources.XObject) == 1


@pytest.mark.parametrize("keys", [{"F": 2}, {"F": 32}, {"Ff": PASSWORD}])
def test_what_nobody_can_see_does_not_arrive(keys: dict[str, int]) -> None:
    content = clean(filled("Haddad", **keys)).content
    assert "Haddad" not in read_by_poppler(content)
    with pikepdf.open(io.BytesIO(content)) as pdf:
        assert all(b"Haddad" not in each.read_bytes() for each in pdf.objects if isinstance(each, Stream))
