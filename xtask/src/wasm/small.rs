//! What a module with its own glue does without.

use anyhow::{Result, ensure};

use super::section::{Reader, number, rewrite};

/// Ids of sections (WebAssembly core specification, 5.5.2).
const IMPORTS: u8 = 2;
const EXPORTS: u8 = 7;
/// The kind of an import (5.5.5).
const FUNCTION: u8 = 0;

/// The module without the exports that nobody calls: wasm-bindgen's own glue asks for more, and what is exported, the
/// optimiser cannot take away.
///
/// # Errors
/// When the bytes are no module, or one of `called` is not exported.
pub fn keep_exports(wasm: &[u8], called: &[&str]) -> Result<Vec<u8>> {
    rewrite(wasm, |id, content| {
        if id != EXPORTS {
            return Ok(None);
        }
        let mut reader = Reader::new(content);
        let mut kept = Vec::new();
        let mut names = Vec::new();
        for _ in 0..reader.number()? {
            let start = reader.at;
            let name = reader.bytes()?;
            reader.byte()?;
            reader.number()?;
            if let Some(name) = called.iter().find(|called| called.as_bytes() == name) {
                names.push(*name);
                kept.extend(&content[start..reader.at]);
            }
        }
        if let Some(missing) = called.iter().find(|name| !names.contains(name)) {
            anyhow::bail!("the module exports no {missing}, which the glue calls");
        }
        let mut section = number(names.len());
        section.append(&mut kept);
        Ok(Some(section))
    })
}

/// The module with its one import under the name `module.name`; wasm-bindgen's begins with `__wbg_<name>_` and ends in a
/// number that compresses badly. What an unoptimised module imports for wasm-bindgen's own glue, and never calls, gets
/// the same name, so that there is something to import.
///
/// # Errors
/// When the bytes are no module, or it imports anything else.
pub fn name_import(wasm: &[u8], module: &str, name: &str) -> Result<Vec<u8>> {
    let own = format!("__wbg_{name}_");
    rewrite(wasm, |id, content| {
        if id != IMPORTS {
            return Ok(None);
        }
        let mut reader = Reader::new(content);
        let count = reader.number()?;
        let mut section = number(count);
        let mut found = 0;
        for _ in 0..count {
            reader.bytes()?;
            let import = String::from_utf8_lossy(reader.bytes()?);
            let kind = reader.byte()?;
            found += usize::from(import.starts_with(&own));
            ensure!(
                kind == FUNCTION && (import.starts_with(&own) || import.starts_with("__wbindgen_")),
                "the module imports {import}, which its glue does not know"
            );
            for text in [module, name] {
                section.append(&mut number(text.len()));
                section.extend(text.as_bytes());
            }
            section.push(kind);
            section.append(&mut number(reader.number()?));
        }
        ensure!(found == 1, "the module imports {name} {found} times");
        Ok(Some(section))
    })
}

/// Whether a module imports anything.
///
/// # Errors
/// When the bytes are no module.
pub fn has_imports(wasm: &[u8]) -> Result<bool> {
    let mut found = false;
    rewrite(wasm, |id, content| {
        found |= id == IMPORTS && Reader::new(content).number()? > 0;
        Ok(None)
    })?;
    Ok(found)
}

/// What panics of the standard library say, up to a byte that ends it.
const SAYINGS: [&[u8]; 5] = [
    b"memory allocation of ",
    b" bytes failed",
    b"Tried to shrink to a larger capacity",
    b"capacity overflow",
    // The digits of the only number in them. The gate itself writes none.
    b"00010203040506070809101112131415161718192021222324252627282930313233343536373839404142434445464748495051525354555657585960616263646566676869707172737475767778798081828384858687888990919293949596979899",
];

