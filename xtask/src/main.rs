//! The project's chores. `cargo demo` and `cargo xtask …` are aliases for this program (`.cargo/config.toml`).
//!
//! One file or folder a command; [`cli`] reads the command line, [`tools`] fetches what the chores need. What the
//! product does is not known here: the servers are started as any user starts them.

mod bench;
mod binaries;
mod browser;
mod catalogue;
mod cli;
mod demo;
mod dist;
mod doctor;
mod process;
mod screenshots;
mod server;
mod test;
mod tools;
mod wasm;
mod workspace;

use std::process::ExitCode;

fn main() -> ExitCode {
    let command = match cli::parse(std::env::args_os().skip(1)) {
        Ok(command) => command,
        Err(error) => {
            eprintln!("error: {error}\n\n{}", cli::USAGE);
            return ExitCode::from(2);
        }
    };
    let outcome = match command {
        cli::Command::Help => {
            println!("{}", cli::USAGE);
            Ok(())
        }
        cli::Command::Wasm(options) => wasm::run(&options),
        cli::Command::Bench(options) => bench::run(&options),
        cli::Command::BenchMatcher => bench::matcher(),
        cli::Command::BenchBrowser(options) => bench::browser(&options),
        cli::Command::BenchEcho(port, script) => bench::echo(port, &script),
        cli::Command::Catalogue { check } => catalogue::run(check),
        cli::Command::Demo(options) => demo::run(&options),
        cli::Command::Dist => dist::run(),
        cli::Command::Screenshots => screenshots::run(),
        cli::Command::Test(options) => test::run(&options),
        cli::Command::Doctor => doctor::run(),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}
