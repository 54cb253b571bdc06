//! What does each group pay, to the cent?
//!
//! ```text
//! a group pays for its tokens what the lots cost that paid, or tokens × their mean, or × the
//!     price without lots
//! whole = what there was + what was bought = Σ groups + unused + difference of that price to the
//!     lots, to the cent
//! ```
//!
//! RULES §10 (shares to the cent).
//!
//! Example: 60 tokens at 3.00 and 40 at 2.50 were consumed, and 100 at 2.50 are left: 280.00 +
//! 250.00 = 530.00. By the mean, 280 ÷ 100 = 2.80 each. At a list price of 2.70 the groups pay
//! 270.00 and the difference is 10.00. Spread, each token consumed bears 250 ÷ 100 = 2.50 more.
//!
//! Edges: where nothing was consumed there is no mean, and nobody to spread over: what is unused
//! stays a row of its own. Who used nothing in the period has no part in it. Where months are told
//! apart, groups stay in their order; else the dearest is first, of one cost by name.

use crate::engine::bill::by::{Belonging, By};
use crate::engine::bill::by_lot::LotGroups;
use crate::engine::bill::chargeback::{Bill, BillInput, Part, bill as bill_of};
use crate::engine::bill::groups::{Group, Groups, GroupsInput};
use crate::engine::bill::pools::{Charged, pools};
use crate::engine::bill::pricing::Pricing;
use crate::engine::bill::shares::to_the_cent;
use crate::engine::bill::unpaid::unpaid_price;
use crate::engine::metering::replay::Charge;
use crate::engine::price::token_price::TokenPriceChoice;
use crate::model::{Day, Lot, Money, Percent, Quotient, Sheets, Tokens, Zone, minor_decimals};

/// What a token costs on a bill.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum CostBy {
    /// What the lots that paid for it cost.
    #[default]
    Lots,
    /// The mean of the lots that paid.
    Average,
    /// The price that it has without lots.
    List,
}

/// What becomes of tokens that nobody used.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Unused {
    /// A row of their own.
    #[default]
    Separate,
    /// Spread over those who used some, by tokens.
    Spread,
}

/// Whether it is known what tokens cost that no lot paid for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Prices {
    /// A rate sheet says it, or what was agreed.
    Known,
    /// They are of a programme that no rate sheet has prices for.
    Unknown,
}

/// What an invoice depends on.
#[derive(Clone, Copy)]
pub struct InvoiceInput<'a> {
    /// What to group by.
    pub by: &'a [By],
    /// What people belong to.
    pub belonging: Belonging<'a>,
    /// What was charged.
    pub charged: Charged<'a>,
    /// What was bought.
    pub lots: &'a [Lot],
    /// The rate sheets with what was agreed.
    pub sheets: &'a Sheets,
    /// Where months begin.
    pub zone: &'a Zone,
    /// The first day and the first day after.
    pub period: (Day, Day),
    /// What a token costs.
    pub cost: CostBy,
    /// What becomes of tokens that nobody used.
    pub unused: Unused,
    /// Whether a price without lots is known.
    pub prices: Prices,
}

/// A bill to the cent.
#[derive(Clone, Debug)]
pub struct Invoice {
    /// Who pays what.
    pub rows: Vec<Row>,
    /// What nothing assigns.
    pub unassigned: Row,
    /// Expired or not yet used; of no cost where it is spread.
    pub unused: Part,
    /// What the price chosen leaves of what was consumed; only where it is not that of the lots.
    pub difference: Option<Quotient<Money>>,
    /// All of it.
    pub total: Part,
    /// The bill, exactly.
    pub bill: Bill,
    /// What a token costs without lots.
    pub list_price: TokenPriceChoice,
    /// What a token costs on it.
    pub pricing: Pricing,
    /// Whether a price without lots is known.
    pub has_list_price: bool,
    /// Whether there is any money in it: where nothing says what a token costs, there are tokens
    /// only.
    pub has_money: bool,
}

/// What one group pays.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// The group.
    pub group: Group,
    /// Its tokens, and what it pays for them.
    pub part: Part,
}

impl Row {
    /// Whether it has any part in the bill.
    pub fn is_there(&self) -> bool {
        self.group.days > 0 || self.part.tokens != Tokens::ZERO
    }

