//! The Thai language, once, for everybody: what every other module needs to know of letters,
//! dates, item codes, names and terminal columns. Pure functions, no I/O, nothing fails.
//!
//! Reading order: [`text`] (clean-up, matching form, damage of text layers), [`date`], [`code`],
//! [`people`], [`fuzzy`], [`order`], [`width`].

pub mod text;

pub mod code;
pub mod date;
pub mod fuzzy;
pub mod kinds;
pub mod order;
pub mod people;
pub mod width;

mod clusters;
mod folded;
mod glyphs;
pub mod narrow;
pub(crate) mod pairs;
mod plain;
pub mod provinces;
mod repair;
mod sara_am;
mod sara_am_words;
mod spelling;
mod whole;
pub mod words;
