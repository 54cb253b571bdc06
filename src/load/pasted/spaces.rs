//! Lines whose columns stand apart by spaces, as a page that was copied may be: names have spaces
//! and digits too, so that each line is read from its end.
//!
//! What stands at the end and is figures is figures, but of `Fusion 360 3` how many are? The
//! fewest that any line has; and a name that then ends in a number must be a known one, or stand
//! far apart from its figures, or in quotes. Else `AutoCAD 7 20` beside `Maya 6` would silently be
//! a product called `AutoCAD 7`.

use super::figure::Figure;
use super::header::{Head, header, spaced};
use super::lines::{Is, Line, is_space, name_of};
use super::{Ask, Want};
use crate::model::Problem;

/// The most words of one figure: `1 token per 24 hour period`.
const MOST_WORDS: usize = 6;

/// The most words of all figures of a row: what has more is no row.
const MOST_OF_A_ROW: usize = 32;

/// A line cut before the figures at its end.
struct Cut {
    number: u64,
    name: Vec<String>,
    figures: Vec<String>,
    /// Whether it is certain that the name ends where it does.
    is_sure: bool,
}

/// The lines of a text.
pub(super) fn spaces(text: &str, ask: &Ask) -> Vec<Line> {
    let all = (1..).zip(text.lines()).filter(|(_, line)| !line.chars().all(is_space));
    let both = |(number, line)| (whole(number, line), cut(number, line, ask.want));
    let lines: Vec<_> = all.map(both).collect();
    let heads = lines.iter().find_map(|(line, _)| match &line.is {
        Is::Header(heads) => Some(heads.len().saturating_sub(1)),
        _ => None,
    });
    let cuts = || lines.iter().filter(|(line, _)| matches!(line.is, Is::Words));
    let bare = cuts().filter_map(|(_, cut)| cut.as_ref()).filter(|cut| !cut.has_money());
    let fewest = bare.map(|cut| cut.figures.len()).min().unwrap_or(1).min(2);
    let row = |(line, cut): (Line, Option<Cut>)| match (&line.is, cut) {
        (Is::Words, Some(cut)) => cut.line(heads, fewest, ask),
        _ => line,
    };
    lines.into_iter().map(row).collect()
}

/// A line that has no figures of its own: words, a header, a remark, a rule.
fn whole(number: u64, line: &str) -> Line {
    let text = line.trim_matches(is_space);
    let by_gaps = gaps(text);
    let by_words = spaced(text);
    let heads = |cells: Vec<String>| header(&cells).map(|heads: Vec<Head>| (heads, cells));
    match heads(by_gaps).or_else(|| heads(by_words)) {
        Some((heads, cells)) => Line { number, cells, is: Is::Header(heads) },
        None => Line::new(number, vec![text.to_owned()]),
    }
}

/// The parts of a line that are two spaces or a tab apart.
fn gaps(text: &str) -> Vec<String> {
    let wide = text.replace('\t', "  ");
    let parts = wide.split("  ").map(|part| part.trim_matches(is_space));
    parts.filter(|part| !part.is_empty()).map(str::to_owned).collect()
}

/// The cells of a line that may be a header which nobody understands; one cell where it is none.
pub(super) fn headings(text: &str) -> Vec<String> {
    let parts = gaps(text);
    let first = |(first, _): &(&str, &str)| {
        matches!(first.to_lowercase().as_str(), "product" | "products" | "name" | "software")
    };
    match text.split_once(' ').filter(first) {
        Some((first, rest)) if parts.len() < 2 => vec![first.to_owned(), rest.trim().to_owned()],
        _ => parts,
    }
}

fn cut(number: u64, line: &str, want: Want) -> Option<Cut> {
    let text = line.trim_matches(is_space);
    let words = |text: &str| text.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
    if let Some((name, rest)) = text.strip_prefix('"').and_then(|text| text.split_once('"'))
        && rest.starts_with(is_space)
    {
        let figures = figures(&words(rest))?;
        return Some(Cut { number, name: vec![name.to_owned()], figures, is_sure: true });
    }
    let parts = gaps(text);
    if let [name, rest @ ..] = parts.as_slice()
        && let Some(figures) = figures(&words(&rest.join(" ")))
        // `AutoCAD 7    $21.00` has its tokens before the gap.
        && (want == Want::Prices || !figures.iter().all(|figure| is_money(figure)))
    {
        return Some(Cut { number, name: words(name), figures, is_sure: true });
    }
    let words = words(text);
    (1.max(words.len().saturating_sub(MOST_OF_A_ROW))..words.len()).find_map(|start| {
        let (name, rest) = words.split_at_checked(start)?;
        let figures = figures(rest)?;
        Some(Cut { number, name: name.to_vec(), figures, is_sure: false })
    })
}