    /// Several as one, of no name: what a reader is spared.
    pub fn together(rows: &[Self]) -> Self {
        let days = rows.iter().map(|row| row.group.days).sum();
        let part = rows.iter().fold(Part::default(), |sum, row| sum.plus(&row.part));
        Self { group: Group { days, ..Group::default() }, part }
    }
}

impl Invoice {
    /// What part of the whole is so many tokens that cost so much: by money, where there is some;
    /// `None` where the whole is nothing.
    pub fn share(
        &self,
        tokens: Option<Tokens>,
        cost: &Quotient<Money>,
    ) -> Option<Quotient<Percent>> {
        if self.has_money {
            return cost.share_of(&self.total.cost);
        }
        tokens?.share_of(self.total.tokens)
    }

    /// Money, where there is some.
    pub fn money<'m>(&self, money: &'m Quotient<Money>) -> Option<&'m Quotient<Money>> {
        self.has_money.then_some(money)
    }
}

/// Works out what each group pays.
pub fn invoice(input: &InvoiceInput) -> Invoice {
    let InvoiceInput { by, belonging, charged, lots, sheets, zone, period, .. } = *input;
    let groups = Groups::new(&GroupsInput { by, charged, belonging, zone, period });
    let list_price = unpaid_price(&charged, sheets, period.1 - 1);
    let price_without_lots = &list_price.price;
    if by.contains(&By::Lot) {
        let mut by_lot = LotGroups::new(by, charged, &groups, period);
        let place = |place, _: &Charge| u32::try_from(place).unwrap_or(u32::MAX);
        let pools = pools(&charged, lots, sheets, place);
        let bill = BillInput { pools, price_without_lots, groups: 0, period };
        let mut bill = bill_of(bill, |charge, lot, micro| by_lot.place(charge, lot, micro));
        let groups = by_lot.with_parts(std::mem::take(&mut bill.groups));
        let (list, parts): (Vec<_>, Vec<_>) = groups.into_iter().unzip();
        bill.groups = parts;
        return shared(bill, &list, list_price, input);
    }
    let pools = pools(&charged, lots, sheets, |_, charge| groups.tag(charge));
    let bill = BillInput { pools, price_without_lots, groups: groups.list().len(), period };
    let bill = bill_of(bill, |tag, _, _| usize::try_from(tag).ok());
    shared(bill, groups.list(), list_price, input)
}

/// The bill of groups, to the cent.
fn shared(
    bill: Bill,
    groups: &[Group],
    list_price: TokenPriceChoice,
    input: &InvoiceInput,
) -> Invoice {
    let pricing = Pricing::new(&bill, (input.cost, input.unused), &list_price.price);
    let parts: Vec<_> = bill.groups.iter().map(|part| pricing.of_group(part)).collect();
    let mut unused = bill.unused();
    unused.cost = pricing.unused(unused.cost);
    let mut difference = pricing.difference.clone();
    // The rows and the unused share the cents. The whole is rounded by itself, and what the price
    // chosen leaves of it makes up the rest.
    let mut amounts: Vec<Quotient<Money>> = parts.iter().map(|part| part.cost.clone()).collect();
    amounts.push(unused.cost.clone());
    let decimals = minor_decimals(input.sheets.currency());
    let mut cents = to_the_cent(&amounts, decimals);
    unused.cost = cents.pop().unwrap_or_default();
    let mut total = bill.total();
    total.cost = to_the_cent(&[total.cost], decimals).pop().unwrap_or_default();
    if let Some(difference) = &mut difference {
        *difference = &total.cost - cents.iter().sum::<Quotient<Money>>() - &unused.cost;
    }
    let (rows, unassigned) = rows(groups, &parts, cents, input.by);
    let has_list_price = input.prices == Prices::Known;
    Invoice {
        rows,
        unassigned,
        unused,
        difference,
        total,
        bill,
        list_price,
        pricing,
        has_list_price,
        has_money: has_list_price || !input.lots.is_empty(),
    }
}

