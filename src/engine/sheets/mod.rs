//! Rate sheets, looked through, compared and made.

pub mod contents;
pub mod diff;
pub mod estate_names;
pub mod estate_of_usage;
mod ids;
pub mod import;
pub mod of_usage;
pub mod own_name;
pub mod review;
pub mod review_terms;
