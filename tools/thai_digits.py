#!/usr/bin/env python3
"""Makes the weights with which `oit` reads numbers in scans (src/extract/ocr/digits/weights.bin).

  thai_digits.py draw  FONTS OUT.npz [--count N] [--seed S] [--held-out]   draw strips of scanned text
  thai_digits.py train STRIPS.npz… --weights W.npz [--minutes M]           train, going on from W if it is there
  thai_digits.py test  STRIPS.npz --weights W.npz                          confusion table on strips
  thai_digits.py pack  W.npz weights.bin                                   what the program holds

FONTS is a folder of TTF files; `NAME-thai.ttf` and `NAME-latin.ttf` are halves of one font (as
fontsource packs them). Used: Debian's fonts-thai-tlwg and fonts-noto-core, and from npm the
@fontsource packages sarabun (the shape of TH Sarabun, in which agencies write), niramit, krub,
k2d, kodchasan, koho, fahkwang, bai-jamjuree, chakra-petch, charm, mali, pridi, trirong, taviraj,
athiti, maitree, noto-sans-thai-looped, pattaya and others; and the thirteen national fonts (TH Sarabun
and its kin), which PyPI's odoo-addon-l10n-th-base-utils carries. Fonts whose name holds one of HELD_OUT
are never trained on; benches/thai_years.py measures with them. Needs numpy, pillow, fonttools; training needs jax, optax.

A strip is a piece of a line of text, grey, 32 rows high, scaled so that a plain consonant is 14
rows high and stands on row 24. For every second column the net says which digit's middle is there,
or that none is: 0–9 are ๐–๙, 10–19 are 0–9, 20 is neither.
"""
import argparse, glob, io, os, random, struct, sys, time
import numpy as np

ROWS, LETTER, FOOT, WIDTH = 32, 14, 24, 160
CLASSES, NONE, IGNORE = 21, 20, 255
HELD_OUT = ("garuda", "laksaman", "norasi", "niramit", "taviraj", "ibm-plex-sans-thai-looped", "arundina", "playpen",
            "google-sans", "chonburi", "charmonman")
THAI = "๐๑๒๓๔๕๖๗๘๙"

WORDS = """ประจำปีงบประมาณ พ.ศ. พ.ศ. พ.ศ. ปี เดือน วันที่ วันที่ ที่ ข้อ มาตรา ณ ครั้งที่ ฉบับที่ รอบ จำนวน ร้อยละ บาท คน เรื่อง
มกราคม กุมภาพันธ์ มีนาคม เมษายน พฤษภาคม มิถุนายน กรกฎาคม สิงหาคม กันยายน ตุลาคม พฤศจิกายน ธันวาคม ม.ค. ก.พ. มี.ค. เม.ย. พ.ค.
มิ.ย. ก.ค. ส.ค. ก.ย. ต.ค. พ.ย. ธ.ค. แผนปฏิบัติการ รายงานผลการดำเนินงาน ประกาศ คำสั่ง ระเบียบ พระราชบัญญัติ ข้อบัญญัติ เทศบาล
องค์การบริหารส่วนตำบล สำนักงาน จังหวัด อำเภอ ตำบล หมู่ที่ โทรศัพท์ โทรสาร การจัดซื้อจัดจ้าง วงเงิน ราคากลาง ผู้ชนะ โครงการ เอกสาร
หน้า ฝ่าย กอง ลงวันที่ ตั้งแต่ ถึง จนถึง ระหว่าง แล้วเสร็จ สรุป ผล ผู้อำนวยการ นายก ปลัด ค่าใช้จ่าย ฐานะ คุณธรรม จริยธรรม ทุจริต
ศูนย์ อต ชม กค สธ ว ด่วนที่สุด วิธีเฉพาะเจาะจง ญาณ ฎีกา ฏ ฐ ฑ ฒ ณ ภารกิจ ธรรมาภิบาล ฟรี ฬ ฉลอง ซ่อม เฌอ ฅ อื่นๆ ฯลฯ ใบ ไม้ โอน แก้ไข
ITA OIT Download PDF Online Page moph.go.th www Integrity & Transparency Assessment Link No.""".split()


