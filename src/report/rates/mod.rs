//! `rates`: the tables of its commands, and the sentences around them.

pub mod diff;
pub mod editions;
pub mod import;
pub mod list;
pub mod new;
pub mod show;

use super::{Heading, Table};
