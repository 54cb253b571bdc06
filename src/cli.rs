//! The command line: what is common to all commands, and the list of them.

mod refused;

use std::path::Path;

use chrono::NaiveDate;
use clap::builder::PossibleValue;
use clap::builder::styling::{AnsiColor, Styles};
use clap::error::ErrorKind;
use clap::{ArgMatches, Args, ColorChoice, FromArgMatches, Parser, Subcommand, ValueEnum};

pub use self::refused::{with_shown_arguments, words_made_safe};
use crate::commands::balance::BalanceArgs;
use crate::commands::breakeven::BreakevenArgs;
use crate::commands::charge::ChargeArgs;
use crate::commands::chargeback::ChargebackArgs;
use crate::commands::context::{Asked, Context};
use crate::commands::cost::CostArgs;
use crate::commands::effective_price::EffectivePriceArgs;
use crate::commands::estate::EstateArgs;
use crate::commands::plan::PlanArgs;
use crate::commands::pool_size::PoolSizeArgs;
use crate::commands::rates::RatesArgs;
use crate::commands::usage::date;
use crate::load::DEFAULT_SHEET;
use crate::load::usage::Progress;
use crate::render::{Answer, Detail, Format, Output};

const STYLES: Styles = Styles::styled()
    .header(AnsiColor::Green.on_default().bold())
    .usage(AnsiColor::Green.on_default().bold())
    .literal(AnsiColor::Cyan.on_default().bold())
    .placeholder(AnsiColor::Cyan.on_default());

const EXAMPLES: &str = "\
Examples:
  flexcalc breakeven revit --sub-price 2985     from how many days does a subscription pay?
  flexcalc cost --use revit=40x12               what do 12 people at 40 days each cost?
  flexcalc pool-size --expected 8000            how many tokens should we buy?
  flexcalc effective-price --tokens 10000 --price 2.40 --consumed 80%
  flexcalc charge log.csv --by team             what does Flex charge for this usage?
  flexcalc balance --lots lots.csv --usage log.csv        what is left, and until when?
  flexcalc plan --usage log.csv --estate ours.toml        who should hold a seat, and who use Flex?
  flexcalc chargeback --usage log.csv --estate ours.toml --by team    who pays?
  flexcalc rates new ours -o ours.toml          a rate sheet of our own
  flexcalc estate new -o estate.toml            what we have agreed, and who holds what
  flexcalc rates check ours.toml                is our rate sheet right?

Exit codes: 0 answered, 1 a check found something, \
2 wrong command line or input that cannot be used.";

/// Exact answers to the money questions about Autodesk Flex tokens and subscriptions
#[derive(Debug, Parser)]
#[command(version, after_help = EXAMPLES, styles = STYLES)]
#[command(arg_required_else_help = true, disable_help_subcommand = true)]
pub struct Cli {
    /// What holds for every command.
    #[command(flatten)]
    pub global: GlobalArgs,
    /// The question.
    #[command(subcommand)]
    pub command: Command,
}

/// Options that every command takes.
#[derive(Args, Debug)]
#[command(next_help_heading = "Global options")]
pub struct GlobalArgs {
    /// Rate sheet: autodesk, autodesk@2025-12, guide-2026, cloud-credits-2022, or a TOML file
    #[arg(
        long,
        global = true,
        value_name = "NAME|FILE",
        default_value = DEFAULT_SHEET,
        env = "FLEXCALC_RATES",
        hide_env_values = true
    )]
    pub rates: Vec<String>,
    /// The date of the question, instead of today: which edition of a rate sheet is in force
    #[arg(long, global = true, value_name = "DATE", value_parser = date)]
    pub on: Option<NaiveDate>,
    /// How the answer is written; github and sarif are for `rates check`, focus for `chargeback`
    #[arg(long, short, global = true, value_enum, default_value_t)]
    pub format: Format,
    /// Show how each figure came about, and its source
    #[arg(long, global = true)]
    pub explain: bool,
    /// When to use colour
    #[arg(long, global = true, value_enum, value_name = "WHEN", default_value_t)]
    pub color: ColorChoice,
}

impl ValueEnum for Format {
    fn value_variants<'a>() -> &'a [Self] {
        Self::ALL
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        Some(PossibleValue::new(self.name()).aliases(self.aliases()))
    }
}

impl GlobalArgs {
    /// How much is to be said.
    pub fn detail(&self) -> Detail {
        if self.explain { Detail::Explained } else { Detail::Brief }
    }

    /// The choice of colour, for the writer.
    pub fn color_choice(&self) -> anstream::ColorChoice {
        match self.color {
            ColorChoice::Auto => anstream::ColorChoice::Auto,
            ColorChoice::Always => anstream::ColorChoice::Always,
            ColorChoice::Never => anstream::ColorChoice::Never,
        }
    }
}

/// What can be asked.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// A question that a rate sheet answers.
    #[command(flatten)]
    Question(Box<Question>),
    /// Files that people edit.
    #[command(flatten)]
    File(Box<File>),
}

