#!/usr/bin/env python3
"""How many years in Thai digits come out of `oit read --plain` right, of pages drawn in fonts nothing was trained on.

  thai_years.py --oit PATH --fonts DIR [--set a|b|ornate] [--seed N] [--dpi 150,200,300] [-v] [--keep DIR]

Pages of lines as officers write them (dates, fiscal years, numbers with a stroke), a plain consonant as high as in
TH Sarabun of 16 points, drawn at each resolution, up to 0.4° askew, black and white or grey with noise, JPEG.
A year is right if it stands in the text as a number of its own and every digit is right; unreadable if that number has a `?`
in it; wrong if another number of four digits stands in its place; otherwise it is missing (nothing, or longer or shorter).

Fonts. Set a: Debian's fonts-thai-tlwg (Garuda, Laksaman, Norasi) and from npm @fontsource/niramit, taviraj and
ibm-plex-sans-thai-looped. Set b: Debian's fonts-arundina, and from npm @fontsource/playpen-sans-thai and google-sans. Set ornate, in which no
document is written: @fontsource/chonburi and charmonman.
DIR holds them as TTF; of a fontsource package, which comes in halves, NAME-WEIGHT-thai.ttf and NAME-WEIGHT-latin.ttf
(fontTools turns WOFF2 into TTF). tools/thai_digits.py trains on none of them. Needs numpy, pillow, fonttools.
"""
import argparse, os, random, re, subprocess, sys, tempfile
import numpy as np
from PIL import Image, ImageDraw

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), os.pardir, "tools"))
from thai_digits import Font

SETS = {
    "a": ("Garuda", "Laksaman", "Laksaman-Bold", "Norasi", "Norasi-Bold", "niramit-400", "taviraj-400", "ibm-plex-sans-thai-looped-400"),
    "b": ("ArundinaSans", "ArundinaSans-Bold", "ArundinaSerif", "ArundinaSerif-Bold", "playpen-sans-thai-400", "playpen-sans-thai-700", "google-sans-400", "google-sans-700"),
    "ornate": ("chonburi-400", "charmonman-400", "charmonman-700"),
}
SEEDS = {"a": 5, "b": 11, "ornate": 17}
MONTHS = "มกราคม กุมภาพันธ์ มีนาคม เมษายน พฤษภาคม มิถุนายน กรกฎาคม สิงหาคม กันยายน ตุลาคม พฤศจิกายน ธันวาคม".split()
THAI = str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙")
ARABIC = str.maketrans("๐๑๒๓๔๕๖๗๘๙", "0123456789")
LETTER_POINTS = 6.5
FINE = 3  # drawn so many times finer than the scan
KINDS = ("right", "unreadable", "wrong", "missing")


def font(folder, name):
    halves = [f"{folder}/{name}{half}.ttf" for half in ("", "-thai", "-latin")]
    return Font([f for f in halves if os.path.exists(f)] or sys.exit(f"no {name} in {folder}"))


def text(r):
    a, b, day, month = r.randint(2540, 2575), r.randint(2540, 2575), r.randint(1, 31), r.choice(MONTHS)
    return r.choice((
        f"ประกาศ ณ วันที่ {day} {month} พ.ศ. {a} และแก้ไข พ.ศ. {b}",
        f"แผนปฏิบัติการประจำปีงบประมาณ พ.ศ. {a} ถึง {b}",
        f"รายงานผลเดือน{month} {a} เลขที่ {r.randint(1, 999)}/{b}",
        f"ตั้งแต่วันที่ {day} {month} {a} จนถึง {r.randint(1, 31)} {r.choice(MONTHS)} {b}",
    ))


