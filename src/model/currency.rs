//! Currencies: their codes, the smallest unit of their money, and which of them a sign may stand
//! for.

/// The decimals of the smallest unit of most currencies: cents.
const CENTS: u32 = 2;

/// The codes of ISO 4217 that somebody pays in, by the decimals of the smallest unit: those of
/// 2026, and those withdrawn since 2018 (`HRK`, `BGN`), which purchases of those years have.
const ISO_4217: [(u32, &str); 4] = [
    (0, "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF"),
    (
        2,
        "AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BOV BRL BSD BTN BWP \
         BYN BZD CAD CDF CHE CHF CHW CNY COP COU CRC CUC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR \
         FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HRK HTG HUF IDR ILS INR IRR JMD KES KGS KHR \
         KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MXV MYR \
         MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK \
         SGD SHP SLE SLL SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD USN \
         UYU UZS VED VES WST XCD XCG YER ZAR ZMW ZWG ZWL",
    ),
    (3, "BHD IQD JOD KWD LYD OMR TND"),
    (4, "CLF UYW"),
];

/// The decimals of the smallest unit of a currency's money, as ISO 4217 has them: 0 of `JPY`, 2 of
/// `EUR`, 3 of `KWD`; `None` where it has no such code.
pub fn iso_decimals(code: &str) -> Option<u32> {
    let has = |(_, codes): &&(u32, &str)| codes.split(' ').any(|known| known == code);
    ISO_4217.iter().find(has).map(|(decimals, _)| *decimals)
}

/// The decimals in which people pay; of a currency that is not known, cents.
pub fn minor_decimals(code: &str) -> u32 {
    iso_decimals(code).unwrap_or(CENTS)
}

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
    fn every_code_stands_once_and_has_the_decimals_of_its_smallest_unit() {
        let mut all: Vec<_> = ISO_4217.iter().flat_map(|(_, codes)| codes.split(' ')).collect();
        assert!(all.iter().all(|code| code.len() == 3));
        let many = all.len();
        all.sort_unstable();
        all.dedup();
        assert_eq!((all.len(), many), (170, 170));
        let decimals =
            ["JPY", "KRW", "EUR", "USD", "KWD", "TND", "CLF", "ABC", "usd"].map(iso_decimals);
        let (none, some) = (None, Some);
        assert_eq!(
            decimals,
            [some(0), some(0), some(2), some(2), some(3), some(3), some(4), none, none]
        );
        assert_eq!([minor_decimals("JPY"), minor_decimals("ABC")], [0, 2]);
    }

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
