//! The form of a year, as data.

pub mod edition;

pub use edition::Edition;
