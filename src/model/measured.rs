//! A quantity of results as people give it: `51`, or a time such as `217s` or `2.5h` where time is
//! what is counted.

use std::str::FromStr;

use serde::{Serialize, Serializer};

use super::{Given, Limits, Number, Problem, Quotient, Refused, Service};

/// The units of time, by what they are called in a sheet, their abbreviation, and their seconds.
const TIMES: [(&str, &str, u64); 3] =
    [("second", "s", 1), ("minute", "min", 60), ("hour", "h", 3600)];

/// A quantity, perhaps with a unit of time.
#[derive(Clone, Debug)]
pub struct Measured {
    amount: Number,
    /// The unit of time that was given, by its abbreviation and its seconds; `None` is whatever the
    /// service counts.
    time: Option<(&'static str, u64)>,
}

/// As it is typed: a number, or a text such as `217s`.
impl Serialize for Measured {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.time {
            Some((short, _)) => format!("{}{short}", self.amount).serialize(serializer),
            None => self.amount.serialize(serializer),
        }
    }
}

impl Given for Measured {
    const LIMITS: Limits = Limits::QUANTITY;

    fn within(limits: Limits, text: &str) -> Result<Self, Refused> {
        let digits = text.trim_end_matches(|c: char| c.is_ascii_alphabetic());
        let suffix = text.get(digits.len()..).unwrap_or_default();
        let time = TIMES.iter().find(|(_, short, _)| *short == suffix);
        let amount = Number::within(limits, if time.is_some() { digits.trim_end() } else { text });
        let amount = amount.map_err(|Refused { code, rule }| {
            let rule = format!("{rule}, or a time such as 217s, 90min or 2.5h");
            Refused { code, rule }
        })?;
        Ok(Self { amount, time: time.map(|(_, short, seconds)| (*short, *seconds)) })
    }
}

impl FromStr for Measured {
    type Err = Refused;
    fn from_str(text: &str) -> Result<Self, Refused> {
        Self::within(Self::LIMITS, text)
    }
}

impl Measured {
    /// The quantity in the unit that `service` counts, exactly: 217 seconds are no decimal of an
    /// hour. An error where what is counted is no time.
    pub fn in_units_of(&self, service: &Service) -> Result<Quotient<Number>, Problem> {
        let Some((_, seconds)) = self.time else {
            return Ok(self.amount.into());
        };
        let unit = service.unit.split(' ').next_back().unwrap_or_default();
        let counted = TIMES.iter().find(|(name, ..)| *name == unit);
        let units = counted.and_then(|(.., each)| {
            (Quotient::from(self.amount) * Number::from(seconds)).over(*each)
        });
        units.ok_or_else(|| {
            Problem::new(format!(
                "`{}` is counted by the {}, not by time",
                service.id, service.unit
            ))
        })
    }
}

#[cfg(test)]
mod tests {

    use super::*;

    fn units(text: &str, unit: &str) -> Option<Quotient<Number>> {
        let service = Service::new("service", 1.into(), unit);
        text.parse::<Measured>().unwrap().in_units_of(&service).ok()
    }

    #[test]
    fn time_is_turned_into_the_unit_that_is_counted() {
        assert_eq!(units("2.5h", "processing second"), Some(9000.into()));
        assert_eq!(units("90 min", "hour"), Some("1.5".parse::<Number>().unwrap().into()));
        assert_eq!(units("217", "second"), Some(217.into()));
        assert_eq!(units("217s", "photo"), None);
    }

    #[test]
    fn other_letters_are_no_unit() {
        for text in ["5d", "s", "1e3x", "2hh"] {
            assert!(text.parse::<Measured>().is_err(), "{text}");
        }
    }
}
