//! What the tokens of usage cost, as far as its files say.

use super::{Agreed, Used};
use crate::load::usage::{Account, Priced, Tells};
use crate::model::{Problem, Problems, Quotient, Sheets, TokenPrice};
use crate::report::price as words;

impl Used {
    /// Whether it is known what its tokens cost: of Flex the rate sheet says it, of another
    /// programme only what was agreed.
    pub fn has_price(&self, agreed: &Agreed) -> bool {
        let is_agreed = agreed.estate.as_ref().is_some_and(|estate| estate.token.is_some());
        let of_flex = self.formats.iter().all(|format| format.tells(Tells::Flex));
        let prices = &self.account.prices;
        is_agreed || (of_flex && prices.iter().all(|(_, priced)| priced.price.is_some()))
    }

    /// That charges that were written had another price than any that they have here.
    pub fn otherwise_priced(
        &self,
        prices: impl IntoIterator<Item = Quotient<TokenPrice>>,
    ) -> Vec<String> {
        let prices: Vec<_> = prices.into_iter().collect();
        let told = |(file, Priced { price, sheet, .. }): &(usize, Priced)| {
            let price = price.filter(|price| !prices.contains(&Quotient::from(*price)))?;
            let file = &self.account.files.get(*file)?.name;
            Some(words::otherwise_priced(file, (sheet, price), &prices))
        };
        let is_priced = !prices.is_empty();
        self.account.prices.iter().filter(|_| is_priced).filter_map(told).collect()
    }

    /// That it is known what its tokens cost, where the question is what to buy.
    pub fn ensure_price(&self, agreed: &Agreed) -> Result<(), Problem> {
        if self.has_price(agreed) {
            return Ok(());
        }
        let message = match self.formats.iter().find(|format| !format.tells(Tells::Flex)) {
            Some(format) => format!(
                "{format} is of an enterprise agreement: nothing says what its tokens cost, and \
                 the rate sheet has prices of Flex"
            ),
            None => "these charges have no price: nothing says what their tokens cost".to_owned(),
        };
        Err(Problem::new(message).hint(
            "`--token-price` of `cost` may say it, or `[token]` of an estate; `flexcalc charge` \
             counts the tokens without it",
        ))
    }
}

/// That charges that were written are in the currency of this run.
pub(super) fn ensure_one_currency(account: &Account, sheets: &Sheets) -> Result<(), Problems> {
    let ours = sheets.currency();
    let mut problems: Vec<Problem> = Vec::new();
    for (file, Priced { currency, sheet, .. }) in &account.prices {
        let Some(theirs) = currency.as_ref().filter(|theirs| *theirs != ours) else { continue };
        let name = account.files.get(*file).map_or("", |file| &file.name);
        let words = format!("`{name}` has charges in {theirs}, the rate sheet is in {ours}");
        let hint = format!("give the sheet that they were charged by: they name `{sheet}`");
        let problem = Problem::new(words).hint(hint);
        if problems.iter().all(|known| known.to_string() != problem.to_string()) {
            problems.push(problem);
        }
    }
    Problems::check(problems)
}
