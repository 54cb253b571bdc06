//! The nouns: amounts that refuse to mix, and the rate sheet they come from. What `load` hands out is valid: every bound is
//! checked on the way in, once.

mod cheaper;
mod code;
mod exact;
mod limits;
mod lookup;
mod measured;
mod problem;
mod quantity;
mod rate_sheet;

pub use cheaper::Cheaper;
pub use code::{Code, Severity};
pub use exact::{Exact, NotANumber};
pub use limits::{Limits, Refused};
pub use lookup::{Index, Row, find, nearest, normalise};
pub use measured::Measured;
pub use problem::{Place, Problem, Problems};
pub use quantity::{Days, Divide, Given, Money, Percent, PricePerDay, TokenPrice, Tokens, TokensPerDay};
pub use rate_sheet::{Collection, Draft, Partial, Product, RateSheet, Service, Tier, TierPrice, TokenTerms};
