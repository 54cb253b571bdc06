//! The kinds of problem that a rate sheet can have. Their names are stable: scripts and CI look for
//! them.

use serde::{Serialize, Serializer};

/// How much a problem matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// Good to know.
    Info,
    /// Most likely a mistake; the sheet can be used.
    Warning,
    /// The sheet cannot be used.
    Error,
}

impl Severity {
    /// The word in every format.
    pub fn word(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

macro_rules! codes {
    ($($(#[doc = $about:literal])* $code:ident $name:literal $severity:ident $remedy:literal,)*) => {
        /// What kind of problem it is.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Code {
            $($(#[doc = $about])* $code,)*
        }

        impl Code {
            /// Every code, in the order of the README's table.
            pub const ALL: &'static [Self] = &[$(Self::$code,)*];

            /// The stable name.
            pub fn name(self) -> &'static str {
                match self {
                    $(Self::$code => $name,)*
                }
            }

            /// How much it matters.
            pub fn severity(self) -> Severity {
                match self {
                    $(Self::$code => Severity::$severity,)*
                }
            }

            /// What it is, in a sentence.
            pub fn about(self) -> &'static str {
                match self {
                    $(Self::$code => concat!($($about),*).trim_start(),)*
                }
            }

            /// What to do about it.
            pub fn remedy(self) -> &'static str {
                match self {
                    $(Self::$code => $remedy,)*
                }
            }
        }
    };
}

codes! {
    /// The file breaks the grammar of TOML.
    NotToml "not-toml" Error "write it as TOML: https://toml.io",
    /// One key stands twice in one table.
    DuplicateKey "duplicate-key" Error "keep one of the two",
    /// A key that a sheet does not have.
    UnknownKey "unknown-key" Error "correct its spelling, or take it out",
    /// A key that a sheet must have is not there.
    MissingKey "missing-key" Error "add it",
    /// A row does not say where its figures come from.
    NoSource "no-source" Error "say where the figures come from, with a date",
    /// A value is of another type than the key wants.
    WrongType "wrong-type" Error "write the value as the message says",
    /// A value is too small, too large, or none of the words allowed.
    OutOfRange "out-of-range" Error "keep within the range that the message states",
    /// A number cannot be held exactly: too many digits, `nan` or `inf`.
    InexactNumber "inexact-number" Error "write a decimal number of at most 28 digits",
    /// Two rows go by one name.
    DuplicateName "duplicate-name" Error "let only one row have the name",
    /// A collection or an estate names a product that the sheet does not have.
    UnknownProduct "unknown-product" Error "add the product, or name it by its id",
    /// No sheet says what a collection covers, and an estate rests on it.
    UnknownContents "unknown-contents" Error "list its `products` in a sheet of your own",
    /// A budget of an estate is nobody's.
    UnknownName "unknown-name" Error "correct the name, or take it out",
    /// A tier does not start above the one before it.
    TierOrder "tier-order" Error "order the tiers by rising `from`",
    /// A token of a larger purchase costs more.
    DearerTier "dearer-tier" Warning "check the tier's price: discounts grow with the purchase",
    /// The sheet is not in force yet.
    FutureDate "future-date" Warning "check `effective`: until then these are not the rates",
    /// The sheet is over 18 months old.
    OldDate "old-date" Warning "check the rates, and give them a new `effective`",
    /// ISO 4217 has no such currency.
    UnknownCurrency "unknown-currency" Warning "check the code: its money has two decimals here",
    /// A token costs ten times more or less than is usual.
    OddPrice "odd-price" Warning "check where the decimal point is",
    /// Flex is cheaper all year, which few subscriptions are priced for.
    LateBreakEven "late-break-even" Warning "check `annual_price` and `tokens_per_day`",
    /// The subscription pays after a few days.
    EarlyBreakEven "early-break-even" Warning "check `annual_price` and `tokens_per_day`",
    /// A month costs no less than a year.
    DearMonth "dear-month" Warning "check both prices: a month is for projects",
    /// Three years cost more than three times a year.
    DearThreeYears "dear-three-years" Warning "check both prices: it is that of all three years",
    /// A floating seat costs less than a seat of one person.
    CheapFloating "cheap-floating" Warning "check both prices: several people use it in turn",
    /// A name of an estate is nobody's whom it names elsewhere.
    PerhapsNobody "perhaps-nobody" Warning "check the name, or name the person in `[teams]`",
    /// A trial never ends, or is longer than a year.
    LongTrial "long-trial" Warning "check `from` and `until`; what is paid for is a `[[seat]]`",
    /// An estate and the rate sheet are in two currencies: no command takes both.
    OtherCurrency "other-currency" Warning "check it with the sheet that it is for: `--rates`",
    /// Just below a tier, buying up to it is cheaper.
    BuyUp "buy-up" Info "nothing to do: `cost` and `pool-size` buy up by themselves",
    /// An address of an estate may be somebody's.
    OnlyUsageTells "only-usage-tells" Info "name the person in `[teams]`, and a check can tell",
}

impl Serialize for Code {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.name().serialize(serializer)
    }
}
