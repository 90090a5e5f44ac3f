//! A grey picture.

use image::imageops::FilterType;

/// A byte a pixel, 0 black, row by row.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Gray {
    pub(super) width: usize,
    pub(super) height: usize,
    pub(super) pixels: Vec<u8>,
}

impl Gray {
    pub(super) fn new(width: usize, height: usize, pixels: Vec<u8>) -> Option<Gray> {
        (width > 0 && height > 0 && pixels.len() == width * height).then_some(Gray { width, height, pixels })
    }

    pub(super) fn row(&self, y: usize) -> &[u8] {
        &self.pixels[y * self.width..(y + 1) * self.width]
    }

    /// Paper that [`Gray::columns`] leaves at both sides.
    pub(super) const MARGIN: usize = 10;

    /// From one column to before another, with some paper at the sides.
    pub(super) fn columns(&self, from: usize, to: usize) -> Option<Gray> {
        let width = to.min(self.width).checked_sub(from).filter(|w| *w > 0)? + 2 * Self::MARGIN;
        let mut pixels = Vec::with_capacity(width * self.height);
        for y in 0..self.height {
            pixels.extend([255; Self::MARGIN]);
            pixels.extend_from_slice(&self.row(y)[from..to.min(self.width)]);
            pixels.extend([255; Self::MARGIN]);
        }
        Gray::new(width, self.height, pixels)
    }

    /// The simplest file format there is; the reader knows it.
    pub(super) fn pgm(&self) -> Vec<u8> {
        let mut out = format!("P5\n{} {}\n255\n", self.width, self.height).into_bytes();
        out.extend_from_slice(&self.pixels);
        out
    }

    /// Whether most of it is dark: light letters on a dark ground.
    pub(super) fn is_dark(&self) -> bool {
        self.pixels.iter().step_by(17).filter(|p| **p < 110).count() * 17 * 5 > self.pixels.len() * 3
    }

    pub(super) fn inverted(mut self) -> Gray {
        self.pixels.iter_mut().for_each(|p| *p = 255 - *p);
        self
    }

    /// Turned clockwise by so many right angles.
    pub(super) fn quarters(&self, count: u8) -> Gray {
        let (w, h) = (self.width, self.height);
        let (width, height) = if count % 2 == 1 { (h, w) } else { (w, h) };
        let from = |x: usize, y: usize| match count % 4 {
            1 => self.pixels[(h - 1 - x) * w + y],
            2 => self.pixels[(h - 1 - y) * w + w - 1 - x],
            3 => self.pixels[x * w + w - 1 - y],
            _ => self.pixels[y * w + x],
        };
        let pixels = (0..height).flat_map(|y| (0..width).map(move |x| from(x, y))).collect();
        Gray { width, height, pixels }
    }

    /// `factor` times as large, smoothly.
    pub(super) fn enlarged(self, factor: f32) -> Option<Gray> {
        let (width, height) = (self.width as f32 * factor, self.height as f32 * factor);
        let picture = image::GrayImage::from_raw(self.width as u32, self.height as u32, self.pixels)?;
        let large = image::imageops::resize(&picture, width as u32, height as u32, FilterType::CatmullRom);
        Gray::new(large.width() as usize, large.height() as usize, large.into_raw())
    }

    /// Turned clockwise around its middle, the corners white; the size stays.
    pub(super) fn turned(&self, degrees: f32) -> Gray {
        let (sin, cos) = degrees.to_radians().sin_cos();
        let (cx, cy) = (self.width as f32 / 2.0, self.height as f32 / 2.0);
        let mut pixels = Vec::with_capacity(self.pixels.len());
        for y in 0..self.height {
            for x in 0..self.width {
                let (dx, dy) = (x as f32 - cx, y as f32 - cy);
                pixels.push(self.between(cx + dx * cos + dy * sin, cy - dx * sin + dy * cos));
            }
        }
        Gray { pixels, ..*self }
    }

    /// Light at a place between pixels.
    fn between(&self, x: f32, y: f32) -> u8 {
        let (left, top) = (x.floor(), y.floor());
        let (fx, fy) = (x - left, y - top);
        let at = |x: f32, y: f32| {
            let inside = x >= 0.0 && y >= 0.0 && x < self.width as f32 && y < self.height as f32;
            if inside { f32::from(self.pixels[y as usize * self.width + x as usize]) } else { 255.0 }
        };
        let upper = at(left, top) * (1.0 - fx) + at(left + 1.0, top) * fx;
        let lower = at(left, top + 1.0) * (1.0 - fx) + at(left + 1.0, top + 1.0) * fx;
        (upper * (1.0 - fy) + lower * fy).round() as u8
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_turns_by_right_angles() {
        let page = Gray::new(3, 2, vec![1, 2, 3, 4, 5, 6]).unwrap();
        let turned = |count| page.quarters(count);
        assert_eq!((turned(1).width, turned(1).pixels), (2, vec![4, 1, 5, 2, 6, 3]));
        assert_eq!(turned(2).pixels, [6, 5, 4, 3, 2, 1]);
        assert_eq!(turned(3).pixels, [3, 6, 2, 5, 1, 4]);
        assert_eq!(turned(1).quarters(3), page);
    }

    #[test]
    fn a_dark_ground_is_told_from_dark_letters() {
        let page = |dark: usize| {
            Gray::new(100, 100, (0..10_000).map(|i| if i % 10 < dark { 20 } else { 240 }).collect())
        };
        assert!(!page(3).unwrap().is_dark());
        assert!(page(8).unwrap().is_dark() && !page(8).unwrap().inverted().is_dark());
    }
}
