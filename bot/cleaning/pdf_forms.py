"""What people filled into a PDF form becomes part of the page.

A viewer shows the picture that the filling program drew of a value, or, where there is none or the form says that they
are out of date (NeedAppearances), draws the value itself. We do the same, with a font that has the letters. What we
can't draw as a viewer would is refused aloud: a form that arrives empty or with wrong letters is worse than none.

Source: ISO 32000-2, 12.7 (interactive forms), 9.7 (fonts of many letters).
"""

import io
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pikepdf
from fontTools import subset
from fontTools.ttLib import TTFont
from pikepdf import Array, Dictionary, Name, Object, Pdf, Stream

from bot.kernel.errors import FileReason, FileRefused

LARGEST_SIZE, SMALLEST_SIZE = 12.0, 4.0
"""Points of a letter where the form leaves it to the viewer; below the second nobody can read it."""
LEADING = 1.2
"""Height of a line, in sizes of its letters."""
MARGIN = 2.0
"""Points between the edge of a field and its text."""
DEPTH = 32
"""How many fields may stand above one."""

INVISIBLE = 0x02 | 0x20
"""Flags of an annotation: hidden, not to be viewed. Table 167."""
MULTILINE, PASSWORD, COMB, PUSHBUTTON, LIST = 1 << 12, 1 << 13, 1 << 24, 1 << 16, 1 << 17
"""Flags of a field; a list is a choice that is no combo box. Tables 229, 231, 233."""


@dataclass(frozen=True, slots=True, repr=False)
class Box:
    """Where a value is drawn: points, the flags of its field, and how many letters a comb has."""

    width: float
    height: float
    size: float
    colour: str
    centred: int
    flags: int
    comb: int


def draw_forms(pdf: Pdf) -> None:
    """Let each field have the picture that a viewer would show of it. Raises FileRefused for what can't be drawn."""
    form = pdf.Root.get(Name.AcroForm)
    form = form if isinstance(form, Dictionary) else Dictionary()
    out_of_date = bool(form.get(Name.NeedAppearances, False))
    for widget in _widgets(pdf):
        if int(widget.get(Name.F, 0)) & INVISIBLE:
            widget.AP = Dictionary()
            continue
        kind, flags = _inherited(widget, Name.FT), int(_inherited(widget, Name.Ff) or 0)
        drawn = isinstance(widget.get(Name.AP), Dictionary) and Name.N in widget.AP
        if kind in (Name.Tx, Name.Ch) and (out_of_date or not drawn):
            _draw_text(pdf, widget, form, flags, is_choice=kind == Name.Ch)
        elif kind == Name.Btn and not flags & PUSHBUTTON:
            _draw_mark(pdf, widget)
    if Name.NeedAppearances in form:
        del form[Name.NeedAppearances]


def _widgets(pdf: Pdf) -> Iterator[Any]:
    for page in pdf.pages:
        annotations = page.obj.get(Name.Annots)
        for each in list(annotations) if isinstance(annotations, Array) else []:
            if isinstance(each, Dictionary) and each.get(Name.Subtype) == Name.Widget:
                yield each


def _inherited(field: Any, key: Name) -> Any:
    """What a field says, or one of those above it."""
    for _ in range(DEPTH):
        if not isinstance(field, Dictionary):
            return None
        if key in field:
            return field[key]
        field = field.get(Name.Parent)
    return None


def _text(value: Any) -> str:
    if isinstance(value, Stream):
        return bytes(value.read_bytes()).decode("utf-8", "replace")
    if isinstance(value, Array):
        return "\n".join(_text(each) for each in value)
    return "" if value is None else str(value)


def _draw_text(pdf: Pdf, widget: Any, form: Any, flags: int, *, is_choice: bool) -> None:
    value = _inherited(widget, Name.V)
    text = _shown(widget, value) if is_choice else _text(value)
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    text = "".join(char for char in lines if char == "\n" or char.isprintable())
    if not text.strip() or (flags & PASSWORD and not is_choice):
        widget.AP = Dictionary()
        return
    if is_choice:
        flags = MULTILINE if flags & LIST == 0 and isinstance(value, Array) else 0
    box = _box(widget, form, flags)
    picture, letters = _picture(text, box)
    matrix = _matrix(widget, box)
    appearance = pdf.make_stream(
        picture,
        Type=Name.XObject,
        Subtype=Name.Form,
        BBox=Array([0, 0, box.width, box.height]),
        Matrix=Array(matrix),
        Resources=Dictionary(Font=Dictionary(F=_embedded_font(pdf, letters))),
    )
    widget.AP = Dictionary(N=appearance)


def _shown(widget: Any, value: Any) -> str:
    """What a choice shows: the words beside the value, where the form has some."""
    options = _inherited(widget, Name.Opt)
    words = {}
    for option in options if isinstance(options, Array) else []:
        if isinstance(option, Array) and len(option) == 2:
            words[_text(option[0])] = _text(option[1])
    chosen = list(value) if isinstance(value, Array) else [value]
    return "\n".join(words.get(_text(each), _text(each)) for each in chosen)