/// The figures that the words are, where they are nothing else.
fn figures(words: &[String]) -> Option<Vec<String>> {
    if words.len() > MOST_OF_A_ROW {
        return None;
    }
    (1..=words.len().min(MOST_WORDS)).rev().find_map(|many| {
        let (first, rest) = words.split_at_checked(many)?;
        let figure = first.join(" ");
        // `7 210` is two numbers here, and not one of thousands.
        let is_number = |word: &&String| word.contains(|c: char| c.is_ascii_digit());
        let before_unit = first.iter().take_while(|word| !matches!(word.as_str(), "per" | "/"));
        if before_unit.filter(is_number).count() != 1 {
            return None;
        }
        Figure::of(&figure)?;
        let mut all = vec![figure];
        if !rest.is_empty() {
            all.extend(figures(rest)?);
        }
        Some(all)
    })
}

impl Cut {
    fn has_money(&self) -> bool {
        self.figures.iter().any(|figure| is_money(figure))
    }

    /// How many of its figures are figures, and not the end of its name.
    fn wanted(&self, heads: Option<usize>, fewest: usize, want: Want) -> usize {
        let trailing = self.figures.iter().rev().take_while(|figure| is_money(figure)).count();
        match (heads, want) {
            (Some(heads), _) => heads,
            (None, Want::Prices) => trailing.max(1),
            (None, Want::Rates) if self.has_money() => 2,
            (None, Want::Rates) => fewest,
        }
    }

    /// The row, or why it is none.
    fn line(mut self, heads: Option<usize>, fewest: usize, ask: &Ask) -> Line {
        let wanted = self.wanted(heads, fewest, ask.want).min(self.figures.len());
        let extra = self.figures.len().saturating_sub(wanted);
        let shorter = name_of(&self.name.join(" "));
        let of_name: Vec<_> = self.figures.drain(..extra).collect();
        self.name.extend(of_name.iter().cloned());
        let name = name_of(&self.name.join(" "));
        let cells: Vec<_> =
            [name.clone()].into_iter().chain(self.figures.iter().cloned()).collect();
        let is_proved = heads.is_none() && self.has_money() && ask.want == Want::Rates;
        let is_unclear = extra > 0 && !is_proved && !(ask.known)(&name);
        let is = if extra > 0 && self.is_sure || is_unclear {
            Is::Unclear(self.unclear(&name, &shorter, &of_name))
        } else if !self.has_money() && !self.is_sure && self.figures.iter().any(|it| is_year(it)) {
            let year = self.figures.first().map_or("", String::as_str);
            let message = format!("`{name}`: `{year}` may be a year, and no number of tokens");
            let hint = "put `#` before the line if it is a title, and tabs between columns if not";
            Is::Unclear(Problem::new(message).hint(hint))
        } else {
            Is::Row
        };
        Line { number: self.number, cells, is }
    }

    fn unclear(&self, name: &str, shorter: &str, of_name: &[String]) -> Problem {
        let [few, all] = [self.figures.clone(), [of_name, self.figures.as_slice()].concat()]
            .map(|figures| figures.join(" and "));
        let message = format!("is it `{name}` with {few}, or `{shorter}` with {all}");
        Problem::new(message).hint("put a tab between the columns, or the name in quotes")
    }
}

fn is_money(figure: &str) -> bool {
    Figure::of(figure).is_some_and(|figure| figure.is_money())
}

fn is_year(figure: &str) -> bool {
    figure.len() == 4 && figure.starts_with("20") && figure.bytes().all(|b| b.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Vec<String> {
        let ask = Ask::testing(&|name| name == "Fusion 360");
        let told = |line: Line| match line.is {
            Is::Row => line.cells.join("|"),
            Is::Unclear(problem) => problem.message,
            other => format!("{other:?}"),
        };
        spaces(text, &ask).into_iter().map(told).collect()
    }

    #[test]
    fn names_may_have_spaces_and_digits() {
        assert_eq!(
            read("3ds Max 6 $18.00\nCivil 3D 10\n3DS MAX 6"),
            ["3ds Max|6|$18.00", "Civil 3D|10", "3DS MAX|6"]
        );
        assert_eq!(
            read("AutoCAD 7 tokens per 24 hours ($21.00)"),
            ["AutoCAD|7 tokens per 24 hours|($21.00)"]
        );
        assert_eq!(read("Fusion 360    3\n\"Foo 5\" 2"), ["Fusion 360|3", "Foo 5|2"]);
    }

    #[test]
    fn a_name_that_ends_in_a_number_must_be_known_or_proved() {
        assert_eq!(read("Fusion 360 3\nMaya 6"), ["Fusion 360|3", "Maya|6"]);
        assert_eq!(read("Foo 5 3 $9.00\nMaya 6"), ["Foo 5|3|$9.00", "Maya|6"]);
        let unclear = "is it `AutoCAD 7` with 20, or `AutoCAD` with 7 and 20";
        assert_eq!(read("AutoCAD 7 20\nMaya 6"), [unclear, "Maya|6"]);
        // Two figures in every line are two columns.
        assert_eq!(read("AutoCAD 7 21\nMaya 6 18"), ["AutoCAD|7|21", "Maya|6|18"]);
        assert!(read("Flex rates 2026")[0].contains("may be a year"));
    }
}
