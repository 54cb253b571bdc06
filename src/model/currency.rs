//! Signs of currencies, and which currency they may stand for.

/// Whether a code or a sign may stand for `currency`. A plain `$` is a dollar of any country; a
/// sign that is not known may be anything.
pub fn may_be(sign: &str, currency: &str) -> bool {
    let is_code = sign.len() == 3 && sign.bytes().all(|byte| byte.is_ascii_alphabetic());
    let codes: &[&str] = match sign {
        _ if is_code => return sign == currency,
        "$" => &["USD", "CAD", "AUD", "NZD", "SGD", "HKD", "MXN"],
        "US$" => &["USD"],
        "CA$" | "C$" => &["CAD"],
        "A$" | "AU$" => &["AUD"],
        "€" => &["EUR"],
        "£" => &["GBP"],
        "¥" => &["JPY", "CNY"],
        "₹" => &["INR"],
        "₩" => &["KRW"],
        "₽" => &["RUB"],
        "₺" => &["TRY"],
        "zł" => &["PLN"],
        "Kč" => &["CZK"],
        "Fr." => &["CHF"],
        "kr" | "kr." => &["SEK", "NOK", "DKK", "ISK"],
        _ => return true,
    };
    codes.contains(&currency)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sign_is_no_other_currency() {
        for (sign, is_dollar, is_euro) in [
            ("$", true, false),
            ("US$", true, false),
            ("CA$", false, false),
            ("€", false, true),
            ("USD", true, false),
            ("EUR", false, true),
            ("?", true, true),
        ] {
            assert_eq!((may_be(sign, "USD"), may_be(sign, "EUR")), (is_dollar, is_euro), "{sign}");
        }
    }
}
