//! What fields say, for the formats to ask: moments, days, people, products and tokens, each with
//! its refusal.

use std::borrow::Cow;
use std::sync::Mutex;

use super::batch::{Line, Wrong, wrong};
use super::cells::{field, found, is_hidden, is_total_word, shown};
use super::columns::Role;
use super::doubts::Doubts;
use super::header::Header;
use super::holdings::{Holdings, SeatColumns};
use super::identity::{Beside, IdColumns, Stood, both, says_nobody};
use super::names::{LABEL_PARTS, Names, Registry};
use super::odd_closes::Odd;
use super::people::ShortName;
use super::possible::{self, EARLIEST};
use super::priced::Prices;
use super::time::{NoTime, Times};
use super::{Faulty, SummaryPeriod, UsageRequest};
use crate::model::{Day, Instant, Micro, Session, UseRow};

/// What a record turned out to be.
pub(super) enum Row {
    Pending(Pending),
    Session(Session),
    Use(UseRow),
    /// Of a product that no sheet knows, with the tokens that it states.
    Unknown(String, Option<Micro>),
}

/// A session whose person has still to be looked up.
pub(super) struct Pending {
    pub(super) person: ShortName,
    pub(super) hash: u64,
    pub(super) item: u32,
    pub(super) label: u32,
    pub(super) opened: Instant,
    pub(super) closed: Option<Instant>,
}

/// Reads the records of one file.
pub(super) struct Reader<'w> {
    pub(super) header: &'w Header,
    pub(super) names: Names<'w>,
    pub(super) times: Times,
    pub(super) columns: Places,
    /// What a summary is about.
    pub(super) period: Option<SummaryPeriod>,
    /// What rows say that people held.
    pub(super) holdings: Holdings,
    /// What rows say against it.
    pub(super) doubts: Doubts,
    /// Whether what no sheet knows counts by the tokens that rows state.
    pub(super) takes_stated: bool,
    /// Whether what no sheet knows counts, whatever rows state.
    pub(super) takes_unknown: bool,
    /// What charges that were written cost.
    pub(super) prices: Prices,
    /// Room for the names of a row.
    beside: Vec<u8>,
    /// The last days on which something may have been opened, and closed.
    latest: Day,
    pub(super) tomorrow: Day,
    /// What is odd about the close of the row that was read last.
    pub(super) odd: Option<Odd>,
}

/// Where things stand in a record: looked up once, not once a row.
pub(super) struct Places {
    pub(super) opened: Option<usize>,
    pub(super) closed: Option<usize>,
    /// The offset of both.
    offset: Option<usize>,
    day: Option<usize>,
    pub(super) tokens: Option<usize>,
    pub(super) access: Option<usize>,
    pub(super) feature: Option<usize>,
    /// What tells rows of a summary apart, and what rows of a pool.
    pub(super) summary: [Option<usize>; 4],
    pub(super) own: Vec<usize>,
    /// Team, group, project and machine, and columns by name, where they are wanted.
    label: [Option<usize>; LABEL_PARTS],
    names: [Option<usize>; 2],
    /// Who it was, by addresses and ids.
    pub(super) who: IdColumns,
    /// What was held.
    pub(super) seats: SeatColumns,
}

impl Places {
    fn new(header: &Header, request: &UsageRequest) -> Self {
        let wanted = |wanted: bool, role: Role| header.column(role).filter(|_| wanted);
        let named = |place: usize| header.column_named(request.columns.named.get(place)?);
        Self {
            opened: header.column(Role::Opened),
            closed: header.column(Role::Closed),
            offset: header.column(Role::Offset),
            day: header.column(Role::Day),
            tokens: header.column(Role::Tokens),
            access: header.column(Role::Access),
            feature: header.column(Role::Feature),
            summary: [Role::Version, Role::Feature, Role::Team, Role::Group]
                .map(|role| header.column(role)),
            own: header.telling_apart(),
            label: [
                wanted(request.columns.team, Role::Team),
                wanted(request.columns.group, Role::Group),
                wanted(request.columns.project, Role::Project),
                wanted(request.columns.machine, Role::Machine),
                named(0),
                named(1),
            ],
            names: [header.column(Role::FirstName), header.column(Role::LastName)],
            who: IdColumns::new(header),
            seats: SeatColumns::new(header),
        }
    }
}

