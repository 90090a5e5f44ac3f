#!/usr/bin/env python3
"""Makes the archives of Thai documents beside it (rars of PyPI).

The others (`rar3-*`, `rar5-*`, `unicode`) were written by RAR itself; they are test files of rarfile 4.2
(Marko Kreen, ISC licence).
"""
import rars

ORDER = open("../documents/order.docx", "rb").read()
TABLE = """ลำดับ,รายการจัดซื้อจัดจ้าง,วงเงิน (บาท)
1,จัดซื้อครุภัณฑ์คอมพิวเตอร์,120000
2,จ้างเหมาบริการทำความสะอาด,96000
""".encode()
NAMES = ("ประกาศ/order.docx", "แผน.csv")


def make(out, names, **options):
    archive = rars.RarBuilder(**options)
    archive.add_bytes(ORDER, names[0])
    archive.add_bytes(TABLE, names[1])
    open(out, "wb").write(archive.to_bytes())


make("solid.rar", NAMES, format="rar50", compression=5, solid=True)
make("rar29.rar", NAMES, format="rar29")
make("cp874.rar", tuple(n.encode("cp874") for n in NAMES), format="rar29")

# Much out of little: made to fill memory.
bomb = rars.RarBuilder(format="rar50", compression=5)
bomb.add_bytes(bytes(8 << 20), "ใหญ่.txt")
bomb.add_bytes(TABLE, NAMES[1])
open("bomb.rar", "wb").write(bomb.to_bytes())
