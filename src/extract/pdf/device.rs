//! What a page draws, as far as reading it needs: glyphs, ruling lines, and how much of it is
//! picture.

use std::collections::HashMap;
use std::hash::BuildHasherDefault;
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

use hayro_interpret::font::{Glyph as Drawn, GlyphIdentifier, GlyphRun};
use hayro_interpret::hayro_cmap::BfString;
use hayro_interpret::kurbo::Shape;
use hayro_interpret::kurbo::{Affine, BezPath, PathEl, Point, Rect};
use hayro_interpret::{
    BlendMode, ClipPath, Device, DrawMode, DrawProps, Image, ImageDrawProps, Paint, SoftMask,
};
use hayro_syntax::object::{Dict, String as PdfString};

use super::ground::Ground;
use super::hidden::{self, Cover};
use super::mix::Mix;
use super::outlines::Outlines;
use super::rules::Rule;
use super::segment::is_thai_mark;
use super::shapes::{Outline, Shapes};

/// Ruling lines of one page beyond which the page is a drawing, not a table.
const MAX_RULES: usize = 20_000;
/// Glyphs of one page whose letter is looked for by shape.
const MAX_NAMELESS: usize = 2_000;
/// Pictures of one page whose place is kept.
const MAX_PICTURES: usize = 64;
/// Pictures of one page looked at.
const MAX_GROUNDS: usize = 16;
/// The turn of what is written across the page, as "copy" is.
pub(super) const SLANTED: u8 = 4;
/// Further from upright, in radians, than a crooked page is.
const SLANT: f64 = 0.12;
/// A blank of as many bytes as a Thai letter, which may take its place.
const WIDE_BLANK: &str = "\u{2003}";

/// A glyph on the page; y grows downwards.
#[derive(Debug, Clone, Copy)]
pub(super) struct Glyph {
    /// Its text, as a range of [`Content::pool`]; empty for the glyphs of a cluster whose whole
    /// text its first glyph carries.
    pub(super) text: (u32, u32),
    pub(super) x: f32,
    pub(super) y: f32,
    /// Where the next glyph is expected.
    pub(super) end_x: f32,
    pub(super) end_y: f32,
    pub(super) size: f32,
    pub(super) bold: bool,
    /// Quarter turns clockwise, or [`SLANTED`].
    pub(super) turn: u8,
    /// The direction of its line, clockwise; of use where it is slanted.
    pub(super) angle: f32,
    /// `None` where it is a pattern.
    pub(super) colour: Option<[u8; 3]>,
    /// Cannot be seen on the page; complete after [`super::hidden::find`].
    pub(super) hidden: bool,
}

/// All that was drawn on a page.
#[derive(Debug, Default)]
pub(super) struct Content {
    pub(super) width: f32,
    pub(super) height: f32,
    pub(super) pool: String,
    pub(super) glyphs: Vec<Glyph>,
    pub(super) rules: Vec<Rule>,
    /// Share of the page that pictures cover, 0 to 1.
    pub(super) picture: f32,
    /// Where they stand, of the first ones.
    pub(super) pictures: Vec<Rect>,
    pub(super) paths: usize,
    pub(super) outlines: Outlines,
    pub(super) covers: Vec<Cover>,
}

impl Content {
    pub(super) fn text(&self, glyph: &Glyph) -> &str {
        self.pool.get(glyph.text.0 as usize..glyph.text.1 as usize).unwrap_or("")
    }

    /// Whether letters stand in a part of the page.
    pub(super) fn has_letters(&self, area: Rect) -> bool {
        let inside = |g: &&Glyph| {
            area.contains((f64::from((g.x + g.end_x) / 2.0), f64::from((g.y + g.end_y) / 2.0 - g.size * 0.2)))
        };
        self.glyphs.iter().filter(inside).any(|g| self.text(g).contains(char::is_alphanumeric))
    }

