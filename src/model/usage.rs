//! What people did: sessions and days of use, by person and product.
//!
//! People, products and labels are numbers here, in the order in which they were met; the
//! [`Directory`] has their names. A year of a large organisation has tens of millions of rows, and
//! a row must not carry its names around.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::{Day, Instant, Micro, Month, normalise};

/// One person at one product, by their numbers in the [`Directory`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Pair {
    /// The person.
    pub person: u32,
    /// What was used.
    pub item: u32,
}

/// What was used: something of a rate sheet, or a name that stands for itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// The id in the rate sheet; of an unlisted item, its name.
    pub id: String,
    /// The vendor's name.
    pub name: String,
    /// What it is.
    pub kind: ItemKind,
}

/// What an item is to Flex.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ItemKind {
    /// A desktop product, charged by the day.
    Product,
    /// A cloud service, charged by the result.
    Service,
    /// A collection: it is held, not charged.
    Collection,
    /// Something that no rate sheet has to know, since the file says what it cost.
    Unlisted,
}

impl ItemKind {
    /// Its word in answers and budgets; what no sheet knows may be of any kind.
    pub fn word(self) -> Option<&'static str> {
        match self {
            Self::Product => Some("desktop"),
            Self::Service => Some("cloud"),
            Self::Collection => Some("collection"),
            Self::Unlisted => None,
        }
    }

    /// Whether a word is that of a kind, however it is spelt.
    pub fn is_word(word: &str) -> bool {
        let kinds = [Self::Product, Self::Service, Self::Collection];
        kinds.iter().filter_map(|kind| kind.word()).any(|kind| kind == normalise(word))
    }
}

/// What a row says beside person, product and time.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Label {
    /// The team.
    pub team: Option<String>,
    /// The group.
    pub group: Option<String>,
    /// The project.
    pub project: Option<String>,
    /// The machine.
    pub machine: Option<String>,
    /// What stands in columns that were asked for, by their names.
    pub columns: BTreeMap<String, String>,
}

/// How many columns can be asked for by name: what is grouped by is one thing or two.
pub const MOST_COLUMNS: usize = 2;

/// The names behind the numbers.
#[derive(Clone, Debug, Default)]
pub struct Directory {
    /// People: e-mail addresses in lower case, or what else the files call them.
    pub people: Vec<String>,
    /// What was used.
    pub items: Vec<Item>,
    /// Who used what.
    pub pairs: Vec<Pair>,
    /// What else rows said; the first is that of a row which said nothing.
    pub labels: Vec<Label>,
}

/// Numbers are those of this directory. One that is not is a fault of this program: it ends the
/// run, rather than count for a person who is nobody.
#[expect(clippy::indexing_slicing, reason = "a wrong number must not pass for a right one")]
impl Directory {
    /// Who used what, by number.
    pub fn pair(&self, pair: u32) -> Pair {
        self.pairs[pair as usize]
    }

    /// The person of a pair.
    pub fn person(&self, pair: u32) -> &str {
        &self.people[self.pair(pair).person as usize]
    }

    /// What was used, of a pair.
    pub fn item(&self, pair: u32) -> &Item {
        &self.items[self.pair(pair).item as usize]
    }

    /// The label by its number; one that says nothing where none was read.
    pub fn label(&self, label: u32) -> &Label {
        const NOTHING: &Label = &Label {
            team: None,
            group: None,
            project: None,
            machine: None,
            columns: BTreeMap::new(),
        };
        self.labels.get(label as usize).unwrap_or(NOTHING)
    }
}

/// What stands for the person in files that do not say who it was.
pub const NOBODY: &str = "(not in the file)";

/// One session: a person had a product open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Session {
    /// Who used what.
    pub pair: u32,
    /// What else the row said.
    pub label: u32,
    /// When it was opened.
    pub opened: Instant,
    /// When it was closed; `None` where the log does not say.
    pub closed: Option<Instant>,
}