def _box(widget: Any, form: Any, flags: int) -> Box:
    left, bottom, right, top = (float(each) for each in widget.Rect)
    width, height = abs(right - left), abs(top - bottom)
    if _turn(widget) in (90, 270):
        width, height = height, width
    style = _text(_inherited(widget, Name.DA) or form.get(Name.DA) or "")
    sized = re.search(r"([\d.]+)\s+Tf\b", style)
    coloured = re.search(r"((?:[\d.]+\s+){1,4}(?:g|rg|k))(?=\s|$)", style)
    return Box(
        width=width,
        height=height,
        size=float(sized[1]) if sized else 0.0,
        colour=coloured[1] if coloured else "0 g",
        centred=int(_inherited(widget, Name.Q) or form.get(Name.Q) or 0),
        flags=flags,
        comb=int(_inherited(widget, Name.MaxLen) or 0) if flags & COMB else 0,
    )


def _turn(widget: Any) -> int:
    looks = widget.get(Name.MK)
    return int(looks.get(Name.R, 0)) % 360 if isinstance(looks, Dictionary) else 0


def _matrix(widget: Any, box: Box) -> list[float]:
    """Turns the text as the form wants it."""
    match _turn(widget):
        case 90:
            return [0, 1, -1, 0, box.height, 0]
        case 180:
            return [-1, 0, 0, -1, box.width, box.height]
        case 270:
            return [0, -1, 1, 0, 0, box.width]
        case _:
            return [1, 0, 0, 1, 0, 0]


# -- drawing -----------------------------------------------------------------------------------------------------------


@cache
def _font() -> TTFont:
    """DejaVu Sans: Latin, Greek and Cyrillic letters. It comes with matplotlib."""
    import matplotlib

    return TTFont(Path(matplotlib.get_data_path(), "fonts", "ttf", "DejaVuSans.ttf"))


@cache
def _letters() -> dict[int, str]:
    return dict(_font().getBestCmap())


def _width(text: str) -> float:
    """In sizes of its letters."""
    glyphs, widths = _letters(), _font()["hmtx"]
    return float(sum(widths[glyphs[ord(char)]][0] for char in text) / _font()["head"].unitsPerEm)


def _check_letters(text: str) -> None:
    """Right-to-left and joined writing would have to be set letter by letter: such forms are refused."""
    letters = _letters()
    for char in text:
        joined = unicodedata.bidirectional(char) in ("R", "AL", "AN") or unicodedata.combining(char)
        if char != "\n" and (joined or ord(char) not in letters):
            raise FileRefused(FileReason.FORM)


def _picture(text: str, box: Box) -> tuple[bytes, str]:
    """The drawing of a value, and the letters that it uses."""
    text = unicodedata.normalize("NFC", text)
    _check_letters(text)
    if box.flags & MULTILINE == 0:
        text = " ".join(text.split("\n"))
    size, lines = _fitted(text, box)
    height = size * LEADING
    top = box.height - MARGIN - size if box.flags & MULTILINE else (box.height - size * 0.7) / 2
    code = [f"q 0 0 {box.width:.2f} {box.height:.2f} re W n BT {box.colour} /F {size:.2f} Tf"]
    for number, line in enumerate(lines):
        for at, piece in _pieces(line, size, box):
            code.append(f"1 0 0 1 {at:.2f} {top - number * height:.2f} Tm <{_coded(piece)}> Tj")
    return "\n".join([*code, "ET Q"]).encode(), "".join(lines)


def _fitted(text: str, box: Box) -> tuple[float, list[str]]:
    """The size at which all of it can be read, and its lines. Raises FileRefused when there is none."""
    size = box.size or min(LARGEST_SIZE, max(SMALLEST_SIZE, box.height * 0.7))
    while size >= SMALLEST_SIZE:
        room = (box.width - 2 * MARGIN) / size
        lines = list(_wrapped(text, room)) if box.flags & MULTILINE else [text]
        fits_across = box.comb or all(_width(line) <= room for line in lines)
        if fits_across and (len(lines) == 1 or len(lines) * size * LEADING <= box.height):
            return size, lines
        size -= 0.5
    raise FileRefused(FileReason.FORM)


def _wrapped(text: str, room: float) -> Iterator[str]:
    for paragraph in text.split("\n"):
        line = ""
        for word in paragraph.split(" "):
            longer = f"{line} {word}" if line else word
            if line and _width(longer) > room:
                yield line
                longer = word
            line = longer
        yield line