    /// Adds a letter that the page does not draw.
    pub(super) fn write(&mut self, c: char, at: Point, width: f64, size: f64) {
        let from = self.pool.len() as u32;
        self.pool.push(c);
        self.glyphs.push(Glyph {
            text: (from, self.pool.len() as u32),
            x: at.x as f32,
            y: at.y as f32,
            end_x: (at.x + width) as f32,
            end_y: at.y as f32,
            size: size as f32,
            bold: false,
            turn: 0,
            angle: 0.0,
            colour: None,
            hidden: false,
        });
    }
}

/// Thrown through the interpreter, which has no other way to be stopped.
pub(super) struct Stop;

/// When to stop reading.
#[derive(Clone)]
pub(super) struct Budget {
    pub(super) until: Instant,
    pub(super) stop: Arc<AtomicBool>,
    pub(super) glyphs_left: usize,
}

impl Budget {
    pub(super) fn spent(&self) -> bool {
        self.glyphs_left == 0 || self.stop.load(Ordering::Relaxed) || Instant::now() > self.until
    }
}

/// A marked-content span; `Some` where `/ActualText` says what its glyphs read.
struct Span {
    actual: Option<String>,
    /// Its text has been given to its first glyph.
    told: bool,
}

pub(super) struct Reader {
    pub(super) content: Content,
    pub(super) budget: Budget,
    spans: Vec<Span>,
    /// What may be drawn on, innermost last, as bounds.
    clips: Vec<Rect>,
    /// Groups that let through what lies below.
    groups: Vec<bool>,
    /// How the document draws its marks.
    pub(super) shapes: Shapes,
    nameless: Vec<((u32, u32), Rc<Outline>)>,
    /// Glyphs of bold fonts.
    bold: HashMap<GlyphIdentifier, bool, BuildHasherDefault<Mix>>,
    grounds: usize,
    calls: usize,
}

impl Reader {
    pub(super) fn new(width: f32, height: f32, budget: Budget, shapes: Shapes) -> Self {
        let content = Content { width, height, ..Content::default() };
        Self {
            content,
            budget,
            spans: Vec::new(),
            clips: Vec::new(),
            groups: Vec::new(),
            shapes,
            nameless: Vec::new(),
            bold: HashMap::default(),
            grounds: 0,
            calls: 0,
        }
    }

    fn check(&mut self) {
        self.calls += 1;
        if self.calls.is_multiple_of(64) && self.budget.spent() {
            // Not `panic!`: the hook must not print for what is no fault.
            std::panic::resume_unwind(Box::new(Stop));
        }
    }

    fn push_text(&mut self, text: &str) -> (u32, u32) {
        let from = self.content.pool.len() as u32;
        for c in text.chars() {
            match c {
                '\u{0}'..='\u{1f}'
                | '\u{7f}'..='\u{9f}'
                | '\u{a0}'
                | '\u{2000}'..='\u{200a}'
                | '\u{3000}' => {
                    self.content.pool.push(' ');
                }
                // The soft hyphen stays until it is sure that it is none.
                '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}' | '\u{feff}' => {}
                c => self.content.pool.push(c),
            }
        }
        (from, self.content.pool.len() as u32)
    }

    /// The text this glyph brings: its own, or that of the span it opens, or none.
    fn text_of(&mut self, glyph: &Drawn<'_>) -> (u32, u32) {
        // The outermost span wins: it speaks for all inside.
        if let Some(span) = self.spans.iter_mut().find(|s| s.actual.is_some()) {
            if span.told {
                let at = self.content.pool.len() as u32;
                return (at, at);
            }
            span.told = true;
            let text = span.actual.clone().unwrap_or_default();
            return self.push_text(&text);
        }
        match glyph.as_unicode() {
            Some(BfString::Char('\u{fffd}' | '\0')) | None => self.push_nameless(glyph, "\u{fffd}"),
            // Word names the ring of ำ, and some tones, a blank; but a blank draws nothing.
            Some(BfString::Char(' ')) if self.draws(glyph) => self.push_nameless(glyph, WIDE_BLANK),
            Some(BfString::Char(c)) => {
                if let Drawn::Outline(glyph) = glyph
                    && is_thai_mark(c)
                {
                    self.shapes.learn(glyph, c);
                }
                self.push_text(c.encode_utf8(&mut [0; 4]))
            }
            Some(BfString::String(s)) => self.push_text(&s),
        }
    }

