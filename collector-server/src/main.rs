//! The `collector-server` command. Everything it does is in the library.

use std::process::ExitCode;

fn main() -> ExitCode {
    collector_server::cli::run()
}