/// Each command with its help, its options and its name on the command line. The options of one
/// are only built when it is asked: building those of all would take a third of a start.
macro_rules! commands {
    (
        $(#[doc = $what:literal])* $kind:ident:
        $(#[doc = $about:literal] $question:ident($args:ty) = $name:literal,)*
    ) => {
        $(#[doc = $what])*
        #[derive(Debug)]
        pub enum $kind {
            $(#[doc = $about] $question($args),)*
        }

        impl Subcommand for $kind {
            fn augment_subcommands(command: clap::Command) -> clap::Command {
                command$(.subcommand(
                    clap::Command::new($name)
                        .about($about.trim_start())
                        .defer(|command| <$args>::augment_args(command).about($about.trim_start())),
                ))*
            }

            fn augment_subcommands_for_update(command: clap::Command) -> clap::Command {
                Self::augment_subcommands(command)
            }

            fn has_subcommand(name: &str) -> bool {
                [$($name),*].contains(&name)
            }
        }

        impl FromArgMatches for $kind {
            fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
                Self::from_arg_matches_mut(&mut matches.clone())
            }

            fn from_arg_matches_mut(matches: &mut ArgMatches) -> Result<Self, clap::Error> {
                match matches.remove_subcommand() {
                    $(Some((name, mut matches)) if name == $name => {
                        <$args>::from_arg_matches_mut(&mut matches).map(Self::$question)
                    })*
                    _ => Err(clap::Error::new(ErrorKind::MissingSubcommand)),
                }
            }

            fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
                *self = Self::from_arg_matches(matches)?;
                Ok(())
            }
        }
    };
}

commands! {
    /// The questions that rate sheets answer.
    Question:
    /// From how many days of use a year is a subscription cheaper than Flex?
    Breakeven(BreakevenArgs) = "breakeven",
    /// What do these people and cloud results cost on Flex, and on subscriptions?
    Cost(CostArgs) = "cost",
    /// How many tokens should we buy for a year?
    PoolSize(PoolSizeArgs) = "pool-size",
    /// What did a token really cost, with those that expired unused?
    EffectivePrice(EffectivePriceArgs) = "effective-price",
    /// What does Flex charge for this usage, and who caused it?
    Charge(ChargeArgs) = "charge",
    /// What is left of our tokens, when do they run out, and what will be lost?
    Balance(BalanceArgs) = "balance",
    /// Which licences should people hold, and how many tokens should we buy?
    Plan(PlanArgs) = "plan",
    /// Who pays for the tokens, to the cent, and are budgets kept?
    Chargeback(ChargebackArgs) = "chargeback",
}

commands! {
    /// The files that people edit.
    File:
    /// Rate sheets: list, show, check and compare them, or begin one of your own
    Rates(RatesArgs) = "rates",
    /// What you have agreed and who holds what: begin such a file
    Estate(EstateArgs) = "estate",
}

impl Cli {
    /// The file that the command line asks for beside the answer.
    pub fn writes(&self) -> Option<&Path> {
        match &self.command {
            Command::Question(question) => match question.as_ref() {
                Question::Charge(args) => args.writes(),
                Question::Plan(args) => args.writes(),
                _ => None,
            },
            Command::File(file) => match file.as_ref() {
                File::Rates(args) => args.writes(),
                File::Estate(args) => args.writes(),
            },
        }
    }
}

impl Question {
    /// Whether it is about days of its own, each of which has its edition of a sheet.
    pub fn has_days(&self) -> bool {
        match self {
            Self::Breakeven(args) => args.has_days(),
            Self::Cost(args) => args.has_days(),
            Self::PoolSize(args) => args.has_days(),
            Self::EffectivePrice(args) => args.has_days(),
            Self::Charge(args) => args.has_days(),
            Self::Balance(args) => args.has_days(),
            Self::Plan(args) => args.has_days(),
            Self::Chargeback(args) => args.has_days(),
        }
    }

    /// Answers the question.
    pub fn answer(&self, context: Context, detail: Detail) -> anyhow::Result<Answer<'_>> {
        match self {
            Self::Breakeven(args) => args.answer(context, detail),
            Self::Cost(args) => args.answer(context, detail),
            Self::PoolSize(args) => args.answer(context, detail),
            Self::EffectivePrice(args) => args.answer(context, detail),
            Self::Charge(args) => args.answer(context, detail),
            Self::Balance(args) => args.answer(context, detail),
            Self::Plan(args) => args.answer(context, detail),
            Self::Chargeback(args) => args.answer(context, detail),
        }
    }
}

impl File {
    /// Does what is asked; `today` is the date of the question.
    pub fn output(
        &self,
        global: &GlobalArgs,
        today: NaiveDate,
        progress: &(dyn Fn(&Progress) + Sync),
    ) -> anyhow::Result<Output> {
        let asked = Asked { today, on: global.on, progress };
        match self {
            Self::Rates(args) => args.output(&global.rates, global.format, asked),
            Self::Estate(args) => args.output(&global.rates, global.format, asked),
        }
    }
}
