//! Which names scripts are served and kept under.

/// Whether this is the immutable name of a script: `consent.<16 hex>.js`, `act.<16 hex>.js`, `release.<16 hex>.js`,
/// `worker.<16 hex>.js`,
/// `import.<16 hex>.js`, `tags.<16 hex>.js`, `debug.<16 hex>.js`, `banner.<lang>.<16 hex>.js`, `panel.<lang>.<16 hex>.js` or `catalogue.<16 hex>.bin`. Only such
/// names reach the file system.
pub fn is_script_name(name: &str) -> bool {
    let Some((stem, ending)) = name.rsplit_once('.') else {
        return false;
    };
    let Some((kind, hash)) = stem.rsplit_once('.') else {
        return false;
    };
    let is_kind = matches!(
        (kind, ending),
        (
            "consent" | "act" | "release" | "worker" | "import" | "tags" | "debug",
            "js"
        ) | ("catalogue", "bin")
    ) || ending == "js"
        && ["banner.", "panel."]
            .iter()
            .find_map(|stem| kind.strip_prefix(stem))
            .is_some_and(|lang| {
                (2..=35).contains(&lang.len())
                    && lang
                        .bytes()
                        .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
            });
    is_kind
        && hash.len() == 16
        && hash
            .bytes()
            .all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_names_of_scripts_reach_the_file_system() {
        for (name, is_name) in [
            ("consent.0123456789abcdef.js", true),
            ("act.0123456789abcdef.js", true),
            ("release.0123456789abcdef.js", true),
            ("worker.0123456789abcdef.js", true),
            ("import.0123456789abcdef.js", true),
            ("catalogue.0123456789abcdef.bin", true),
            ("catalogue.0123456789abcdef.js", false),
            ("banner.sv.0123456789abcdef.bin", false),
            ("banner.sv.0123456789abcdef.js", true),
            ("banner.pt-BR.0123456789abcdef.js", true),
            ("panel.sv.0123456789abcdef.js", true),
            ("panel.0123456789abcdef.js", false),
            ("consent.js", false),
            ("banner.0123456789abcdef.js", false),
            ("banner.../../x.0123456789abcdef.js", false),
            ("consent.0123456789abcde/.js", false),
            ("consent.0123456789ABCDEF.js", false),
            ("release.0123456789abcdef.config", false),
        ] {
            assert_eq!(is_script_name(name), is_name, "{name}");
        }
    }
}
