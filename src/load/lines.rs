//! The lines of a text, and where what stands on them stood first. Whatever is asked of them takes
//! no longer where everything is on one line, or the same on every line.

use std::collections::BTreeMap;

/// So many bytes are counted at once.
const STEP: usize = 1 << 10;

/// A text by its lines, which are counted from 1.
pub(super) struct Lines<'t> {
    text: &'t str,
    starts: Vec<usize>,
    /// Characters before each so many bytes of the text.
    characters: Vec<usize>,
    /// Where the last line ends.
    end: usize,
}

impl<'t> Lines<'t> {
    /// The lines of `text`.
    pub(super) fn of(text: &'t str) -> Self {
        let newlines = text.match_indices('\n').map(|(newline, _)| newline + 1);
        let steps = text.as_bytes().chunks(STEP).scan(0, |before, bytes| {
            *before += characters_of(bytes);
            Some(*before)
        });
        Self {
            text,
            starts: [0].into_iter().chain(newlines).collect(),
            // None before the first, all behind the last: a text may end where a step does.
            characters: [0].into_iter().chain(steps).collect(),
            end: text.trim_end_matches(['\r', '\n']).len(),
        }
    }

    /// The line of a byte of the text.
    pub(super) fn line(&self, at: usize) -> usize {
        self.starts.partition_point(|start| *start <= at).max(1)
    }

    /// The line and the column of a byte of the text.
    pub(super) fn place(&self, at: usize) -> (usize, usize) {
        // Behind the last newline there is no line: what is missing there is missing at the end of
        // the last one.
        let at = if at == self.text.len() { self.end } else { at };
        let line = self.line(at);
        let start = self.start(line);
        let mark = usize::from(self.text.get(start..).is_some_and(is_marked)).min(at - start);
        (line, self.before(at) - self.before(start) - mark + 1)
    }

    /// What stands on a line.
    pub(super) fn text(&self, line: usize) -> &'t str {
        let next = self.starts.get(line).copied().unwrap_or(self.text.len());
        self.text.get(self.start(line)..next).unwrap_or_default()
    }

    /// The lines with the head of a table.
    pub(super) fn heads(&self) -> Vec<usize> {
        let lines = 1..=self.starts.len();
        lines.filter(|line| key_of(self.text(*line)).starts_with('[')).collect()
    }

    fn start(&self, line: usize) -> usize {
        self.starts.get(line - 1).copied().unwrap_or_default()
    }

    /// How many characters stand before a byte of the text.
    fn before(&self, at: usize) -> usize {
        let step = at / STEP;
        let rest = self.text.as_bytes().get(step * STEP..at).unwrap_or_default();
        self.characters.get(step).copied().unwrap_or_default() + characters_of(rest)
    }
}

/// How many characters begin in bytes of UTF-8.
fn characters_of(bytes: &[u8]) -> usize {
    bytes.iter().filter(|byte| **byte & 0xc0 != 0x80).count()
}

/// Whether a byte order mark, which is no column, stands first.
fn is_marked(text: &str) -> bool {
    text.starts_with('\u{feff}')
}

/// Where each key of a table and each head stands first.
pub(super) struct Firsts<'t> {
    heads: BTreeMap<&'t str, usize>,
    /// By the line of the head above it, 0 for none.
    keys: BTreeMap<(usize, &'t str), usize>,
    /// The lines with heads.
    tables: Vec<usize>,
}

impl<'t> Firsts<'t> {
    /// Those of a text.
    pub(super) fn of(lines: &Lines<'t>) -> Self {
        let mut firsts =
            Self { heads: BTreeMap::new(), keys: BTreeMap::new(), tables: lines.heads() };
        let mut head = 0;
        for line in 1..=lines.starts.len() {
            let key = key_of(lines.text(line));
            if key.starts_with('[') {
                head = line;
                firsts.heads.entry(key).or_insert(line);
            } else {
                firsts.keys.entry((head, key)).or_insert(line);
            }
        }
        firsts
    }

    /// The first line with what stands on `line`, where that is another one.
    pub(super) fn of_line(&self, line: usize, key: &str) -> Option<usize> {
        let first = if key.starts_with('[') {
            self.heads.get(key)
        } else {
            let above = self.tables.partition_point(|head| *head <= line).checked_sub(1);
            let head = above.and_then(|place| self.tables.get(place)).copied().unwrap_or_default();
            self.keys.get(&(head, key))
        };
        first.copied().filter(|first| *first < line)
    }
}

/// The head of a table, or the key of a line.
pub(super) fn key_of(line: &str) -> &str {
    let line = line.trim_start_matches('\u{feff}').trim();
    if line.starts_with('[') { line } else { line.split('=').next().unwrap_or_default().trim() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_count_characters_on_lines_of_any_length() {
        // Each `ü` is one column and two bytes; the mark of UTF-8 is none.
        let text = format!("\u{feff}a{}b\nc\n\n", "ü".repeat(3 * STEP));
        let lines = Lines::of(&text);
        let b = text.find('b').unwrap();
        assert_eq!([3, 4, b].map(|at| lines.place(at)), [(1, 1), (1, 2), (1, 3 * STEP + 2)]);
        assert_eq!(lines.place(0), (1, 1));
        assert_eq!(lines.place(b + 2), (2, 1));
        // Behind the end: behind `c`.
        assert_eq!(lines.place(text.len()), (2, 2));
    }

    #[test]
    fn a_text_may_end_where_a_step_of_counting_does() {
        for length in [STEP - 1, STEP, STEP + 1, 2 * STEP] {
            let text = "a".repeat(length);
            assert_eq!(Lines::of(&text).place(length), (1, length + 1));
        }
    }

    #[test]
    fn a_key_stands_first_in_its_own_table_and_a_head_anywhere() {
        let text = "a = 1\n[x]\na = 2\nb = 3\na=4\n[y]\na = 5\n[x]\na = 6\na = 7";
        let lines = Lines::of(text);
        let firsts = Firsts::of(&lines);
        let first = |line| firsts.of_line(line, key_of(lines.text(line)));
        assert_eq!([1, 3, 5, 7, 8, 10].map(first), [None, None, Some(3), None, Some(2), Some(9)]);
    }

    /// Looking for the first among all lines above each would take hours.
    #[test]
    fn a_key_may_stand_on_every_line() {
        let text = "a=1\n".repeat(1_000_000);
        let lines = Lines::of(&text);
        let firsts = Firsts::of(&lines);
        let found = (2..=1_000_000).filter(|line| firsts.of_line(*line, "a") == Some(1)).count();
        assert_eq!(found, 999_999);
    }
}
