//! The JavaScript around a module: frames and glue, put together from their tokens and freed of what browsers skip.

use std::fs;
use std::iter;
use std::path::Path;

use anyhow::{Context, Result, bail};

use super::module::Built;
use super::{glue, literal, small, style};

const GLUE: &str = "/*@@GLUE@@*/";
/// Where the module goes.
pub const WASM: &str = "\"@@WASM@@\"";
/// Where what the module imports goes, if it imports anything.
const IMPORTS: &str = ", \"@@IMPORTS@@\"";
/// What an unoptimised module imports for wasm-bindgen's own glue, and never calls: whatever its names.
const ANYTHING: &str = ", (f => f(f(f)))(value => new Proxy({}, { get: () => value }))";
const FILE: (&str, &str) = ("/*@@FILE ", "@@*/");
const STYLE: (&str, &str) = ("\"@@STYLE ", "@@\"");

/// Reads a frame of `folder` and replaces each line `/*@@FILE name@@*/` by that file of the folder, then each
/// `"@@STYLE name@@"` by that style sheet, squeezed, as a string. Parts are not searched for parts.
pub fn include(folder: &Path, name: &str) -> Result<String> {
    let read = |name: &str| {
        let path = folder.join(name);
        fs::read_to_string(&path).with_context(|| format!("could not read {}", path.display()))
    };
    let mut text = String::new();
    for line in read(name)?.lines() {
        match line
            .trim()
            .strip_prefix(FILE.0)
            .and_then(|rest| rest.strip_suffix(FILE.1))
        {
            Some(part) => text.push_str(&read(part)?),
            None => text.push_str(line),
        }
        text.push('\n');
    }
    while let Some((before, from)) = text.split_once(STYLE.0) {
        let (name, after) = from
            .split_once(STYLE.1)
            .with_context(|| format!("a token {} has no end", STYLE.0))?;
        let sheet = serde_json::to_string(&style::squeeze(&read(name)?)?)?;
        text = [before, &sheet, after].concat();
    }
    Ok(text)
}

/// Puts the glue into a frame.
pub fn join(frame: &str, built: &Built) -> Result<String> {
    let frame = drop_comments(frame).context("in the frame")?;
    let tokens: &[&str] = if built.has_own_glue {
        &[WASM]
    } else {
        &[GLUE, WASM]
    };
    for token in tokens {
        let count = frame.matches(token).count();
        if count != 1 {
            bail!("the frame must hold {token} exactly once, but it stands there {count} times");
        }
    }
    if built.has_own_glue {
        let imports = if small::has_imports(&built.wasm)? {
            ANYTHING
        } else {
            ""
        };
        return Ok(frame.replace(IMPORTS, imports));
    }
    let mut glue = glue::keep_what_is_used(&drop_comments(&built.glue).context("in the glue")?)?;
    if let Some(names) = &built.names {
        glue = glue::rename(&glue, names)?;
    }
    Ok(frame.replace(GLUE, glue.trim_end()))
}

/// Has `shorten` work on `text` with names of nowhere in place of the tokens: a string it might copy, or reckon with.
pub fn shielded(
    text: &str,
    token: Option<&str>,
    shorten: impl FnOnce(&str) -> Result<String>,
) -> Result<String> {
    let tokens: Vec<_> = iter::once(WASM)
        .chain(token)
        .map(|token| (token, format!("__{}__", token.trim_matches(['"', '@']))))
        .collect();
    let hidden = tokens.iter().fold(text.to_owned(), |text, (token, name)| {
        text.replace(token, name)
    });
    let short = shorten(&hidden)?;
    Ok(tokens
        .iter()
        .fold(short, |text, (token, name)| text.replace(name, token)))
}

/// Puts the module into the text.
pub fn insert(text: &str, wasm: &[u8]) -> String {
    text.replacen(WASM, &literal::expression(wasm), 1)
}

