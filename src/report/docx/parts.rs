//! The fixed parts of the file: styles, fonts, numbers of pages.

macro_rules! head {
    () => {
        "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n"
    };
}

macro_rules! word {
    () => {
        r#"xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships""#
    };
}

/// What Thai offices write in. `fontTable.xml` names what stands in for it.
const FONT: &str = "TH Sarabun New";

pub const CONTENT_TYPES: &str = concat!(
    head!(),
    r#"<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/><Override PartName="/word/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.styles+xml"/><Override PartName="/word/fontTable.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.fontTable+xml"/><Override PartName="/word/settings.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.settings+xml"/><Override PartName="/word/numbering.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.numbering+xml"/><Override PartName="/word/header1.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.header+xml"/><Override PartName="/word/header2.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.header+xml"/><Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/><Override PartName="/docProps/app.xml" ContentType="application/vnd.openxmlformats-officedocument.extended-properties+xml"/></Types>"#
);

pub const RELATIONS: &str = concat!(
    head!(),
    r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/><Relationship Id="rId2" Type="http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties" Target="docProps/core.xml"/><Relationship Id="rId3" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/extended-properties" Target="docProps/app.xml"/></Relationships>"#
);

pub const DOCUMENT_RELATIONS: &str = concat!(
    head!(),
    r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/><Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/fontTable" Target="fontTable.xml"/><Relationship Id="rId3" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/settings" Target="settings.xml"/><Relationship Id="rId4" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/numbering" Target="numbering.xml"/><Relationship Id="rId5" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/header" Target="header1.xml"/><Relationship Id="rId6" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/header" Target="header2.xml"/>"#
);

pub const DOCUMENT: &str = concat!(head!(), "<w:document ", word!(), "><w:body>");

pub const APP: &str = concat!(
    head!(),
    r#"<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"><Application>oit</Application></Properties>"#
);

/// An agency's machine may have any of these.
pub const FONTS: &str = concat!(
    head!(),
    "<w:fonts ",
    word!(),
    r#"><w:font w:name="TH Sarabun New"><w:altName w:val="TH SarabunPSK"/><w:charset w:val="DE"/><w:family w:val="swiss"/><w:pitch w:val="variable"/></w:font><w:font w:name="TH SarabunPSK"><w:altName w:val="Sarabun"/><w:charset w:val="DE"/><w:family w:val="swiss"/><w:pitch w:val="variable"/></w:font></w:fonts>"#
);

pub const SETTINGS: &str = concat!(
    head!(),
    "<w:settings ",
    word!(),
    r#"><w:zoom w:percent="100"/><w:defaultTabStop w:val="720"/><w:characterSpacingControl w:val="doNotCompress"/><w:compat><w:applyBreakingRules/><w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat><w:themeFontLang w:val="th-TH" w:bidi="th-TH"/></w:settings>"#
);

pub const NUMBERING: &str = concat!(
    head!(),
    "<w:numbering ",
    word!(),
    r#"><w:abstractNum w:abstractNumId="0"><w:multiLevelType w:val="hybridMultilevel"/><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="bullet"/><w:lvlText w:val="–"/><w:lvlJc w:val="left"/><w:pPr><w:ind w:left="1134" w:hanging="283"/></w:pPr></w:lvl></w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>"#
);

pub const PAGE_NUMBER: &str = concat!(
    head!(),
    "<w:hdr ",
    word!(),
    r#"><w:p><w:pPr><w:pStyle w:val="Header"/></w:pPr><w:r><w:t xml:space="preserve">- </w:t></w:r><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve"> PAGE </w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>๑</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r><w:r><w:t xml:space="preserve"> -</w:t></w:r></w:p></w:hdr>"#
);

