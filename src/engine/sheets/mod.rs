//! Rate sheets, looked through and compared.

pub mod diff;
pub mod estate_names;
pub mod of_usage;
pub mod review;