    /// Whether the glyph leaves any ink.
    fn draws(&mut self, glyph: &Drawn<'_>) -> bool {
        let Drawn::Outline(glyph) = glyph else { return false };
        self.shapes.look(glyph).is_some()
    }

    fn is_bold(&mut self, glyph: &Drawn<'_>) -> bool {
        let Drawn::Outline(glyph) = glyph else { return false };
        *self.bold.entry(glyph.identifier()).or_insert_with(|| {
            glyph.font_data().is_some_and(|f| {
                f.weight.is_some_and(|w| w >= 600)
                    || f.postscript_name.is_some_and(|n| n.contains("Bold") || n.contains("bold"))
            })
        })
    }

    fn push_nameless(&mut self, glyph: &Drawn<'_>, text: &str) -> (u32, u32) {
        let from = self.content.pool.len() as u32;
        self.content.pool.push_str(text);
        let text = (from, self.content.pool.len() as u32);
        if let Drawn::Outline(glyph) = glyph
            && self.nameless.len() < MAX_NAMELESS
            && let Some(outline) = self.shapes.look(glyph)
        {
            self.nameless.push((text, outline));
        }
        text
    }

    /// Letters for the glyphs that have none and look like one that has.
    pub(super) fn name_by_shape(&mut self) {
        for ((from, to), outline) in std::mem::take(&mut self.nameless) {
            if let Some(mark) = self.shapes.name(&outline) {
                // As many bytes: all marks, and what stood for them, have three.
                self.content.pool.replace_range(from as usize..to as usize, mark.encode_utf8(&mut [0; 4]));
            }
        }
    }

    fn clip(&mut self, bounds: Rect) {
        let within = self.clips.last().map_or(bounds, |c| c.intersect(bounds));
        self.clips.push(within);
    }

    /// Remembers what was painted where; lines and specks hide nothing.
    fn cover(&mut self, area: Rect, colour: Option<[u8; 3]>, opaque: bool) {
        let area = self.clips.last().map_or(area, |c| c.intersect(area));
        if area.width() > 3.0 && area.height() > 3.0 && self.content.covers.len() < hidden::MAX_COVERS {
            self.content.covers.push(Cover {
                area: [area.x0 as f32, area.y0 as f32, area.x1 as f32, area.y1 as f32],
                after: self.content.glyphs.len(),
                colour,
                ground: None,
                opaque: opaque && !self.groups.contains(&true),
            });
        }
    }

    fn add_rule(&mut self, a: Point, b: Point) {
        if self.content.rules.len() < MAX_RULES
            && let Some(rule) = Rule::between(a, b)
        {
            self.content.rules.push(rule);
        }
    }

    /// A filled shape is a ruling line when it is a thin upright box.
    fn filled(&mut self, path: &BezPath, transform: Affine) {
        let mut bounds: Option<Rect> = None;
        for element in path.elements() {
            let point = match *element {
                PathEl::MoveTo(p) => {
                    if let Some(r) = bounds.take() {
                        self.thin_box(r);
                    }
                    p
                }
                PathEl::LineTo(p) => p,
                PathEl::ClosePath => continue,
                // A curve: a letter or a drawing.
                PathEl::QuadTo(..) | PathEl::CurveTo(..) => return,
            };
            let p = transform * point;
            bounds = Some(bounds.map_or(Rect::new(p.x, p.y, p.x, p.y), |r| r.union_pt(p)));
        }
        if let Some(r) = bounds {
            self.thin_box(r);
        }
    }

    fn thin_box(&mut self, r: Rect) {
        const THIN: f64 = 3.0;
        let centre = r.center();
        if r.height() <= THIN && r.width() > r.height() {
            self.add_rule(Point::new(r.x0, centre.y), Point::new(r.x1, centre.y));
        } else if r.width() <= THIN && r.height() > r.width() {
            self.add_rule(Point::new(centre.x, r.y0), Point::new(centre.x, r.y1));
        }
    }