/// The rows with a part in the bill, and what nothing assigns.
fn rows(
    groups: &[Group],
    parts: &[Part],
    cents: Vec<Quotient<Money>>,
    by: &[By],
) -> (Vec<Row>, Row) {
    let row = |((group, part), cost): ((&Group, &Part), Quotient<Money>)| Row {
        group: group.clone(),
        part: Part { tokens: part.tokens, cost },
    };
    let rows = groups.iter().zip(parts).zip(cents).map(row).filter(Row::is_there);
    let (unassigned, mut rows): (Vec<_>, Vec<_>) =
        rows.partition(|row| row.group.keys.iter().all(Option::is_none));
    let nothing = || Row {
        group: Group { keys: vec![None; by.len()], ..Group::default() },
        part: Part::default(),
    };
    if !by.contains(&By::Month) {
        rows.sort_by(|one, other| {
            let by_cost = other.part.cost.cmp(&one.part.cost);
            by_cost.then_with(|| one.group.keys.cmp(&other.group.keys))
        });
    }
    (rows, unassigned.into_iter().next().unwrap_or_else(nothing))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::bill::cost_of_use::{MicroRates, Rates};
    use crate::engine::bill::lot_terms::tests::sheets;
    use crate::model::Directory;

    fn part(tokens: u64, cost: u64) -> Part {
        Part { tokens: tokens.into(), cost: cost.into() }
    }

    /// 60 tokens at 3.00 and 40 at 2.50 were consumed, and 100 at 2.50 are left.
    fn bill() -> Bill {
        let groups = vec![part(60, 180), part(40, 100)];
        Bill { groups, bought: part(200, 530), left: part(100, 250), ..Bill::default() }
    }

    /// The invoice of a bill at a list price of 2.70.
    fn of<T>(bill: Bill, cost: CostBy, unused: Unused, check: impl Fn(&Invoice) -> T) -> T {
        let named =
            |name: Option<&str>| Group { keys: vec![name.map(str::to_owned)], people: 1, days: 1 };
        let groups = [named(Some("Design")), named(None)];
        let directory = Directory::default();
        let belonging = Belonging { directory: &directory, teams: &[], file: None };
        let rates = MicroRates::new(&Rates::new(&[], &directory));
        let charged = Charged {
            charges: &[],
            free_of_tokens: &[],
            directory: &directory,
            names: &[],
            teams: &[],
            rates: &rates,
        };
        let input = InvoiceInput {
            by: &[By::Team],
            belonging,
            charged,
            lots: &[],
            sheets: &sheets(),
            zone: &Zone::Utc,
            period: (Day::MIN, Day::MAX),
            cost,
            unused,
            prices: Prices::Known,
        };
        let list_price = TokenPriceChoice::given("2.70".parse().unwrap());
        check(&shared(bill, &groups, list_price, &input))
    }

    /// What `Design` pays, what is unassigned, unused and different.
    fn costs(invoice: &Invoice) -> Vec<String> {
        let money = [
            Some(&invoice.rows[0].part.cost),
            Some(&invoice.unassigned.part.cost),
            Some(&invoice.unused.cost),
            invoice.difference.as_ref(),
        ];
        money.into_iter().flatten().map(|money| money.rounded(2)).collect()
    }

    #[test]
    fn the_parts_are_what_was_spent_at_any_price() {
        let of = |cost| of(bill(), cost, Unused::Separate, costs);
        assert_eq!(of(CostBy::Lots), ["180.00", "100.00", "250.00"]);
        // 60 × 2.80, 40 × 2.80: the mean leaves nothing
        assert_eq!(of(CostBy::Average), ["168.00", "112.00", "250.00"]);
        // 60 × 2.70, 40 × 2.70, and 280 − 270
        assert_eq!(of(CostBy::List), ["162.00", "108.00", "250.00", "10.00"]);
    }

    #[test]
    fn what_is_unused_is_spread_over_those_who_used_some() {
        of(bill(), CostBy::Lots, Unused::Spread, |spread| {
            // 180 + 250 × 60 %, 100 + 250 × 40 %
            assert_eq!(costs(spread), ["330.00", "200.00", "0.00"]);
            assert_eq!(spread.unused.tokens, 100.into());
            // 53 of 530
            assert_eq!(spread.share(None, &53.into()), Some(10.into()));
        });
    }

    #[test]
    fn where_nothing_was_consumed_it_stays_unused() {
        let groups = vec![Part::default(), Part::default()];
        let bill = Bill { groups, bought: part(100, 250), left: part(100, 250), ..Bill::default() };
        of(bill, CostBy::Average, Unused::Spread, |invoice| {
            assert_eq!((&invoice.unused, &invoice.difference), (&part(100, 250), &None));
        });
    }
}
