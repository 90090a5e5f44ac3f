//! From bytes to text with places.

pub mod charset;
pub mod document;
pub mod html;

pub use document::{Block, Document, Field, Form, Image, Kind, Link, Place, Region, Role, Unread, Way, Why};
