//! The command line: which chore, with which options. Knows nothing of what the chores do.

use std::ffi::OsString;
use std::path::PathBuf;

use lexopt::prelude::*;

/// What `cargo xtask help` prints.
pub const USAGE: &str = "\
Samtycke chores

  cargo demo [--port N] [--keep DIR] [--open]     the collector and the shop, ready to try
  cargo xtask test [--browser chromium|all] [--fast]   every check, browsers included
  cargo xtask wasm [--only gate|act|import|release|view|panel|verify] [--no-opt]  the browser modules into target/wasm/dist
  cargo xtask doctor                              what is installed, what is missing, how to mend it
  cargo xtask dist                                release builds into target/dist
  cargo xtask bench [--seconds N] [--connections N]   receipts per second, CPU and bytes
  cargo xtask bench receipts [--rows N] [--fill-seconds N] [--seconds N] [--connections N] [--write]
                                                  what a receipt costs, on an empty and on a big store
  cargo xtask bench matcher                       nanoseconds a question about a host or a name
  cargo xtask bench banner [--runs N]             bytes and times of a first view, beside other products
  cargo xtask bench gate [--runs N] [--part N] [--only calls|paint|leaks]   the gate, beside other products
  cargo xtask screenshots                         the pictures of the documentation, into docs/screenshots
  cargo xtask catalogue [--check]                 the imported part of the catalogue, from pinned npm packages";

/// One chore and its options.
#[derive(Debug, PartialEq, Eq)]
pub enum Command {
    /// Prints [`USAGE`].
    Help,
    /// Builds the browser modules.
    Wasm(WasmOptions),
    /// Measures the collector.
    Bench(BenchOptions),
    /// Measures the matcher of hosts and names.
    BenchMatcher,
    /// Measures in a browser.
    BenchBrowser(BrowserBenchOptions),
    /// The server that `bench` starts beside the collector: a JSON echo on this port, and a page that times the script
    /// in this file.
    BenchEcho(u16, PathBuf),
    /// Makes the imported part of the catalogue.
    Catalogue {
        /// Only tell whether the committed files are what would be written.
        check: bool,
    },
    /// Runs the collector and the shop.
    Demo(DemoOptions),
    /// Makes release builds that run elsewhere.
    Dist,
    /// Takes the pictures of the documentation.
    Screenshots,
    /// Runs every check.
    Test(TestOptions),
    /// Lists what is there and what is missing.
    Doctor,
}

/// Options of `wasm`.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct WasmOptions {
    /// Build this module alone: `gate` or `view`.
    pub only: Option<String>,
    /// Leave the modules as the compiler made them.
    pub no_opt: bool,
}

/// Options of `demo`.
#[derive(Debug, PartialEq, Eq)]
pub struct DemoOptions {
    /// The collector's port; the shop takes the next one.
    pub port: u16,
    /// Keep the data in this folder; else they go away at the end.
    pub keep: Option<PathBuf>,
    /// Open the shop in the user's browser.
    pub open: bool,
}

impl Default for DemoOptions {
    fn default() -> Self {
        Self {
            port: 8080,
            keep: None,
            open: false,
        }
    }
}

/// Options of `bench`.
#[derive(Debug, PartialEq, Eq)]
pub struct BenchOptions {
    /// How long each of the two servers is driven.
    pub seconds: u64,
    /// Keep-alive connections.
    pub connections: usize,
    /// `bench receipts`, and how big its big store gets.
    pub receipts: Option<FillOptions>,
}

/// How `bench receipts` fills a store, and where its figures go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FillOptions {
    /// At most so many receipts.
    pub rows: u64,
    /// For at most so long.
    pub seconds: u64,
    /// Whether the figures go into docs/receipts.md too.
    pub write: bool,
}

impl Default for FillOptions {
    fn default() -> Self {
        Self {
            rows: 5_000_000,
            seconds: 300,
            write: false,
        }
    }
}

impl Default for BenchOptions {
    fn default() -> Self {
        Self {
            seconds: 10,
            connections: 64,
            receipts: None,
        }
    }
}

/// Options of `bench banner` and `bench gate`.
#[derive(Debug, PartialEq, Eq)]
pub struct BrowserBenchOptions {
    /// `banner` or `gate`.
    pub what: String,
    /// Cold views of each product at each throttle.
    pub runs: usize,
    /// Every how many-th of the leak suite's vectors is tried.
    pub part: usize,
    /// One part of `bench gate` alone: `calls`, `paint` or `leaks`.
    pub only: Option<String>,
}

/// Options of `test`.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct TestOptions {
    /// Tell the stories in every browser they know, not in Chromium alone.
    pub all_browsers: bool,
    /// Leave out what needs a browser or an npm package.
    pub fast: bool,
}