def _pieces(line: str, size: float, box: Box) -> Iterator[tuple[float, str]]:
    """What is drawn where: the line, or each letter in its cell of a comb."""
    if box.comb:
        cell = box.width / box.comb
        for number, char in enumerate(line[: box.comb]):
            yield number * cell + (cell - _width(char) * size) / 2, char
        return
    left = box.width - _width(line) * size
    yield {1: left / 2, 2: left - MARGIN}.get(box.centred, MARGIN), line


def _coded(text: str) -> str:
    """The numbers of its glyphs."""
    return "".join(f"{_font().getGlyphID(_letters()[ord(char)]):04X}" for char in text)


def _embedded_font(pdf: Pdf, text: str) -> Object:
    """The font with no more letters than those, whose codes are the numbers of the glyphs in the whole font."""
    options = subset.Options(retain_gids=True, notdef_outline=True, glyph_names=False, name_IDs=[], hinting=False)
    options.drop_tables += ["GSUB", "GPOS", "GDEF", "kern", "FFTM", "post", "name", "OS/2"]
    whole = _font()
    small = TTFont(whole.reader.file.name)
    sieve = subset.Subsetter(options)
    sieve.populate(text=text)
    sieve.subset(small)
    out = io.BytesIO()
    small.save(out)
    units = whole["head"].unitsPerEm
    used = sorted({(whole.getGlyphID(_letters()[ord(char)]), char) for char in text if char != "\n"})
    widths = Array()
    for glyph, char in used:
        widths.extend([glyph, Array([round(_width(char) * 1000)])])
    head, metrics = whole["head"], whole["hhea"]
    descriptor = Dictionary(
        Type=Name.FontDescriptor,
        FontName=Name("/ABCDEF+DejaVuSans"),
        Flags=4,
        FontBBox=Array([round(each * 1000 / units) for each in (head.xMin, head.yMin, head.xMax, head.yMax)]),
        ItalicAngle=0,
        Ascent=round(metrics.ascent * 1000 / units),
        Descent=round(metrics.descent * 1000 / units),
        CapHeight=729,
        StemV=80,
        FontFile2=pdf.make_stream(out.getvalue(), Length1=len(out.getvalue())),
    )
    letters = Dictionary(
        Type=Name.Font,
        Subtype=Name.CIDFontType2,
        BaseFont=Name("/ABCDEF+DejaVuSans"),
        CIDSystemInfo=Dictionary(Registry=pikepdf.String("Adobe"), Ordering=pikepdf.String("Identity"), Supplement=0),
        FontDescriptor=pdf.make_indirect(descriptor),
        W=widths,
        CIDToGIDMap=Name.Identity,
    )
    return pdf.make_indirect(
        Dictionary(
            Type=Name.Font,
            Subtype=Name.Type0,
            BaseFont=Name("/ABCDEF+DejaVuSans"),
            Encoding=Name("/Identity-H"),
            DescendantFonts=Array([pdf.make_indirect(letters)]),
            ToUnicode=pdf.make_stream(_to_unicode(used)),
        )
    )


def _to_unicode(used: list[tuple[int, str]]) -> bytes:
    """Lets a reader copy and search the text."""
    pairs = [f"<{glyph:04X}> <{char.encode('utf-16-be').hex().upper()}>" for glyph, char in used]
    blocks = [pairs[start : start + 100] for start in range(0, len(pairs), 100)]
    ranges = "\n".join(f"{len(block)} beginbfchar\n{chr(10).join(block)}\nendbfchar" for block in blocks)
    return (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /Letters def /CMapType 2 def\n"
        "1 begincodespacerange <0000> <FFFF> endcodespacerange\n"
        f"{ranges}\nendcmap CMapName currentdict /CMap defineresource pop end end"
    ).encode()


def _draw_mark(pdf: Pdf, widget: Any) -> None:
    """A box or a circle that is chosen, and of which nobody has drawn how it looks then."""
    value = _inherited(widget, Name.V)
    state = str(widget.get(Name.AS, value if value is not None else Name.Off))
    pictures = widget.AP.get(Name.N) if isinstance(widget.get(Name.AP), Dictionary) else None
    if state == "/Off" or state == "":
        if Name.AS not in widget:
            widget.AS = Name.Off
        return
    widget.AS = Name(state) if state.startswith("/") else Name(f"/{state}")
    if isinstance(pictures, Stream) or (isinstance(pictures, Dictionary) and widget.AS in pictures):
        return
    left, bottom, right, top = (float(each) for each in widget.Rect)
    width, height = abs(right - left), abs(top - bottom)
    inset = min(width, height) * 0.2
    cross = (
        f"q 1.2 w {inset:.2f} {inset:.2f} m {width - inset:.2f} {height - inset:.2f} l "
        f"{inset:.2f} {height - inset:.2f} m {width - inset:.2f} {inset:.2f} l S Q"
    )
    drawn = pdf.make_stream(cross.encode(), Type=Name.XObject, Subtype=Name.Form, BBox=Array([0, 0, width, height]))
    widget.AP = Dictionary(N=Dictionary({str(widget.AS): drawn}))
