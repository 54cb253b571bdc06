//! Which licences should people hold, and how many tokens should be bought? (RULES §5, §6, §12)
//!
//! Each person's use of each product is brought to a year: × 365 ÷ days of the period. Each use is
//! on Flex, or covered by a subscription to the product, or by a collection that contains it. Every
//! mix of everybody costs its subscriptions and the cheapest purchase of its tokens with the buffer,
//! rounded up once. The cheapest of all mixes is the plan; of two at one cost, the fewer tokens.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use proptest::prelude::*;
use serde_json::Value;

use super::asked::{Files, rounds};
use super::breakeven::id;
use super::exact::{Exact, Written, amounts, parsed, shown, whole};
use super::sheet::{Purchase, Sheet, sheets_up_to};
use super::used::{later, person};

#[derive(Clone, Debug)]
struct Question {
    sheet: Sheet,
    /// Days of use of each person and product.
    days: BTreeMap<(usize, usize), u64>,
    from: NaiveDate,
    period: u64,
    buffer: Option<Written>,
    agreed: Option<Written>,
}

fn questions() -> impl Strategy<Value = Question> {
    let first = NaiveDate::from_ymd_opt(2027, 12, 1).expect("a date");
    let period = prop_oneof![3 => Just(365_u64), 1 => Just(366_u64), 2 => 28_u64..92];
    (
        sheets_up_to([9, 4000, 60], 2),
        prop::collection::btree_map((0_usize..3, 0_usize..3), any::<prop::sample::Index>(), 1..8),
        period,
        prop::option::of(
            prop_oneof![2 => Just(super::exact::written(0, 0)), 1 => amounts(0, 40, 1)],
        ),
        prop::option::weighted(0.2, amounts(1, 9, 6)),
    )
        .prop_map(move |(sheet, uses, period, buffer, agreed)| {
            let days = uses.into_iter().map(|(pair, share)| {
                (
                    pair,
                    1 + u64::try_from(share.index(usize::try_from(period).expect("few")))
                        .expect("few"),
                )
            });
            Question { sheet, days: days.collect(), from: first, period, buffer, agreed }
        })
}

/// What somebody's year can be: tokens, and what the subscriptions cost.
type Way = (Exact, Exact);

/// A mix: its cost, its tokens, what subscriptions cost, what is bought.
#[derive(Clone)]
struct Mix {
    total: Exact,
    tokens: Exact,
    subscriptions: Exact,
    needed: Exact,
    purchase: Purchase,
}

impl Question {
    fn csv(&self) -> String {
        let mut text = "Day used,Product,Email\n".to_owned();
        for ((user, product), days) in &self.days {
            for day in 0..*days {
                let day = later(self.from, day);
                text += &format!("{day},Product {product},{}\n", person(*user));
            }
        }
        text
    }

    /// Tokens of a use in a year, where Flex sells the product.
    fn tokens(&self, pair: (usize, usize)) -> Option<Exact> {
        let rate = self.sheet.products[pair.1].rate.as_ref()?;
        Some(whole(self.days[&pair] * 365) * &rate.is / whole(self.period))
    }

    /// Every way in which a person's year can be covered.
    fn ways(&self, user: usize) -> Vec<Way> {
        let collections = &self.sheet.collections;
        let uses: Vec<_> = self.days.keys().filter(|pair| pair.0 == user).copied().collect();
        let mut ways: Vec<(Exact, Exact, BTreeSet<usize>)> =
            vec![(whole(0), whole(0), BTreeSet::new())];
        for pair in uses {
            let mut next = Vec::new();
            for (tokens, cost, held) in ways {
                if let Some(more) = self.tokens(pair) {
                    next.push((&tokens + more, cost.clone(), held.clone()));
                }
                if let Some(price) = &self.sheet.products[pair.1].annual {
                    next.push((tokens.clone(), &cost + &price.is, held.clone()));
                }
                for (n, collection) in collections.iter().enumerate() {
                    let Some(price) = &collection.annual else { continue };
                    if collection.products.contains(&pair.1) {
                        let more = if held.contains(&n) { whole(0) } else { price.is.clone() };
                        let held = held.iter().copied().chain([n]).collect();
                        next.push((tokens.clone(), &cost + more, held));
                    }
                }
            }
            ways = next;
        }
        ways.into_iter().map(|(tokens, cost, _)| (tokens, cost)).collect()
    }

    fn mix(&self, tokens: &Exact, subscriptions: &Exact) -> Mix {
        let buffer = self.buffer.as_ref().map_or(whole(15), |buffer| buffer.is.clone());
        let needed = super::exact::ceil(&(tokens * (whole(100) + buffer) / whole(100)));
        let purchase = match &self.agreed {
            Some(price) => self.sheet.at_one_price(&needed, &price.is),
            None => self.sheet.cheapest(&needed),
        };
        let total = subscriptions + &purchase.cost;
        let (tokens, subscriptions) = (tokens.clone(), subscriptions.clone());
        Mix { total, tokens, subscriptions, needed, purchase }
    }