def page(face, dpi, r):
    """A scan and the numbers on it, in order."""
    at_100, of = face.at(100)
    _, top, _, foot = at_100[of("บ")][0].getbbox("บ", anchor="ls")
    size = round(100 * LETTER_POINTS / 72 * dpi * FINE / (foot - top))
    faces, of = face.at(size)
    inch, numbers = dpi * FINE, []
    image = Image.new("L", (int(8.27 * inch), int(7 * inch)), 255)
    pencil, y = ImageDraw.Draw(image), int(0.8 * inch)
    while y < image.height - 0.5 * inch:
        line = text(r)
        numbers += re.findall(r"\d+", line)
        x, runs = 0.8 * inch, []
        for c in line.translate(THAI):
            i = of(c)
            if i is None: sys.exit(f"{face.name} has no {c}")
            if runs and runs[-1][0] == i: runs[-1][1] += c
            else: runs.append([i, c])
        for i, run in runs:
            pencil.text((x, y), run, fill=0, font=faces[i][0], anchor="ls")
            x += faces[i][0].getlength(run)
        y += int(0.3 * inch)
    image = image.rotate(r.uniform(-0.4, 0.4), Image.BICUBIC, fillcolor=255)
    grey = np.asarray(image.resize((image.width // FINE, image.height // FINE), Image.BOX), np.float32)
    noise = np.random.default_rng(r.getrandbits(30))
    if r.random() < 0.4: grey = np.where(grey + noise.normal(0, 18, grey.shape) < 150, 0, 255)
    else: grey = 40 + grey / 255 * 200 + noise.normal(0, 8, grey.shape)
    return Image.fromarray(np.clip(grey, 0, 255).astype(np.uint8)), numbers


def distance(a, b):
    row = list(range(len(b) + 1))
    for i, x in enumerate(a):
        last, row[0] = row[0], i + 1
        for j, y in enumerate(b): last, row[j + 1] = row[j + 1], min(row[j] + 1, row[j + 1] + 1, last + (x != y))
    return row[-1]


def aligned(truth, got):
    """Each true number with what stands in its place, or None."""
    cost = np.zeros((len(truth) + 1, len(got) + 1)); cost[:, 0] = range(len(truth) + 1); cost[0] = range(len(got) + 1)
    swap = [[distance(t, g) / max(len(t), len(g)) * 1.9 for g in got] for t in truth]
    for i in range(len(truth)):
        for j in range(len(got)): cost[i + 1, j + 1] = min(cost[i, j] + swap[i][j], cost[i, j + 1] + 1, cost[i + 1, j] + 1)
    pairs, i, j = [], len(truth), len(got)
    while i:
        if j and cost[i, j] == cost[i - 1, j - 1] + swap[i - 1][j - 1]: pairs.append((truth[i - 1], got[j - 1])); i -= 1; j -= 1
        elif cost[i, j] == cost[i - 1, j] + 1: pairs.append((truth[i - 1], None)); i -= 1
        else: j -= 1
    return pairs[::-1]


def kind(truth, got):
    if got == truth: return "right"
    if got and "?" in got: return "unreadable"
    return "wrong" if got and len(got) == 4 else "missing"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--oit", required=True); parser.add_argument("--fonts", required=True)
    parser.add_argument("--set", choices=SETS, action="append"); parser.add_argument("--seed", type=int)
    parser.add_argument("--dpi", default="150,200,300"); parser.add_argument("-v", action="store_true"); parser.add_argument("--keep")
    args = parser.parse_args()
    folder = args.keep or tempfile.mkdtemp()
    os.makedirs(folder, exist_ok=True)
    for name in args.set or SETS:
        r = random.Random(SEEDS[name] if args.seed is None else args.seed)
        sums, table, others = {}, np.zeros((10, 12), int), [0, 0]
        for dpi in map(int, args.dpi.split(",")):
            for file in SETS[name]:
                scan, numbers = page(font(args.fonts, file), dpi, r)
                path = os.path.join(folder, f"{file}-{dpi}.jpg")
                scan.save(path, quality=70)
                out = subprocess.run([args.oit, "read", "--plain", path], capture_output=True).stdout.decode().translate(ARABIC)
                for truth, got in aligned(numbers, re.findall(r"[0-9?]+", out)):
                    if len(truth) < 4:
                        others[0] += 1; others[1] += truth == got
                        continue
                    what = kind(truth, got)
                    for key in (file, f"{dpi} dpi", "all"): sums.setdefault(key, dict.fromkeys(KINDS, 0))[what] += 1
                    read = got if got and len(got) == 4 else "-" * 4
                    for t, g in zip(truth, read): table[int(t), "0123456789?-".index(g)] += 1
                    if args.v and what != "right": print(f"{dpi} {file}: {truth} {what}: {got}", flush=True)
        print(f"set {name}: years in per cent; {others[1]} of {others[0]} other numbers right")
        for key, row in sums.items():
            n = sum(row.values())
            print(f"{key:32}" + "".join(f"{k} {100 * row[k] / n:5.1f}  " for k in KINDS) + f"of {n}")
        print("drawn \\ read" + "".join(f"{c:>6}" for c in "๐๑๒๓๔๕๖๗๘๙?-"))
        for digit, row in zip("๐๑๒๓๔๕๖๗๘๙", table): print(f"{digit:12}" + "".join(f"{n or '·':>6}" for n in row), flush=True)


if __name__ == "__main__": main()