def number(r):
    """A number as officers write it, in Arabic figures."""
    year = str(r.choice((r.randint(2530, 2575), r.randint(2560, 2570), r.randint(2560, 2570))))
    month = r.choice(WORDS[16:40])
    pick = r.random()
    if pick < 0.30: return year
    if pick < 0.45: return f"{r.randint(1, 31)} {month} {year}"
    if pick < 0.52: return f"{r.randint(1, 31)} {month} {year[2:]}"
    if pick < 0.58: return f"{r.randint(1, 999)}{r.choice('///-.')}{year}"
    if pick < 0.60: return f"{r.choice('(:,.-[')}{year}{r.choice('),:;.-]ฯๆ')}"
    if pick < 0.64: return f"{year}-{int(year) + 1}"
    if pick < 0.72: return f"{r.randint(0, 9)}.{r.randint(0, 19)}"
    if pick < 0.80: return f"{r.randint(1, 999)},{r.randint(0, 999):03},{r.randint(0, 999):03}.{r.randint(0, 99):02}"
    if pick < 0.86: return f"({r.randint(1, 31)})"
    if pick < 0.92: return f"{r.randint(0, 9999):04}.{r.randint(0, 999)}/{r.randint(1, 9999)}"
    return "".join(r.choice("0123456789") for _ in range(r.randint(1, 13)))


def line(r):
    parts = []
    for _ in range(r.randint(3, 6)):
        if r.random() < 0.55:
            n = number(r)
            parts.append(n.translate(str.maketrans("0123456789", THAI)) if r.random() < 0.72 else n)
        elif r.random() < 0.12:
            parts.append("".join(chr(r.randint(0x0E01, 0x0E2E)) for _ in range(r.randint(1, 6))))
        elif r.random() < 0.06:
            parts.append(r.choice(".…-–_") * r.randint(2, 12))
        else:
            parts.append(r.choice(WORDS))
    glue = [r.choice(("", " ", " ", "  ")) if r.random() < 0.9 else r.choice("/-.,:()\"'|") for _ in parts]
    return "".join(p + g for p, g in zip(parts, glue))


class Font:
    def __init__(self, files):
        from fontTools.ttLib import TTFont
        from PIL import ImageFont
        self.make = ImageFont.truetype
        self.files = [(f, set(TTFont(f, lazy=True).getBestCmap())) for f in files]
        self.name = os.path.basename(files[0])

    def knows(self, letters):
        return all(any(ord(c) in cmap for _, cmap in self.files) for c in letters)

    def at(self, size):
        fonts = [(self.make(f, size, layout_engine=0), cmap) for f, cmap in self.files]
        def of(c):
            return next((i for i, (_, cmap) in enumerate(fonts) if ord(c) in cmap), None)
        return fonts, of


def fonts(folder, held_out):
    halves = {}
    for f in sorted(glob.glob(folder + "/**/*.[to]tf", recursive=True)):
        halves.setdefault(f.replace("-thai.ttf", "").replace("-latin.ttf", ""), []).append(f)
    out = []
    for name, files in halves.items():
        if any(h in os.path.basename(name).lower() for h in HELD_OUT) != held_out or "Mono" in name: continue
        font = Font(sorted(files, reverse=True))
        if font.knows(THAI + "บกค"): out.append(font)
    return out


