//! The eight questions beside models of their own: slow, plain, and written from the rules rather
//! than from the program. Each round asks the program as a user does, over random files, and
//! compares every figure of its answer.
//!
//! `ROUNDS` says how many rounds each model gets. A difference prints the question and its files;
//! the seed is kept beside the model, in a file that ends in `.proptest-regressions`, and is tried
//! first from then on.

#![allow(clippy::expect_used, clippy::indexing_slicing)] // a test that cannot go on has failed
// Files are short, and so are the names of what is in them.
#![allow(clippy::format_push_string, clippy::similar_names)]

#[path = "models/asked.rs"]
mod asked;
#[path = "models/balance.rs"]
mod balance;
#[path = "models/breakeven.rs"]
mod breakeven;
#[path = "models/charge.rs"]
mod charge;
#[path = "models/chargeback.rs"]
mod chargeback;
#[path = "models/cost.rs"]
mod cost;
#[path = "models/days.rs"]
mod days;
#[path = "models/effective_price.rs"]
mod effective_price;
#[path = "models/exact.rs"]
mod exact;
#[path = "models/lots.rs"]
mod lots;
#[path = "models/plan.rs"]
mod plan;
#[path = "models/pool_size.rs"]
mod pool_size;
#[path = "models/sheet.rs"]
mod sheet;
#[path = "models/used.rs"]
mod used;
