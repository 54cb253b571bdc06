//! Every page and the README: each command in a `console` block is run, and prints exactly what it
//! is shown to print.

#[test]
fn every_command_on_a_page_prints_what_the_page_says() {
    trycmd::TestCases::new().env("NO_COLOR", "1").case("tests/pages/*.md").case("README.md");
}
