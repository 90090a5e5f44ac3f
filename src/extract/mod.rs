//! From bytes to text with places.

pub mod document;

pub use document::{
    Block, Document, Field, Form, Image, Kind, Link, Place, Region, Role, Unread, Way, Why,
};
