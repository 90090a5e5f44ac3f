#!/usr/bin/env python3
"""Makes the small documents beside it (reportlab, openpyxl, python-docx; TLWG fonts)."""
import datetime
from docx import Document
from openpyxl import Workbook
from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from PIL import Image

FONTS = "/usr/share/fonts/truetype/tlwg/"
pdfmetrics.registerFont(TTFont("G", FONTS + "Garuda.ttf"))
pdfmetrics.registerFont(TTFont("B", FONTS + "Garuda-Bold.ttf"))

def plan():
    c = Canvas("plan.pdf", pagesize=A4, invariant=1)
    c.setTitle("แผนการจัดซื้อจัดจ้าง")
    c.setFont("B", 20); c.drawString(120, 780, "แผนการจัดซื้อจัดจ้าง")
    c.setFont("B", 20); c.drawString(120, 752, "ประจำปีงบประมาณ พ.ศ. ๒๕๖๘")
    c.setFont("G", 12)
    # A paragraph over two full lines, then one that stands alone.
    c.drawString(60, 700, "เทศบาลตำบลตัวอย่างประกาศเผยแพร่แผนการจัดซื้อจัดจ้างประจำปีงบประมาณนี้ให้ประชา")
    c.drawString(60, 682, "ชนทราบโดยทั่วกัน")
    c.drawString(60, 650, "ตารางที่ ๑")
    xs, ys = [60, 110, 330, 430], [630, 606, 564, 540]
    for x in xs: c.line(x, ys[0], x, ys[-1])
    for y in ys: c.line(xs[0], y, xs[-1], y)
    def cell(col, y, *lines):
        for i, t in enumerate(lines): c.drawString(xs[col] + 4, y - 16 - i * 18, t)
    cell(0, 630, "ที่"); cell(1, 630, "รายการ"); cell(2, 630, "วงเงิน")
    cell(0, 606, "๑"); cell(1, 606, "จ้างเหมาบริการรักษาความ", "ปลอดภัยอาคาร"); cell(2, 606, "120,000.00")
    cell(0, 564, "๒"); cell(1, 564, "ซื้อวัสดุสำนักงาน"); cell(2, 564, "45,000.00")
    c.linkURL("https://example.go.th/plan", (60, 500, 200, 520)); c.drawString(60, 504, "ดูรายละเอียด")
    # Bold faked by drawing twice.
    for d in (0, 0.4): c.drawString(60 + d, 470, "ตัวหนาเทียม")
    # Columns without lines.
    for i, (a, b) in enumerate([("ชื่อ", "ตำแหน่ง"), ("นายหนึ่ง", "ปลัดเทศบาล"), ("นางสอง", "ผู้อำนวยการ")]):
        c.drawString(60, 430 - i * 18, a); c.drawString(300, 430 - i * 18, b)
    c.drawCentredString(297, 40, "๑")
    c.showPage()
    Image.new("L", (60, 85), 200).save("scan.png")
    c.drawImage("scan.png", 0, 0, A4[0], A4[1]); c.showPage()
    c.save()

def sheet():
    w = Workbook(); s = w.active; s.title = "แผน"
    s.append(["ที่", "รายการ", "วันที่", "วงเงิน"])
    s["A3"], s["B3"], s["C3"], s["D3"] = 1, "ซื้อวัสดุ", datetime.date(2025, 3, 14), 45000.5
    s["C3"].number_format = "dd/mm/yyyy"; s["D3"].number_format = "#,##0.00"
    w.create_sheet("ว่าง"); w.save("plan.xlsx")

def text():
    d = Document(); d.core_properties.title = "คำสั่งเทศบาล"
    d.add_heading("คำสั่งเทศบาลตำบลตัวอย่าง", 1); d.add_paragraph("เรื่อง แต่งตั้งคณะกรรมการ")
    d.add_paragraph("ข้อย่อย", style="List Bullet")
    t = d.add_table(2, 2); t.cell(0, 0).text = "ชื่อ"; t.cell(0, 1).text = "ตำแหน่ง"; t.cell(1, 0).text = "นายหนึ่ง"; t.cell(1, 1).text = "ประธาน"
    d.save("order.docx")
    d = Document(); d.add_picture("scan.png"); d.save("scan.docx")

plan(); sheet(); text()
