//! What did a token really cost? (RULES §7)
//!
//! effective price = money spent ÷ tokens consumed; nothing consumed has none. What was not
//! consumed expired, at what it had cost. The deal is worse than the list price below spent ÷ list.

use proptest::prelude::*;

use super::asked::{Files, rounds, said};
use super::exact::{Exact, Written, amounts, whole};
use super::sheet::{Sheet, sheets};

#[derive(Clone, Debug)]
struct Question {
    tokens: u64,
    price: Option<Written>,
    consumed: Written,
    is_percent: bool,
}

fn questions() -> impl Strategy<Value = Question> {
    let tokens = prop_oneof![6 => 1_u64..600, 3 => 1_u64..30_000, 1 => Just(9_999_999_999)];
    let price = prop_oneof![8 => amounts(1, 9, 6), 1 => amounts(1, 999_999, 6)];
    (tokens, prop::option::weighted(0.5, price), any::<bool>())
        .prop_flat_map(|(tokens, price, is_percent)| {
            let most = if is_percent { 100 } else { tokens };
            let finest = if is_percent { 4 } else { 6 };
            let consumed = prop_oneof![
                1 => Just(super::exact::written(0, 0)),
                1 => Just(super::exact::written(most, 0)),
                1 => Just(super::exact::written(most + 1, 0)),
                8 => amounts(0, most, finest),
            ];
            (Just(tokens), Just(price), consumed, Just(is_percent))
        })
        .prop_map(|(tokens, price, consumed, is_percent)| Question {
            tokens,
            price,
            consumed,
            is_percent,
        })
}

impl Question {
    fn line(&self) -> String {
        let price =
            self.price.as_ref().map_or(String::new(), |price| format!(" --price={}", price.text));
        let percent = if self.is_percent { "%" } else { "" };
        format!(
            "--rates @sheet.toml effective-price --tokens {}{price} --consumed {}{percent}",
            self.tokens, self.consumed.text
        )
    }

    fn check(&self, sheet: &Sheet) -> Result<(), TestCaseError> {
        let files = Files::new(&[("sheet.toml", sheet.toml())]);
        let bought = whole(self.tokens);
        let consumed: Exact = if self.is_percent {
            &bought * &self.consumed.is / whole(100)
        } else {
            self.consumed.is.clone()
        };
        if consumed > bought || (self.price.is_none() && self.tokens < sheet.minimum) {
            return files.refuses(&self.line(), "");
        }
        let given = self.price.as_ref().map(|price| price.is.clone());
        let price = given.unwrap_or_else(|| sheet.price_of(&bought).price);
        let spent = &bought * &price;
        let expired = &bought - &consumed;
        let each = (consumed != whole(0)).then(|| &spent / &consumed);
        files.compare(
            &self.line(),
            &said! {
                spent: spent.clone(),
                consumed: consumed.clone(),
                expired_tokens: expired.clone(),
                expired_cost: expired * price,
                utilization_percent: consumed * whole(100) / bought,
                effective_price: each,
                worse_than_list_below: spent / &sheet.list.is,
            },
        )
    }
}

proptest! {
    #![proptest_config(rounds(60))]

    #[test]
    fn effective_price_is_what_the_rules_say(sheet in sheets(), question in questions()) {
        question.check(&sheet)?;
    }
}
