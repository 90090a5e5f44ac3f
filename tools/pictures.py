#!/usr/bin/env python3
"""Draws the pictures of README.md from a real run of `oit demo`.

    python3 tools/pictures.py [path of oit]

Writes docs/pictures/terminal.svg; where Chromium is found, terminal.png, report.png and phone.png; where LibreOffice and
pdftoppm (poppler-utils) are too, xlsx.png and docx.png, as it sets them.
"""

import base64
import html
import os
import pty
import re
import shutil
import subprocess
import sys
import tempfile
import unicodedata
from pathlib import Path

COLUMNS = 100
# The lines that are shown: the head, and what is worth mending first.
FIRST, LAST = "ตัวชี้วัดย่อยที่ 9.5", "ตัวชี้วัดย่อยที่ 10.1"
CELL, LINE, PAD = 8.4, 21, 18
COLOURS = {"31": "#ff7b72", "33": "#e3b341"}

root = Path(__file__).resolve().parent.parent
out = root / "docs" / "pictures"
oit = sys.argv[1] if len(sys.argv) > 1 else str(root / "target" / "release" / "oit")


def on_a_terminal(command):
    """What a command prints on stdout when that is a terminal."""
    ours, theirs = pty.openpty()
    environment = {**os.environ, "COLUMNS": str(COLUMNS), "TERM": "xterm-256color", "OIT_LANG": "th"}
    environment.pop("NO_COLOR", None)
    process = subprocess.Popen(command, stdout=theirs, stderr=subprocess.DEVNULL, env=environment)
    os.close(theirs)
    said = []
    while True:
        try:
            data = os.read(ours, 65536)
        except OSError:  # The other end is closed.
            break
        if not data:
            break
        said.append(data)
    process.wait()
    return b"".join(said).decode("utf-8", "replace").replace("\r\n", "\n")


def width(text):
    marks = lambda c: unicodedata.category(c) in ("Mn", "Cf")
    return sum(0 if marks(c) else 1 for c in text)


def runs(line):
    """Pieces of a line with their column and style; what has a gap before it stands by itself."""
    column, style = 0, set()
    for part in re.split(r"(\x1b\[[0-9;]*m)", line):
        code = re.fullmatch(r"\x1b\[([0-9;]*)m", part)
        if code:
            style = set() if code.group(1) in ("", "0") else style | set(code.group(1).split(";"))
            continue
        for piece in re.split(r"(\s{2,})", part):
            if piece.strip():
                yield column, piece, frozenset(style)
            column += width(piece)


def fonts():
    """The report's own font: no mono font sets Thai marks well everywhere."""
    faces = []
    for name in ("thai-400", "thai-700", "latin-400", "latin-700"):
        data = base64.b64encode((root / "src/report/fonts" / f"sarabun-{name}-normal.woff2").read_bytes()).decode()
        reach = ";unicode-range:U+0E00-0E7F" if name.startswith("thai") else ""
        faces.append(
            f"@font-face{{font-family:Sarabun;font-weight:{name[-3:]}{reach};src:url(data:font/woff2;base64,{data})}}"
        )
    return "".join(faces)


def svg(lines):
    wide, high = COLUMNS * CELL + 2 * PAD, len(lines) * LINE + 2 * PAD + 24
    drawn = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {wide:.0f} {high}" width="{wide:.0f}" height="{high}">',
        f"<style>{fonts()}text{{font:14px 'DejaVu Sans Mono',monospace;white-space:pre}}.th{{font:15.5px Sarabun}}.b{{font-weight:bold}}</style>",
        f'<rect width="{wide:.0f}" height="{high}" rx="8" fill="#0d1117"/>',
        *(f'<circle cx="{20 + 20 * n}" cy="18" r="6" fill="{c}"/>' for n, c in enumerate(("#ff5f56", "#ffbd2e", "#27c93f"))),
    ]
    for row, line in enumerate(lines):
        y = PAD + 24 + (row + 0.75) * LINE
        for column, text, style in runs(line):
            if set(text) == {"─"}:
                end = PAD + (column + len(text)) * CELL
                drawn.append(f'<path d="M{PAD + column * CELL:.1f} {y - 5:.1f}H{end:.1f}" stroke="#484f58"/>')
                continue
            fill = next((COLOURS[c] for c in style if c in COLOURS), "#8b949e" if "2" in style else "#e6edf3")
            thai = any("\u0e00" <= c <= "\u0e7f" for c in text)
            names = " ".join(["th"] * thai + ["b"] * ("1" in style))
            kind = f' class="{names}"' if names else ""
            drawn.append(f'<text x="{PAD + column * CELL:.1f}" y="{y:.1f}" fill="{fill}"{kind}>{html.escape(text)}</text>')
    return "\n".join(drawn + ["</svg>", ""])


