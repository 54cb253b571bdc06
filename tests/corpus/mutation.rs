//! Changes an input at random.

use proptest::prelude::*;
use proptest::sample::Index;

/// One change: how, where, over how many bytes, and what with.
#[derive(Clone, Debug)]
pub(crate) struct Mutation {
    how: How,
    place: Index,
    length: usize,
    what: Index,
    byte: u8,
}

#[derive(Clone, Copy, Debug)]
enum How {
    /// One byte becomes another.
    Byte,
    /// A field or word becomes a word of the trade.
    Word,
    /// A field or word becomes a figure at some edge.
    Figure,
    /// A few bytes are taken out.
    Out,
    /// A few bytes stand twice.
    Twice,
    /// A line stands many times.
    Lines,
    /// A piece of another seed comes in.
    Piece,
    /// The rest is missing.
    End,
}

const HOWS: [How; 11] = [
    How::Byte,
    How::Word,
    How::Word,
    How::Word,
    How::Figure,
    How::Figure,
    How::Out,
    How::Twice,
    How::Lines,
    How::Piece,
    How::End,
];

const FIGURES: [&str; 20] = [
    "",
    "0",
    "-1",
    "1",
    "0.5",
    "0.0000001",
    "1,5",
    "1.000,5",
    "1e9",
    "1e-400",
    "9223372036854775808",
    "79228162514264337593543950335",
    "99999999999999999999999999999999999999999",
    "NaN",
    "0001-01-01",
    "2024-02-29",
    "2026-02-30",
    "9999-12-31T23:59:59Z",
    "2026-03-29T02:30:00",
    "\u{202e}\u{9b}2J\u{1b}[31m",
];

pub(crate) fn mutation() -> impl Strategy<Value = Mutation> {
    let how = prop::sample::select(&HOWS[..]);
    (how, any::<Index>(), 1_usize..40, any::<Index>(), any::<u8>())
        .prop_map(|(how, place, length, what, byte)| Mutation { how, place, length, what, byte })
}

/// The seed with all these changes; `seeds` are those of the same target.
pub(crate) fn mutated(
    seed: &[u8],
    mutations: &[Mutation],
    seeds: &[(String, Vec<u8>)],
    words: &[Vec<u8>],
) -> Vec<u8> {
    let mut data = seed.to_vec();
    for mutation in mutations {
        change(&mut data, mutation, seeds, words);
    }
    data.truncate(1 << 16);
    data
}

fn change(data: &mut Vec<u8>, mutation: &Mutation, seeds: &[(String, Vec<u8>)], words: &[Vec<u8>]) {
    let Mutation { how, place, length, what, byte } = mutation;
    let start = place.index(data.len() + 1);
    let end = data.len().min(start + length);
    match how {
        How::Byte => drop(data.splice(start..data.len().min(start + 1), [*byte])),
        How::Word if words.is_empty() => {}
        How::Word => drop(data.splice(around(data, start, is_word), what.get(words).clone())),
        How::Figure => {
            drop(data.splice(around(data, start, is_word), what.get(&FIGURES).bytes()));
        }
        How::Out => drop(data.drain(start..end)),
        How::Twice => drop(data.splice(start..start, data[start..end].to_vec())),
        How::Lines => {
            let line = around(data, start, |byte| byte != b'\n');
            drop(data.splice(line.clone(), [&data[line], b"\n"].concat().repeat(*length)));
        }
        How::Piece => {
            let (_, other) = what.get(seeds);
            let from = place.index(other.len() + 1);
            let piece = &other[from..other.len().min(from + 8 * length)];
            drop(data.splice(start..end, piece.to_vec()));
        }
        How::End => data.truncate(start),
    }
}

/// What stands about this place without a break.
fn around(data: &[u8], place: usize, belongs: fn(u8) -> bool) -> std::ops::Range<usize> {
    let before = data[..place].iter().rev().take_while(|byte| belongs(**byte)).count();
    let behind = data[place..].iter().take_while(|byte| belongs(**byte)).count();
    place - before..place + behind
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"-:.@_ ".contains(&byte)
}
