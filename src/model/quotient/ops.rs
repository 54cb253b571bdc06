//! Sums and products of quotients.

use std::iter::Sum;
use std::marker::PhantomData;
use std::ops::{Add, AddAssign, Mul, Neg, Sub, SubAssign};

use super::Quotient;
use crate::model::{Number, Unit};

impl<U> Neg for Quotient<U> {
    type Output = Self;
    fn neg(self) -> Self {
        Self { value: -self.value, unit: PhantomData }
    }
}

impl<U: Unit> Sum for Quotient<U> {
    fn sum<I: Iterator<Item = Self>>(amounts: I) -> Self {
        amounts.fold(Self::ZERO, |sum, amount| sum + amount)
    }
}

impl<'a, U: Unit> Sum<&'a Self> for Quotient<U> {
    fn sum<I: Iterator<Item = &'a Self>>(amounts: I) -> Self {
        amounts.fold(Self::ZERO, |sum, amount| sum + amount)
    }
}

/// The four ways to write `a ∘ b` with values and references, and with a decimal on one side.
macro_rules! operator {
    ($operator:ident $method:ident) => {
        impl<U: Unit, T: Into<Quotient<U>>> $operator<T> for Quotient<U> {
            type Output = Self;
            fn $method(self, other: T) -> Self {
                Self::of(self.value.$method(other.into().value))
            }
        }

        impl<U: Unit, T: Into<Quotient<U>>> $operator<T> for &Quotient<U> {
            type Output = Quotient<U>;
            fn $method(self, other: T) -> Quotient<U> {
                Quotient::of((&self.value).$method(other.into().value))
            }
        }
    };
}

operator!(Add add);
operator!(Sub sub);

impl<U: Unit, T: Into<Self>> AddAssign<T> for Quotient<U> {
    fn add_assign(&mut self, more: T) {
        self.value += more.into().value;
    }
}

impl<U: Unit, T: Into<Self>> SubAssign<T> for Quotient<U> {
    fn sub_assign(&mut self, less: T) {
        self.value -= less.into().value;
    }
}

impl<U: Unit> Mul<Number> for Quotient<U> {
    type Output = Self;
    fn mul(self, factor: Number) -> Self {
        self.product(&factor.into())
    }
}

impl<U: Unit> Mul<&Quotient<Number>> for Quotient<U> {
    type Output = Self;
    fn mul(self, factor: &Quotient<Number>) -> Self {
        self.product(factor)
    }
}

impl<U: Unit> Mul<Number> for &Quotient<U> {
    type Output = Quotient<U>;
    fn mul(self, factor: Number) -> Quotient<U> {
        self.product(&factor.into())
    }
}

impl<U: Unit> Mul<&Quotient<Number>> for &Quotient<U> {
    type Output = Quotient<U>;
    fn mul(self, factor: &Quotient<Number>) -> Quotient<U> {
        self.product(factor)
    }
}
