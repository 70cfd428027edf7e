//! Building text in few bytes of code: `format!` would bring the whole formatting machinery into the module.

use alloc::string::String;
pub use consent_core::put;

/// Appends `number` in decimal.
pub fn put_number(out: &mut String, number: u64) {
    if number > 9 {
        put_number(out, number / 10);
    }
    out.push(char::from(b'0' + (number % 10) as u8));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_as_they_are_read() {
        for number in [0, 9, 10, 15_552_000, u64::MAX] {
            let mut out = String::new();
            put_number(&mut out, number);
            assert_eq!(out, number.to_string());
        }
    }
}
