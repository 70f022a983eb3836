"""A certificate as a PDF with its font inside, so that Chinese reads on every machine.

The font is Noto Sans SC (SIL Open Font License), from a wheel; only the glyphs used are embedded.
"""

from __future__ import annotations

from datetime import datetime
from io import BytesIO

import segno
from fpdf import FPDF
from fpdf.enums import WrapMode, XPos, YPos
from fpdf.fonts import FontFace
from pylopdf_fonts_zh_cn import sans_path

from merchant_app.compliance.paper import Paper, Sourced

FONT = "noto"
INK, QUIET, LINE, ACCENT = (29, 27, 24), (93, 88, 80), (200, 194, 184), (15, 107, 92)
MARGIN = 16.0  # mm, A4 upright
LICENCE_WIDTHS = (34, 42, 44, 26, 20, 12)
TRACK_WIDTHS = (8, 50, 38, 26, 36, 20)


class _Sheet(FPDF):
    """A4 with the serial number and the page on every sheet."""

    def __init__(self, paper: Paper) -> None:
        super().__init__(format="A4")
        self._paper = paper
        # Chinese has no spaces to break a line at.
        self.wraps = WrapMode.CHAR if paper.language.startswith("zh") else WrapMode.WORD
        self.add_font(FONT, "", str(sans_path()))
        self.set_margins(MARGIN, MARGIN)
        self.set_auto_page_break(True, MARGIN + 6)

    def footer(self) -> None:
        self.set_y(-MARGIN)
        self.set_font(FONT, size=8)
        self.set_text_color(*QUIET)
        half = self.epw / 2
        self.cell(half, 5, f"{self._paper.serial} · SHA-256 {self._paper.sha256[:16]}…")
        self.cell(half, 5, f"{self.page_no()} / {{nb}}", align="R")

    def line_of(self, text: str, size: float, tone: tuple[int, int, int] = INK) -> None:
        """A paragraph across the page."""
        self.set_font(FONT, size=size)
        self.set_text_color(*tone)
        self.multi_cell(
            0, size * 0.5, text, align="L", new_x=XPos.LMARGIN, new_y=YPos.NEXT, wrapmode=self.wraps
        )

    def head(self, text: str) -> None:
        """The heading of a section, never alone at the foot of a page."""
        if self.will_page_break(24):
            self.add_page()
        self.ln(4)
        self.line_of(text, 12, ACCENT)
        self.ln(1)


def certificate_pdf(paper: Paper, words: dict[str, str], *, made: datetime) -> bytes:
    """The PDF. `words` are the headings of its sections: licences, duties, activities, tracks.

    The same paper and moment make the same bytes.
    """
    sheet = _Sheet(paper)
    sheet.set_title(f"{paper.title} {paper.serial}")
    sheet.set_lang("zh-Hans" if paper.language.startswith("zh") else "en")
    sheet.set_creator("Foyer")
    sheet.set_creation_date(made)
    sheet.add_page()
    _front(sheet, paper)
    sheet.head(words["licences"])
    _table(sheet, paper.licence_heads, paper.licences, LICENCE_WIDTHS)
    if paper.duties or paper.no_rule or paper.tariffs:
        sheet.head(words["duties"])
        if paper.no_rule:
            sheet.line_of(paper.no_rule, 9.5)
        _sourced(sheet, (*paper.duties, *paper.tariffs))
    if paper.left_out:
        sheet.head(words["activities"])
        _sourced(sheet, paper.left_out)
    sheet.ln(3)
    sheet.line_of(paper.notice, 8.5, QUIET)
    sheet.add_page()
    sheet.line_of(words["tracks"], 12, ACCENT)
    sheet.ln(1)
    _table(sheet, paper.track_heads, paper.tracks, TRACK_WIDTHS)
    return bytes(sheet.output())


def _front(sheet: _Sheet, paper: Paper) -> None:
    drawing = BytesIO()
    segno.make(paper.verify_url, error="m").save(drawing, kind="png", scale=6, border=2)
    side = 30.0
    sheet.image(drawing, x=sheet.w - MARGIN - side, y=MARGIN, w=side, alt_text=paper.verify_url)
    sheet.set_right_margin(MARGIN + side + 4)
    sheet.line_of("Foyer 门厅", 10, ACCENT)
    sheet.line_of(paper.title, 20)
    sheet.line_of(paper.serial, 11, QUIET)
    if paper.withdrawn:
        sheet.line_of(paper.withdrawn, 12, (178, 58, 46))
    sheet.set_right_margin(MARGIN)
    sheet.set_y(max(sheet.get_y(), MARGIN + side) + 3)
    sheet.line_of(paper.statement, 11)
    sheet.ln(3)
    sheet.set_font(FONT, size=9.5)
    for name, value in paper.facts:
        sheet.set_text_color(*QUIET)
        sheet.cell(50, 5.2, name)
        sheet.set_text_color(*INK)
        sheet.multi_cell(0, 5.2, value, align="L", new_x=XPos.LMARGIN, new_y=YPos.NEXT)
    sheet.ln(2)
    sheet.line_of(paper.verify_url, 8.5, QUIET)
    sheet.line_of(f"SHA-256 {paper.sha256}", 8.5, QUIET)


def _table(
    sheet: _Sheet,
    heads: tuple[str, ...],
    rows: tuple[tuple[str, ...], ...],
    widths: tuple[int, ...],
) -> None:
    sheet.set_font(FONT, size=8)
    sheet.set_text_color(*INK)
    sheet.set_draw_color(*LINE)
    with sheet.table(
        col_widths=widths,
        borders_layout="HORIZONTAL_LINES",
        line_height=4.2,
        padding=(0.8, 1),
        text_align="LEFT",
        wrapmode=sheet.wraps,
        headings_style=FontFace(color=QUIET, emphasis=None),
    ) as table:
        for cells in (heads, *rows):
            line = table.row()
            for cell in cells:
                line.cell(cell)


def _sourced(sheet: _Sheet, lines: tuple[Sourced, ...]) -> None:
    for line in lines:
        sheet.line_of(line.text, 9.5)
        more = " · ".join(part for part in (line.note, line.source) if part)
        sheet.line_of(more, 8, QUIET)
        sheet.ln(1.2)
