//! The code of a receipt that a person can read out on the telephone: `7K3M-Q9TX-2HWD`.
//!
//! Crockford's base 32 (no I, L, O, U): eleven characters of payload and one check character. The check is
//! a weighted sum in the field of 32 elements with a different, non-zero weight at each place, so one wrong
//! character and two swapped ones are always noticed; Crockford's own check needs characters like `*` and `$`.

use std::fmt;

use super::text::{ParseError, json_as_text};

const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const PAYLOAD: usize = 11;

/// A receipt's human code; 55 bits.
///
/// It is a name, not a secret: with it alone nobody sees a receipt.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ReceiptCode([u8; PAYLOAD + 1]);

impl ReceiptCode {
    /// The code of a receipt: the first 55 bits of SHA-256("consent-code/v1" ‖ id), so that anyone who holds
    /// the receipt can tell that the code is its own.
    #[cfg(feature = "receipt")]
    pub fn of(id: super::ReceiptId) -> Self {
        let digest = super::Digest::of(&[b"consent-code/v1".as_slice(), id.as_bytes()].concat());
        let first = digest.as_bytes()[..8]
            .iter()
            .fold(0, |bits, byte| bits << 8 | u64::from(*byte));
        Self::from_bits(first >> 9)
    }

    /// The code with these low 55 bits.
    pub fn from_bits(bits: u64) -> Self {
        let mut digits = [0; PAYLOAD + 1];
        for (at, digit) in digits[..PAYLOAD].iter_mut().enumerate() {
            *digit = (bits >> (5 * (PAYLOAD - 1 - at)) & 31) as u8;
        }
        digits[PAYLOAD] = check(&digits[..PAYLOAD]);
        Self(digits)
    }

    /// The 55 bits of the code.
    pub fn bits(self) -> u64 {
        self.0[..PAYLOAD]
            .iter()
            .fold(0, |bits, digit| bits << 5 | u64::from(*digit))
    }

    /// Reads a code as people write it: any case, with or without hyphens and spaces, `O` for zero, `I` or `L`
    /// for one.
    ///
    /// # Errors
    /// When the length or a character is wrong, or the check character says that one of them was misread.
    pub fn parse(text: &str) -> Result<Self, ParseError> {
        const RULE: ParseError =
            ParseError("a receipt code of twelve letters and digits such as 7K3M-Q9TX-2HWD");
        let mut digits = [0; PAYLOAD + 1];
        let mut length = 0;
        for character in text.chars().filter(|c| !matches!(c, '-' | ' ')) {
            *digits.get_mut(length).ok_or(RULE)? = digit_of(character).ok_or(RULE)?;
            length += 1;
        }
        if length != digits.len() {
            return Err(RULE);
        }
        if check(&digits[..PAYLOAD]) != digits[PAYLOAD] {
            return Err(ParseError(
                "a receipt code without a misread character; compare it with the original",
            ));
        }
        Ok(Self(digits))
    }
}

fn digit_of(character: char) -> Option<u8> {
    let plain = match character.to_ascii_uppercase() {
        'O' => '0',
        'I' | 'L' => '1',
        other => other,
    };
    let digit = ALPHABET.iter().position(|c| char::from(*c) == plain)?;
    u8::try_from(digit).ok()
}

/// The sum of digit × x^(place+1) in GF(2^5), modulo x^5 + x^2 + 1. The powers of x at places 0 to 10 differ
/// from each other and from the check's own weight 1, which is what catches swapped neighbours.
fn check(payload: &[u8]) -> u8 {
    payload
        .iter()
        .rev()
        .fold(0, |sum, digit| times_x(sum ^ digit))
}

const fn times_x(value: u8) -> u8 {
    let shifted = value << 1;
    if shifted & 0b10_0000 == 0 {
        shifted
    } else {
        shifted ^ 0b10_0101
    }
}

impl fmt::Display for ReceiptCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // In one piece: a receipt has its code three times on its way.
        let mut text = [b'-'; PAYLOAD + 3];
        for (at, digit) in self.0.iter().enumerate() {
            text[at + at / 4] = ALPHABET[usize::from(*digit)];
        }
        f.write_str(std::str::from_utf8(&text).map_err(|_| fmt::Error)?)
    }
}

impl fmt::Debug for ReceiptCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ReceiptCode({self})")
    }
}

json_as_text!(ReceiptCode);

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_code_is_forgiving_about_case_hyphens_and_lookalikes() {
        let code = ReceiptCode::from_bits(0b00001_00000_01010);
        let text = code.to_string();
        assert!(text.starts_with("0000-0000-10A"), "{text}");
        let sloppy = text.to_lowercase().replace('0', "o").replace('1', "l");
        assert_eq!(ReceiptCode::parse(&sloppy), Ok(code));
        assert_eq!(ReceiptCode::parse(&text.replace('-', "")), Ok(code));
        assert_eq!(
            ReceiptCode::parse(&format!(" {} ", text.replace('-', " "))),
            Ok(code)
        );
        assert_eq!(ReceiptCode::parse(&text.replace('1', "I")), Ok(code));
    }

    #[test]
    fn what_is_no_code_is_refused() {
        for bad in ["", "7K3M", "7K3M-Q9TX-2HWDA", "UUUU-UUUU-UUUU", "åäö"] {
            assert!(ReceiptCode::parse(bad).is_err(), "{bad}");
        }
    }

    proptest! {
        #[test]
        fn every_code_is_read_back(bits in 0_u64..1 << 55) {
            let code = ReceiptCode::from_bits(bits);
            prop_assert_eq!(code.bits(), bits);
            prop_assert_eq!(ReceiptCode::parse(&code.to_string()), Ok(code));
        }

        #[test]
        fn one_wrong_character_is_noticed(bits in 0_u64..1 << 55, at in 0_usize..12, other in 0_usize..32) {
            let text: String = ReceiptCode::from_bits(bits).to_string().replace('-', "");
            let mut wrong = text.clone().into_bytes();
            wrong[at] = ALPHABET[other];
            let wrong = String::from_utf8(wrong).unwrap();
            prop_assume!(wrong != text);
            prop_assert!(ReceiptCode::parse(&wrong).is_err());
        }

        #[test]
        fn two_swapped_neighbours_are_noticed(bits in 0_u64..1 << 55, at in 0_usize..11) {
            let text: String = ReceiptCode::from_bits(bits).to_string().replace('-', "");
            let mut wrong = text.clone().into_bytes();
            wrong.swap(at, at + 1);
            let wrong = String::from_utf8(wrong).unwrap();
            prop_assume!(wrong != text);
            prop_assert!(ReceiptCode::parse(&wrong).is_err());
        }
    }
}