pub const NO_HEADER: &str =
    concat!(head!(), "<w:hdr ", word!(), r#"><w:p><w:pPr><w:pStyle w:val="Header"/></w:pPr></w:p></w:hdr>"#);

/// Title, author and day, already escaped.
pub fn core(title: &str, author: &str, day: &str) -> String {
    format!(
        concat!(
            head!(),
            r#"<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><dc:title>{title}</dc:title><dc:creator>{author}</dc:creator><dc:language>th-TH</dc:language><dcterms:created xsi:type="dcterms:W3CDTF">{day}T00:00:00Z</dcterms:created></cp:coreProperties>"#
        ),
        title = title,
        author = author,
        day = day
    )
}

/// One style of paragraphs: id, name, what it is based on, looks of the paragraph and of its letters.
type Look = (&'static str, &'static str, &'static str, &'static str, &'static str);

/// Sizes in half points, for Latin and for Thai letters alike: Thai takes only the second.
const LOOKS: [Look; 16] = [
    (
        "Title",
        "Title",
        "Normal",
        r#"<w:spacing w:before="120" w:after="120"/><w:jc w:val="center"/>"#,
        r#"<w:b/><w:bCs/><w:sz w:val="48"/><w:szCs w:val="48"/>"#,
    ),
    (
        "Subtitle",
        "Subtitle",
        "Normal",
        r#"<w:spacing w:before="60" w:after="60"/><w:jc w:val="center"/>"#,
        r#"<w:b/><w:bCs/><w:sz w:val="36"/><w:szCs w:val="36"/>"#,
    ),
    (
        "Heading1",
        "heading 1",
        "Normal",
        r#"<w:keepNext/><w:keepLines/><w:spacing w:before="240" w:after="60"/><w:outlineLvl w:val="0"/>"#,
        r#"<w:b/><w:bCs/><w:sz w:val="36"/><w:szCs w:val="36"/>"#,
    ),
    (
        "Heading2",
        "heading 2",
        "Normal",
        r#"<w:keepNext/><w:keepLines/><w:spacing w:before="200" w:after="40"/><w:outlineLvl w:val="1"/>"#,
        r#"<w:b/><w:bCs/><w:sz w:val="32"/><w:szCs w:val="32"/>"#,
    ),
    (
        "Heading3",
        "heading 3",
        "Normal",
        r#"<w:keepNext/><w:keepLines/><w:spacing w:before="160" w:after="40"/><w:outlineLvl w:val="2"/>"#,
        r#"<w:b/><w:bCs/><w:sz w:val="32"/><w:szCs w:val="32"/>"#,
    ),
    (
        "BodyText",
        "Body Text",
        "Normal",
        r#"<w:spacing w:before="60" w:after="60"/><w:ind w:firstLine="1134"/><w:jc w:val="thaiDistribute"/>"#,
        "",
    ),
    ("BodyKept", "Body Kept", "BodyText", "<w:keepNext/>", ""),
    (
        "ListBullet",
        "List Bullet",
        "Normal",
        r#"<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr><w:spacing w:before="20" w:after="20"/><w:ind w:left="1134" w:hanging="283"/>"#,
        "",
    ),
    (
        "Note",
        "Note",
        "Normal",
        r#"<w:keepLines/><w:spacing w:before="60" w:after="60"/>"#,
        r#"<w:color w:val="595959"/><w:sz w:val="28"/><w:szCs w:val="28"/>"#,
    ),
    (
        "Sign",
        "Sign",
        "Normal",
        r#"<w:keepNext/><w:spacing w:before="0" w:after="0"/><w:ind w:left="4536"/><w:jc w:val="center"/>"#,
        "",
    ),
    (
        "Cell",
        "Cell",
        "Normal",
        r#"<w:spacing w:before="0" w:after="0"/>"#,
        r#"<w:sz w:val="28"/><w:szCs w:val="28"/>"#,
    ),
    ("CellCentre", "Cell Centre", "Cell", r#"<w:jc w:val="center"/>"#, ""),
    ("CellKept", "Cell Kept", "Cell", "<w:keepNext/>", ""),
    ("CellGroup", "Cell Group", "Cell", "<w:keepNext/>", "<w:b/><w:bCs/>"),
    ("CellHead", "Cell Head", "Cell", r#"<w:keepNext/><w:jc w:val="center"/>"#, "<w:b/><w:bCs/>"),
    ("Header", "header", "Normal", r#"<w:jc w:val="center"/>"#, r#"<w:sz w:val="28"/><w:szCs w:val="28"/>"#),
];

pub fn styles() -> String {
    use std::fmt::Write as _;
    let mut out = String::from(concat!(head!(), "<w:styles ", word!(), ">"));
    let _ = write!(
        out,
        r#"<w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii="{FONT}" w:hAnsi="{FONT}" w:eastAsia="{FONT}" w:cs="{FONT}"/><w:sz w:val="32"/><w:szCs w:val="32"/><w:lang w:val="en-US" w:eastAsia="en-US" w:bidi="th-TH"/></w:rPr></w:rPrDefault><w:pPrDefault><w:pPr><w:spacing w:before="0" w:after="0" w:line="240" w:lineRule="auto"/></w:pPr></w:pPrDefault></w:docDefaults><w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:qFormat/></w:style>"#
    );
    for (id, name, base, para, letters) in LOOKS {
        let _ = write!(
            out,
            r#"<w:style w:type="paragraph" w:styleId="{id}"><w:name w:val="{name}"/><w:basedOn w:val="{base}"/><w:qFormat/><w:pPr>{para}</w:pPr><w:rPr>{letters}</w:rPr></w:style>"#
        );
    }
    out.push_str(r#"<w:style w:type="character" w:styleId="Hyperlink"><w:name w:val="Hyperlink"/><w:rPr><w:color w:val="1A4F8B"/><w:u w:val="single"/></w:rPr></w:style>"#);
    let edge = |side: &str| format!(r#"<w:{side} w:val="single" w:sz="4" w:space="0" w:color="7F8896"/>"#);
    let edges: String = ["top", "left", "bottom", "right", "insideH", "insideV"].map(edge).concat();
    let _ = write!(
        out,
        r#"<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/><w:tblPr><w:tblInd w:w="0" w:type="dxa"/></w:tblPr></w:style><w:style w:type="table" w:styleId="TableGrid"><w:name w:val="Table Grid"/><w:basedOn w:val="TableNormal"/><w:tblPr><w:tblBorders>{edges}</w:tblBorders></w:tblPr></w:style></w:styles>"#
    );
    out
}
