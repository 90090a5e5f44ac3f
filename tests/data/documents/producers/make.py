#!/usr/bin/env python3
"""Prints agency.txt, an invented announcement with a table over a page break, to PDF with four programs, once
with lines around its cells and once without, its head then repeated and the pages numbered where that is easy.

Needs Chromium, LibreOffice, the fonts of fonts-thai-tlwg, and from PyPI: python-docx, reportlab, typst.
"""
import os, re, subprocess, tempfile

import typst
from docx import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm
from reportlab.lib.pagesizes import A5, landscape
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import Paragraph, SimpleDocTemplate, Table

HERE = os.path.dirname(os.path.abspath(__file__))
LINES = open(os.path.join(HERE, "agency.txt"), encoding="utf-8").read().splitlines()
TEXT = [line for line in LINES if "\t" not in line]
ROWS = [line.split("\t") for line in LINES if "\t" in line]
TITLE = "แผนการดำเนินงาน"


def name(program, lines):
    return program if lines else program + "-unruled"


def chromium(folder, lines):
    border = "1px solid #000" if lines else "none"
    style = (
        "@page{size:A5 landscape;margin:12mm} body{font:12pt Garuda} h1{font-size:16pt} p{margin:4pt 0}"
        "table{border-collapse:collapse;width:100%}"
        f"td{{border:{border};padding:2px 4px;vertical-align:top;width:25%}}"
    )
    rows = ["<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in ROWS]
    cells = "".join(rows) if lines else f"<thead>{rows[0]}</thead>" + "".join(rows[1:])
    text = f"<h1>{TEXT[0]}</h1>" + "".join(f"<p>{p}</p>" for p in TEXT[1:])
    page = os.path.join(folder, "page.html")
    with open(page, "w", encoding="utf-8") as out:
        out.write(f"<meta charset=utf-8><title>{TITLE}</title><style>{style}</style>{text}<table>{cells}</table>")
    pdf = f"--print-to-pdf={HERE}/{name('chromium', lines)}.pdf"
    subprocess.run(["chromium", "--headless", "--no-sandbox", "--no-pdf-header-footer", pdf, "file://" + page], check=True)


def libreoffice(folder, lines):
    document = Document()
    document.core_properties.title, document.core_properties.author = TITLE, "งานแผน"
    page = document.sections[0]
    page.page_width, page.page_height = Mm(210), Mm(148)
    page.top_margin = page.bottom_margin = page.left_margin = page.right_margin = Mm(14)
    fonts = document.styles["Normal"].element.get_or_add_rPr().get_or_add_rFonts()
    for script in ("ascii", "hAnsi", "cs", "eastAsia"):
        fonts.set(qn("w:" + script), "Laksaman")
    for paragraph in TEXT:
        document.add_paragraph(paragraph)
    table = document.add_table(0, len(ROWS[0]))
    if lines:
        table.style = "Table Grid"
    for row in ROWS:
        for cell, text in zip(table.add_row().cells, row):
            cell.text = text
    if not lines:
        table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    file = os.path.join(folder, name("libreoffice", lines) + ".docx")
    document.save(file)
    subprocess.run(["soffice", "--headless", "--convert-to", "pdf", "--outdir", HERE, file], check=True)


def reportlab(_, lines):
    pdfmetrics.registerFont(TTFont("Thai", "/usr/share/fonts/truetype/tlwg/Kinnari.ttf"))
    style = ParagraphStyle("thai", fontName="Thai", fontSize=12, leading=18, wordWrap="CJK")
    cells = [[Paragraph(cell, style) for cell in row] for row in ROWS]
    grid = [("GRID", (0, 0), (-1, -1), 0.5, (0, 0, 0))] if lines else [("VALIGN", (0, 0), (-1, -1), "TOP")]
    table = Table(cells, style=grid, splitInRow=1, colWidths=[40, 120, 200, 80])
    file = SimpleDocTemplate(os.path.join(HERE, name("reportlab", lines) + ".pdf"), pagesize=landscape(A5))
    file.build([Paragraph(p, style) for p in TEXT] + [table])


def with_typst(folder, lines):
    plain = lambda text: re.sub(r'([#$*_`<>@\\\[\]"~/=+-])', r"\\\1", text)
    cells = ",".join(f"[{plain(cell)}]" for row in ROWS for cell in row)
    numbers, size = ("", 13) if lines else (', numbering: "- 1 -"', 15)
    stroke = "" if lines else "stroke: none, "
    source = os.path.join(folder, "page.typ")
    with open(source, "w", encoding="utf-8") as out:
        out.write(
            f'#set document(title: "{TITLE}", author: "งานแผน")\n'
            f"#set page(width: 210mm, height: 148mm, margin: 12mm{numbers})\n"
            f'#set text(font: "Norasi", lang: "th", size: {size}pt)\n'
            + "\n\n".join(map(plain, TEXT))
            + f"\n\n#table(columns: {len(ROWS[0])}, {stroke}{cells})\n"
        )
    typst.compile(source, output=os.path.join(HERE, name("typst", lines) + ".pdf"))


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as scratch:
        for make in (chromium, libreoffice, reportlab, with_typst):
            for lines in (True, False):
                make(scratch, lines)
