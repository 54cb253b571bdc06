//! What the words of a name or a title say beside it: that it is charged by the result, that it is
//! no product, that another figure holds.

/// Words of what Flex charges by the result, beside `per` and a number.
const RESULTS: [&str; 14] = [
    "hour",
    "hours",
    "hourly",
    "result",
    "results",
    "job",
    "jobs",
    "solve",
    "solves",
    "api",
    "apis",
    "cfd",
    "automation",
    "per",
];

/// Those that are several words.
const PHRASES: [&str; 6] = [
    "generative design",
    "cloud solve",
    "reality capture",
    "model derivative",
    "cloud render",
    "design automation",
];

/// Whether the words say that something is charged by the result, and not by the day.
pub(super) fn is_result(text: &str) -> bool {
    let lower = text.to_lowercase();
    let words: Vec<_> =
        lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let all = words.join(" ");
    let by_day = ["per day", "per user", "per 24 hours", "24 hours"];
    let is_day = by_day.iter().any(|day| all.contains(day)) && !all.contains("api");
    !is_day
        && (words.iter().any(|word| RESULTS.contains(word))
            || PHRASES.iter().any(|phrase| all.contains(phrase)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_charged_by_the_result_says_so() {
        for text in ["per result", "10 jobs", "Fusion API", "hourly", "Generative Design", "CFD"] {
            assert!(is_result(text), "{text}");
        }
        for text in ["AutoCAD", "per day", "Design", "per user per day", "Capture"] {
            assert!(!is_result(text), "{text}");
        }
    }
}
