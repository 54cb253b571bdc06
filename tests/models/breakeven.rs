//! From how many days of use a year is a subscription cheaper? (RULES §6)
//!
//! days = annual subscription ÷ (rate × price of a token). Day by day: the last whole day on which
//! Flex is strictly cheaper, the day on which both cost the same, the first on which the
//! subscription is strictly cheaper. A rate of 0 never breaks even. A collection is held against
//! days on which all of it is opened, days of each product, and tokens.

use std::cmp::Ordering;

use proptest::prelude::*;

use super::asked::{Files, Said, rounds, said};
use super::exact::{Exact, Written, amounts, ceil, floor, is_whole, whole, written};
use super::sheet::{Sheet, sheets};

/// What a day is held against: its name, its rate, the subscription before the discount.
struct Row {
    product: String,
    name: String,
    collection: Option<String>,
    all_of: bool,
    rate: Exact,
    annual: Exact,
}

#[derive(Clone, Debug)]
struct Question {
    /// Products by number, and collections from 3 on.
    products: Vec<usize>,
    /// A price of a subscription to one of them.
    annual: Option<(usize, Written)>,
    discount: Option<(bool, Written)>,
    price: Option<Written>,
    buy: Option<u64>,
    used: Option<Written>,
    days: Option<u64>,
}

fn questions() -> impl Strategy<Value = Question> {
    (
        prop::collection::btree_set(0_usize..5, 0..3),
        prop::option::weighted(0.3, (0_usize..3, amounts(1, 5000, 4))),
        prop::option::of((any::<bool>(), amounts(0, 99, 4))),
        prop::option::weighted(0.4, amounts(1, 20, 6)),
        prop::option::weighted(0.4, prop_oneof![1_u64..500, 1_u64..30_000]),
        prop::option::weighted(0.4, amounts(1, 100, 4)),
        prop::option::of(prop_oneof![Just(1_u64), 1_u64..=366, Just(366)]),
    )
        .prop_map(|(products, annual, discount, price, buy, used, days)| Question {
            annual: annual.map(|(n, price)| (products.first().copied().unwrap_or(n), price)),
            products: products.into_iter().collect(),
            discount,
            buy: buy.filter(|_| price.is_none()),
            price,
            used,
            days,
        })
}

/// Products by number, then collections.
pub(crate) fn id(place: usize) -> String {
    match place {
        0..3 => format!("product-{place}"),
        _ => format!("collection-{}", place - 3),
    }
}

impl Question {
    fn line(&self) -> String {
        let mut line = "--rates @sheet.toml breakeven".to_owned();
        for place in &self.products {
            line += &format!(" {}", id(*place));
        }
        let mut option = |name: &str, value: Option<String>| {
            line.extend(value.map(|value| format!(" --{name}={value}")));
        };
        let text = |written: &Option<Written>| written.as_ref().map(|written| written.text.clone());
        let annual = self.annual.as_ref();
        option("sub-price", annual.map(|(n, price)| format!("{}={}", id(*n), price.text)));
        let discount = self.discount.as_ref().map(|(is_rise, percent)| {
            format!("{}{}%", if *is_rise { "-" } else { "" }, percent.text)
        });
        option("sub-discount", discount);
        option("token-price", text(&self.price));
        option("buy-tokens", self.buy.map(|buy| buy.to_string()));
        option("utilization", text(&self.used).map(|used| used + "%"));
        option("days", self.days.map(|days| days.to_string()));
        line
    }

    fn discount(&self) -> Exact {
        self.discount.as_ref().map_or(whole(0), |(is_rise, percent)| {
            if *is_rise { -percent.is.clone() } else { percent.is.clone() }
        })
    }

    /// What a consumed token costs: as given, by the tier that the purchase reaches, or what one
    /// costs; dearer where some expire. None where fewer would be bought than can be.
    fn token_price(&self, sheet: &Sheet) -> Option<Exact> {
        if self.buy.is_some_and(|buy| buy < sheet.minimum) {
            return None;
        }
        let price = match (&self.price, self.buy) {
            (Some(price), _) => price.is.clone(),
            (None, buy) => sheet.price_of(&whole(buy.unwrap_or(1))).price,
        };
        let used = self.used.as_ref().map_or(whole(100), |used| used.is.clone());
        Some(price * whole(100) / used)
    }

