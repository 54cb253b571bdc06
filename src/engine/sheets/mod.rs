//! Rate sheets, looked through and compared.

pub mod diff;
pub mod review;
