//! Whether two names lead to one file.

use std::path::Path;

/// Whether the system counts both as one file, so that links of either kind are found.
#[cfg(unix)]
pub(super) fn is_one_file(one: &Path, other: &Path) -> bool {
    use std::fs::metadata;
    use std::os::unix::fs::MetadataExt;
    let both = metadata(one).ok().zip(metadata(other).ok());
    both.is_some_and(|(one, other)| (one.dev(), one.ino()) == (other.dev(), other.ino()))
}

/// Whether both have one path once their links are followed.
#[cfg(not(unix))]
pub(super) fn is_one_file(one: &Path, other: &Path) -> bool {
    let both = one.canonicalize().ok().zip(other.canonicalize().ok());
    both.is_some_and(|(one, other)| one == other)
}