impl<'w> Reader<'w> {
    pub(super) fn new(
        header: &'w Header,
        request: &UsageRequest,
        registry: &'w Mutex<Registry>,
    ) -> Self {
        Self {
            header,
            names: Names::new(registry, &request.columns.named),
            times: Times::new(request.zone.clone()),
            columns: Places::new(header, request),
            takes_stated: request.unknown == Faulty::Refused,
            takes_unknown: request.unknown == Faulty::Named,
            latest: request
                .today
                .and_then(|today| today.checked_add_days(possible::YEAR))
                .map_or(Day::MAX, Day::from),
            tomorrow: request.today.and_then(|today| today.succ_opt()).map_or(Day::MAX, Day::from),
            period: request.period,
            holdings: Holdings::default(),
            odd: None,
            doubts: Doubts::default(),
            prices: Prices::new(header),
            beside: Vec::new(),
        }
    }

    /// When it was opened.
    #[inline]
    pub(super) fn opened(&mut self, fields: &[&[u8]]) -> Result<Instant, Wrong> {
        let text = field(fields, self.columns.opened);
        let opened = match self.columns.offset {
            None => self.times.moment(text),
            Some(_) => self.times.moment(&self.with_offset(fields, text)),
        };
        let opened = opened.map_err(|no_time| self.no_time(self.columns.opened, text, no_time))?;
        self.ensure_possible(self.columns.opened, text, opened.day())?;
        Ok(opened)
    }

    /// When it was closed, as `text` has it.
    #[inline]
    pub(super) fn closed(
        &mut self,
        fields: &[&[u8]],
        text: &[u8],
        opened: Instant,
    ) -> Result<Instant, Wrong> {
        let closed = match self.columns.offset {
            None => self.times.close(text, opened),
            Some(_) => self.times.close(&self.with_offset(fields, text), opened),
        };
        closed.map_err(|no_time| self.no_time(self.columns.closed, text, no_time))
    }

    /// That a day is one on which something may have been used.
    #[inline]
    pub(super) fn ensure_possible(
        &self,
        column: Option<usize>,
        text: &[u8],
        day: Day,
    ) -> Result<(), Wrong> {
        if EARLIEST <= day && day <= self.latest {
            return Ok(());
        }
        let column = self.header.name_of(column);
        Err(possible::no_day(column, text, day > self.latest))
    }

    /// A time with the offset that its row has in a column of its own: `-8:00`, `+5:30`.
    #[cold]
    fn with_offset(&self, fields: &[&[u8]], time: &[u8]) -> Vec<u8> {
        let offset = field(fields, self.columns.offset);
        let has_one = time.last().is_some_and(|last| !last.is_ascii_digit());
        match offset {
            _ if has_one || time.len() <= b"2026-03-02".len() => time.to_vec(),
            [sign @ (b'+' | b'-'), hour, b':', minutes @ ..] => {
                [time, &[*sign, b'0', *hour, b':'], minutes].concat()
            }
            offset => [time, offset].concat(),
        }
    }

    /// The day, counted from 1970-01-01.
    pub(super) fn day(&self, fields: &[&[u8]]) -> Result<Day, Wrong> {
        let text = field(fields, self.columns.day);
        let day = Times::day(text).map_err(|_| {
            let column = self.header.name_of(self.columns.day);
            wrong(format!("`{column}` must be a date such as 2026-03-02, {}", found(text)))
        })?;
        self.ensure_possible(self.columns.day, text, day)?;
        Ok(day)
    }

    /// The number of the person at the item.
    pub(super) fn pair(&mut self, fields: &[&[u8]], item: u32) -> Result<u32, Wrong> {
        let person = self.person(fields);
        let person = person.ok_or_else(|| wrong("nothing says who it was".to_owned()))?;
        Ok(self.names.pair(&person, item)?)
    }

