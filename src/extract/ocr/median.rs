//! The middle of many measures, which a few wrong ones do not move.

/// `None` of nothing.
pub(super) fn median(values: Vec<f32>) -> Option<f32> {
    quantile(values, 0.5)
}

/// The value that this share of the others, 0 to below 1, lies under.
pub(super) fn quantile(mut values: Vec<f32>, share: f32) -> Option<f32> {
    values.sort_by(f32::total_cmp);
    values.get((values.len() as f32 * share) as usize).copied()
}
