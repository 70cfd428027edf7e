//! A style sheet as a string of the script that brings it, without what only its readers need.
//!
//! It knows just enough of CSS for our own files: no strings with comment marks, runs of spaces or `0.` in them.

use anyhow::{Context, Result};

/// The sheet without comments, idle white space, last semicolons and idle zeros, in one line.
///
/// # Errors
/// When a comment does not end.
pub fn squeeze(source: &str) -> Result<String> {
    let mut out = String::new();
    let mut rest = source;
    while let Some((before, comment)) = rest.split_once("/*") {
        out.push_str(before);
        (_, rest) = comment
            .split_once("*/")
            .context("a comment of the style sheet does not end")?;
    }
    out.push_str(rest);
    let mut out = out.split_ascii_whitespace().collect::<Vec<_>>().join(" ");
    for mark in ["{", "}", ";", ",", ">"] {
        out = out.replace(&format!(" {mark}"), mark);
    }
    // A colon is followed by idle white space only inside declarations and conditions; before one it may be the word
    // `and`, or "any descendant".
    for mark in ["{", "}", ";", ",", ">", ":"] {
        out = out.replace(&format!("{mark} "), mark);
    }
    out = out.replace(";}", "}");
    for before in [":", " ", "(", ","] {
        out = out.replace(&format!("{before}0."), &format!("{before}."));
    }
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_style_sheet_keeps_its_meaning_and_loses_its_padding() {
        let source = "/* why */\n:host {\n  color: red;\n  margin: 0 auto;\n}\n\na :hover, b > c { top: calc(1px + 0.5px) }\n\
            @media (max-width: 22em) and (min-height: 10.5em) { p { flex: 1; /* all */ } }\n";
        assert_eq!(
            squeeze(source).unwrap(),
            ":host{color:red;margin:0 auto}a :hover,b>c{top:calc(1px + .5px)}\
             @media (max-width:22em) and (min-height:10.5em){p{flex:1}}"
        );
        assert!(squeeze("a {} /* b").is_err());
    }
}