    /// Who it was, by the best column that says something.
    pub(super) fn person<'f>(&self, fields: &[&'f [u8]]) -> Option<Cow<'f, [u8]>> {
        if !self.columns.who.ids.is_empty() {
            let IdColumns { addresses, ids } = &self.columns.who;
            let mut named = addresses.iter().chain(ids).map(|column| field(fields, Some(*column)));
            if let Some(name) = named.find(|name| !says_nobody(name)) {
                return Some(Cow::Borrowed(name));
            }
        }
        let named = self.header.people.iter().map(|column| field(fields, Some(*column)));
        if let Some(name) = named.into_iter().find(|name| !is_hidden(name)) {
            return Some(Cow::Borrowed(name));
        }
        let [first, last] = self.columns.names.map(|column| field(fields, column));
        let name = [first, b" ", last].concat();
        (!is_hidden(&name)).then(|| Cow::Owned(name.trim_ascii().to_owned()))
    }

    /// Keeps which address and ids stand beside each other; `line` is asked where they are new.
    pub(super) fn keep_names(
        &mut self,
        fields: &[&[u8]],
        day: Option<Day>,
        line: impl Fn() -> Line,
        beside: &mut Beside,
    ) {
        let IdColumns { addresses, ids } = &self.columns.who;
        if ids.is_empty() {
            return;
        }
        let mut named = addresses.iter().map(|column| field(fields, Some(*column)));
        let address = named.find(|name| !says_nobody(name)).unwrap_or_default();
        self.beside.clear();
        self.beside.extend_from_slice(address);
        for column in ids {
            self.beside.push(0);
            self.beside.extend_from_slice(field(fields, Some(*column)));
        }
        let days = day.map(|day| (day, day));
        if let Some(stood) = beside.get_mut(self.beside.as_slice()) {
            stood.days = both(stood.days, days);
        } else {
            let stood = Stood { line: line(), days };
            beside.insert(self.beside.as_slice().into(), stood);
        }
    }

    /// What was used, as the row calls it.
    #[inline]
    pub(super) fn product<'f>(&self, fields: &[&'f [u8]]) -> Result<&'f [u8], Wrong> {
        let named = self.header.products.iter().map(|column| field(fields, Some(*column)));
        let mut named = named.filter(|name| !name.is_empty());
        named.next().ok_or_else(|| wrong("nothing says which product it was".to_owned()))
    }

    /// The number of what else the row says.
    #[inline]
    pub(super) fn label(&mut self, fields: &[&[u8]]) -> Result<u32, Wrong> {
        if self.columns.label.iter().all(Option::is_none) {
            return Ok(0);
        }
        Ok(self.names.label(self.columns.label.map(|column| field(fields, column)))?)
    }

    /// Whether it is a row of totals, as exports have them at the end: it says so first, and not
    /// both what was used and when.
    pub(super) fn is_total(&self, fields: &[&[u8]]) -> bool {
        let first = fields
            .iter()
            .map(|field| field.trim_ascii())
            .find(|field| !field.is_empty())
            .unwrap_or_default();
        let says = |column: &usize| {
            let text = field(fields, Some(*column));
            !text.is_empty() && !is_total_word(text)
        };
        let when = self.columns.opened.or(self.columns.day);
        is_total_word(first)
            && !(self.header.products.iter().any(says) && when.is_none_or(|column| says(&column)))
    }

    #[cold]
    fn no_time(&self, column: Option<usize>, text: &[u8], no_time: NoTime) -> Wrong {
        let column = self.header.name_of(column);
        match no_time {
            NoTime::Malformed => wrong(format!(
                "`{column}` must be a time such as 2026-03-02T08:00:00Z, {}",
                found(text)
            )),
            NoTime::Skipped => Wrong {
                message: format!(
                    "`{column}`: clocks in the zone of `--timezone` never showed `{}`",
                    shown(text)
                ),
                hint: Some(
                    "if these clocks know no summer time, give their offset: `--timezone +01:00`"
                        .to_owned(),
                ),
            },
        }
    }
}
