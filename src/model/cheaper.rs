//! The verdict of every comparison.

use serde::Serialize;

/// Which of two ways to license is cheaper.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Cheaper {
    /// Tokens are strictly cheaper.
    Flex,
    /// The subscription is strictly cheaper.
    Subscription,
    /// Both cost the same.
    Tie,
}

impl Cheaper {
    /// Compares what each way costs.
    pub fn of<T: Ord>(flex_cost: &T, subscription_cost: &T) -> Self {
        match flex_cost.cmp(subscription_cost) {
            std::cmp::Ordering::Less => Self::Flex,
            std::cmp::Ordering::Equal => Self::Tie,
            std::cmp::Ordering::Greater => Self::Subscription,
        }
    }

    /// The word used in every format.
    pub fn word(self) -> &'static str {
        match self {
            Self::Flex => "flex",
            Self::Subscription => "subscription",
            Self::Tie => "tie",
        }
    }
}
