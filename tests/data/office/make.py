#!/usr/bin/env python3
"""Makes the Office documents beside it (python-docx, openpyxl, python-pptx, Pillow; LibreOffice for the other formats)."""
import datetime
import subprocess
import zipfile
from io import BytesIO

from docx import Document
from docx.opc.constants import RELATIONSHIP_TYPE as RT
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.drawing.image import Image as Picture
from PIL import Image, ImageDraw, ImageFont
from pptx import Presentation
from pptx.util import Inches

NS = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:v="urn:schemas-microsoft-com:vml" '
)
TODAY = 'w:id="{}" w:author="ผู้ตรวจ" w:date="2025-01-01T00:00:00Z"'


def run(text):
    return f'<w:r><w:t xml:space="preserve">{text}</w:t></w:r>'


def drawn(text):
    """A text box as Word writes it: DrawingML, and the same words in VML for old programs."""
    box = f"<w:txbxContent><w:p>{run(text)}</w:p></w:txbxContent>"
    return (
        '<mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wp:anchor distT="0" distB="0" distL="0" distR="0" '
        'simplePos="0" relativeHeight="2" behindDoc="0" locked="0" layoutInCell="1" allowOverlap="1">'
        '<wp:simplePos x="0" y="0"/><wp:positionH relativeFrom="column"><wp:posOffset>0</wp:posOffset></wp:positionH>'
        '<wp:positionV relativeFrom="paragraph"><wp:posOffset>0</wp:posOffset></wp:positionV>'
        '<wp:extent cx="2400000" cy="600000"/><wp:wrapSquare wrapText="bothSides"/><wp:docPr id="7" name="กล่อง"/>'
        '<a:graphic><a:graphicData uri="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"><wps:wsp>'
        '<wps:cNvSpPr txBox="1"/><wps:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="2400000" cy="600000"/></a:xfrm>'
        f'<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></wps:spPr><wps:txbx>{box}</wps:txbx><wps:bodyPr/></wps:wsp>'
        f'</a:graphicData></a:graphic></wp:anchor></w:drawing></mc:Choice><mc:Fallback>{pict(box)}</mc:Fallback></mc:AlternateContent>'
    )


def pict(box):
    return (
        '<w:pict><v:shape id="s" style="position:absolute;width:200pt;height:40pt" type="#_x0000_t202">'
        f"<v:textbox>{box}</v:textbox></v:shape></w:pict>"
    )


def notes(kind, text):
    one = kind[:-1]
    return (
        f"<w:{kind} {NS}>"
        f'<w:{one} w:type="separator" w:id="-1"><w:p><w:r><w:separator/></w:r></w:p></w:{one}>'
        f'<w:{one} w:type="continuationSeparator" w:id="0"><w:p><w:r><w:continuationSeparator/></w:r></w:p></w:{one}>'
        f'<w:{one} w:id="1"><w:p><w:r><w:{one}Ref/></w:r>{run(text)}</w:p></w:{one}></w:{kind}>'
    )


