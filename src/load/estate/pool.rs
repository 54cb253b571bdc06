//! The tokens that were bought, and when they are worth a signal.

use std::cell::RefCell;
use std::collections::BTreeMap;

use super::teams::{TeamNames, team_named};
use crate::load::toml_table::Table;
use crate::model::{
    Code, Limits, Lot, LotKind, Number, Percent, Statement, Thresholds, TokenPrice, Tokens, Unit,
    ensure_few_lots,
};

/// The lots; each has a name of its own.
pub(super) fn lots(root: &Table, teams: &TeamNames) -> Vec<Lot> {
    if let Err(problem) = ensure_few_lots("the file", root.length("lot")) {
        root.problem(root.span_of("lot"), Code::OutOfRange, problem.message);
        return Vec::new();
    }
    let taken = RefCell::new(BTreeMap::new());
    root.list("lot", |table| {
        let (id, bought, expires) =
            (table.text("id"), table.date("bought"), table.optional_date("expires"));
        let tokens: Option<Tokens> = table.amount_within("tokens", Limits::LOT);
        let price: Option<TokenPrice> = table.amount_within("price", Limits::LOT_PRICE);
        let (kind, team) =
            (table.word("kind", &LotKind::WORDS, LotKind::Tokens), team_named(table, teams));
        if let (Some(bought), Some(expires)) = (bought, expires)
            && expires <= bought
        {
            let message = format!("`expires` must be after `bought`, {bought}, found {expires}");
            table.problem(table.span_of("expires"), Code::OutOfRange, message);
        }
        if let Some(id) = &id
            && let Some(line) =
                taken.borrow_mut().insert(id.clone(), table.line(&table.span_of("id")))
        {
            table.problem(
                table.span_of("id"),
                Code::DuplicateName,
                format!("lot `{id}` is on line {line} too"),
            );
            table.hint("give each lot an id of its own");
        }
        let place = Some(table.place_of("id"));
        Some(Lot {
            id: id?,
            bought: bought?,
            expires,
            tokens: tokens?,
            price: price?.into(),
            kind: kind?,
            team: team?,
            place,
        })
    })
}

/// What the vendor's portal showed as left.
pub(super) fn statements(root: &Table, teams: &TeamNames) -> Vec<Statement> {
    root.list("statement", |table| {
        let (on, left, team) = (table.date("on"), table.amount("left"), team_named(table, teams));
        Some(Statement { on: on?, left: left?, team: team? })
    })
}

/// From when on something is worth a signal.
#[expect(clippy::unnecessary_wraps, reason = "an optional table is read by what may find nothing")]
pub(super) fn thresholds(table: &Table) -> Option<Thresholds> {
    let percent = |key| {
        let percent: Option<Number> = table.optional_amount(key, Limits::SHARE);
        percent.map(|number| Percent::new(number.decimal()))
    };
    let days = |key| {
        let days: Option<Number> = table.optional_amount(key, Limits::TERM_DAYS);
        days.and_then(Number::to_u64).and_then(|days| u32::try_from(days).ok())
    };
    Some(Thresholds {
        low: percent("low_percent"),
        expiring_days: days("expiring_days"),
        idle: percent("idle_percent"),
        idle_days: days("idle_days"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::load::estate::parse;

    /// What is wrong with a text that has a currency.
    fn problems(text: &str) -> String {
        parse("e", &format!("currency = \"USD\"\n{text}")).unwrap_err().to_string()
    }

    #[test]
    fn a_lot_has_an_id_of_its_own_and_a_team_that_exists() {
        let lot = "[[lot]]\nid = \"A\"\nbought = 2026-01-01\ntokens = 100\nprice = 0\n";
        let estate =
            parse("e", &format!("currency = \"USD\"\n{lot}expires = 2026-01-02\n")).unwrap();
        assert_eq!(estate.lots[0].expires(365), "2026-01-02".parse().unwrap());
        assert_eq!(estate.lots[0].price, TokenPrice::ZERO);
        let twice = problems(&format!(
            "[teams]\nDesign = []\n{lot}{lot}expires = 2026-01-01\nteam = \"Desing\""
        ));
        assert_eq!(
            twice,
            "e:10:6: `lot` 2: lot `A` is on line 5 too\n\
             e:14:11: `lot` 2: `expires` must be after `bought`, 2026-01-01, found 2026-01-01\n\
             e:15:8: `lot` 2: `[teams]` has no team `Desing`"
        );
    }
}
