//! Functions whose body is taken out of a module: what only panics reach.
//!
//! A panic in a page can do nothing but trap. What the standard library does on the way there, writing a sentence that
//! nobody reads, takes two kilobytes, and its code is reached through tables that the optimiser cannot see through.

use std::collections::BTreeSet;

use anyhow::{Context, Result, ensure};

use super::section::{Reader, number, rewrite};

/// Beginnings of the names: nothing of ours formats anything in a page, and the others never come back to their caller.
const SNIPPED: [&str; 8] = [
    "core::fmt::",
    "core::str::count::",
    "core::panicking::",
    "std::panicking::",
    "std::alloc::",
    "alloc::alloc::handle_alloc_error",
    "alloc::raw_vec::capacity_overflow",
    "alloc::raw_vec::handle_error",
];
/// Names that stand whole, of symbols that the compiler makes.
const SYMBOLS: [&str; 4] = [
    "__rdl_alloc_error_handler",
    "__rust_alloc_error_handler",
    "rust_begin_unwind",
    "rust_panic",
];

/// Ids of sections (5.5.2).
const CUSTOM: u8 = 0;
const IMPORTS: u8 = 2;
const CODE: u8 = 10;
/// The subsection of names of functions (7.4.1).
const FUNCTION_NAMES: u8 = 1;
/// No locals, `unreachable`, `end`.
const TRAP: [u8; 3] = [0, 0x00, 0x0b];

/// The module with a trap in place of everything that only panics reach.
///
/// # Errors
/// When the bytes are no module, or no function has one of the names: then the toolchain names them otherwise.
pub fn panics(wasm: &[u8]) -> Result<Vec<u8>> {
    let mut named = BTreeSet::new();
    let mut imported = 0;
    rewrite(wasm, |id, content| {
        let mut reader = Reader::new(content);
        match id {
            IMPORTS => imported = imported_functions(reader)?,
            CUSTOM if reader.bytes()? == b"name" => {
                while !reader.is_done() {
                    let is_of_functions = reader.byte()? == FUNCTION_NAMES;
                    let names = reader.bytes()?;
                    if is_of_functions {
                        named = snipped(Reader::new(names))?;
                    }
                }
            }
            _ => {}
        }
        Ok(None)
    })?;
    ensure!(
        !named.is_empty(),
        "the module names no function of panics: does this toolchain call them otherwise? (xtask/src/wasm/snip.rs)"
    );
    rewrite(wasm, |id, content| {
        if id != CODE {
            return Ok(None);
        }
        let mut reader = Reader::new(content);
        let count = reader.number()?;
        let mut out = number(count);
        for index in imported..imported + count {
            let body = reader.bytes()?;
            let body = if named.contains(&index) { &TRAP } else { body };
            out.append(&mut number(body.len()));
            out.extend(body);
        }
        Ok(Some(out))
    })
}

/// The indices of the functions to snip.
fn snipped(mut names: Reader<'_>) -> Result<BTreeSet<usize>> {
    let mut found = BTreeSet::new();
    for _ in 0..names.number()? {
        let index = names.number()?;
        let name = str::from_utf8(names.bytes()?).context("a name is no UTF-8")?;
        if is_of_panics(name) {
            found.insert(index);
        }
    }
    Ok(found)
}

fn is_of_panics(name: &str) -> bool {
    let name = plain(name);
    // `<u32 as core::fmt::Display>::fmt`: what is implemented stands behind the type.
    let name = name.split_once(" as ").map_or(&*name, |(_, path)| path);
    let path = name.trim_start_matches('<');
    SNIPPED.iter().any(|start| path.starts_with(start))
        || path
            .rsplit("::")
            .next()
            .is_some_and(|last| SYMBOLS.contains(&last))
}

/// The name without the hashes of crates: `core[c5930c85a12de822]::fmt::write`.
fn plain(name: &str) -> String {
    let mut out = String::new();
    let mut rest = name;
    while let Some((before, after)) = rest.split_once('[') {
        out.push_str(before);
        match after.split_once(']') {
            Some((hash, end))
                if !hash.is_empty() && hash.bytes().all(|b| b.is_ascii_hexdigit()) =>
            {
                rest = end;
            }
            _ => {
                out.push('[');
                rest = after;
            }
        }
    }
    out.push_str(rest);
    out
}

