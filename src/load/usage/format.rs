//! The formats of usage files, and the words for them.

use std::fmt;

/// What the rows of a file are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UsageFormat {
    /// Somebody had a product open from a moment to another.
    Sessions,
    /// Somebody used a product on a UTC day: Autodesk's Usage, Seat Usage and Token Usage exports,
    /// and the usage API.
    Days,
    /// Somebody used an offering on so many days: Autodesk's Usage Report. Its period is not in the
    /// file.
    Summary,
    /// Tokens of an enterprise agreement, which is another programme than Flex.
    TokenFlex,
    /// Charges that flexcalc wrote.
    Charges,
}

impl UsageFormat {
    /// Every format, and its name on the command line and in JSON.
    pub const ALL: [(Self, &'static str); 5] = [
        (Self::Sessions, "sessions"),
        (Self::Days, "days"),
        (Self::Summary, "summary"),
        (Self::TokenFlex, "token-flex"),
        (Self::Charges, "charges"),
    ];

    /// The name on the command line and in JSON.
    pub fn name(self) -> &'static str {
        Self::ALL.iter().find(|(format, _)| *format == self).map_or("", |(_, name)| name)
    }
}

/// What its rows are, in words.
impl fmt::Display for UsageFormat {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(match self {
            Self::Sessions => "sessions",
            Self::Days => "days of use",
            Self::Summary => "a usage summary",
            Self::TokenFlex => "Token Flex consumption",
            Self::Charges => "charges",
        })
    }
}