    fn stroked(&mut self, path: &BezPath, transform: Affine) {
        let (mut start, mut last) = (Point::ZERO, Point::ZERO);
        for element in path.elements() {
            match *element {
                PathEl::MoveTo(p) => {
                    start = transform * p;
                    last = start;
                }
                PathEl::LineTo(p) => {
                    let p = transform * p;
                    self.add_rule(last, p);
                    last = p;
                }
                PathEl::ClosePath => {
                    self.add_rule(last, start);
                    last = start;
                }
                PathEl::QuadTo(_, p) | PathEl::CurveTo(_, _, p) => last = transform * p,
            }
        }
    }
}

impl<'a> Device<'a> for Reader {
    fn draw_path(&mut self, path: &BezPath, props: DrawProps<'a>, mode: &DrawMode) {
        self.check();
        self.content.paths += 1;
        if !matches!(mode, DrawMode::Invisible) {
            // A shape of whatever form: what stands on it may stand on any colour.
            self.cover(props.transform.transform_rect_bbox(path.control_box()), None, false);
        }
        match mode {
            DrawMode::Fill(_) => {
                self.filled(path, props.transform);
                self.content.outlines.add(path, props.transform);
            }
            DrawMode::Stroke(_) => self.stroked(path, props.transform),
            DrawMode::FillAndStroke(..) => {
                self.stroked(path, props.transform);
                self.content.outlines.add(path, props.transform);
            }
            DrawMode::Invisible => {}
        }
    }

    fn draw_rect(&mut self, rect: &Rect, props: DrawProps<'a>, mode: &DrawMode) {
        if !matches!(mode, DrawMode::Fill(_)) {
            // The inside of a frame stays as it is.
            let covers = self.content.covers.len();
            self.draw_path(&rect.to_path(0.1), props, mode);
            self.content.covers.truncate(covers);
            return;
        }
        self.check();
        self.content.paths += 1;
        let (colour, alpha) = colour(&props.paint);
        let plain = alpha && props.soft_mask.is_none() && props.blend_mode == BlendMode::Normal;
        let area = props.transform.transform_rect_bbox(*rect);
        let [a, b, c, d, ..] = props.transform.as_coeffs();
        let upright = (a == 0.0 && d == 0.0) || (b == 0.0 && c == 0.0);
        self.cover(area, colour.filter(|_| plain && upright), plain && upright);
        if upright {
            self.thin_box(area);
        }
    }

    fn push_clip_path(&mut self, clip: &ClipPath) {
        self.check();
        self.clip(clip.path.control_box());
    }

    fn push_clip_rect(&mut self, clip: &Rect) {
        self.check();
        self.clip(*clip);
    }

    fn push_transparency_group(&mut self, opacity: f32, mask: Option<SoftMask<'a>>, blend: BlendMode) {
        self.check();
        self.groups.push(opacity < 1.0 || mask.is_some() || blend != BlendMode::Normal);
    }