def shot(chromium, page, picture, size, scale=1.5):
    command = [chromium, "--headless", "--no-sandbox", "--hide-scrollbars", f"--force-device-scale-factor={scale}"]
    command += ["--allow-file-access-from-files", "--virtual-time-budget=3000"]
    command += [f"--window-size={size[0]},{size[1]}", f"--screenshot={picture}", page.as_uri()]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=120)


def beside(folder, name, parts, size):
    """A page that shows parts side by side, since a browser's window is never as narrow as a telephone."""
    page = Path(folder) / f"{name}.html"
    page.write_text(
        "<!doctype html><style>body{margin:0;padding:16px;display:flex;gap:16px;background:#d0d7de}"
        "iframe,img{border:0;background:#fff;box-shadow:0 1px 4px #0004;border-radius:4px}</style>" + "".join(parts),
        encoding="utf-8",
    )
    return page, size


def sheets(folder, document, first, last, wide):
    """Pages of a document as LibreOffice sets them."""
    subprocess.run(
        ["soffice", "--headless", f"-env:UserInstallation={Path(folder).as_uri()}/office", "--convert-to", "pdf", "--outdir", folder, document],
        check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=300,
    )
    name = str(Path(folder) / Path(document).name)
    pages = ["-f", str(first), "-l", str(last), "-scale-to-x", str(wide), "-scale-to-y", "-1"]
    subprocess.run(["pdftoppm", "-png", *pages, str(Path(document).with_suffix(".pdf")), name], check=True)
    return sorted(Path(folder).glob(Path(document).name + "-*.png"))


with tempfile.TemporaryDirectory() as folder:
    report, workbook, word = (Path(folder) / f"demo.{ending}" for ending in ("html", "xlsx", "docx"))
    to = [part for file in (report, workbook, word) for part in ("--to", str(file))]
    screen = on_a_terminal([oit, "demo", "--data-dir", folder, *to])
    lines = screen.split("\n")
    plain = [re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]", "", line) for line in lines]
    head = next(n for n, line in enumerate(plain) if line.startswith("องค์การ"))
    at = next(n for n, line in enumerate(plain) if line.startswith(FIRST))
    end = next(n for n, line in enumerate(plain) if line.startswith(LAST))
    chosen = ["$ oit demo", *lines[head : head + 3], "", *lines[at:end]]
    # The address of the demo's own server is another one every time.
    chosen = [re.sub(r"127\.0\.0\.1:\d+", "127.0.0.1:8080", line) for line in chosen]
    out.mkdir(parents=True, exist_ok=True)
    (out / "terminal.svg").write_text(svg(chosen), encoding="utf-8")
    chromium = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if not chromium:
        sys.exit("no Chromium: only the SVG was drawn")
    shot(chromium, out / "terminal.svg", out / "terminal.png", (int(COLUMNS * CELL + 2 * PAD), len(chosen) * LINE + 60))
    shot(chromium, report, out / "report.png", (1100, 1400))
    screens = [f'<iframe src="{report.as_uri()}{place}" width="390" height="760"></iframe>' for place in ("", "#O15", "#charts")]
    page, size = beside(folder, "phone", screens, (3 * 406 + 16, 792))
    shot(chromium, page, out / "phone.png", size, 1)
    if not (shutil.which("soffice") and shutil.which("pdftoppm")):
        sys.exit("no LibreOffice or pdftoppm: XLSX and DOCX were not drawn")
    (first,) = sheets(folder, str(workbook), 1, 1, 1240)
    shutil.copyfile(first, out / "xlsx.png")
    # The results, the assessor's table where items fail, and what to do about them.
    pages = [sheets(folder, str(word), page, page, 400)[-1] for page in (4, 13, 15)]
    pages = [f'<img src="{page.as_uri()}">' for page in pages]
    page, size = beside(folder, "word", pages, (3 * 416 + 16, 598))
    shot(chromium, page, out / "docx.png", size, 1)
