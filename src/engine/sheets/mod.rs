//! Rate sheets, looked through and compared.

pub mod contents;
pub mod diff;
pub mod estate_names;
pub mod estate_of_usage;
pub mod of_usage;
pub mod own_name;
pub mod review;
pub mod review_terms;
