//! Rate sheets, looked through and compared.

pub mod contents;
pub mod diff;
pub mod estate_names;
pub mod review;
pub mod review_terms;