/// Blanks what panics of the standard library say, and where they come from. A panic here only traps, so nobody reads it;
/// and a toolchain that was installed with its sources names the folder that they lie in, on every machine another.
pub fn blank_panics(wasm: &mut [u8]) {
    for saying in SAYINGS {
        while let Some(at) = find(wasm, saying) {
            wasm[at..at + saying.len()].fill(0);
        }
    }
    let is_of_path = |byte: &u8| byte.is_ascii_alphanumeric() || b"/._-".contains(byte);
    let mut from = 0;
    while let Some(found) = find(&wasm[from..], b"/library/") {
        let middle = from + found;
        let count = |bytes: &mut dyn Iterator<Item = &u8>| {
            bytes.take_while(|byte| is_of_path(byte)).count()
        };
        let before = count(&mut wasm[..middle].iter().rev());
        from = middle + count(&mut wasm[middle..].iter());
        // Texts lie without a gap between.
        let Some(start) = find(&wasm[middle - before..middle], b"/") else {
            continue;
        };
        if let Some(end) = find(&wasm[middle..from], b".rs") {
            wasm[middle - before + start..middle + end + 3].fill(0);
            from = middle + end + 3;
        }
    }
}

fn find(bytes: &[u8], part: &[u8]) -> Option<usize> {
    bytes.windows(part.len()).position(|here| here == part)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A module with a custom section before and after its exports `a` (function 1) and `b` (memory 0).
    const MODULE: &[u8] =
        b"\0asm\x01\0\0\0\0\x02\x01x\x07\x09\x02\x01a\0\x01\x01b\x02\0\0\x02\x01y";

    #[test]
    fn only_what_is_called_stays_exported() {
        let kept = keep_exports(MODULE, &["b"]).unwrap();
        assert_eq!(
            kept,
            b"\0asm\x01\0\0\0\0\x02\x01x\x07\x05\x01\x01b\x02\0\0\x02\x01y"
        );
        assert_eq!(keep_exports(MODULE, &["a", "b"]).unwrap(), MODULE);
    }

    #[test]
    fn what_is_called_and_missing_or_cut_short_is_an_error() {
        assert!(keep_exports(MODULE, &["c"]).is_err());
        assert!(keep_exports(&MODULE[..16], &["b"]).is_err());
        assert!(keep_exports(b"\0asm", &[]).is_err());
    }

    #[test]
    fn the_one_import_gets_its_name_and_any_other_is_an_error() {
        let importing = |names: &[&str]| {
            let mut section = number(names.len());
            for name in names {
                section.extend(b"\x01m");
                section.append(&mut number(name.len()));
                section.extend(name.as_bytes());
                section.extend([FUNCTION, 5]);
            }
            [b"\0asm\x01\0\0\0\x02", &*number(section.len()), &section].concat()
        };
        let named = |names: &[&str]| name_import(&importing(names), "view", "step");
        assert_eq!(
            named(&["__wbg_step_01"]).unwrap(),
            b"\0asm\x01\0\0\0\x02\x0d\x01\x04view\x04step\0\x05"
        );
        assert_eq!(
            named(&["__wbindgen_init", "__wbg_step_01"]).unwrap().len(),
            importing(&["step", "step"]).len() + 6
        );
        for wrong in [
            &["__wbindgen_init"][..],
            &["__wbg_step_01", "__wbg_step_02"],
            &["__wbg_step_01", "__wbg_other_02"],
        ] {
            assert!(named(wrong).is_err(), "{wrong:?}");
        }
    }

    #[test]
    fn a_module_that_imports_nothing_is_told_from_one_that_does() {
        assert!(!has_imports(MODULE).unwrap());
        assert!(!has_imports(b"\0asm\x01\0\0\0\x02\x01\0").unwrap());
        assert!(has_imports(b"\0asm\x01\0\0\0\x02\x07\x01\x01m\x01n\0\0").unwrap());
        assert!(has_imports(b"\0asm").is_err());
    }

    #[test]
    fn sayings_and_places_of_the_standard_library_are_blanked_and_nothing_else() {
        let mut bytes =
            b"own capacity overflow/home/x/library/core/a.rs/rustc/1/library/b/c.rs/library/ own.rs"
                .to_vec();
        blank_panics(&mut bytes);
        let text = String::from_utf8(bytes).unwrap();
        assert!(text.starts_with("own \0"), "{text}");
        assert!(text.ends_with("\0/library/ own.rs"), "{text}");
        assert_eq!(text.replace('\0', ""), "own /library/ own.rs");
    }
}
