//! What the auditor and its reading processes say to each other, over pipes.
//!
//! A frame is its length in four bytes, the lowest first, and then so many bytes. A request is two
//! frames, the [`Task`] and the file; the reply is an [`Answer`] a frame, of which the last is not
//! [`Answer::Kind`].

use std::io::{self, Read, Write};

use serde::{Deserialize, Serialize};

use crate::extract::{Kind, thin::Thin};

/// Most bytes of one frame to a reading process: more than any file that is fetched.
pub(super) const MOST_ASKED: usize = 512 << 20;

/// What to do with the file in the next frame.
#[derive(Debug, Serialize, Deserialize)]
pub(super) enum Task<'a> {
    /// With [`Hints`](crate::extract::Hints).
    Read { url: &'a str, media_type: &'a str, file_name: &'a str },
    /// A page of a PDF, from 1.
    Draw { page: u32 },
    /// The bytes of one file in an archive.
    Unpack { path: &'a str },
}

#[derive(Debug, Serialize, Deserialize)]
pub(super) enum Answer {
    /// Told before the file is read, for it may be the last that is heard.
    Kind(Kind),
    Document(Box<Thin>),
    /// `None` where nothing came of it.
    Picture(Option<Picture>),
    /// `None` where the archive has no such file.
    File(Option<Vec<u8>>),
    /// The true answer is longer than was allowed.
    TooLong,
}

/// A page drawn for OCR.
#[derive(Debug, Serialize, Deserialize)]
pub(in crate::extract) struct Picture {
    pub(in crate::extract) width: usize,
    pub(in crate::extract) height: usize,
    /// Pixels an inch.
    pub(in crate::extract) dpi: u32,
    /// A byte a pixel, 0 black, row by row.
    pub(in crate::extract) pixels: Vec<u8>,
}

pub(super) fn send(to: &mut impl Write, frame: &[u8]) -> io::Result<()> {
    send_all(to, &[frame])
}

/// Frames one after the other, small ones in one piece: each piece wakes who listens.
pub(super) fn send_all(to: &mut impl Write, frames: &[&[u8]]) -> io::Result<()> {
    const SMALL: usize = 1 << 18;
    let mut piece = Vec::with_capacity(frames.iter().map(|f| 4 + f.len()).sum::<usize>().min(SMALL));
    for frame in frames {
        let length = u32::try_from(frame.len()).map_err(|_| io::ErrorKind::FileTooLarge)?;
        piece.extend_from_slice(&length.to_le_bytes());
        if piece.len() + frame.len() <= SMALL {
            piece.extend_from_slice(frame);
        } else {
            to.write_all(&piece)?;
            piece.clear();
            to.write_all(frame)?;
        }
    }
    to.write_all(&piece)
}

/// # Errors
/// [`io::ErrorKind::UnexpectedEof`] where the other side is gone, [`io::ErrorKind::InvalidData`]
/// where it says it has more than `most` bytes to tell.
pub(super) fn receive(from: &mut impl Read, most: usize) -> io::Result<Vec<u8>> {
    let mut length = [0; 4];
    from.read_exact(&mut length)?;
    let length = u32::from_le_bytes(length) as usize;
    if length > most {
        return Err(io::ErrorKind::InvalidData.into());
    }
    // Memory is taken for what comes, not for what is announced.
    let mut frame = Vec::with_capacity(length.min(1 << 20));
    from.take(length as u64).read_to_end(&mut frame)?;
    if frame.len() < length { Err(io::ErrorKind::UnexpectedEof.into()) } else { Ok(frame) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_frame_comes_back_and_half_a_frame_does_not() {
        let mut pipe = Vec::new();
        send(&mut pipe, b"abc").expect("memory");
        assert_eq!(receive(&mut pipe.as_slice(), 3).expect("whole"), b"abc");
        let kind = |e: io::Result<Vec<u8>>| e.map_err(|e| e.kind());
        assert_eq!(kind(receive(&mut &pipe[..6], 3)), Err(io::ErrorKind::UnexpectedEof));
        assert_eq!(kind(receive(&mut pipe.as_slice(), 2)), Err(io::ErrorKind::InvalidData));
        assert_eq!(
            kind(receive(&mut b"\xff\xff\xff\xffx".as_slice(), 1 << 20)),
            Err(io::ErrorKind::InvalidData)
        );
    }
}