def draw(font, text, size, r):
    """A line in black on white, foot line, height of a consonant, middles of its digits."""
    from PIL import Image, ImageDraw, ImageFilter
    faces, of = font.at(size)
    _, top, _, foot = faces[of("บ")][0].getbbox("บ", anchor="ls")
    # Digits larger or smaller beside their letters than in any font here, and set wider or closer.
    own = r.random() < 0.5
    digits = font.at(round(size * r.uniform(0.62, 1.15)))[0] if own else faces
    spaced = size * (r.choice((r.uniform(-0.03, 0.03), r.uniform(0, 0.16))) if own else 0)
    pen, marks, runs = size * 0.3, [], []
    for c in text:
        i = of(c)
        if i is None: continue
        if c in THAI or c in "0123456789":
            face = digits[i][0]
            left, _, right, _ = face.getbbox(c, anchor="ls")
            marks.append((pen + (left + right) / 2, THAI.find(c) if c in THAI else 10 + int(c)))
            runs.append([face, pen, c])
            pen += face.getlength(c) + spaced
            continue
        face = faces[i][0]
        if runs and runs[-1][0] is face: runs[-1][2] += c
        else: runs.append([face, pen, c])
        pen = runs[-1][1] + face.getlength(runs[-1][2])
    image = Image.new("L", (int(pen + size * 0.3), int(size * 2.2)), 255)
    base = int(size * 1.5)
    pencil = ImageDraw.Draw(image)
    for face, x, run in runs: pencil.text((x, base), run, fill=0, font=face, anchor="ls")
    # Ink that ran, toner that is thin.
    pressed = r.random()
    if pressed < 0.2: image = image.filter(ImageFilter.MinFilter(r.choice((3, 3, 5))))
    elif pressed < 0.35: image = image.filter(ImageFilter.MaxFilter(3))
    pencil = ImageDraw.Draw(image)
    if r.random() < 0.12:
        y = base + int(size * r.uniform(0.05, 0.3)); pencil.line((0, y, image.width, y), fill=0, width=max(1, size // 22))
    if r.random() < 0.10:
        for _ in range(2):
            x = r.randint(0, image.width); pencil.line((x, 0, x, image.height), fill=0, width=max(1, size // 25))
    return image, base + foot, foot - top, marks


def bent(image, foot, r):
    """Fonts nobody has: wider or narrower, leaning, a little out of shape."""
    from PIL import Image
    stretch, shear = r.uniform(0.78, 1.28), r.choice((0, 0, r.uniform(-0.08, 0.28)))
    waves = [(r.uniform(0, 0.018), r.uniform(0.3, 1.2) / foot * 6, r.uniform(0, 6)) for _ in range(2)]
    width, height = int(image.width * stretch), image.height
    grey = np.asarray(image, np.float32)
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    dx = sum(a * foot * np.sin(f * x + p) for a, f, p in waves[:1])
    dy = sum(a * foot * np.sin(f * x + p + y / foot * 2) for a, f, p in waves[1:])
    from_x = np.clip((x + dx) / stretch + (y - foot) * shear, 0, image.width - 1.01)
    from_y = np.clip(y + dy, 0, height - 1.01)
    x0, y0 = from_x.astype(int), from_y.astype(int)
    fx, fy = from_x - x0, from_y - y0
    out = (grey[y0, x0] * (1 - fx) + grey[y0, x0 + 1] * fx) * (1 - fy) + (grey[y0 + 1, x0] * (1 - fx) + grey[y0 + 1, x0 + 1] * fx) * fy
    return Image.fromarray(out.astype(np.uint8)), stretch


def scanned(image, height, r):
    """As a scanner leaves it, with a consonant `height` scanner pixels high; gives the scale too."""
    from PIL import Image, ImageFilter
    target = r.choice((r.uniform(7, 12), r.uniform(10, 18), r.uniform(14, 32)))
    scale = target / height
    if r.random() < 0.5: image = image.filter(ImageFilter.GaussianBlur(r.uniform(0.0, 0.9) / scale))
    small = image.resize((max(8, int(image.width * scale)), max(8, int(image.height * scale))), Image.BOX)
    grey = np.asarray(small, np.float32)
    weight = r.uniform(-0.25, 0.35)
    grey = np.clip(255 - (255 - grey) * (1 + weight), 0, 255)
    kind = r.random()
    noise = np.random.default_rng(r.getrandbits(32))
    if kind < 0.35:
        # Not so high that thin letters are lost altogether.
        least = min(max(95, np.quantile(grey, 0.01) + 40), 190)
        grey = np.where(grey + noise.normal(0, r.uniform(0, 25), grey.shape) < r.uniform(least, 190), 0, 255)
    else:
        ink, paper = r.uniform(0, 110), r.uniform(200, 255)
        grey = ink + grey / 255 * (paper - ink) + noise.normal(0, r.uniform(0, 14), grey.shape)
    if r.random() < 0.15:
        spots = noise.random(grey.shape) < r.uniform(0, 0.012)
        grey = np.where(spots, noise.choice((0, 255), grey.shape), grey)
    small = Image.fromarray(np.clip(grey, 0, 255).astype(np.uint8))
    if kind > 0.5:
        buffer = io.BytesIO(); small.save(buffer, "JPEG", quality=r.randint(35, 90)); small = Image.open(buffer).convert("L")
    if r.random() < 0.7:
        # The program cuts a line out piece by piece, each with a pixel around it, on white paper.
        grey = np.asarray(small)
        low, high = np.quantile(grey, (0.005, 0.9))
        pieces = Image.fromarray(np.where(grey < low + (high - low) * r.uniform(0.4, 0.7), 0, 255).astype(np.uint8))
        near = np.asarray(pieces.filter(ImageFilter.MinFilter(3))) == 0
        small = Image.fromarray(np.where(near, grey, 255).astype(np.uint8))
    return small, small.width / image.width


def strip(font, r):
    from PIL import Image
    size = r.randint(60, 90)
    image, foot, height, marks = draw(font, line(r), size, r)
    if r.random() < 0.7:
        image, stretch = bent(image, foot, r)
        marks = [(x * stretch, digit) for x, digit in marks]
    lean = r.gauss(0, 0.5)
    image = image.rotate(lean, Image.BICUBIC, fillcolor=255, center=(image.width / 2, foot))
    small, scale = scanned(image, height, r)
    # The program measures a line's letters, and errs.
    measured = height * scale * r.choice((r.uniform(0.88, 1.12), r.uniform(0.75, 1.4)))
    fit = LETTER / measured
    wide = small.resize((max(8, round(small.width * fit)), max(8, round(small.height * fit))), Image.BILINEAR)
    at = foot * scale * fit + r.uniform(-2, 2)
    if marks and r.random() < 0.93:
        middle = r.choice(marks)[0] * scale * fit
    else:
        middle = r.uniform(0, wide.width)
    left = int(middle - r.uniform(20, WIDTH - 20))
    out = Image.new("L", (WIDTH, ROWS), 255)
    out.paste(wide, (-left, round(FOOT - at)))
    truth = np.full(WIDTH // 2, NONE, np.uint8)
    for x, digit in marks:
        column = (x * scale * fit - left) / 2
        for i in range(WIDTH // 2):
            far = abs(i + 0.5 - column)
            if far <= 1.0: truth[i] = digit
            elif far <= 2.0 and truth[i] == NONE: truth[i] = IGNORE
    return np.asarray(out), truth


def draw_all(args):
    r = random.Random(args.seed)
    faces = fonts(args.fonts, args.held_out)
    plain = [f for f in faces if "arabun" in f.name]
    print(len(faces), "fonts", file=sys.stderr)
    strips, truths, names = [], [], []
    for _ in range(args.count):
        font = r.choice(plain) if plain and r.random() < 0.3 else r.choice(faces)
        s, t = strip(font, r)
        strips.append(s); truths.append(t); names.append(font.name)
    np.savez_compressed(args.out, strips=np.stack(strips), truths=np.stack(truths), fonts=np.array(names))


# name, kernel height, width, from, to; every layer but the last is followed by a ReLU.
LAYERS = (("a", 3, 3, 1, 16), ("b", 3, 3, 16, 24), ("c", 3, 3, 24, 48), ("d", 4, 3, 48, 96), ("e", 1, 7, 96, 96), ("f", 1, 1, 96, CLASSES))


def net(weights, strips):
    """strips: N×32×W in 0..1, ink 1; gives N×W/2×classes."""
    import jax, jax.numpy as jnp
    x = strips[..., None]
    def conv(x, name, padding):
        y = jax.lax.conv_general_dilated(x, weights[name], (1, 1), padding, dimension_numbers=("NHWC", "HWIO", "NHWC"))
        return y + weights[name + "0"]
    def pool(x, high, wide):
        return jax.lax.reduce_window(x, -jnp.inf, jax.lax.max, (1, high, wide, 1), (1, high, wide, 1), "VALID")
    x = pool(jax.nn.relu(conv(x, "a", "SAME")), 2, 2)
    x = pool(jax.nn.relu(conv(x, "b", "SAME")), 2, 1)
    x = pool(jax.nn.relu(conv(x, "c", "SAME")), 2, 1)
    x = jax.nn.relu(conv(x, "d", ((0, 0), (1, 1))))
    x = jax.nn.relu(conv(x, "e", "SAME"))
    return conv(x, "f", "SAME")[:, 0]


def ink(strips):
    """Paper to 0, ink to 1, strip by strip: the program does the same."""
    s = strips.astype(np.float32)
    low = np.quantile(s, 0.02, axis=(1, 2), keepdims=True)
    high = np.quantile(s, 0.90, axis=(1, 2), keepdims=True)
    return np.clip((high - s) / np.maximum(high - low, 40), 0, 1)


def train(args):
    import jax, jax.numpy as jnp, optax
    loaded = [np.load(f) for f in args.strips]
    strips = np.concatenate([l["strips"] for l in loaded]); truths = np.concatenate([l["truths"] for l in loaded])
    rng = np.random.default_rng(0)
    old, weights = dict(np.load(args.weights)) if os.path.exists(args.weights) else {}, {}
    for name, h, w, a, b in LAYERS:
        kernel, bias = rng.normal(0, 1, (h, w, a, b)) * (2 / (h * w * a)) ** 0.5, np.zeros(b)
        if name in old:
            # Of a narrower net: what it knew stays, and what is new says little at first.
            from_, to = old[name].shape[2:]
            kernel[:, :, from_:, :to] *= 0.01
            kernel[:, :, :from_, :to] = old[name]
            bias[:to] = old[name + "0"]
        weights[name], weights[name + "0"] = kernel.astype(np.float32), bias.astype(np.float32)
    batch, begun, seconds = 64, time.time(), args.minutes * 60
    # The step shrinks with the time that is left, to a hundredth.
    @jax.jit
    def step(weights, state, s, t, rate):
        def loss(w):
            p = jax.nn.log_softmax(net(w, s))
            at = jnp.take_along_axis(p, jnp.minimum(t, NONE)[..., None], 2)[..., 0]
            heavy = jnp.where(t == IGNORE, 0.0, jnp.where(t == NONE, 1.0, 3.0))
            return -(at * heavy).sum() / heavy.sum()
        value, slope = jax.value_and_grad(loss)(weights)
        change, state = adam.update(slope, state, weights)
        return optax.apply_updates(weights, jax.tree.map(lambda c: c * rate, change)), state, value
    adam = optax.adamw(1.0, weight_decay=1e-4)
    state, seen, mean = adam.init(weights), 0, 0.0
    while (left := 1 - (time.time() - begun) / seconds) > 0:
        pick = rng.integers(0, len(strips), batch)
        s = ink(strips[pick])
        # Cheap changes that no drawing has to make again.
        s = np.clip(s * rng.uniform(0.7, 1.1, (batch, 1, 1)) + rng.normal(0, 0.03, s.shape), 0, 1).astype(np.float32)
        weights, state, value = step(weights, state, s, truths[pick].astype(np.int32), args.rate * max(left, 0.01))
        mean = 0.98 * mean + 0.02 * float(value) if seen else float(value)
        seen += batch
        if seen % 6400 == 0:
            print(f"{seen} strips, {time.time() - begun:.0f} s, loss {mean:.4f}", flush=True)
            np.savez(args.weights, **{k: np.asarray(v) for k, v in weights.items()})
    np.savez(args.weights, **{k: np.asarray(v) for k, v in weights.items()})


def peaks(scores):
    """Digits found in one strip: (column, class, how sure). As src/extract/ocr/digits finds them."""
    p = np.exp(scores - scores.max(1, keepdims=True)); p /= p.sum(1, keepdims=True)
    some = 1 - p[:, NONE]
    out = []
    for i in range(len(p)):
        if some[i] < 0.5 or some[i] < some[max(0, i - 2):i + 3].max(): continue
        if out and i - out[-1][0] <= 2: continue
        near = p[max(0, i - 1):i + 2, :NONE].sum(0)
        out.append((i, int(near.argmax()), float(near.max() / near.sum() * some[i])))
    return out


def test(args):
    import jax
    loaded, weights = np.load(args.strips[0]), dict(np.load(args.weights))
    run = jax.jit(lambda s: net(weights, s))
    table = np.zeros((CLASSES, CLASSES), int); sure = []
    for at in range(0, len(loaded["strips"]), 256):
        scores = np.asarray(run(ink(loaded["strips"][at:at + 256])))
        for one, truth in zip(scores, loaded["truths"][at:at + 256]):
            found = {}
            for column, digit, how in peaks(one): found[column] = (digit, how)
            i = 4
            while i < len(truth) - 4:
                if truth[i] < NONE:
                    hit = next((found.pop(c) for c in (i, i + 1, i - 1, i + 2) if c in found), (NONE, 0))
                    table[truth[i], hit[0]] += 1
                    if truth[i] < 10: sure.append((hit[1], hit[0] == truth[i]))
                    while i + 1 < len(truth) and truth[i + 1] in (truth[i], IGNORE): i += 1
                i += 1
            for column, (digit, how) in found.items():
                if 4 <= column < len(truth) - 4 and truth[column] == NONE: table[NONE, digit] += 1
    names = list(THAI) + list("0123456789") + ["-"]
    print("     " + "".join(f"{n:>5}" for n in names))
    for name, row in zip(names, table): print(f"{name:>5}" + "".join(f"{n or '.':>5}" for n in row))
    thai = table[:10]
    print(f"๐–๙ right {np.trace(thai[:, :10]) / thai.sum():.4f}, missed {thai[:, NONE].sum() / thai.sum():.4f}; in all right {np.trace(table) / table[:NONE].sum():.4f}")
    how, right = np.array(sure).T
    for floor in (0.5, 0.6, 0.7, 0.8, 0.85, 0.9, 0.95):
        taken = how >= floor
        print(f"  believed from {floor}: {taken.mean():.4f} of the digits, of these wrong {1 - right[taken].mean():.5f}")


def pack(args):
    """Layer by layer: scale a column as f32, weights as i8 in the order height, width, from, to; biases as f32."""
    weights = dict(np.load(args.strips[0]))
    with open(args.out_file, "wb") as out:
        for name, h, w, a, b in LAYERS:
            kernel = weights[name].reshape(-1, b)
            scale = np.maximum(np.abs(kernel).max(0), 1e-9) / 127
            out.write(struct.pack(f"<{b}f", *scale))
            out.write(np.round(kernel / scale).astype(np.int8).tobytes())
            out.write(weights[name + "0"].astype("<f4").tobytes())


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    verbs = parser.add_subparsers(required=True)
    d = verbs.add_parser("draw"); d.set_defaults(run=draw_all)
    d.add_argument("fonts"); d.add_argument("out"); d.add_argument("--count", type=int, default=20000); d.add_argument("--seed", type=int, default=1); d.add_argument("--held-out", action="store_true")
    for name, run in (("train", train), ("test", test)):
        t = verbs.add_parser(name); t.set_defaults(run=run)
        t.add_argument("strips", nargs="+"); t.add_argument("--weights", required=True); t.add_argument("--minutes", type=float, default=20); t.add_argument("--rate", type=float, default=2e-3)
    p = verbs.add_parser("pack"); p.set_defaults(run=pack); p.add_argument("strips", nargs=1); p.add_argument("out_file")
    args = parser.parse_args(); args.run(args)


if __name__ == "__main__": main()