    /// The rows, or nothing where what one of them needs is not known.
    fn rows(&self, sheet: &Sheet) -> Option<Vec<Row>> {
        let rate = |n: usize| sheet.products[n].rate.as_ref().map(|rate| rate.is.clone());
        let annual = |place: usize, own: &Option<Written>| {
            let given = self.annual.as_ref().filter(|(of, _)| *of == place);
            given.map(|(_, price)| price).or(own.as_ref()).map(|annual| annual.is.clone())
        };
        let row = |n: usize| {
            let (product, name) = (format!("product-{n}"), format!("Product {n}"));
            let annual = annual(n, &sheet.products[n].annual)?;
            Some(Row { product, name, collection: None, all_of: false, rate: rate(n)?, annual })
        };
        if self.products.is_empty() {
            // A price is given for what Flex does not sell.
            if self.annual.as_ref().is_some_and(|(n, _)| rate(*n).is_none()) {
                return None;
            }
            let known: Vec<_> = (0..3).filter_map(row).collect();
            return (!known.is_empty()).then_some(known);
        }
        let mut rows = Vec::new();
        for place in &self.products {
            if *place < 3 {
                rows.push(row(*place)?);
                continue;
            }
            let id = format!("collection-{}", place - 3);
            let collection = &sheet.collections[place - 3];
            let annual = annual(*place, &collection.annual)?;
            // What Flex does not sell is left out.
            let sold = collection.products.iter().filter_map(|n| Some((*n, rate(*n)?)));
            let sold: Vec<_> = sold.collect();
            if sold.is_empty() {
                return None;
            }
            rows.push(Row {
                product: id.clone(),
                name: format!("all of {id}"),
                collection: Some(id.clone()),
                all_of: true,
                rate: sold.iter().fold(whole(0), |sum, (_, rate)| sum + rate),
                annual: annual.clone(),
            });
            for (n, rate) in sold {
                rows.push(Row {
                    product: format!("product-{n}"),
                    name: format!("Product {n} in {id}"),
                    collection: Some(id.clone()),
                    all_of: false,
                    rate,
                    annual: annual.clone(),
                });
            }
        }
        Some(rows)
    }

    fn said(&self, row: &Row, token_price: &Exact) -> Said {
        let annual = &row.annual * (whole(100) - self.discount()) / whole(100);
        let day = &row.rate * token_price;
        let even = (day != whole(0)).then(|| &annual / &day);
        let mut parts = vec![
            ("product", row.product.clone().into()),
            ("name", row.name.clone().into()),
            ("tokens_per_day", row.rate.clone().into()),
            ("token_price", token_price.clone().into()),
            ("price_per_day", day.clone().into()),
            ("annual_price", annual.clone().into()),
            ("sub_discount_percent", self.discount().into()),
            ("break_even_days", even.clone().into()),
            ("flex_cheaper_through", even.as_ref().map(|even| ceil(even) - whole(1)).into()),
            ("tie_on", even.clone().filter(is_whole).into()),
            ("subscription_cheaper_from", even.map(|even| floor(&even) + whole(1)).into()),
        ];
        parts.extend(row.collection.clone().map(|id| ("collection", id.into())));
        if row.all_of {
            parts.push(("break_even_tokens", (&annual / token_price).into()));
        }
        if let Some(days) = self.days {
            let flex = day * whole(days);
            let (cheaper, saving) = verdict(&flex, &annual);
            parts.push((
                "at",
                said! {
                    days: days,
                    flex_cost: flex,
                    subscription_cost: annual,
                    cheaper: cheaper,
                    saving: saving,
                },
            ));
        }
        Said::parts(parts)
    }
}

/// Which of two costs is less, and by how much.
pub(crate) fn verdict(flex: &Exact, subscription: &Exact) -> (&'static str, Exact) {
    match flex.cmp(subscription) {
        Ordering::Less => ("flex", subscription - flex),
        Ordering::Equal => ("tie", whole(0)),
        Ordering::Greater => ("subscription", flex - subscription),
    }
}

proptest! {
    #![proptest_config(rounds(60))]

    #[test]
    fn breakeven_is_what_the_rules_say(sheet in sheets(), question in questions()) {
        let files = Files::new(&[("sheet.toml", sheet.toml())]);
        match (question.rows(&sheet), question.token_price(&sheet)) {
            (Some(rows), Some(price)) => {
                let rows: Vec<_> = rows.iter().map(|row| question.said(row, &price)).collect();
                files.compare(&question.line(), &said! { rows: rows })?;
            }
            (None, _) => files.refuses(&question.line(), "")?,
            (_, None) => files.refuses(&question.line(), "a purchase has at least")?,
        }
    }

    /// Prices made so that both cost the same on a whole day, and a step beside it.
    #[test]
    fn a_tie_is_a_tie_and_a_step_beside_it_is_none(
        rate in 1_u64..60, cents in 1_u64..900, days in 1_u64..=366, beside in -1_i64..=1,
    ) {
        let price = written(cents, 2);
        let annual = i64::try_from(rate * cents * days).expect("small") * 100 + beside;
        let annual = written(annual.unsigned_abs(), 4);
        let sheet = format!(
            "name = \"ours\"\ntitle = \"Ours\"\neffective = 2020-01-01\ncurrency = \"USD\"\n\
             [token]\nlist_price = {}\nminimum_purchase = 1\nterm_days = 365\n\
             grace_minutes = 5\n[products.product-0]\nname = \"Product 0\"\nsource = \"here\"\n\
             tokens_per_day = {rate}\nannual_price = {}\n",
            price.text, annual.text
        );
        let files = Files::new(&[("sheet.toml", sheet)]);
        let answer = files.ask("--rates @sheet.toml breakeven product-0").expect("an answer");
        let row = &answer["rows"][0];
        let days_told = |key: &str| row[key].as_u64();
        let (through, tie, from) = match beside {
            -1 => (days - 1, None, days),
            0 => (days - 1, Some(days), days + 1),
            _ => (days, None, days + 1),
        };
        prop_assert_eq!(days_told("flex_cheaper_through"), Some(through));
        prop_assert_eq!(days_told("tie_on"), tie);
        prop_assert_eq!(days_told("subscription_cheaper_from"), Some(from));
    }
}
