//! Many sites: the list, the runs, and what stays of them.
//!
//! - [`store`]: surveys and their history in one SQLite file (WAL) in the data folder.
//! - [`site`]: one site of a survey, from its address to a result or a named cause; `home` the words for a first page.
//! - [`run`]: many of them at once in this process.
//! - [`queue`]: many machines over one Postgres.
//! - [`vendor`]: the marks that sites of one maker share.
//! - [`snapshot`], [`insight`]: one survey in memory, and what is to be seen in it.
//! - [`export`]: a row an agency and a row an agency and item, in four formats.

pub mod export;
mod home;
pub mod insight;
pub mod queue;
pub mod run;
pub mod site;
pub mod snapshot;
pub mod store;
pub mod vendor;