/// Reads the arguments after the program's name. The error is one line for the user.
pub fn parse(arguments: impl IntoIterator<Item = OsString>) -> Result<Command, lexopt::Error> {
    let mut parser = lexopt::Parser::from_args(arguments);
    let name = match parser.next()? {
        None | Some(Short('h') | Long("help")) => return Ok(Command::Help),
        Some(Value(name)) => name.string()?,
        Some(other) => return Err(other.unexpected()),
    };
    match name.as_str() {
        "help" => Ok(Command::Help),
        "wasm" => parse_wasm(&mut parser),
        "bench" => parse_bench(&mut parser),
        "bench-echo" => Ok(Command::BenchEcho(
            parser.value()?.parse()?,
            parser.value()?.into(),
        )),
        "catalogue" => parse_catalogue(&mut parser),
        "demo" => parse_demo(&mut parser),
        "dist" => parse_no_options(&mut parser, Command::Dist),
        "screenshots" => parse_no_options(&mut parser, Command::Screenshots),
        "test" => parse_test(&mut parser),
        "doctor" => parse_no_options(&mut parser, Command::Doctor),
        other => Err(format!("there is no chore `{other}`").into()),
    }
}

fn parse_wasm(parser: &mut lexopt::Parser) -> Result<Command, lexopt::Error> {
    let mut options = WasmOptions::default();
    while let Some(argument) = parser.next()? {
        match argument {
            Long("only") => {
                let module = parser.value()?.string()?;
                if !matches!(
                    &*module,
                    "gate" | "act" | "import" | "release" | "worker" | "view" | "panel" | "verify"
                ) {
                    return Err(format!(
                        "--only takes `gate`, `act`, `import`, `release`, `worker`, `view`, `panel` or `verify`, not `{module}`"
                    )
                    .into());
                }
                options.only = Some(module);
            }
            Long("no-opt") => options.no_opt = true,
            Short('h') | Long("help") => return Ok(Command::Help),
            other => return Err(other.unexpected()),
        }
    }
    Ok(Command::Wasm(options))
}

fn parse_bench(parser: &mut lexopt::Parser) -> Result<Command, lexopt::Error> {
    let mut options = BenchOptions::default();
    while let Some(argument) = parser.next()? {
        match argument {
            Long("seconds") => options.seconds = parser.value()?.parse()?,
            Long("connections") => options.connections = parser.value()?.parse()?,
            Value(what) if what == "receipts" && options.receipts.is_none() => {
                options.receipts = Some(FillOptions::default());
            }
            Value(what) if what == "matcher" => {
                return parse_no_options(parser, Command::BenchMatcher);
            }
            Value(what) if what == "banner" || what == "gate" => {
                return parse_bench_browser(parser, what.string()?);
            }
            Short('h') | Long("help") => return Ok(Command::Help),
            Long(name) if options.receipts.is_some() => {
                let name = name.to_owned();
                let fill = options.receipts.get_or_insert_default();
                match &*name {
                    "rows" => fill.rows = parser.value()?.parse()?,
                    "fill-seconds" => fill.seconds = parser.value()?.parse()?,
                    "write" => fill.write = true,
                    _ => return Err(format!("bench receipts has no --{name}").into()),
                }
            }
            other => return Err(other.unexpected()),
        }
    }
    if options.seconds == 0 || options.connections == 0 {
        return Err("--seconds and --connections must be at least 1".into());
    }
    Ok(Command::Bench(options))
}

fn parse_bench_browser(
    parser: &mut lexopt::Parser,
    what: String,
) -> Result<Command, lexopt::Error> {
    let mut options = BrowserBenchOptions {
        what,
        runs: 11,
        part: 1,
        only: None,
    };
    while let Some(argument) = parser.next()? {
        match argument {
            Long("runs") => options.runs = parser.value()?.parse()?,
            Long("part") if options.what == "gate" => options.part = parser.value()?.parse()?,
            Long("only") if options.what == "gate" => {
                let part = parser.value()?.string()?;
                if !matches!(&*part, "calls" | "paint" | "leaks") {
                    return Err(
                        format!("--only takes `calls`, `paint` or `leaks`, not `{part}`").into(),
                    );
                }
                options.only = Some(part);
            }
            Short('h') | Long("help") => return Ok(Command::Help),
            other => return Err(other.unexpected()),
        }
    }
    if options.runs == 0 || options.part == 0 {
        return Err("--runs and --part must be at least 1".into());
    }
    Ok(Command::BenchBrowser(options))
}

fn parse_catalogue(parser: &mut lexopt::Parser) -> Result<Command, lexopt::Error> {
    let mut check = false;
    while let Some(argument) = parser.next()? {
        match argument {
            Long("check") => check = true,
            Short('h') | Long("help") => return Ok(Command::Help),
            other => return Err(other.unexpected()),
        }
    }
    Ok(Command::Catalogue { check })
}

fn parse_demo(parser: &mut lexopt::Parser) -> Result<Command, lexopt::Error> {
    let mut options = DemoOptions::default();
    while let Some(argument) = parser.next()? {
        match argument {
            Long("port") => options.port = parser.value()?.parse()?,
            Long("keep") => options.keep = Some(parser.value()?.into()),
            Long("open") => options.open = true,
            Short('h') | Long("help") => return Ok(Command::Help),
            other => return Err(other.unexpected()),
        }
    }
    Ok(Command::Demo(options))
}

