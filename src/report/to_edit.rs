//! What is said of a file that people go on editing, and of the schema by which editors check it.

use crate::model::shell_word;

/// How to get the schema of a file that went to stdout.
pub fn schema_by(name: &str, command: &str) -> String {
    format!("editors check the file once its schema is beside it: `{command} > {name}`")
}

/// That the schema was written.
pub fn wrote_schema(file: &str) -> String {
    format!("wrote {file}: its shape, by which editors complete and check it")
}

/// That something else stands where the schema would be.
pub fn other_schema(file: &str, command: &str) -> String {
    let said = format!("`{file}` is not the schema of this version, and is left as it is");
    match shell_word(file) {
        Some(word) => format!("{said}: `{command} > {word}`"),
        None => format!("{said}: `{command}` prints that"),
    }
}
