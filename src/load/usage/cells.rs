//! One field of a record: what stands in it, and how messages show it.

/// The field in `column`, without spaces around it.
#[inline]
pub(super) fn field<'f>(fields: &[&'f [u8]], column: Option<usize>) -> &'f [u8] {
    let text = column.and_then(|column| fields.get(column)).copied().unwrap_or_default();
    match text {
        [b' ' | b'\t', ..] | [.., b' ' | b'\t'] => text.trim_ascii(),
        _ => text,
    }
}

/// Whether the name says nothing: names are hidden behind stars when personal data is off, and then
/// an id is the person.
#[inline]
pub(super) fn is_hidden(name: &[u8]) -> bool {
    name.iter().all(|byte| matches!(byte, b'*' | b' '))
}

/// Whether nothing is said: databases write their own words for it.
pub(super) fn is_absent(text: &[u8]) -> bool {
    let words = [&b"null"[..], b"n/a", b"na", b"none"];
    text.is_empty() || text == b"-" || words.iter().any(|word| text.eq_ignore_ascii_case(word))
}

/// Whether it is a word that opens a row of totals, alone or before more words.
pub(super) fn is_total_word(text: &[u8]) -> bool {
    let word = text.split(|byte| matches!(byte, b' ' | b':')).next().unwrap_or_default();
    [&b"total"[..], b"totals", b"grand", b"sum"]
        .iter()
        .any(|total| word.eq_ignore_ascii_case(total))
}

/// What stands there, as messages say it.
pub(super) fn found(text: &[u8]) -> String {
    if text.is_empty() { "found nothing".to_owned() } else { format!("found `{}`", shown(text)) }
}

/// A field as messages show it.
pub(super) fn shown(text: &[u8]) -> String {
    String::from_utf8_lossy(text).chars().take(80).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_has_no_spaces_around_it() {
        let fields = [&b" a b\t"[..], b""];
        assert_eq!(
            [Some(0), Some(1), Some(2), None].map(|at| field(&fields, at)),
            [&b"a b"[..], b"", b"", b""]
        );
    }

    #[test]
    fn stars_hide_a_name() {
        for (name, hidden) in [("", true), ("** *", true), ("a*", false), ("-", false)] {
            assert_eq!(is_hidden(name.as_bytes()), hidden, "{name}");
        }
    }

    #[test]
    fn databases_have_words_for_nothing() {
        for (text, absent) in [("", true), ("-", true), ("NULL", true), ("--", false), ("0", false)]
        {
            assert_eq!(is_absent(text.as_bytes()), absent, "{text}");
        }
    }

    #[test]
    fn a_total_is_a_word_of_its_own() {
        for (text, total) in
            [("Total", true), ("total: 3", true), ("Grand total", true), ("Totality", false)]
        {
            assert_eq!(is_total_word(text.as_bytes()), total, "{text}");
        }
    }

    #[test]
    fn messages_show_no_more_than_a_line() {
        assert_eq!(found(b""), "found nothing");
        assert_eq!(found(&[b'x'; 81]), format!("found `{}`", "x".repeat(80)));
    }
}
