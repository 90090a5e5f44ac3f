//! How officers shorten the kinds of local government; one writes them so and the other spells them out.

/// Short form and long one; with its dot before without, so that the first that fits is the right one.
pub const SHORT: [(&str, &str); 7] = [
    ("อบต.", "องค์การบริหารส่วนตำบล"),
    ("อบจ.", "องค์การบริหารส่วนจังหวัด"),
    ("อบต", "องค์การบริหารส่วนตำบล"),
    ("อบจ", "องค์การบริหารส่วนจังหวัด"),
    ("ทต.", "เทศบาลตำบล"),
    ("ทม.", "เทศบาลเมือง"),
    ("ทน.", "เทศบาลนคร"),
];
