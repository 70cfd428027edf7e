//! Identifiers of receipts and records: UUID version 4 (RFC 9562 §5.4), because version 7 would tell the time.

use std::fmt;

use super::text::{ParseError, hex, hex_pair, json_as_text};

/// Sets the bits that make 128 random bits a UUID version 4.
const fn version_4(mut random: [u8; 16]) -> [u8; 16] {
    random[6] = random[6] & 0x0f | 0x40;
    random[8] = random[8] & 0x3f | 0x80;
    random
}

fn parse_uuid(text: &str) -> Result<[u8; 16], ParseError> {
    const RULE: ParseError = ParseError("a lower-case UUID of version 4");
    let bytes = text.as_bytes();
    if bytes.len() != 36 || [8, 13, 18, 23].iter().any(|at| bytes[*at] != b'-') {
        return Err(RULE);
    }
    let uuid = hex::<16>(&text.replace('-', "")).ok_or(RULE)?;
    if version_4(uuid) == uuid {
        Ok(uuid)
    } else {
        Err(RULE)
    }
}

/// In one piece, as all that a receipt has many of.
fn write_uuid(bytes: &[u8; 16], f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let mut text = [b'-'; 36];
    let mut at = 0;
    for (index, byte) in bytes.iter().enumerate() {
        if matches!(index, 4 | 6 | 8 | 10) {
            at += 1;
        }
        text[at..at + 2].copy_from_slice(&hex_pair(*byte));
        at += 2;
    }
    f.write_str(std::str::from_utf8(&text).map_err(|_| fmt::Error)?)
}

macro_rules! uuid_type {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name([u8; 16]);

        impl $name {
            /// An identifier from 16 random bytes; 122 of the bits are kept.
            pub const fn from_random(random: [u8; 16]) -> Self {
                Self(version_4(random))
            }

            /// The 16 bytes, as a database stores them.
            pub const fn as_bytes(&self) -> &[u8; 16] {
                &self.0
            }

            /// An identifier from stored bytes, or nothing when they are no UUID of version 4.
            pub fn from_bytes(bytes: [u8; 16]) -> Option<Self> {
                (version_4(bytes) == bytes).then_some(Self(bytes))
            }

            /// Reads the hyphenated lower-case form.
            ///
            /// # Errors
            /// For any other form or version.
            pub fn parse(text: &str) -> Result<Self, ParseError> {
                parse_uuid(text).map(Self)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write_uuid(&self.0, f)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!(stringify!($name), "({})"), self)
            }
        }

        json_as_text!($name);
    };
}

uuid_type! {
    /// Names one receipt.
    ReceiptId
}
uuid_type! {
    /// Names the history of one subject in one scope: stable from the first choice to the last.
    RecordId
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_identifier_is_a_version_4_uuid_and_read_back() {
        let id = ReceiptId::from_random([0xff; 16]);
        assert_eq!(id.to_string(), "ffffffff-ffff-4fff-bfff-ffffffffffff");
        assert_eq!(ReceiptId::parse(&id.to_string()), Ok(id));
        assert_eq!(ReceiptId::from_bytes(*id.as_bytes()), Some(id));
    }

    #[test]
    fn other_versions_and_other_forms_are_refused() {
        for bad in [
            "ffffffff-ffff-7fff-bfff-ffffffffffff",
            "ffffffff-ffff-4fff-cfff-ffffffffffff",
            "FFFFFFFF-ffff-4fff-bfff-ffffffffffff",
            "ffffffffffff4fffbfffffffffffffff",
            "ffffffff-ffff-4fff-bfff-fffffffffff-",
            "ffffffff-ffff-4fff-bfff-ffffffffffé",
            "",
        ] {
            assert!(ReceiptId::parse(bad).is_err(), "{bad}");
        }
        assert_eq!(ReceiptId::from_bytes([0; 16]), None);
    }
}
