//! The program: reads what was asked on the command line and does it.

use std::process::ExitCode;

use clap::Parser as _;
use garda::cli::Cli;

fn main() -> ExitCode {
    garda::cli::run(Cli::parse())
}
