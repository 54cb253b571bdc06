//! The bill as rows of the `FinOps` Open Cost and Usage Specification (FOCUS) 1.2: purchases of
//! tokens, their use, and what expired. A purchase is billed and has no effective cost; use has no
//! billed cost and the effective cost of the lot's tokens.

use chrono::{Datelike, Months, NaiveDate};

use super::super::balance::{pool_charges, pool_lot};
use super::super::usage::Used;
use crate::engine::bill::cost_of_use::MicroRates;
use crate::engine::pool::{LotState, Pool, tokens};
use crate::model::{DAY, Day, Instant, Lot, Money, Sheets, TokenPrice, Tokens, date_of};
use crate::render::{Cell, Grid, column};

const COLUMNS: [&str; 33] = [
    "BilledCost",
    "BillingAccountId",
    "BillingAccountName",
    "BillingCurrency",
    "BillingPeriodStart",
    "BillingPeriodEnd",
    "ChargeCategory",
    "ChargeClass",
    "ChargeDescription",
    "ChargeFrequency",
    "ChargePeriodStart",
    "ChargePeriodEnd",
    "CommitmentDiscountId",
    "CommitmentDiscountStatus",
    "ConsumedQuantity",
    "ConsumedUnit",
    "ContractedCost",
    "EffectiveCost",
    "InvoiceIssuerName",
    "ListCost",
    "PricingCurrency",
    "PricingQuantity",
    "PricingUnit",
    "ProviderName",
    "PublisherName",
    "ResourceId",
    "ServiceCategory",
    "ServiceName",
    "SkuId",
    "x_User",
    "x_Team",
    "x_LotId",
    "x_WindowStart",
];

/// What one row is about.
struct Line<'a> {
    category: &'static str,
    frequency: &'static str,
    description: String,
    period: (String, String),
    month_of: NaiveDate,
    tokens: Tokens,
    lot: &'a LotState,
    list_price: &'a TokenPrice,
    status: &'static str,
    user: &'a str,
    team: &'a str,
    product: &'a str,
    window: String,
}

impl Line<'_> {
    fn cells(self, currency: &str) -> Vec<Cell> {
        let is_purchase = self.category == "Purchase";
        let cost = &self.tokens * &self.lot.lot.price;
        let none = Money::zero();
        let (billed, effective) = if is_purchase { (&cost, &none) } else { (&none, &cost) };
        let text = |text: &str| if text.is_empty() { Cell::Empty } else { text.into() };
        let quantity =
            |is_there: bool| if is_there { Cell::from(&self.tokens) } else { Cell::Empty };
        let number = |money: &Money| Cell::Count(money.exact().clone());
        let month = self.month_of.with_day(1).unwrap_or(self.month_of);
        let next = month.checked_add_months(Months::new(1)).unwrap_or(month);
        vec![
            number(billed),
            "autodesk-flex".into(),
            "Autodesk Flex".into(),
            currency.into(),
            start(month).into(),
            start(next).into(),
            self.category.into(),
            Cell::Empty,
            self.description.into(),
            self.frequency.into(),
            self.period.0.into(),
            self.period.1.into(),
            if is_purchase { Cell::Empty } else { self.lot.lot.id.as_str().into() },
            text(self.status),
            quantity(!is_purchase && self.status == "Used"),
            if !is_purchase && self.status == "Used" { "Tokens".into() } else { Cell::Empty },
            number(&cost),
            number(effective),
            "Autodesk".into(),
            number(&(&self.tokens * self.list_price)),
            if is_purchase { currency.into() } else { "Token".into() },
            (&self.tokens).into(),
            "Tokens".into(),
            "Autodesk".into(),
            "Autodesk".into(),
            self.lot.lot.id.as_str().into(),
            "Business Applications".into(),
            "Autodesk Flex".into(),
            text(self.product),
            text(self.user),
            text(self.team),
            self.lot.lot.id.as_str().into(),
            text(&self.window),
        ]
    }
}

fn start(date: NaiveDate) -> String {
    Instant::start_of(date).to_string()
}

