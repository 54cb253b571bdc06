//! What people read: the answer in a sentence, its table, and what it rests on.

use anstyle::Style;
use comfy_table::{
    Cell as TableCell, CellAlignment, ColumnConstraint, LineStyle, Row, Table, TableStyle, Width,
};

use super::format::Writer;
use super::report::human;
use super::{Answer, Cell, Chart, Grid, number, text};

/// What stands for an unknown figure.
const UNKNOWN: &str = "–";
/// How wide a column may be; longer words wrap.
const WIDEST: u16 = 44;
/// The heading, on a terminal.
const HEAD: Style = Style::new().bold();

/// All that there is to know of it.
pub(super) const WRITER: Writer = Writer {
    name: "table",
    aliases: &["human"],
    answer: |answer, _| Ok(render(answer)),
    check: |report| Ok(human::render(report)),
};

fn render(answer: &Answer) -> String {
    let mut blocks: Vec<_> = paragraph("", &answer.summary).into_iter().collect();
    blocks.extend((!answer.view.rows.is_empty()).then(|| grid(&answer.view)));
    blocks.extend(answer.chart.as_ref().map(Chart::draw));
    let sections = answer.sections.iter().filter(|section| !section.grid.rows.is_empty());
    blocks.extend(
        sections
            .map(|section| format!("{}:\n{}", text::clean(&section.title), grid(&section.grid))),
    );
    blocks.extend(paragraph("how: ", &answer.explanation));
    let mut below: Vec<_> = answer.notes.iter().map(|note| text::wrap("note: ", note)).collect();
    below.extend(answer.next.iter().map(|next| format!("next: {}", text::clean(next))));
    blocks.extend((!below.is_empty()).then(|| below.join("\n") + "\n"));
    text::unspoken(blocks.join("\n").into()).into_owned()
}

fn paragraph(head: &str, sentences: &[String]) -> Option<String> {
    let lines: Vec<_> = sentences.iter().map(|sentence| text::wrap(head, sentence)).collect();
    (!lines.is_empty()).then(|| lines.join("\n") + "\n")
}

fn grid(grid: &Grid) -> String {
    let numeric: Vec<_> = (0..grid.columns.len()).map(|place| grid.is_numeric(place)).collect();
    let cells = |texts: Vec<String>| {
        Row::from(texts.into_iter().zip(&numeric).map(|(text, numeric)| {
            TableCell::new(text).set_alignment(if *numeric {
                CellAlignment::Right
            } else {
                CellAlignment::Left
            })
        }))
    };
    let mut table = Table::new();
    let line = LineStyle::none().fill('─').junction('─');
    table.load_style(TableStyle::new().header_separator(line));
    // A line break in a heading is our own, or that of a name, which does no harm there.
    let title = |title: &str| title.split('\n').map(text::cell).collect::<Vec<_>>().join("\n");
    table.set_header(cells(grid.columns.iter().map(|column| title(&column.title)).collect()));
    for row in grid.rows.iter().chain(&grid.total) {
        table.add_row(cells(row.iter().map(people_text).collect()));
    }
    for (place, column) in table.column_iter_mut().enumerate() {
        column.set_padding((0, u16::from(place + 1 < numeric.len())));
        column.set_constraint(ColumnConstraint::UpperBoundary(Width::Fixed(WIDEST)));
    }
    let head_lines =
        grid.columns.iter().map(|column| column.title.lines().count()).max().unwrap_or_default();
    let lines = table.lines().map(|line| line.trim_end().to_owned()).enumerate();
    lines
        .map(
            |(n, line)| {
                if n < head_lines { format!("{HEAD}{line}{HEAD:#}\n") } else { line + "\n" }
            },
        )
        .collect()
}

/// A cell as people read it.
pub(super) fn people_text(cell: &Cell) -> String {
    match cell {
        Cell::Empty => UNKNOWN.to_owned(),
        Cell::Text(words) => text::cell(words).into_owned(),
        Cell::Money(number) => number::money_digits(number),
        Cell::Price(number) => number::price_digits(number),
        Cell::Count(number) => number::count(number),
        Cell::Percent(number) => number::percent_digits(number),
        Cell::Date(day) => day.to_string(),
        Cell::Flag(true) => "yes".to_owned(),
        Cell::Flag(false) => "no".to_owned(),
        Cell::Blank | Cell::Json(_) => String::new(),
    }
}