def report():
    d = Document()
    d.core_properties.title = "รายงานผลการดำเนินงาน"
    body = d.element.body
    add = lambda inner: body.insert(len(body) - 1, parse_xml(f"<w:p {NS}>{inner}</w:p>"))
    s = d.sections[0]
    s.different_first_page_header_footer = True
    s.first_page_header.paragraphs[0].text = "หัวกระดาษหน้าแรก"
    s.header.paragraphs[0].text = "หัวกระดาษเทศบาลตัวอย่าง"
    f = s.footer.paragraphs[0]
    f._p.append(parse_xml(f"<w:r {NS}><w:t>ท้ายกระดาษเทศบาล หน้า</w:t></w:r>"))
    f._p.append(parse_xml(f'<w:fldSimple {NS} w:instr=" PAGE \\* MERGEFORMAT ">{run("7")}</w:fldSimple>'))
    s.first_page_footer.paragraphs[0].text = "ท้ายกระดาษหน้าแรก"

    d.add_heading("รายงานผลการดำเนินงาน", 1)
    for name, text in (("footnotes", "เชิงอรรถอธิบายวิธีคำนวณ"), ("endnotes", "อ้างอิงท้ายเรื่อง")):
        kind = f"application/vnd.openxmlformats-officedocument.wordprocessingml.{name}+xml"
        part = Part(PackURI(f"/word/{name}.xml"), kind, notes(name, text).encode(), d.part.package)
        d.part.relate_to(part, getattr(RT, name.upper()))
    add(run("ผลการดำเนินงานไตรมาสแรก") + '<w:r><w:footnoteReference w:id="1"/></w:r>' + run(" และไตรมาสสอง")
        + '<w:r><w:endnoteReference w:id="1"/></w:r>')
    add(run("ข้อความก่อนกล่องวาด") + f'<w:r>{drawn("กล่องข้อความแบบวาด")}</w:r>')
    box = f'<w:txbxContent><w:p>{run("กล่องข้อความแบบเก่า")}</w:p></w:txbxContent>'
    add(run("ข้อความก่อนกล่องเก่า") + f"<w:r>{pict(box)}</w:r>")
    add(run("งบประมาณ ") + f'<w:del {TODAY.format(90)}><w:r><w:delText>คำที่ถูกลบทิ้ง</w:delText></w:r></w:del>'
        + f'<w:ins {TODAY.format(91)}>{run("คำที่เพิ่มเข้ามา")}</w:ins>' + run(" บาท"))
    add(run("ก่อนซ่อน ") + "<w:r><w:rPr><w:vanish/></w:rPr><w:t>ข้อความที่ซ่อนไว้</w:t></w:r>" + run("หลังซ่อน"))
    add("<w:r><w:t>แผน</w:t></w:r><w:r><w:noBreakHyphen/></w:r><w:r><w:t>ปี</w:t></w:r><w:r><w:tab/></w:r><w:r><w:t>๒๕๖๘</w:t></w:r>")
    p = d.add_paragraph("ย่อหน้าที่มีความเห็น")
    d.add_comment(p.runs, text="ความเห็นของผู้ตรวจ", author="ผู้ตรวจ", initials="ผต")
    link = d.part.relate_to("https://example.go.th/report?y=2568", RT.HYPERLINK, is_external=True)
    add(run("ดูที่ ") + f'<w:hyperlink r:id="{link}">{run("รายงานฉบับ")}{run("เต็ม")}</w:hyperlink>')
    # A link as a field, which Word writes as well.
    add('<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve"> HYPERLINK "https://example.go.th/field" </w:instrText></w:r>'
        f'<w:r><w:fldChar w:fldCharType="separate"/></w:r>{run("ลิงก์แบบฟิลด์")}<w:r><w:fldChar w:fldCharType="end"/></w:r>')
    add('<w:sdt><w:sdtContent>' + run("ช่องกรอกข้อมูล") + "</w:sdtContent></w:sdt>")
    d.add_paragraph("ข้อแรกของรายการ", style="List Number")
    d.add_paragraph("ข้อสองของรายการ", style="List Number")

    t = d.add_table(4, 3)
    t.style = "Table Grid"
    t.cell(0, 0).merge(t.cell(0, 2)).text = "หัวตารางที่ผสานกัน"
    t.cell(1, 0).merge(t.cell(2, 0)).text = "ผสานแนวตั้ง"
    t.cell(1, 1).text, t.cell(1, 2).text = "โครงการหนึ่ง", "๑๐๐"
    t.cell(2, 1).text, t.cell(2, 2).text = "โครงการสอง", "๒๐๐"
    inner = t.cell(3, 1).add_table(1, 2)
    inner.cell(0, 0).text, inner.cell(0, 1).text = "ตารางในเซลล์ซ้าย", "ตารางในเซลล์ขวา"
    t.cell(3, 0).text, t.cell(3, 2).text = "รวม", "๓๐๐"
    box = t.cell(3, 2).paragraphs[0]._p
    box.append(parse_xml(f'<w:r {NS}>{drawn("กล่องในตาราง")}</w:r>'))
    d.add_paragraph("ย่อหน้าสุดท้าย")
    bare_text(d)
    d.save("report.docx")


