//! Rate sheets, looked through, compared and made.

pub mod diff;
pub mod estate_names;
pub mod import;
mod names;
pub mod review;
