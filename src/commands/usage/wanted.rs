//! What a command wants of usage.

use crate::engine::metering::replay::Keep;
use crate::load::usage::{Columns, Tells};
use crate::model::Period;

/// What is to be read and kept of usage.
#[derive(Clone, Default)]
pub struct Wanted {
    /// Columns besides person, product and time.
    pub columns: Columns,
    /// What the replay keeps.
    pub keep: Keep,
    /// What the question cannot do without.
    pub needs: &'static [Tells],
    /// Whether it is looked at on which machines people worked.
    pub machines: Machines,
    /// What is asked about, where more than that must be known.
    pub asked: Option<Period>,
}

/// Whether it is looked at on which machines people worked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Machines {
    /// It is not.
    #[default]
    LeftOut,
    /// Where that costs no time to speak of: of a large log it takes four times as long.
    WhereQuick,
    /// In any case.
    LookedAt,
}
