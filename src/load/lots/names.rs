//! What people call the columns of their purchases, as `normalise` leaves it, the best first.

use crate::model::normalise;

/// One id a lot.
const OF_ONE_LOT: &[&str] = &["id", "lot", "lotid"];

pub(super) const IDS: &[&str] = &[
    "id",
    "lot",
    "lotid",
    "subscriptionid",
    "contract",
    "contractnumber",
    "ordernumber",
    "orderno",
    "orderid",
    "order",
    "po",
    "ponumber",
    "invoicenumber",
    "invoiceno",
    "bestellnummer",
    "bestellnr",
    "auftragsnummer",
    "auftragsnr",
    "vertragsnummer",
    "rechnungsnummer",
    "rechnungsnr",
];

pub(super) const BOUGHT: &[&str] = &[
    "bought",
    "boughton",
    "startdate",
    "start",
    "purchasedate",
    "dateofpurchase",
    "purchased",
    "purchasedon",
    "orderdate",
    "ordered",
    "invoicedate",
    "date",
    "kaufdatum",
    "gekauftam",
    "bestelldatum",
    "auftragsdatum",
    "startdatum",
    "beginn",
    "rechnungsdatum",
    "datum",
];

pub(super) const EXPIRES: &[&str] = &[
    "expires",
    "expireson",
    "enddate",
    "end",
    "expiry",
    "expirydate",
    "expirationdate",
    "expiration",
    "ablaufdatum",
    "enddatum",
    "ende",
];

pub(super) const TOKENS: &[&str] = &[
    "tokens",
    "quantity",
    "qty",
    "numberoftokens",
    "tokenquantity",
    "menge",
    "anzahl",
    "anzahltokens",
];

pub(super) const PRICE: &[&str] = &[
    "price",
    "unitprice",
    "pricepertoken",
    "tokenprice",
    "costpertoken",
    "unitcost",
    "preis",
    "einzelpreis",
    "stückpreis",
    "preisprotoken",
    "preisjetoken",
];

pub(super) const TOTAL: &[&str] = &[
    "total",
    "cost",
    "amount",
    "totalprice",
    "totalcost",
    "nettotal",
    "netamount",
    "amountnet",
    "totalamount",
    "gesamtpreis",
    "gesamtbetrag",
    "betragnetto",
    "nettobetrag",
    "nettosumme",
    "betrag",
    "summe",
    "kosten",
];

pub(super) const CURRENCY: &[&str] = &["currency", "currencycode", "währung", "waehrung"];

/// Whether the column has one id a lot; an order may be of several.
pub(super) fn is_of_one_lot(name: &str) -> bool {
    OF_ONE_LOT.contains(&normalise(name).as_str())
}

/// `Unit price (USD)` and `Total EUR`: the name, and the currency behind it.
pub(super) fn without_currency(name: &str) -> (&str, Option<&str>) {
    let bare = name.trim_end_matches([')', ']']);
    let parted = bare.rsplit_once(['(', '[', ' ', '_']);
    let is_code = |text: &str| text.len() == 3 && text.bytes().all(|b| b.is_ascii_uppercase());
    let is_sign = |text: &str| matches!(text, "$" | "€" | "£");
    match parted.map(|(name, behind)| (name.trim_end(), behind.trim())) {
        Some((name, behind)) if is_code(behind) || is_sign(behind) => (name, Some(behind)),
        _ => (name, None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_currency_behind_a_name_is_no_part_of_it() {
        assert_eq!(without_currency("Unit price (USD)"), ("Unit price", Some("USD")));
        assert_eq!(without_currency("Total EUR"), ("Total", Some("EUR")));
        assert_eq!(without_currency("Betrag [€]"), ("Betrag", Some("€")));
        for name in ["Unit price", "Price (net)", "QTY", "", "price per token"] {
            assert_eq!(without_currency(name), (name, None));
        }
    }
}
