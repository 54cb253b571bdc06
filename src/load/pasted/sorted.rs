//! The lines of a paste, each as what it is: none may be lost.

use super::figure::Per;
use super::header::Head;
use super::heading::UNDERSTOOD;
use super::lines::{Apart, Is, Line};
use super::words::{currency, other_period};
use super::{Ask, Want};
use crate::load::table::Origin;
use crate::model::{LineAccount, Problem, may_be};

/// Lines, sorted.
#[derive(Default)]
pub(super) struct Sorted<'l> {
    /// The first header, and its line.
    pub(super) header: Option<(&'l [Head], &'l Line)>,
    pub(super) rows: Vec<&'l Line>,
    pub(super) problems: Vec<Problem>,
    headers: usize,
    blank: usize,
    above: Vec<&'l Line>,
    remarks: Vec<String>,
}

impl<'l> Sorted<'l> {
    /// Sorts them.
    pub(super) fn of(origin: &Origin, lines: &'l [Line], apart: Apart, want: Want) -> Self {
        let has_header = lines.iter().any(|line| matches!(line.is, Is::Header(_)));
        let mut sorted = Self::default();
        for line in lines {
            let taken = sorted.take(origin, line, has_header, (apart, want));
            sorted.problems.extend(taken.err().map(|problem| origin.at(line.number, problem)));
        }
        sorted
    }

    fn take(
        &mut self,
        origin: &Origin,
        line: &'l Line,
        has_header: bool,
        (apart, want): (Apart, Want),
    ) -> Result<(), Problem> {
        let is_first = self.rows.is_empty() && self.header.is_none();
        let words = || format!("`{}`", line.words());
        match &line.is {
            Is::Blank => self.blank += 1,
            Is::Remark => self.remarks.push(words()),
            Is::Header(found) => {
                self.headers += 1;
                let (heads, first) = *self.header.get_or_insert((found.as_slice(), line));
                if heads != found {
                    let place = origin.line(first.number);
                    let problem = Problem::new(format!("another header than on {place}"));
                    return Err(problem.hint("import the second table by itself"));
                }
            }
            Is::Row if has_header && self.header.is_none() => {
                return Err(Problem::new("a row above the header").hint("move it below the header"));
            }
            Is::Row => self.rows.push(line),
            // A title has no figure, unless a header below it shows that it is one.
            _ if is_first && (has_header || !words().contains(|c: char| c.is_numeric())) => {
                self.above.push(line);
            }
            Is::Unclear(problem) => return Err(problem.clone()),
            Is::Words => {
                let figure = if want == Want::Rates { "tokens a day" } else { "price" };
                let (words, apart) = (words(), apart.word());
                let message = format!("{words}: a name and {figure} apart by {apart} expected");
                return Err(Problem::new(message).hint("put `#` before a line that is no row"));
            }
        }
        Ok(())
    }

    /// Every title that says of the figures below it what nobody would take them for.
    pub(super) fn titles(&self, origin: &Origin, ask: &Ask) -> Vec<Problem> {
        let heads = || self.header.into_iter().flat_map(|(heads, _)| heads);
        let says = |head: &Head| match head {
            Head::Money(per) => matches!(per, Per::Month | Per::Year | Per::ThreeYears),
            Head::Tokens(per) => *per == Per::Day,
            _ => false,
        };
        let is_said = heads().any(says);
        let problem = |line: &&Line| {
            let (text, words) = (line.cells.join(" "), line.words());
            let is_other = |unit: &&str| match ask.want {
                Want::Rates => !is_said,
                Want::Prices => !is_said && *unit != "year",
            };
            if let Some(unit) = other_period(&text).filter(is_other) {
                let message = format!("`{words}` says that the figures are by the {unit}");
                let hint = format!("name the columns below it as what they are: {UNDERSTOOD}");
                return Some(origin.at(line.number, Problem::new(message).hint(hint)));
            }
            let other = currency(&text).filter(|code| !may_be(code, ask.currency))?;
            let message = format!("`{words}` is in {other}, and not in {}", ask.currency);
            let hint = "say which it is: `--currency`";
            Some(origin.at(line.number, Problem::new(message).hint(hint)))
        };
        self.above.iter().filter_map(problem).collect()
    }

    /// What became of all `many` lines, of which `blank` were never among those sorted.
    pub(super) fn account(&self, many: usize, blank: usize) -> LineAccount {
        let blank = self.blank + blank;
        let (rows, above, remarks) = (self.rows.len(), self.above.len(), self.remarks.len());
        let known = rows + self.headers + above + remarks + blank + self.problems.len();
        LineAccount {
            lines: many,
            rows,
            headers: self.headers,
            above,
            remarks,
            blank,
            continued: many.saturating_sub(known),
        }
    }

    /// What was left out. A remark with a figure might have been meant as a row.
    pub(super) fn notes(&self, origin: &Origin) -> impl Iterator<Item = String> {
        let has_figure = |words: &&String| words.contains(|c: char| c.is_ascii_digit());
        let remarks: Vec<_> = self.remarks.iter().filter(has_figure).cloned().collect();
        let (name, above) = (
            origin.name(),
            self.above.iter().map(|line| format!("`{}`", line.words())).collect::<Vec<_>>(),
        );
        let above = above.join(", ");
        let above =
            (!above.is_empty()).then(|| format!("left out above the table of {name}: {above}"));
        let remarks = (!remarks.is_empty())
            .then(|| format!("left out behind `#` in {name}: {}", remarks.join(", ")));
        above.into_iter().chain(remarks)
    }
}
