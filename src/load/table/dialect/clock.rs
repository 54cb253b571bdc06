//! Times of day, as tables write them behind a date.

/// Reads `9:00`, `09:00:00.5`, `9:00:00 AM`, perhaps with `Z` or an offset, as
/// `09:00:00.5+01:00`: what stands behind the `T` of ISO 8601.
pub(super) fn iso_clock(text: &str) -> Option<String> {
    let (clock, offset) = split_offset(text.trim())?;
    let (clock, half) = split_half(clock.trim_end());
    let (whole, fraction) = match clock.split_once(['.', ',']) {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (clock, None),
    };
    let parts: Vec<_> = whole.split(':').collect();
    let (hours, minutes, seconds) = match parts.as_slice() {
        [hours, minutes] if fraction.is_none() => (*hours, *minutes, "00"),
        [hours, minutes, seconds] => (*hours, *minutes, *seconds),
        _ => return None,
    };
    let hours = match (number(hours, 1..=2)?, half) {
        (hours, None) => Some(hours).filter(|hours| *hours <= 23)?,
        (12, Some(Half::Morning)) => 0,
        (12, Some(Half::Evening)) => 12,
        (hours @ 1..=11, Some(Half::Morning)) => hours,
        (hours @ 1..=11, Some(Half::Evening)) => hours + 12,
        _ => return None,
    };
    let part = |text| number(text, 2..=2).filter(|part| *part <= 59);
    let (minutes, seconds) = (part(minutes)?, part(seconds)?);
    let fraction = match fraction {
        Some(digits) if digits.is_empty() || !all_digits(digits) => return None,
        Some(digits) => format!(".{digits}"),
        None => String::new(),
    };
    Some(format!("{hours:02}:{minutes:02}:{seconds:02}{fraction}{offset}"))
}

enum Half {
    Morning,
    Evening,
}

fn split_half(clock: &str) -> (&str, Option<Half>) {
    for (word, half) in [("am", false), ("a.m.", false), ("pm", true), ("p.m.", true)] {
        let Some(cut) = clock.len().checked_sub(word.len()) else { continue };
        if let Some((before, end)) = clock.split_at_checked(cut)
            && end.eq_ignore_ascii_case(word)
        {
            return (before.trim_end(), Some(if half { Half::Evening } else { Half::Morning }));
        }
    }
    (clock, None)
}

/// The clock, and the offset as ISO 8601 writes it; empty where there is none.
fn split_offset(text: &str) -> Option<(&str, String)> {
    for word in ["Z", "z", "UTC", "GMT"] {
        if let Some(clock) = text.strip_suffix(word) {
            return Some((clock, "Z".to_owned()));
        }
    }
    let Some(place) = text.rfind(['+', '-']) else { return Some((text, String::new())) };
    let (clock, offset) = text.split_at_checked(place)?;
    let digits: String = offset.chars().skip(1).filter(|c| *c != ':').collect();
    let four = match digits.len() {
        1 => format!("0{digits}00"),
        2 => format!("{digits}00"),
        3 => format!("0{digits}"),
        4 => digits,
        _ => return None,
    };
    let (hours, minutes) = four.split_at_checked(2)?;
    number(hours, 2..=2).filter(|hours| *hours <= 23)?;
    number(minutes, 2..=2).filter(|minutes| *minutes <= 59)?;
    let sign = offset.chars().next()?;
    Some((clock, format!("{sign}{hours}:{minutes}")))
}

/// The number that so many digits write.
pub(super) fn number(text: &str, digits: std::ops::RangeInclusive<usize>) -> Option<u32> {
    if digits.contains(&text.len()) && all_digits(text) { text.parse().ok() } else { None }
}

pub(super) fn all_digits(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clocks_of_all_kinds_are_one() {
        for (text, expected) in [
            ("9:00", "09:00:00"),
            ("09:00:00", "09:00:00"),
            ("9:00:00 AM", "09:00:00"),
            ("9:00 a.m.", "09:00:00"),
            ("12:00 AM", "00:00:00"),
            ("12:30pm", "12:30:00"),
            ("11:59:59 PM", "23:59:59"),
            ("9:00:00.250 PM", "21:00:00.250"),
            ("09:00:00Z", "09:00:00Z"),
            ("09:00:00 UTC", "09:00:00Z"),
            ("09:00 -8:00", "09:00:00-08:00"),
            ("09:00+0530", "09:00:00+05:30"),
            ("09:00+1", "09:00:00+01:00"),
        ] {
            assert_eq!(iso_clock(text).as_deref(), Some(expected), "{text}");
        }
        for text in [
            "",
            "9",
            "24:00",
            "9:60",
            "9:0",
            "13:00 PM",
            "0:00 AM",
            "9:00:60",
            "9:00.5",
            "9:00:00.",
            "9:00 CET",
            "9:00+24:00",
            "9:00+01:60",
            "-9:00",
            "9:00:00:00",
            "ä:00",
        ] {
            assert_eq!(iso_clock(text), None, "{text}");
        }
    }
}
