//! To be
