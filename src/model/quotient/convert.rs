//! What a quotient is made of and compared with.

use std::cmp::Ordering;
use std::hash::{Hash, Hasher};
use std::marker::PhantomData;

use dashu_int::{IBig, UBig};
use dashu_ratio::RBig;

use super::Quotient;
use crate::model::Unit;

impl<U: Unit> From<U> for Quotient<U> {
    fn from(amount: U) -> Self {
        let decimal = amount.decimal().normalize();
        let power = UBig::from(10_u8).pow(decimal.scale() as usize);
        Self::of(RBig::from_parts(IBig::from(decimal.mantissa()), power))
    }
}

impl<U: Unit> From<&U> for Quotient<U> {
    fn from(amount: &U) -> Self {
        (*amount).into()
    }
}

impl<U: Unit> From<u64> for Quotient<U> {
    fn from(whole: u64) -> Self {
        Self::whole(whole.into())
    }
}

impl<U> From<&Self> for Quotient<U> {
    fn from(other: &Self) -> Self {
        other.clone()
    }
}

// Derived, these would ask the same of the unit, which is only a name here.
impl<U> Clone for Quotient<U> {
    fn clone(&self) -> Self {
        Self { value: self.value.clone(), unit: PhantomData }
    }
}

impl<U: Unit> Default for Quotient<U> {
    fn default() -> Self {
        Self::ZERO
    }
}

impl<U> PartialEq for Quotient<U> {
    fn eq(&self, other: &Self) -> bool {
        self.value == other.value
    }
}

impl<U> Eq for Quotient<U> {}

impl<U> PartialOrd for Quotient<U> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl<U> Ord for Quotient<U> {
    fn cmp(&self, other: &Self) -> Ordering {
        self.value.cmp(&other.value)
    }
}

/// Against a decimal amount of the same unit, so that a price and a quotient of prices compare.
impl<U: Unit> PartialEq<U> for Quotient<U> {
    fn eq(&self, other: &U) -> bool {
        self.value == Self::from(*other).value
    }
}

impl<U: Unit> PartialOrd<U> for Quotient<U> {
    fn partial_cmp(&self, other: &U) -> Option<Ordering> {
        Some(self.cmp(&Self::from(*other)))
    }
}

impl<U> Hash for Quotient<U> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.value.hash(state);
    }
}