    fn draw_glyph_run(&mut self, run: &GlyphRun<'_, 'a>, props: DrawProps<'a>, mode: &DrawMode) {
        self.check();
        let bold = run.glyphs().first().is_some_and(|g| self.is_bold(g));
        let (colour, _) = colour(&props.paint);
        let clip = self.clips.last().map(|c| c.inflate(2.0, 2.0));
        for glyph in run.glyphs() {
            if self.budget.glyphs_left == 0 {
                std::panic::resume_unwind(Box::new(Stop));
            }
            self.budget.glyphs_left -= 1;
            let place = props.transform * glyph.transform();
            let advance = match &**glyph {
                Drawn::Outline(g) => g.advance_width(),
                Drawn::Type3(g) => g.advance_width(),
            };
            let at = place * Point::ZERO;
            let end = place * Point::new(f64::from(advance.unwrap_or(500.0)), 0.0);
            // From the font's own axis: marks have no width to tell the direction.
            let along = place * Point::new(1000.0, 0.0) - at;
            let (across, down) = (along.x.abs(), along.y.abs());
            let turn = match along {
                _ if across.min(down) > across.max(down) * SLANT => SLANTED,
                d if across >= down => {
                    if d.x >= 0.0 {
                        0
                    } else {
                        2
                    }
                }
                d => {
                    if d.y > 0.0 {
                        1
                    } else {
                        3
                    }
                }
            };
            let up = place * Point::new(0.0, 1000.0);
            let size = (up - at).hypot() as f32;
            if !(at.x.is_finite()
                && at.y.is_finite()
                && end.x.is_finite()
                && end.y.is_finite()
                && size.is_finite())
            {
                continue;
            }
            let clipped = || {
                let (x, y) = ((at.x + end.x) / 2.0, (at.y + end.y) / 2.0);
                let reach = f64::from(size) / 2.0;
                clip.is_some_and(|c| x < c.x0 || x > c.x1 || y + reach < c.y0 || y - reach > c.y1)
            };
            let hidden = matches!(mode, DrawMode::Invisible) || clipped();
            let text = self.text_of(glyph);
            self.content.glyphs.push(Glyph {
                text,
                x: at.x as f32,
                y: at.y as f32,
                end_x: end.x as f32,
                end_y: end.y as f32,
                size,
                bold,
                turn,
                angle: along.atan2() as f32,
                colour,
                hidden,
            });
        }
    }

    fn draw_image(&mut self, image: Image<'a, '_>, props: ImageDrawProps<'a>) {
        self.check();
        let (w, h) = (f64::from(image.width()), f64::from(image.height()));
        let area = Rect::new(0.0, 0.0, f64::from(self.content.width), f64::from(self.content.height));
        let drawn = props.transform.transform_rect_bbox(Rect::new(0.0, 0.0, w, h)).intersect(area);
        // A sum, not a union: scanners cut a page into strips, and strips do not overlap.
        if area.area() > 0.0 && drawn.area().is_finite() {
            self.content.picture += (drawn.area() / area.area()) as f32;
            if self.content.pictures.len() < MAX_PICTURES {
                self.content.pictures.push(drawn);
            }
        }
        let whole = match &image {
            Image::Stencil(_) => false,
            Image::Raster(r) => {
                let dict = r.stream().dict();
                !dict.contains_key("SMask") && !dict.contains_key("Mask") && !dict.contains_key("SMaskInData")
            }
        };
        let plain = whole && props.soft_mask.is_none() && props.blend_mode == BlendMode::Normal;
        let covers = self.content.covers.len();
        self.cover(drawn, None, plain);
        // A whole picture is a photograph or a scan; one with holes may be a text box.
        if let (Image::Raster(picture), false, Some(cover)) =
            (&image, whole, self.content.covers.get_mut(covers))
            && self.grounds < MAX_GROUNDS
        {
            self.grounds += 1;
            cover.ground = Ground::of(picture, props.transform);
        }
    }

    fn pop_clip(&mut self) {
        self.clips.pop();
    }

    fn pop_transparency_group(&mut self) {
        self.groups.pop();
    }

    fn begin_marked_content(&mut self, _: &[u8], properties: Option<&Dict<'_>>) {
        self.check();
        let actual = properties
            .and_then(|p| p.get::<PdfString<'_>>("ActualText"))
            .map(|s| super::decode(s.as_bytes()));
        self.spans.push(Span { actual, told: false });
    }

    fn end_marked_content(&mut self) {
        self.spans.pop();
    }
}

/// The colour of a paint where it is one, and whether it lets nothing through.
fn colour(paint: &Paint<'_>) -> (Option<[u8; 3]>, bool) {
    let Paint::Color(colour) = paint else { return (None, false) };
    let [r, g, b, alpha] = colour.to_rgba().to_rgba8();
    (Some([r, g, b]), alpha == u8::MAX)
}