/// What the rows are made of.
pub(super) struct FocusInput<'a> {
    pub(super) used: &'a Used,
    pub(super) lots: &'a [Lot],
    pub(super) rates: &'a MicroRates,
    pub(super) sheets: &'a Sheets,
    /// The first day and the first day after.
    pub(super) period: (Day, Day),
}

/// Every row of the period: purchases, then use by time, then what expired.
pub(super) fn rows(input: &FocusInput) -> Grid {
    let FocusInput { used, lots, rates, sheets, period: (from, until) } = *input;
    let mut grid = Grid::new(COLUMNS.map(|key| column(key, key)).to_vec());
    let sheet = sheets.latest();
    let (list_price, currency) = (&sheet.token.list_price, sheet.currency.as_str());
    let is_within = |day: Day| from <= day && day < until;
    // A tag says which charge it is; those of one moment are told apart by name, not by the order
    // of the input.
    let charges = &used.replayed.charges;
    let mut order: Vec<usize> = (0..charges.len()).collect();
    let name = |place: &usize| {
        charges.get(*place).map(|charge| {
            let directory = &used.directory;
            (charge.at, directory.person(charge.pair), directory.item(charge.pair).name.as_str())
        })
    };
    order.sort_by_cached_key(name);
    let mut ranks = vec![0; charges.len()];
    for (rank, place) in (0_u32..).zip(&order) {
        if let Some(slot) = ranks.get_mut(*place) {
            *slot = rank;
        }
    }
    let pools =
        pool_charges(used, lots, rates, |place, _| ranks.get(place).copied().unwrap_or(u32::MAX));
    for (team, tagged) in &pools {
        let of_team = lots.iter().filter(|lot| lot.team == *team);
        let mut pool =
            Pool::new(of_team.map(|lot| pool_lot(lot, sheets)).collect()).with_payments();
        tagged
            .iter()
            .filter(|charge| charge.at.day() < until)
            .for_each(|charge| pool.charge(charge));
        pool.advance(until - 1);
        let team = team.as_deref().unwrap_or_default();
        let line = |lot, tokens, month_of| Line {
            category: "Usage",
            frequency: "Usage-Based",
            description: String::new(),
            period: (String::new(), String::new()),
            month_of,
            tokens,
            lot,
            list_price,
            status: "",
            user: "",
            team,
            product: "",
            window: String::new(),
        };
        for state in
            pool.lots().iter().filter(|state| state.is_bought && is_within(state.lot.bought))
        {
            let (bought, expires) = (date_of(state.lot.bought), date_of(state.lot.expires));
            let lot = Line {
                category: "Purchase",
                frequency: "One-Time",
                description: format!("Flex tokens, lot {}", state.lot.id),
                period: (start(bought), start(expires)),
                ..line(state, tokens(state.lot.micro.into()), bought)
            };
            grid.rows.push(lot.cells(currency));
        }
        for payment in pool.payments().iter().filter(|payment| is_within(payment.day)) {
            let Some(state) = pool.lots().get(payment.lot) else { continue };
            let charge = order.get(payment.tag as usize).and_then(|place| charges.get(*place));
            let Some(charge) = charge else { continue };
            let person = used.directory.pair(charge.pair).person as usize;
            let team = used.teams.get(person).and_then(Option::as_deref).unwrap_or_default();
            let (user, product) = (
                used.directory.person(charge.pair),
                used.directory.item(charge.pair).name.as_str(),
            );
            let window = charge.at.to_string();
            let end = charge.at.after(DAY).to_string();
            let use_of_it = Line {
                description: format!("Flex use of {product}"),
                period: (window.clone(), end),
                status: "Used",
                user,
                team,
                product,
                window,
                ..line(state, tokens(payment.micro.into()), date_of(payment.day))
            };
            grid.rows.push(use_of_it.cells(currency));
        }
        for state in pool
            .lots()
            .iter()
            .filter(|state| !state.expired.is_none() && is_within(state.lot.expires))
        {
            let expires = date_of(state.lot.expires);
            let expiry = Line {
                description: format!("Flex tokens expired unused, lot {}", state.lot.id),
                period: (start(expires), start(date_of(state.lot.expires + 1))),
                status: "Unused",
                ..line(state, tokens(state.expired.into()), expires)
            };
            grid.rows.push(expiry.cells(currency));
        }
    }
    grid
}