fn parse_test(parser: &mut lexopt::Parser) -> Result<Command, lexopt::Error> {
    let mut options = TestOptions::default();
    while let Some(argument) = parser.next()? {
        match argument {
            Long("browser") => match parser.value()?.string()?.as_str() {
                "chromium" => options.all_browsers = false,
                "all" => options.all_browsers = true,
                other => {
                    return Err(
                        format!("--browser takes `chromium` or `all`, not `{other}`").into(),
                    );
                }
            },
            Long("fast") => options.fast = true,
            Short('h') | Long("help") => return Ok(Command::Help),
            other => return Err(other.unexpected()),
        }
    }
    Ok(Command::Test(options))
}

fn parse_no_options(
    parser: &mut lexopt::Parser,
    command: Command,
) -> Result<Command, lexopt::Error> {
    match parser.next()? {
        None => Ok(command),
        Some(Short('h') | Long("help")) => Ok(Command::Help),
        Some(other) => Err(other.unexpected()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(line: &str) -> Result<Command, String> {
        parse(line.split_whitespace().map(OsString::from)).map_err(|error| error.to_string())
    }

    #[test]
    fn nothing_and_help_print_the_usage() {
        for line in ["", "help", "--help", "wasm --help"] {
            assert_eq!(read(line), Ok(Command::Help), "{line}");
        }
    }

    #[test]
    fn wasm_takes_one_module_and_no_opt() {
        let expected = WasmOptions {
            only: Some("view".into()),
            no_opt: true,
        };
        assert_eq!(
            read("wasm --only view --no-opt"),
            Ok(Command::Wasm(expected))
        );
    }

    #[test]
    fn demo_takes_a_port_a_folder_and_open() {
        let expected = DemoOptions {
            port: 9000,
            keep: Some("data".into()),
            open: true,
        };
        assert_eq!(
            read("demo --port 9000 --keep data --open"),
            Ok(Command::Demo(expected))
        );
        assert_eq!(read("demo"), Ok(Command::Demo(DemoOptions::default())));
        assert!(read("demo --port 70000").is_err());
    }

    #[test]
    fn bench_takes_seconds_and_connections_and_refuses_none() {
        let expected = BenchOptions {
            seconds: 3,
            connections: 8,
            receipts: None,
        };
        assert_eq!(
            read("bench --seconds 3 --connections 8"),
            Ok(Command::Bench(expected))
        );
        assert!(read("bench --seconds 0").is_err());
        let filling = BenchOptions {
            receipts: Some(FillOptions {
                rows: 7,
                seconds: 2,
                write: true,
            }),
            ..BenchOptions::default()
        };
        assert_eq!(
            read("bench receipts --rows 7 --fill-seconds 2 --write"),
            Ok(Command::Bench(filling))
        );
        assert!(read("bench --rows 7").is_err());
        assert!(read("bench receipts --row 7").is_err());
        assert_eq!(read("bench matcher"), Ok(Command::BenchMatcher));
        let browser = |what: &str, runs, part| {
            let what = what.to_owned();
            Ok(Command::BenchBrowser(BrowserBenchOptions {
                what,
                runs,
                part,
                only: None,
            }))
        };
        assert_eq!(read("bench banner"), browser("banner", 11, 1));
        assert_eq!(read("bench gate --runs 3 --part 4"), browser("gate", 3, 4));
        assert!(read("bench banner --part 4").is_err());
        assert!(read("bench gate --runs 0").is_err());
        assert!(read("bench gate --only calls").is_ok());
        assert!(read("bench gate --only all").is_err());
        assert_eq!(
            read("bench-echo 4711 x.js"),
            Ok(Command::BenchEcho(4711, "x.js".into()))
        );
    }

    #[test]
    fn screenshots_takes_nothing() {
        assert_eq!(read("screenshots"), Ok(Command::Screenshots));
        assert!(read("screenshots --fast").is_err());
    }

    #[test]
    fn catalogue_takes_check() {
        assert_eq!(read("catalogue"), Ok(Command::Catalogue { check: false }));
        assert_eq!(
            read("catalogue --check"),
            Ok(Command::Catalogue { check: true })
        );
    }

    #[test]
    fn test_takes_a_browser_and_fast() {
        let expected = TestOptions {
            all_browsers: true,
            fast: true,
        };
        assert_eq!(
            read("test --browser=all --fast"),
            Ok(Command::Test(expected))
        );
        assert_eq!(
            read("test --browser chromium"),
            Ok(Command::Test(TestOptions::default()))
        );
    }

    #[test]
    fn what_is_not_known_is_named_in_the_error() {
        for (line, word) in [
            ("fly", "fly"),
            ("wasm --fast", "--fast"),
            ("wasm --only all", "all"),
        ] {
            let error = read(line).unwrap_err();
            assert!(error.contains(word), "{line}: {error}");
        }
    }
}
