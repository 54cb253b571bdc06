//! Which of the vendor's plans for its cloud services a customer has.

use serde::Serialize;

/// A plan for cloud services: what is free of them each month is so on the free tier alone.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum VendorPlan {
    /// Everything is charged from the first unit. Whoever buys tokens usually has this one.
    #[default]
    Paid,
    /// So many units of each month are free.
    FreeTier,
}

impl VendorPlan {
    /// The free tier, where one of the two says so.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        match self {
            Self::FreeTier => self,
            Self::Paid => other,
        }
    }
}

/// Whether it is the free tier, as a flag says it.
impl From<bool> for VendorPlan {
    fn from(is_free: bool) -> Self {
        if is_free { Self::FreeTier } else { Self::Paid }
    }
}

#[cfg(test)]
mod tests {
    use super::VendorPlan::{FreeTier, Paid};

    #[test]
    fn the_free_tier_holds_where_one_of_two_says_so() {
        let each = [(Paid, Paid), (Paid, FreeTier), (FreeTier, Paid), (FreeTier, FreeTier)];
        assert_eq!(each.map(|(one, other)| one.or(other)), [Paid, FreeTier, FreeTier, FreeTier]);
    }
}
