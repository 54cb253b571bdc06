//! The nouns: amounts that refuse to mix, and the rate sheet they come from. What `load` hands out
//! is valid: every bound is checked on the way in, once.

mod amount;
mod catalogue;
mod cheaper;
mod code;
mod currency;
mod day;
mod decimal;
mod estate;
mod file_kind;
mod instant;
mod letters;
mod limits;
mod lookup;
mod lot;
mod measured;
mod micro;
mod month;
mod named_rows;
mod pasted;
mod period;
mod problem;
mod quotient;
mod rate_sheet;
mod sheets;
mod shell;
mod term_prices;
mod unit;
mod usage;
mod usage_file;
mod vendor_plan;
mod words;
mod zone;

pub use amount::{Days, Money, Number, Percent, PricePerDay, TokenPrice, Tokens, TokensPerDay};
pub use catalogue::{Catalogue, without_year};
pub use cheaper::Cheaper;
pub use code::{Code, Severity};
pub use currency::{iso_decimals, may_be, minor_decimals};
pub use day::{Day, date_of, day_number};
pub use decimal::{NotANumber, decimal_from};
pub use estate::{
    Access, Budget, Estate, EstateTokens, Limit, Named, NamedFor, Per, Seat, Team, person,
};
pub use file_kind::FileKind;
pub use instant::{DAY, Instant};
pub use letters::{escape, is_unseen_in, letters};
pub use limits::{Limits, Refused};
pub use lookup::{Index, Row, find, nearest, nearest_people, normalise, one_form};
pub use lot::{Lot, LotKind, Statement, Thresholds, ensure_few_lots};
pub use measured::Measured;
pub use micro::{Micro, MicroSum};
pub use month::Month;
pub use pasted::{LineAccount, Paste, PastedRow, Spot};
pub use period::Period;
pub use problem::{MOST_TOLD, Place, Problem, Problems};
pub use quotient::{Figure, Quotient};
pub use rate_sheet::{
    Collection, Draft, Partial, Product, RateSheet, Service, Tier, TierPrice, TokenTerms,
};
pub use sheets::{Sheets, called, in_force};
pub use shell::{file_word, option_words, shell_word, shell_word_or};
pub use term_prices::TermPrices;
pub use unit::{Divide, Given, Unit};
pub use usage::{
    Directory, Ended, Holding, Item, ItemKind, Label, MOST_COLUMNS, NOBODY, OutOfOrder, Paid, Pair,
    PersonDays, Session, TakeUsage, Tied, UseRow, When,
};
pub use usage_file::{RowsOf, UsageFile};
pub use vendor_plan::VendorPlan;
pub use words::{counted, listed, noun};
pub use zone::{Reading, Zone};
