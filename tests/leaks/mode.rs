//! The ways of putting the product into a page.

use std::env;

use product_tests::World;

/// One way: a row of the matrix.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mode {
    /// Its name in `known.txt` and in `SAMTYCKE_LEAK_MODES`.
    pub name: &'static str,
    /// The collector's file with the lines for the head; none where the rewriter writes the tag.
    pub snippet: Option<&'static str>,
    /// `--policy` of the rewriter, where there is one.
    pub policy: &'static str,
}

/// All of them.
pub const ALL: [Mode; 6] = [
    Mode {
        name: "default",
        snippet: Some("snippet.txt"),
        policy: "off",
    },
    Mode {
        name: "walled",
        snippet: Some("snippet.walled.txt"),
        policy: "off",
    },
    Mode {
        name: "strict",
        snippet: Some("snippet.strict.txt"),
        policy: "off",
    },
    Mode {
        name: "plain",
        snippet: Some("snippet.plain.txt"),
        policy: "off",
    },
    Mode {
        name: "rewriter",
        snippet: None,
        policy: "refusal",
    },
    Mode {
        name: "policy",
        snippet: None,
        policy: "strict",
    },
];

/// Those that are asked for: the default snippet alone, unless `SAMTYCKE_LEAK_MODES` says `all` or has names with
/// commas between.
pub fn asked_for() -> Vec<Mode> {
    let asked = env::var("SAMTYCKE_LEAK_MODES").unwrap_or_else(|_| "default".to_owned());
    if asked == "all" {
        return ALL.to_vec();
    }
    let named = |name: &str| ALL.into_iter().find(|mode| mode.name == name);
    asked
        .split(',')
        .map(|name| {
            named(name).unwrap_or_else(|| {
                panic!("SAMTYCKE_LEAK_MODES has `{name}`: there are default, walled, strict, plain, rewriter, policy, or all")
            })
        })
        .collect()
}

impl Mode {
    /// The lines for the head of a page of the suite's site.
    pub async fn lines(&self, world: &World) -> String {
        match self.snippet {
            Some(file) => world.snippet("leaks", file).await,
            None => String::new(),
        }
    }
}