/// Drops whole-line comments, indentation and empty lines. Line ends stay, so that nothing depends on where
/// JavaScript would insert a semicolon. Refuses a template literal that spans lines, where indentation has a meaning.
pub fn drop_comments(source: &str) -> Result<String> {
    let mut text = String::with_capacity(source.len());
    let mut in_comment = false;
    for (number, line) in source.lines().enumerate() {
        let line = line.trim();
        if in_comment || (line.starts_with("/*") && !line.starts_with("/*@@")) {
            match line.find("*/") {
                None => in_comment = true,
                Some(end) if end + 2 == line.len() => in_comment = false,
                Some(_) => bail!(
                    "line {}: code after a comment that started its line",
                    number + 1
                ),
            }
            continue;
        }
        if line.is_empty() || line.starts_with("//") {
            continue;
        }
        if line.matches('`').count() % 2 == 1 {
            bail!(
                "line {}: a template literal that spans lines (or one lone backtick)",
                number + 1
            );
        }
        text.push_str(line);
        text.push('\n');
    }
    Ok(text)
}

/// Declares with `let` what was declared with `const`: half a per cent less under brotli, as there is one word for both, and
/// declarations that stand together become one. Only who assigns to a constant would notice, and then the unshortened script
/// says so. Takes a text from `drop_comments`: there no line begins within a string.
pub fn without_const(text: &str) -> String {
    text.replace("\nconst ", "\nlet ")
        .replace("(const ", "(let ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn constants_are_declared_as_variables_are() {
        let source = "f();\nconst a = 1,\nb = \"const c\";\nfor (const d of a) constant();\n";
        assert_eq!(
            without_const(source),
            "f();\nlet a = 1,\nb = \"const c\";\nfor (let d of a) constant();\n"
        );
    }

    #[test]
    fn comments_on_their_own_lines_indentation_and_empty_lines_go() {
        let source =
            "// a\n  /* b */\n/**\n * c\n */\n\n  let d = 1; // stays\n\tlet e = \"// f\";\n";
        assert_eq!(
            drop_comments(source).unwrap(),
            "let d = 1; // stays\nlet e = \"// f\";\n"
        );
    }

    #[test]
    fn what_cannot_be_shortened_line_by_line_is_refused() {
        for source in ["let a = `\n  b`;", "/* a */ let b;", "/*\n a */ let b;"] {
            assert!(drop_comments(source).is_err(), "{source}");
        }
    }

    fn built() -> Built {
        let glue = "let script_src;\nfunction f() {}\nasync function __wbg_load() {}\nfunction initSync() {}\n\
            let __wbg_init_promise;\nreturn Object.assign(__wbg_init, { initSync });\n";
        Built {
            glue: glue.to_owned(),
            wasm: b"\0asm".to_vec(),
            names: None,
            has_own_glue: false,
        }
    }

    #[test]
    fn glue_and_module_take_the_places_of_their_tokens() {
        let frame = "f(() => {\n  /*@@GLUE@@*/\n  g(\"@@WASM@@\", \"@@SITE@@\");\n});";
        let text = insert(&join(frame, &built()).unwrap(), b"\0asm");
        assert!(text.starts_with("f(() => {\nfunction f() {}\n"), "{text}");
        assert!(text.ends_with("(`\0asm`), \"@@SITE@@\");\n});\n"), "{text}");
    }

    #[test]
    fn a_frame_without_its_tokens_or_with_one_twice_is_refused() {
        for frame in [
            "",
            "/*@@GLUE@@*/",
            "\"@@WASM@@\"",
            "/*@@GLUE@@*/ /*@@GLUE@@*/ \"@@WASM@@\"",
        ] {
            assert!(join(frame, &built()).is_err(), "{frame}");
        }
    }

    #[test]
    fn tokens_are_names_while_the_text_is_shortened_and_tokens_again_after() {
        let short = shielded(
            "f(\"@@WASM@@\", \"@@SITE@@\");",
            Some("\"@@SITE@@\""),
            |text| {
                assert_eq!(text, "f(__WASM__, __SITE__);");
                Ok(text.replace(' ', ""))
            },
        );
        assert_eq!(short.unwrap(), "f(\"@@WASM@@\",\"@@SITE@@\");");
    }
}
