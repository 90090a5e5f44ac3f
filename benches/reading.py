#!/usr/bin/env python3
"""How well and how fast documents are read, beside other readers.

  reading.py CORPUS --oit PATH [--part text|scans|phrases|speed|throughput]...

CORPUS holds manifest.json: a list of {"file", "truth", "kind"}, the truth a text file beside it. A
folder with phrases.json ({file: {"phrases": [{"text"}], "years": [{"text"}]}}), CORPUS itself or
CORPUS/real, holds documents of which only phrases are known. Needs rapidfuzz; a reader that is not
installed (pdftotext, pypdfium2, tesseract with pdftoppm) is left out.

Figures: accuracy / phrases, in per cent. Accuracy is 1 - edit distance / length of the truth;
phrases is the share of the truth's runs of eight letters and more that are found whole. Both after
NFKC, one order of Thai marks, and without blanks, so that no reader gains by its line breaks.
"""
import argparse, json, os, re, resource, shutil, subprocess, sys, tempfile, time, unicodedata

from rapidfuzz.distance import Levenshtein

TIME = 300


def norm(text):
    text = unicodedata.normalize("NFKC", text)  # ำ becomes ํ and า
    text = "".join(c for c in text if not c.isspace() and unicodedata.category(c) not in ("Cc", "Cf"))
    text = text.replace("เเ", "แ").replace("–", "-").replace("—", "-")
    text = re.sub("ํ([่-์])", r"\1ํ", text)
    text = re.sub("([่-์])([ัิ-ฺ็])", r"\2\1", text)
    return text.translate(str.maketrans("“”‘’๐๑๒๓๔๕๖๗๘๙", "\"\"''0123456789"))


def score(truth, said):
    t, o = norm(truth), norm(said)
    phrases = [p for p in map(norm, truth.split()) if len(p) >= 8]
    accuracy = max(0.0, 1 - Levenshtein.distance(t, o) / max(1, len(t)))
    return 100 * accuracy, 100 * sum(p in o for p in phrases) / max(1, len(phrases))


def run(*command):
    try:
        done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, timeout=TIME)
        return done.stdout.decode("utf-8", "replace")
    except subprocess.TimeoutExpired:
        return ""


def pdfium(path):
    import pypdfium2

    try:
        with pypdfium2.PdfDocument(path) as pdf:
            return "\n".join(page.get_textpage().get_text_range() for page in pdf)
    except pypdfium2.PdfiumError:
        return ""


def tesseract(path):
    """As a person without further thought would use it: 200 dpi, both languages, default layout."""
    with tempfile.TemporaryDirectory() as folder:
        if path.endswith(".pdf"):
            subprocess.run(["pdftoppm", "-r", "200", "-gray", path, folder + "/p"], timeout=TIME)
            pictures = sorted(os.path.join(folder, name) for name in os.listdir(folder))
        else:
            pictures = [path]
        # One thread: more of them spin on each other and take longer.
        os.environ["OMP_THREAD_LIMIT"] = "1"
        return "\n".join(run("tesseract", p, "-", "-l", "tha+eng", "--dpi", "200") for p in pictures)


def readers(oit):
    found = {"oit": lambda p: run(oit, "read", "--plain", "--ocr", "never", p)}
    if shutil.which("pdftotext"):
        found["pdftotext -raw"] = lambda p: run("pdftotext", "-raw", p, "-")
    try:
        import pypdfium2  # noqa: F401

        found["pdfium"] = pdfium
    except ImportError:
        pass
    return found


def table(head, rows):
    print("| " + " | ".join(head) + " |\n|" + " --- |" * len(head))
    for row in rows:
        print("| " + " | ".join(row) + " |", flush=True)
    print()


def entries(corpus, scans):
    for entry in json.load(open(os.path.join(corpus, "manifest.json"), encoding="utf-8")):
        is_scan = "scan" in entry["kind"] or "scan" in os.path.basename(entry["file"])
        if entry["truth"] and is_scan == scans:
            truth = open(os.path.join(corpus, entry["truth"]), encoding="utf-8").read()
            yield os.path.join(corpus, entry["file"]), truth


def compare(files, by):
    rows = []
    for path, truth in files:
        figures = []
        for read in by.values():
            accuracy, phrases = score(truth, read(path))
            figures.append(f"{accuracy:.1f} / {phrases:.0f}")
        rows.append([os.path.basename(path)] + figures)
    table(["accuracy / phrases", *by], rows)


def text(corpus, oit):
    by = readers(oit)
    files = list(entries(corpus, False))
    compare([f for f in files if f[0].endswith(".pdf")], by)
    compare([f for f in files if not f[0].endswith(".pdf")], {"oit": by["oit"]})