    fn best(&self) -> Option<Mix> {
        let users: BTreeSet<_> = self.days.keys().map(|pair| pair.0).collect();
        let mut sums: BTreeSet<Way> = BTreeSet::from([(whole(0), whole(0))]);
        for user in users {
            let ways = self.ways(user);
            let next = sums.iter().flat_map(|(tokens, cost)| {
                ways.iter().map(move |(more, price)| (tokens + more, cost + price))
            });
            sums = next.collect();
        }
        let mixes = sums.iter().map(|(tokens, cost)| self.mix(tokens, cost));
        mixes.min_by(|one, other| (&one.total, &one.tokens).cmp(&(&other.total, &other.tokens)))
    }

    fn check(&self) -> Result<(), TestCaseError> {
        let agreed = self.agreed.as_ref();
        let agreed = agreed.map(|price| format!("[token]\nprice = {}\n", price.text));
        let files = Files::new(&[
            ("sheet.toml", self.sheet.toml()),
            ("use.csv", self.csv()),
            ("estate.toml", format!("currency = \"USD\"\n{}", agreed.unwrap_or_default())),
        ]);
        let buffer = self.buffer.as_ref();
        let buffer = buffer.map_or(String::new(), |buffer| format!(" --buffer={}%", buffer.text));
        let line = format!(
            "--rates @sheet.toml plan --usage @use.csv --estate @estate.toml \
             --period {}..{} --time-limit 600 --assignment @who.csv{buffer}",
            self.from,
            later(self.from, self.period)
        );
        let Some(best) = self.best() else { return files.refuses(&line, "") };
        let (told, assignment) = files.ask_for_file(&line)?;
        let compared = Self::compare(&told, &best);
        compared.and_then(|()| self.is_covered(&assignment, &best)).map_err(|why| {
            TestCaseError::fail(format!("{}{why}\n{assignment}\n{told:#}", files.told(&line)))
        })
    }

    fn compare(told: &Value, best: &Mix) -> Result<(), String> {
        let optimum = &told["optimum"];
        let figures = [
            ("total_cost", &best.total),
            ("lower_bound", &best.total),
            ("tokens_used", &best.tokens),
            ("subscription_cost", &best.subscriptions),
            ("token_cost", &best.purchase.cost),
            ("tokens_needed", &best.needed),
            ("tokens_bought", &best.purchase.tokens),
            ("gap", &whole(0)),
        ];
        // Where none is bought, none has a price.
        if best.purchase.tokens != whole(0) {
            same(&optimum["token_price"], &best.purchase.price, "token_price")?;
        }
        for (name, said) in figures {
            same(&optimum[name], said, name)?;
        }
        if optimum["proved"] != Value::Bool(true) {
            return Err("not proved".to_owned());
        }
        Ok(())
    }

    /// Every use is on Flex, with its tokens, or covered by what its person holds; what is held
    /// costs what the plan says.
    fn is_covered(&self, assignment: &str, best: &Mix) -> Result<(), String> {
        let mut uses = BTreeSet::new();
        let mut paid = whole(0);
        for line in assignment.lines().skip(1) {
            let [user, product, days, of, price, tokens, _] =
                line.split(',').collect::<Vec<_>>()[..]
            else {
                return Err(format!("columns: {line}"));
            };
            let pair = (0..9).map(|n| (n / 3, n % 3));
            let mut pair = pair
                .filter(|(of, what)| person(*of) == user && format!("Product {what}") == product);
            let pair = pair.next().ok_or(format!("who? {line}"))?;
            let year = whole(self.days.get(&pair).copied().unwrap_or_default() * 365);
            let by_rule = shown(&(year / whole(self.period)));
            let by_flex = if of == "flex" { self.tokens(pair) } else { Some(whole(0)) };
            let by_flex = by_flex.ok_or(format!("not sold: {line}"))?;
            if parsed(days) != by_rule || parsed(tokens) != shown(&by_flex) {
                return Err(format!("{line}: by the rules {by_rule} days, {by_flex} tokens"));
            }
            if of != "flex" && (self.annual(of).is_none() || !self.covers(of, pair.1)) {
                return Err(format!("not covered: {line}"));
            }
            if !price.is_empty() {
                paid += parsed(price);
            }
            uses.insert(pair);
        }
        if paid != best.subscriptions {
            return Err(format!("what is held costs {paid}, not {}", best.subscriptions));
        }
        if uses.iter().ne(self.days.keys()) {
            return Err(format!("{uses:?} have a row"));
        }
        Ok(())
    }

    fn annual(&self, of: &str) -> Option<Exact> {
        let annual = (0..5).find(|place| id(*place) == of).and_then(|place| match place {
            0..3 => self.sheet.products[place].annual.as_ref(),
            _ => self.sheet.collections[place - 3].annual.as_ref(),
        });
        annual.map(|annual| annual.is.clone())
    }

    fn covers(&self, of: &str, product: usize) -> bool {
        let collections = self.sheet.collections.iter().enumerate();
        let mut by_collection = collections
            .filter(|(n, _)| id(n + 3) == of)
            .map(|(_, collection)| collection.products.contains(&product));
        id(product) == of || by_collection.any(|covers| covers)
    }
}

fn same(told: &Value, said: &Exact, what: &str) -> Result<(), String> {
    if told.is_number() && parsed(&told.to_string()) == shown(said) {
        return Ok(());
    }
    Err(format!("{what}: told {told}, by the rules {said}"))
}

proptest! {
    #![proptest_config(rounds(30))]

    #[test]
    fn plan_is_what_the_rules_say(question in questions()) {
        question.check()?;
    }
}
