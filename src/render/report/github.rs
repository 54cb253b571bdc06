//! The report as annotations of a GitHub workflow: one command a line, escaped as GitHub wants.

use super::Report;
use crate::model::{Problem, Severity};
use crate::render::format::{Writer, only_for};
use crate::render::text::clean;

/// All that there is to know of it.
pub(in crate::render) const WRITER: Writer = Writer {
    name: "github",
    aliases: &[],
    answer: |_, _| only_for("rates check"),
    check: |report| Ok(render(report)),
};

fn render(report: &Report) -> String {
    report.problems().map(annotation).collect::<String>() + &clean(&report.summary()) + "\n"
}

fn annotation(problem: &Problem) -> String {
    let command = match problem.severity() {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "notice",
    };
    let place = problem.place.as_ref().map(|place| {
        format!("file={},line={},col={},", property(&clean(&place.file)), place.line, place.column)
    });
    let title = property(problem.code.map_or("", crate::model::Code::name));
    let message = data(&format!("{}; {}", clean(&problem.message), clean(&problem.remedy())));
    format!("::{command} {}title={title}::{message}\n", place.unwrap_or_default())
}

/// The message of a command.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// A property of a command, which a colon or a comma would end.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Code, Place};

    #[test]
    fn nothing_in_a_message_ends_it() {
        let place = Place { file: "a,b:c.toml".into(), line: 3, column: 7, span: 0..1 };
        let problem = Problem {
            code: Some(Code::UnknownKey),
            place: Some(place),
            ..Problem::new("100 % ::error::")
        };
        let expected = concat!(
            "::error file=a%2Cb%3Ac.toml,line=3,col=7,title=unknown-key::",
            "100 %25 ::error::; correct its spelling, or take it out\n"
        );
        assert_eq!(annotation(&problem), expected);
    }
}
