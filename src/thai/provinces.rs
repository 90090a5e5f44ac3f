//! The provinces, as they are written.

use super::fuzzy::similarity;

/// Bangkok among them, in the order of the dictionary.
pub const PROVINCES: [&str; 77] = [
    "กรุงเทพมหานคร",
    "กระบี่",
    "กาญจนบุรี",
    "กาฬสินธุ์",
    "กำแพงเพชร",
    "ขอนแก่น",
    "จันทบุรี",
    "ฉะเชิงเทรา",
    "ชลบุรี",
    "ชัยนาท",
    "ชัยภูมิ",
    "ชุมพร",
    "เชียงราย",
    "เชียงใหม่",
    "ตรัง",
    "ตราด",
    "ตาก",
    "นครนายก",
    "นครปฐม",
    "นครพนม",
    "นครราชสีมา",
    "นครศรีธรรมราช",
    "นครสวรรค์",
    "นนทบุรี",
    "นราธิวาส",
    "น่าน",
    "บึงกาฬ",
    "บุรีรัมย์",
    "ปทุมธานี",
    "ประจวบคีรีขันธ์",
    "ปราจีนบุรี",
    "ปัตตานี",
    "พระนครศรีอยุธยา",
    "พะเยา",
    "พังงา",
    "พัทลุง",
    "พิจิตร",
    "พิษณุโลก",
    "เพชรบุรี",
    "เพชรบูรณ์",
    "แพร่",
    "ภูเก็ต",
    "มหาสารคาม",
    "มุกดาหาร",
    "แม่ฮ่องสอน",
    "ยโสธร",
    "ยะลา",
    "ร้อยเอ็ด",
    "ระนอง",
    "ระยอง",
    "ราชบุรี",
    "ลพบุรี",
    "ลำปาง",
    "ลำพูน",
    "เลย",
    "ศรีสะเกษ",
    "สกลนคร",
    "สงขลา",
    "สตูล",
    "สมุทรปราการ",
    "สมุทรสงคราม",
    "สมุทรสาคร",
    "สระแก้ว",
    "สระบุรี",
    "สิงห์บุรี",
    "สุโขทัย",
    "สุพรรณบุรี",
    "สุราษฎร์ธานี",
    "สุรินทร์",
    "หนองคาย",
    "หนองบัวลำภู",
    "อ่างทอง",
    "อำนาจเจริญ",
    "อุดรธานี",
    "อุตรดิตถ์",
    "อุทัยธานี",
    "อุบลราชธานี",
];

/// A name as it is written officially; people write some of them in other ways.
pub fn written(name: &str) -> &str {
    let name = name.trim();
    let bare = name.strip_prefix("จังหวัด").or(name.strip_prefix("จ.")).unwrap_or(name).trim();
    match bare {
        "กทม." | "กทม" | "กรุงเทพฯ" | "กรุงเทพ" => "กรุงเทพมหานคร",
        "อยุธยา" => "พระนครศรีอยุธยา",
        "โคราช" => "นครราชสีมา",
        other => other,
    }
}

/// The province that a misspelt name is likely to mean.
pub fn nearest(name: &str) -> Option<&'static str> {
    nearest_of(name, PROVINCES).filter(|(_, alike)| *alike >= 0.6).map(|(name, _)| name)
}

/// The most alike of some words, and how alike it is, 0 to 1; the first of equals.
pub fn nearest_of<'a>(name: &str, words: impl IntoIterator<Item = &'a str>) -> Option<(&'a str, f32)> {
    let alike = words.into_iter().map(|word| (word, similarity(name, word)));
    alike.reduce(|best, one| if one.1 > best.1 { one } else { best })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_misspelt_province_has_a_nearest_one() {
        for (wrong, right) in [("นครปฐน", "นครปฐม"), ("เชียงใหม", "เชียงใหม่"), ("ศรีษะเกษ", "ศรีสะเกษ")]
        {
            assert!(!PROVINCES.contains(&wrong));
            assert_eq!(nearest(wrong), Some(right), "{wrong}");
        }
        assert_eq!(nearest("ภาคเหนือ"), None);
        assert!(PROVINCES.iter().all(|name| written(name) == *name && nearest(name) == Some(name)));
    }
}