def scans(corpus, oit):
    by = {"oit": lambda p: run(oit, "read", "--plain", "--ocr", "always", p)}
    if shutil.which("tesseract") and shutil.which("pdftoppm"):
        by["tesseract, 200 dpi"] = tesseract
    compare(entries(corpus, True), by)


def throughput(corpus, oit):
    """Wall time of every scan of the corpus, one after the other: oit on all cores, Tesseract on one."""
    rows, whole = [], [0, 0.0, 0.0]
    for path, _ in entries(corpus, True):
        begun = time.monotonic()
        run(oit, "read", "--plain", "--ocr", "always", path)
        middle = time.monotonic()
        tesseract(path)
        n, ours, theirs = pages(path) or 1, middle - begun, time.monotonic() - middle
        whole = [whole[0] + n, whole[1] + ours, whole[2] + theirs]
        rows.append([os.path.basename(path), str(n), f"{ours:.1f}", f"{theirs:.1f}", f"{theirs / ours:.2f}"])
    n, ours, theirs = whole
    rows.append(["**all**", str(n), f"{ours:.1f}", f"{theirs:.1f}", f"**{theirs / ours:.2f}**"])
    table(["file", "pages", "oit, s", "tesseract, s", "times as fast"], rows)


def real(corpus):
    for folder in (corpus, os.path.join(corpus, "real")):
        if os.path.exists(os.path.join(folder, "phrases.json")):
            known = json.load(open(os.path.join(folder, "phrases.json"), encoding="utf-8"))
            return {os.path.join(folder, n): m for n, m in sorted(known.items()) if os.path.exists(os.path.join(folder, n))}
    return {}


def is_pdf(path):
    return b"%PDF" in open(path, "rb").read(1024)


def phrases(corpus, oit):
    by = readers(oit)
    by["oit with OCR"] = lambda p: run(oit, "read", "--plain", "--ocr", "always", p)
    rows, sums = [], {}
    for path, known in real(corpus).items():
        figures = []
        for name, read in by.items():
            if name in ("pdfium", "pdftotext -raw") and not is_pdf(path):
                figures.append("–")
                continue
            said = norm(read(path))
            pair = []
            for what in ("phrases", "years"):
                wanted = [norm(p["text"]) for p in known.get(what, [])]
                hits = sum(p in said for p in wanted)
                pair.append(f"{hits}/{len(wanted)}")
                total = sums.setdefault((name, known.get("kind", "?"), what), [0, 0])
                total[0] += hits
                total[1] += len(wanted)
            figures.append(" · ".join(pair))
        rows.append([os.path.basename(path)] + figures)
    for kind in sorted({kind for _, kind, _ in sums}):
        share = lambda name, what: "{:.3f}".format(sums[name, kind, what][0] / max(1, sums[name, kind, what][1]))
        rows.append([f"**{kind}**"] + [
            " · ".join(share(name, what) for what in ("phrases", "years")) if (name, kind, "phrases") in sums else "–"
            for name in by
        ])
    table(["phrases · years found", *by], rows)


def cpu(command, times=5):
    """The least CPU seconds of one run, children included: what else the machine does only adds."""
    best = float("inf")
    for _ in range(times):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=TIME)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        best = min(best, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    return best


def pages(path):
    found = re.search(r"Pages:\s+(\d+)", run("pdfinfo", path))
    return int(found.group(1)) if found else 0


def speed(corpus, oit):
    files = [p for p, _ in entries(corpus, False)] if os.path.exists(os.path.join(corpus, "manifest.json")) else []
    files = [p for p in files + list(real(corpus)) if is_pdf(p)]
    rows, whole = [], [0, 0.0, 0.0]
    for path in files:
        n = pages(path)
        ours = cpu([oit, "read", "--plain", "--ocr", "never", path])
        theirs = cpu(["pdftotext", "-raw", path, "-"])
        whole = [whole[0] + n, whole[1] + ours, whole[2] + theirs]
        rows.append([os.path.basename(path), str(n), f"{1000 * ours:.0f}", f"{1000 * theirs:.0f}", f"{theirs / ours:.2f}"])
    n, ours, theirs = whole
    rows.append(["**all**", str(n), f"{1000 * ours:.0f} ({n / ours:.0f} pages/s)", f"{1000 * theirs:.0f} ({n / theirs:.0f} pages/s)", f"**{theirs / ours:.2f}**"])
    table(["file", "pages", "oit, CPU ms", "pdftotext, CPU ms", "times as fast"], rows)


def main():
    parts = {"text": text, "scans": scans, "phrases": phrases, "speed": speed, "throughput": throughput}
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("corpus")
    asked.add_argument("--oit", required=True)
    asked.add_argument("--part", action="append", choices=parts)
    asked = asked.parse_args()
    for part in asked.part or parts:
        print(f"### {part}\n")
        parts[part](asked.corpus, asked.oit)


if __name__ == "__main__":
    sys.exit(main())
