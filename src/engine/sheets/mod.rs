//! Rate sheets, looked through and compared.

pub mod diff;
pub mod estate_names;
pub mod review;
