//! Fractions of any size, and the decimals that stand for them in files and answers.

use std::fmt;

use dashu_int::{IBig, UBig};
use dashu_ratio::RBig;
use proptest::prelude::*;

/// An exact number.
pub(crate) type Exact = RBig;

/// A whole number.
pub(crate) fn whole(number: impl Into<IBig>) -> Exact {
    Exact::from(number.into())
}

/// `number` ÷ `parts`.
pub(crate) fn parts(number: impl Into<IBig>, parts: impl Into<IBig>) -> Exact {
    whole(number) / whole(parts)
}

pub(crate) fn floor(number: &Exact) -> Exact {
    whole(number.clone().floor())
}

pub(crate) fn ceil(number: &Exact) -> Exact {
    whole(number.clone().ceil())
}

pub(crate) fn is_whole(number: &Exact) -> bool {
    floor(number) == *number
}

/// To so many decimals, half away from zero.
pub(crate) fn rounded(number: &Exact, decimals: usize) -> Exact {
    let ten = whole(IBig::from(10).pow(decimals));
    let (positive, sign) =
        if *number < whole(0) { (-number, whole(-1)) } else { (number.clone(), whole(1)) };
    sign * floor(&(positive * &ten + parts(1, 2))) / ten
}

/// A decimal as it is written in a file, and what it is.
#[derive(Clone)]
pub(crate) struct Written {
    pub(crate) text: String,
    pub(crate) is: Exact,
}

impl fmt::Debug for Written {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.text)
    }
}

/// So many units of the last of `decimals` decimals.
pub(crate) fn written(units: u64, decimals: u32) -> Written {
    let ten = 10_u64.pow(decimals);
    let text = match decimals {
        0 => units.to_string(),
        _ => {
            format!("{}.{:0width$}", units / ten, units % ten, width = decimals as usize)
        }
    };
    Written { text, is: parts(units, ten) }
}

/// Any amount from `least` up to `most`, both whole, with up to `decimals` decimals: often a round
/// one, sometimes the least or the greatest.
pub(crate) fn amounts(least: u64, most: u64, decimals: u32) -> BoxedStrategy<Written> {
    let finest = 10_u64.pow(decimals);
    prop_oneof![
        6 => (least..=most, 0..=decimals.min(2)).prop_flat_map(move |(number, decimals)| {
            let ten = 10_u64.pow(decimals);
            (number * ten..=number * ten + ten - 1)
.prop_map(move |units| written(units.min(most * ten), decimals))
        }),
        2 => (least * finest..=most * finest).prop_map(move |units| written(units, decimals)),
        1 => prop::sample::select(vec![least, least + 1, most]).prop_map(|whole| written(whole, 0)),
    ]
    .boxed()
}

/// The number that a text such as `-2.50` is.
pub(crate) fn parsed(text: &str) -> Exact {
    let (size, sign) = text.strip_prefix('-').map_or((text, 1), |size| (size, -1));
    let (front, decimals) = size.split_once('.').unwrap_or((size, ""));
    let digits: IBig = format!("{front}{decimals}").parse().expect("a number");
    parts(digits * sign, IBig::from(10).pow(decimals.len()))
}

/// What an answer shows of a number: each digit of a decimal that ends, 28 digits of another.
pub(crate) fn shown(number: &Exact) -> Exact {
    let mut rest = number.denominator().clone();
    for prime in [UBig::from(2_u8), UBig::from(5_u8)] {
        while (&rest % &prime) == UBig::ZERO {
            rest /= &prime;
        }
    }
    if rest == UBig::ONE {
        return number.clone();
    }
    let (positive, sign) =
        if *number < whole(0) { (-number, whole(-1)) } else { (number.clone(), whole(1)) };
    let ten = whole(10);
    let (least, most) = (whole(IBig::from(10).pow(27)), whole(IBig::from(10).pow(28)));
    let (mut scaled, mut scale) = (positive, whole(1));
    while scaled < least {
        scaled *= &ten;
        scale *= &ten;
    }
    while scaled >= most {
        scaled /= &ten;
        scale /= &ten;
    }
    sign * floor(&(scaled + parts(1, 2))) / scale
}

#[test]
fn what_is_shown_has_28_digits_or_all() {
    assert_eq!(shown(&parts(1, 8)), parsed("0.125"));
    assert_eq!(shown(&parts(-2, 3)), parsed("-0.6666666666666666666666666667"));
    assert_eq!(shown(&parts(1, 11)), parsed("0.09090909090909090909090909091"));
    assert_eq!(shown(&parts(2000, 3)), parsed("666.6666666666666666666666667"));
}