/// How many functions are imported; theirs are the first indices (5.5.5).
fn imported_functions(mut imports: Reader<'_>) -> Result<usize> {
    let mut functions = 0;
    for _ in 0..imports.number()? {
        imports.bytes()?;
        imports.bytes()?;
        match imports.byte()? {
            0 => {
                functions += 1;
                imports.number()?;
            }
            kind @ (1 | 2) => {
                if kind == 1 {
                    imports.byte()?;
                }
                let has_end = imports.byte()? & 1 == 1;
                imports.number()?;
                if has_end {
                    imports.number()?;
                }
            }
            3 => {
                imports.byte()?;
                imports.byte()?;
            }
            4 => {
                imports.byte()?;
                imports.number()?;
            }
            kind => anyhow::bail!("an import of kind {kind}"),
        }
    }
    Ok(functions)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Imports a function, a table, a memory and a global; its two functions are indices 1 and 2, with these names.
    fn module(first: &str, second: &str) -> Vec<u8> {
        let mut wasm = b"\0asm\x01\0\0\0".to_vec();
        let mut section = |id: u8, content: &[u8]| {
            wasm.push(id);
            wasm.append(&mut number(content.len()));
            wasm.extend(content);
        };
        section(
            IMPORTS,
            b"\x04\x01m\x01f\0\0\x01m\x01t\x01\x70\x01\x01\x02\x01m\x01m\x02\0\x01\x01m\x01g\x03\x7f\0",
        );
        section(CODE, b"\x02\x04\0\x41\x01\x0b\x04\0\x41\x02\x0b");
        let mut names = vec![3, 0, 1, b'f'];
        for (index, name) in [(1, first), (2, second)] {
            names.push(index);
            names.append(&mut number(name.len()));
            names.extend(name.as_bytes());
        }
        let mut content = b"\x04name\0\x01m\x01".to_vec();
        content.append(&mut number(names.len()));
        content.append(&mut names);
        section(CUSTOM, &content);
        wasm
    }

    #[test]
    fn only_the_body_of_a_function_that_panics_reach_becomes_a_trap() {
        let snipped = panics(&module("core[0f]::fmt::write", "own")).unwrap();
        let code = b"\x0a\x0a\x02\x03\0\0\x0b\x04\0\x41\x02\x0b";
        assert!(
            snipped.windows(code.len()).any(|here| here == code),
            "{snipped:?}"
        );
        let snipped = panics(&module("own", "__rustc[b7]::rust_begin_unwind")).unwrap();
        let code = b"\x0a\x0a\x02\x04\0\x41\x01\x0b\x03\0\0\x0b";
        assert!(
            snipped.windows(code.len()).any(|here| here == code),
            "{snipped:?}"
        );
    }

    #[test]
    fn a_module_without_any_such_name_is_an_error_and_so_is_one_cut_short() {
        let whole = module("own::fmt::write", "own");
        assert!(panics(&whole).unwrap_err().to_string().contains("snip.rs"));
        let named = module("core::panicking::panic", "own");
        assert!(panics(&named[..named.len() - 3]).is_err());
    }

    #[test]
    fn names_are_known_with_and_without_hashes_and_behind_a_type() {
        for name in [
            "core[c5930c85a12de822]::str::count::do_count_chars",
            "<core[c5930c85a12de822]::fmt::Formatter>::pad_integral",
            "<u32 as core[c5930c85a12de822]::fmt::Display>::fmt",
            "core::fmt::write::h0123456789abcdef",
            "__rustc[b7974e8690430dd9]::__rdl_alloc_error_handler",
            "alloc[3ca501edff3f0c7c]::raw_vec::handle_error",
        ] {
            assert!(is_of_panics(name), "{name}");
        }
        for name in [
            "alloc::raw_vec::RawVecInner<A>::finish_grow::h01",
            "consent_core::fmt::write",
            "core::slice::<impl [T]>::partition_point::h06",
            "__rustc[b7974e8690430dd9]::__rust_alloc",
            "own[not a hash]::rust_panics",
        ] {
            assert!(!is_of_panics(name), "{name}");
        }
    }
}
