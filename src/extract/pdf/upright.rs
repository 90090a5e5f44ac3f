//! Pages that lie on their side, or stand on their head: printers turn wide tables so, and few of them
//! say it in the file.

use hayro_interpret::kurbo::Point;

use super::device::{Content, Glyph, SLANTED};
use super::rules::Rule;

/// Turns the page so that most of its text is upright.
pub(super) fn turn(content: &mut Content) {
    let mut turns = [0_usize; 4];
    let mut all = 0;
    for glyph in content.glyphs.iter().filter(|g| !content.text(g).trim().is_empty()) {
        all += 1;
        if let Some(turn) = turns.get_mut(usize::from(glyph.turn)) {
            *turn += 1;
        }
    }
    let most = (1..4).max_by_key(|turn| turns[*turn]).unwrap_or(1);
    // A note at the margin turns no page.
    if turns[most] * 4 <= all * 3 {
        return;
    }
    let (width, height) = (content.width, content.height);
    let place = |x: f32, y: f32| match most {
        1 => (y, width - x),
        2 => (width - x, height - y),
        _ => (height - y, x),
    };
    for glyph in &mut content.glyphs {
        let Glyph { x, y, end_x, end_y, turn, angle, .. } = glyph;
        (*x, *y) = place(*x, *y);
        (*end_x, *end_y) = place(*end_x, *end_y);
        *angle -= most as f32 * std::f32::consts::FRAC_PI_2;
        if *turn != SLANTED {
            *turn = (*turn + 4 - most as u8) % 4;
        }
    }
    let ends = |rule: &Rule| match rule.vertical {
        true => [(rule.at, rule.from), (rule.at, rule.to)],
        false => [(rule.from, rule.at), (rule.to, rule.at)],
    };
    let point = |(x, y): (f32, f32)| {
        let (x, y) = place(x, y);
        Point::new(f64::from(x), f64::from(y))
    };
    let turned = content.rules.iter().filter_map(|rule| {
        let [a, b] = ends(rule);
        Rule::between(point(a), point(b))
    });
    content.rules = turned.collect();
    if most != 2 {
        (content.width, content.height) = (height, width);
    }
}
