//! The names of the months, as written and as miswritten.

/// The names of one month.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MonthName {
    /// 1 to 12.
    pub month: u8,
    /// "มกราคม"
    pub long: &'static str,
    /// "ม.ค."
    pub short: &'static str,
    /// "January"
    pub english: &'static str,
    /// Other spellings of the long name: without ending, misspelt, as OCR reads them.
    pub variants: &'static [&'static str],
}

/// The twelve months, January first.
pub fn month_names() -> &'static [MonthName; 12] {
    &NAMES
}

const fn name(
    month: u8,
    long: &'static str,
    short: &'static str,
    english: &'static str,
    variants: &'static [&'static str],
) -> MonthName {
    MonthName { month, long, short, english, variants }
}

static NAMES: [MonthName; 12] = [
    name(
        1,
        "มกราคม",
        "ม.ค.",
        "January",
        &["มกรา", "มกราดม", "มกราคน", "มกาคม", "มกรคม", "มกำรำคม", "มกรำคม"],
    ),
    name(
        2,
        "กุมภาพันธ์",
        "ก.พ.",
        "February",
        &["กุมภาพันธ", "กุมภาพัธ์", "กุมภาพันท์", "กุมภาพันธุ์", "กุมพาพันธ์", "กุมภำพันธ์", "กุมภาพนธ์", "กุมภา"],
    ),
    name(3, "มีนาคม", "มี.ค.", "March", &["มีนา", "มินาคม", "มึนาคม", "มีนาดม", "มีนำคม"]),
    name(4, "เมษายน", "เม.ย.", "April", &["เมษา", "เมษยน", "เมษาน", "เมยายน", "เมษำยน", "เมศายน", "เมสายน"]),
    name(
        5,
        "พฤษภาคม",
        "พ.ค.",
        "May",
        &["พฤษภา", "พฤกษาคม", "พฤษาคม", "พฤษภำคม", "พฤษภาดม", "พฤศภาคม", "พฤกษภาคม"],
    ),
    name(6, "มิถุนายน", "มิ.ย.", "June", &["มิถุนา", "มีถุนายน", "มิถุนำยน", "มิถุยายน", "มิถูนายน", "มืถุนายน"]),
    name(
        7,
        "กรกฎาคม",
        "ก.ค.",
        "July",
        &["กรกฎา", "กรกฏาคม", "กรกฎำคม", "กรกฏา", "กรกฎคม", "กรกดาคม", "กรกฎาดม"],
    ),
    name(8, "สิงหาคม", "ส.ค.", "August", &["สิงหา", "สิงหำคม", "สิงหคม", "สึงหาคม", "สีงหาคม", "สิงหาดม"]),
    name(9, "กันยายน", "ก.ย.", "September", &["กันยา", "กันยำยน", "กันยาน", "กัยยายน", "กันยายย"]),
    name(10, "ตุลาคม", "ต.ค.", "October", &["ตุลา", "ตุลำคม", "ตุลคม", "ตุลาดม", "ดุลาคม"]),
    name(
        11,
        "พฤศจิกายน",
        "พ.ย.",
        "November",
        &["พฤศจิกา", "พฤษจิกายน", "พฤจิกายน", "พฤศจิกำยน", "พฤศจิกายย", "พฤศจิกาน", "พฤศจกายน"],
    ),
    name(
        12,
        "ธันวาคม",
        "ธ.ค.",
        "December",
        &["ธันวา", "ธันวำคม", "ธันวคม", "ธันวาดม", "ธนวาคม", "รันวาคม", "จันวาคม"],
    ),
];
