//! `oit` walks a Thai public agency's website and judges it against the OIT form (O1–O43)
//! the way the assessor does.
//!
//! The modules stand in the order of the flow:
//! **crawl → extract → find → judge → mark → report**, over two shared grounds, `thai` (the
//! language) and `rule` (the form of a year, as data). `audit` puts the six steps in a row.

pub mod thai;

pub mod crawl;
pub mod extract;
pub mod find;
pub mod judge;
pub mod mark;
pub mod report;

pub mod rule;
pub mod submission;

pub mod audit;
pub mod cli;
pub mod command;
pub mod config;
pub mod demo;
pub mod help;
pub mod lang;
pub mod serve;
pub mod survey;
