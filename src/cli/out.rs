//! What commands print. Whoever reads it may go at any time, as `head` does: the rest is then for nobody, and no reason to fail.
//!
//! The macros below take the place of those of the same names in all commands, which come after this file.

use std::{
    fmt::Arguments,
    io::{self, ErrorKind, Write as _},
    process,
};

/// Writes to standard output; what cannot be written for another reason than that nobody reads it ends the program.
pub(super) fn out(words: Arguments<'_>) {
    if let Err(error) = io::stdout().write_fmt(words)
        && error.kind() != ErrorKind::BrokenPipe
    {
        err(format_args!("The output cannot be written: {error}\n"));
        process::exit(1);
    }
}

/// Writes to standard error.
pub(super) fn err(words: Arguments<'_>) {
    // There is nobody else to tell.
    let _ = io::stderr().write_fmt(words);
}

macro_rules! print {
    ($($words:tt)*) => { $crate::cli::out::out(format_args!($($words)*)) };
}

macro_rules! println {
    ($($words:tt)*) => { $crate::cli::out::out(format_args!("{}\n", format_args!($($words)*))) };
}

macro_rules! eprintln {
    ($($words:tt)*) => { $crate::cli::out::err(format_args!("{}\n", format_args!($($words)*))) };
}