/// One row of an export: somebody used something, on a day or for some days.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UseRow {
    /// Who used what.
    pub pair: u32,
    /// When.
    pub when: When,
    /// What tells two uses of one product at one time apart, by its number: the feature, or of a
    /// pool what it is for; 0 where nothing does.
    pub detail: u32,
    /// The file that it is in, by its place in the run.
    pub file: u32,
    /// All that the row says, as one number: equal in every column are rows of one file that have
    /// the same.
    pub whole: u64,
    /// Tokens that the export says were charged; `None` where it does not say.
    pub micro_tokens: Option<Micro>,
    /// Who paid.
    pub paid: Paid,
    /// What else the row said.
    pub label: u32,
}

impl UseRow {
    /// The `detail` of rows that do not tell what could differ.
    pub const NO_DETAIL: u32 = 0;
    /// The `detail` of rows whose feature is the product itself.
    pub const THE_PRODUCT: u32 = 1;
}

/// When something was used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum When {
    /// On a UTC day.
    Day(Day),
    /// At a moment.
    Moment(Instant),
    /// In a month, on days that are not said.
    Month(Month),
    /// On so many days of a period.
    Days {
        /// The first day of the period, where it is known.
        from: Option<Day>,
        /// How many.
        count: u32,
    },
}

impl When {
    /// The UTC day; of a period its first.
    pub fn day(self) -> Option<Day> {
        match self {
            Self::Day(day) => Some(day),
            Self::Moment(at) => Some(at.day()),
            Self::Month(month) => Some(month.first_day()),
            Self::Days { from, .. } => from,
        }
    }

    /// The UTC day, where it is about one day only.
    pub fn one_day(self) -> Option<Day> {
        match self {
            Self::Days { .. } => None,
            _ => self.day(),
        }
    }

    /// The same for all that can be about one use: of a period, on however many days of it.
    #[must_use]
    pub fn of_use(self) -> Self {
        match self {
            Self::Days { from, .. } => Self::Days { from, count: 0 },
            other => other,
        }
    }

    /// The moment, where it is known.
    pub fn moment(self) -> Option<Instant> {
        match self {
            Self::Moment(at) => Some(at),
            _ => None,
        }
    }

    /// How many days of use it stands for.
    pub fn days(self) -> u64 {
        match self {
            Self::Days { count, .. } => count.into(),
            // As many as there were, which the file does not say.
            Self::Month(_) => 0,
            Self::Day(_) | Self::Moment(_) => 1,
        }
    }
}

/// What a use was paid with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Paid {
    /// Flex tokens, or the file does not say.
    Tokens,
    /// A subscription.
    Subscription,
    /// Tokens of an enterprise agreement: a row is what a pool paid for everybody, not for one
    /// person.
    Agreement,
}

/// A subscription that a row says somebody held.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Holding {
    /// The person at what was held.
    pub held: u32,
    /// The same person at what the row is about: what was held, or something that it covered.
    pub used: u32,
    /// The day on which it was assigned, where the row says so.
    pub from: Option<Day>,
    /// Whether it was taken back.
    pub ended: Ended,
}

/// Whether a seat was taken back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Ended {
    /// Not that the file says.
    No,
    /// On this day.
    On(Day),
    /// It was; when is not said.
    Unknown,
}

/// Between which days somebody is there, as a table of people has it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PersonDays {
    /// The first day.
    pub from: Option<NaiveDate>,
    /// The last day.
    pub until: Option<NaiveDate>,
}

/// A row came before one that it should have come after: the log is not sorted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OutOfOrder;

/// People who go by several names, which is known only when everything is read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tied {
    /// For each pair, the one that stands for all pairs of the same person and item.
    pub pairs: Vec<u32>,
    /// Every name of each person who has several, by the person's number.
    pub names: BTreeMap<u32, Vec<String>>,
}

/// What takes usage as it is read, block by block, in the order of the input.
pub trait TakeUsage: Send {
    /// Names have come to the directory since the last time.
    fn meet(&mut self, directory: &Directory);

    /// The next sessions.
    fn sessions(&mut self, sessions: &[Session]) -> Result<(), OutOfOrder>;

    /// The next rows of an export.
    fn rows(&mut self, rows: &[UseRow]);

    /// Everything was read, and people turned out to go by several names; `directory` has each of
    /// them once. The error says that sessions have been counted for somebody who is two, and must
    /// be read again.
    fn tie(&mut self, directory: &Directory, tied: &Tied) -> Result<(), OutOfOrder>;
}
