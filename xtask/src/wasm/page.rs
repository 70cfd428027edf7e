//! The verifier page: one HTML file with style, script and module inside, and a policy that names both by hash.
//!
//! The file is opened from a disk, where no header can protect it; so the policy (CSP Level 3) stands in it. It lets
//! the page run what is in it and fetch nothing, whatever a receipt that somebody else wrote may hold.

use std::fs;

use anyhow::{Context, Result, bail, ensure};
use sha2::{Digest as _, Sha256};

use super::{frame, literal, module::Module};

const STYLE: &str = "/*@@STYLE@@*/";
const SCRIPT: &str = "/*@@SCRIPT@@*/";
const POLICY: &str = "@@POLICY@@";

/// The page of `module`, with its shortened script and the module in it.
pub fn assemble(module: &Module, script: &str, wasm: &[u8]) -> Result<String> {
    let read = |name: &str| {
        let path = module.frames().join(name);
        fs::read_to_string(&path).with_context(|| format!("could not read {}", path.display()))
    };
    let script = script.replacen(frame::WASM, &format!("\"{}\"", literal::base64(wasm)), 1);
    fill(&read("page.html")?, read("page.css")?.trim(), script.trim())
}

fn fill(page: &str, style: &str, script: &str) -> Result<String> {
    for token in [STYLE, SCRIPT, POLICY] {
        let count = page.matches(token).count();
        ensure!(
            count == 1,
            "page.html must hold {token} exactly once, not {count} times"
        );
    }
    // What would end the element, or put its reader into another state (HTML, section 13.2.5).
    for (what, text) in [("style", style), ("script", script)] {
        let text = text.to_ascii_lowercase();
        if ["</", "<!--", "<script", "\0", "\r"]
            .iter()
            .any(|end| text.contains(end))
        {
            bail!("the {what} of the page holds something that ends its element");
        }
    }
    let hash = |text: &str| literal::base64(&Sha256::digest(text));
    let policy = format!(
        "default-src 'none'; script-src 'sha256-{}' 'wasm-unsafe-eval'; style-src 'sha256-{}'; base-uri 'none'; \
         form-action 'none'",
        hash(script),
        hash(style)
    );
    Ok(page
        .replacen(POLICY, &policy, 1)
        .replacen(STYLE, style, 1)
        .replacen(SCRIPT, script, 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str =
        "<meta content=\"@@POLICY@@\"><style>/*@@STYLE@@*/</style><script>/*@@SCRIPT@@*/</script>";

    #[test]
    fn the_policy_names_style_and_script_by_hash_and_lets_nothing_be_fetched() {
        let page = fill(PAGE, "a{}", "f()").unwrap();
        assert!(
            page.contains("<style>a{}</style><script>f()</script>"),
            "{page}"
        );
        // `printf 'f()' | openssl dgst -sha256 -binary | base64`
        let hash = literal::base64(&Sha256::digest("f()"));
        assert!(page.contains(&format!("script-src 'sha256-{hash}' 'wasm-unsafe-eval'")));
        assert!(page.contains("default-src 'none'") && !page.contains("unsafe-inline"));
    }

    #[test]
    fn what_would_end_an_element_and_a_page_without_its_places_are_refused() {
        for script in ["'</script>'", "'<!--'", "a\rb", "'<SCRIPT'"] {
            assert!(fill(PAGE, "", script).is_err(), "{script:?}");
        }
        assert!(fill("<style>/*@@STYLE@@*/</style>", "", "").is_err());
    }
}
