//! Two decimals, half up, as the assessor prints them.

/// Rounds a mark half up. `(79.14 + 43.75) / 2` is 61.445 on paper but 61.44499… in binary: the
/// hair added here is far below anything 43 items can tell apart, and mends that.
pub fn round2(value: f64) -> f64 {
    half_up(value, 100.0)
}

/// Three decimals, for what one item is worth: 1.111, 1.429.
pub(crate) fn round3(value: f64) -> f64 {
    half_up(value, 1000.0)
}

fn half_up(value: f64, scale: f64) -> f64 {
    (value * scale + 0.5 + 1e-7).floor() / scale
}

#[cfg(test)]
mod tests {
    use super::round2;

    #[test]
    fn a_tie_goes_up_whatever_binary_makes_of_it() {
        assert_eq!(round2(61.446_428_571), 61.45);
        assert_eq!(round2((79.142857 + 43.75) / 2.0), 61.45);
        assert_eq!(round2((79.14 + 43.75) / 2.0), 61.45);
        assert_eq!(round2(1.005), 1.01);
        assert_eq!(round2(94.994_999), 94.99);
        assert_eq!(round2(0.0), 0.0);
        assert_eq!(round2(100.0), 100.0);
    }
}