def smaller(*names):
    """Packs again, without the pictures of the first page."""
    for name in names:
        with zipfile.ZipFile(name) as z:
            parts = [(i.filename, z.read(i)) for i in z.infolist() if not i.filename.startswith("Thumbnails/")]
        with zipfile.ZipFile(name, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as z:
            for part, content in parts:
                how = zipfile.ZIP_STORED if part == "mimetype" else zipfile.ZIP_DEFLATED
                z.writestr(zipfile.ZipInfo(part, (2025, 1, 1, 0, 0, 0)), content, how)


def drop(package, *kinds):
    """Leaves out parts of the template that nothing here needs."""
    rels = package._rels if hasattr(package, "_rels") else package.rels
    for key in [key for key, rel in rels.items() if rel.reltype.rsplit("/", 1)[-1] in kinds]:
        rels.pop(key)


def bare_text(d):
    drop(d.part.package, "thumbnail")
    drop(d.part, "stylesWithEffects", "customXml", "theme", "fontTable", "webSettings")


def bare_slides(p):
    drop(p.part.package, "thumbnail")
    drop(p.part, "printerSettings")
    used = [slide.slide_layout for slide in p.slides]
    for layout in [layout for layout in p.slide_layouts if layout not in used]:
        p.slide_layouts.remove(layout)


def budget():
    w = Workbook()
    s = w.active
    s.title = "แผนงบประมาณ"
    s["A1"] = "แผนการใช้จ่ายงบประมาณ"
    s.merge_cells("A1:H1")
    s.append(["ที่", "รายการ", "วันที่", "วันที่เต็ม", "วงเงิน", "ร้อยละ", "รวม", "หมายเหตุ"])
    day = datetime.date(2025, 3, 14)
    s.append([1, "ซื้อวัสดุสำนักงาน", day, day, 1234567.5, 0.256, "=E3*2", "ลิงก์ประกาศ"])
    s.append([2, "จ้างเหมาบริการ", day, day, 45000, 1, "=E4*2", None])
    s["C3"].number_format = "[$-D07041E]d mmm yyyy;@"
    s["D3"].number_format = "[$-107041E]d mmmm yyyy;@"
    s["C4"].number_format = "d mmm bbbb"
    s["D4"].number_format = "[$-41E]d mmmm yyyy"
    for row in (3, 4):
        s[f"E{row}"].number_format = "#,##0.00"
        s[f"F{row}"].number_format = "0.00%"
        s[f"G{row}"].number_format = "#,##0"
    s["H3"].hyperlink = "https://example.go.th/tender"
    s["B3"].comment = Comment("ความเห็นในเซลล์", "ผู้ตรวจ")
    s["B5"], s["C5"], s["D5"], s["E5"] = "แบบวันที่อื่น", day, day, datetime.datetime(2025, 3, 14, 13, 5)
    s["C5"].number_format, s["D5"].number_format, s["E5"].number_format = "[$-187041E]d mmm yy;@", "dd/mm/yyyy", "[$-D07041E]d/mm/yyyy h:mm"
    s["B6"], s["C6"], s["D6"] = "เลขไทย", 2568, 0.5
    s["C6"].number_format, s["D6"].number_format = "[$-D000000]0", "0%"
    s["B7"] = "แถวที่ซ่อนไว้"
    s.row_dimensions[7].hidden = True
    s["B8"], s["J8"] = "แถวสุดท้าย", "คอลัมน์ที่ซ่อนไว้"
    s.column_dimensions["J"].hidden = True
    s["K8"] = "หลังคอลัมน์ที่ซ่อน"
    s.oddHeader.center.text = "หัวกระดาษของตาราง"
    h = w.create_sheet("แผ่นซ่อน")
    h["A1"] = "ข้อความในแผ่นที่ซ่อน"
    h.sheet_state = "hidden"
    t = w.create_sheet("แผนสอง")
    t.append(["ชื่อโครงการ", "ผู้รับผิดชอบ"])
    t.append(["ก่อสร้างถนน", "กองช่าง"])
    w.save("budget.xlsx")
    with_results("budget.xlsx", {"E3*2": "2469135", "E4*2": "90000"})


def with_results(name, results):
    """Puts in what the formulas give: Excel does, openpyxl does not."""
    with zipfile.ZipFile(name) as z:
        parts = [(i, z.read(i)) for i in z.infolist()]
    with zipfile.ZipFile(name, "w", zipfile.ZIP_DEFLATED) as z:
        for part, content in parts:
            for formula, result in results.items():
                content = content.replace(f"<f>{formula}</f><v></v>".encode(), f"<f>{formula}</f><v>{result}</v>".encode())
            z.writestr(part, content)


def office(to, source, target):
    subprocess.run(["soffice", "--headless", "--convert-to", to, "--outdir", "out", source], check=True, stdout=subprocess.DEVNULL)
    stem, ending = source.rsplit(".", 1)[0], to.split(":")[0]
    subprocess.run(["mv", f"out/{stem}.{ending}", target], check=True)


def page(lines):
    """A scanned page."""
    image = Image.new("L", (1240, 1754), 255)
    draw = ImageDraw.Draw(image)
    font = ImageFont.truetype("/usr/share/fonts/truetype/tlwg/Garuda.ttf", 44)
    for i, line in enumerate(lines):
        draw.text((120, 160 + i * 90), line, fill=0, font=font)
    out = BytesIO()
    image.point(lambda v: 255 * (v > 127), "1").save(out, "PNG", optimize=True)
    out.seek(0)
    return out


def slides():
    p = Presentation()
    one = p.slides.add_slide(p.slide_layouts[1])
    one.shapes.title.text = "แผนปฏิบัติการประจำปี"
    one.placeholders[1].text = "เป้าหมายข้อแรก"
    one.placeholders[1].text_frame.add_paragraph().text = "เป้าหมายข้อสอง"
    box = one.shapes.add_textbox(Inches(1), Inches(5), Inches(4), Inches(1)).text_frame
    box.text = "กล่องบนสไลด์"
    r = box.paragraphs[0].add_run()
    r.text, r.hyperlink.address = "ลิงก์บนสไลด์", "https://example.go.th/slide"
    one.notes_slide.notes_text_frame.text = "บันทึกของผู้พูด"
    two = p.slides.add_slide(p.slide_layouts[6])
    t = two.shapes.add_table(3, 2, Inches(1), Inches(1), Inches(6), Inches(2)).table
    t.cell(0, 0).merge(t.cell(0, 1))
    t.cell(0, 0).text = "หัวตารางบนสไลด์"
    t.cell(1, 0).text, t.cell(1, 1).text = "รายการ", "จำนวน"
    t.cell(2, 0).text, t.cell(2, 1).text = "อบรม", "๓ ครั้ง"
    group = two.shapes.add_group_shape()
    group.shapes.add_textbox(Inches(1), Inches(4), Inches(3), Inches(1)).text_frame.text = "ข้อความในกลุ่ม"
    hidden = p.slides.add_slide(p.slide_layouts[5])
    hidden.shapes.title.text = "สไลด์ที่ซ่อนไว้"
    hidden._element.set("show", "0")
    bare_slides(p)
    p.save("talk.pptx")


def scans():
    pages = [page(["ประกาศเทศบาลตำบลตัวอย่าง", "เรื่อง แผนปฏิบัติการ"]), page(["หน้าที่สองของประกาศ"])]
    tiny = BytesIO()
    Image.new("L", (40, 40), 90).save(tiny, "PNG")
    d = Document()
    for picture, width in zip([tiny, *pages], (0.4, 6, 6)):
        d.add_picture(picture, width=Inches(width))
    bare_text(d)
    d.save("scanned.docx")
    w = Workbook()
    w.active["A1"] = "ตามภาพ"
    for sheet, picture in zip((w.active, w.create_sheet("สอง")), pages):
        sheet.add_image(Picture(BytesIO(picture.getvalue())), "B3")
    w.save("scanned.xlsx")
    p = Presentation()
    p.slides.add_slide(p.slide_layouts[5]).shapes.title.text = "สไลด์แรก"
    for picture in pages:
        p.slides.add_slide(p.slide_layouts[6]).shapes.add_picture(picture, 0, 0, height=Inches(7))
    bare_slides(p)
    p.save("scanned.pptx")


def lists():
    """Lists whose numbers Word sets by itself: one that goes on after other text and has levels, one that begins anew, one in
    the cells of a table, one of a style."""
    d = Document()
    level = lambda i, kind, text: f'<w:lvl w:ilvl="{i}"><w:start w:val="1"/><w:numFmt w:val="{kind}"/><w:lvlText w:val="{text}"/></w:lvl>'
    kinds = [
        level(0, "thaiNumbers", "ข้อ %1") + level(1, "thaiNumbers", "%1.%2") + level(2, "lowerRoman", "(%3)"),
        level(0, "decimal", "%1."),
        level(0, "upperRoman", "บทที่ %1") + level(1, "bullet", "•"),
    ]
    numbers = d.part.numbering_part.element
    for child in list(numbers):
        numbers.remove(child)
    for i, levels in enumerate(kinds):
        numbers.append(parse_xml(f'<w:abstractNum {NS} w:abstractNumId="{i}"><w:multiLevelType w:val="multilevel"/>{levels}</w:abstractNum>'))
    again = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride>'
    for i, (kind, more) in enumerate([(0, ""), (1, ""), (2, ""), (0, again)], 1):
        numbers.append(parse_xml(f'<w:num {NS} w:numId="{i}"><w:abstractNumId w:val="{kind}"/>{more}</w:num>'))
    number = lambda i, depth=0: parse_xml(f'<w:numPr {NS}><w:ilvl w:val="{depth}"/><w:numId w:val="{i}"/></w:numPr>')

    def add(text, *at):
        p = d.add_paragraph(text)
        if at:
            p._p.get_or_add_pPr().append(number(*at))

    d.styles["Heading 2"].element.get_or_add_pPr().append(number(3))
    d.add_heading("ความเป็นมา", 2)
    add("ระเบียบนี้เรียกว่าระเบียบตัวอย่าง", 1)
    add("ให้ใช้ระเบียบนี้", 1)
    add("ตั้งแต่วันประกาศ", 1, 1)
    add("ในเขตเทศบาล", 1, 1)
    add("ทุกหมู่บ้าน", 1, 2)
    add("ให้ใช้ระเบียบนี้")
    t = d.add_table(2, 2)
    for row, (name, post) in zip(t.rows, (("นายหนึ่ง", "ประธาน"), ("นายสอง", "กรรมการ"))):
        row.cells[0].text, row.cells[1].text = name, post
        row.cells[0].paragraphs[0]._p.get_or_add_pPr().append(number(2))
    add("ให้ยกเลิกระเบียบเดิม", 1)
    d.add_heading("การดำเนินการ", 2)
    add("จุดหนึ่ง", 3, 1)
    add("นับใหม่", 4)
    bare_text(d)
    d.save("lists.docx")


report()
budget()
slides()
scans()
lists()
for end in ("odt", "doc", "rtf"):
    office(end, "report.docx", f"report.{end}")
for end in ("ods", "xls"):
    office(end, "budget.xlsx", f"budget.{end}")
office("csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true", "budget.xlsx", "budget.csv")
with open("budget.csv", encoding="utf-8") as f:
    text = f.read()
with open("budget.csv", "w", encoding="cp874", newline="\r\n") as f:
    f.write(text)
for end in ("odp", "ppt"):
    office(end, "talk.pptx", f"talk.{end}")
office("doc:MS Word 97", "lists.docx", "lists.doc")
office("odt", "scanned.docx", "scanned.odt")
office("odp", "scanned.pptx", "scanned.odp")
smaller(*(f"{stem}.{end}" for stem, ends in {"report": "docx odt", "budget": "xlsx ods", "talk": "pptx odp", "scanned": "docx xlsx pptx odt odp"}.items() for end in ends.split()))
# LibreOffice writes half a megabyte of nothing.
with zipfile.ZipFile("talk-ppt.zip", "w", zipfile.ZIP_DEFLATED, compresslevel=9) as z:
    z.write("talk.ppt")
subprocess.run(["rm", "-r", "out", "talk.ppt", "lists.docx"], check=True)
