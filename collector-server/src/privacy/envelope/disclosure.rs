//! One disclosure (RFC 9901, section 4.2.1) as salt, field and value.

use std::borrow::Cow;

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use consent_core::receipt::{Field, UtcMillis, sd_jwt::disclosure_text};

use super::{
    RowFacts,
    bytes::{Reader, Writer},
};

/// Marks a value that is not text: a time as its distance from the event, or the row's own subject.
const SHORT: u8 = 0x80;

/// A disclosure in its parts.
pub(super) struct Disclosure<'a> {
    pub(super) salt: [u8; 16],
    pub(super) field: Field,
    pub(super) value: Cow<'a, str>,
}

impl<'a> Disclosure<'a> {
    /// Reads the text of a disclosure.
    pub(super) fn read(text: &str) -> Option<Self> {
        let json = URL_SAFE_NO_PAD.decode(text).ok()?;
        let [salt, name, value]: [String; 3] = serde_json::from_slice(&json).ok()?;
        Some(Self {
            salt: URL_SAFE_NO_PAD.decode(salt).ok()?.try_into().ok()?,
            field: Field::parse(&name).ok()?,
            value: value.into(),
        })
    }

    /// The text that [`Disclosure::read`] reads.
    pub(super) fn to_text(&self) -> String {
        disclosure_text(&self.salt, self.field, &self.value)
    }

    pub(super) fn write(&self, row: &RowFacts, body: &mut Writer) {
        let number = number(self.field);
        match self.shortened(row) {
            Some(short) => {
                body.byte(number | SHORT);
                body.raw(&self.salt);
                body.number(short);
            }
            None => {
                body.byte(number);
                body.raw(&self.salt);
                body.text(&self.value);
            }
        }
    }

    pub(super) fn take(row: &RowFacts, body: &mut Reader<'a>) -> Option<Self> {
        let number = body.byte()?;
        let field = Field::ALL
            .iter()
            .copied()
            .find(|field| self::number(*field) == number & !SHORT)?;
        let salt = body.array()?;
        let value = if number & SHORT == 0 {
            body.text()?.into()
        } else {
            lengthened(field, body.number()?, row)?.into()
        };
        Some(Self { salt, field, value })
    }

    /// The value as one number, if it can be told so without loss.
    fn shortened(&self, row: &RowFacts) -> Option<u64> {
        let short = match self.field {
            Field::SubjectRef => 0,
            Field::ClientTime => {
                let time = UtcMillis::parse(&self.value).ok()?.as_millis();
                let skew = time.checked_sub(row.event_time.as_millis())?;
                (skew << 1 ^ skew >> 63).cast_unsigned()
            }
            Field::Ip
            | Field::IpTruncated
            | Field::IpHash
            | Field::UserId
            | Field::UserAgent
            | Field::PageOrigin
            | Field::PagePath => return None,
        };
        (lengthened(self.field, short, row)? == self.value).then_some(short)
    }
}

fn lengthened(field: Field, short: u64, row: &RowFacts) -> Option<String> {
    match field {
        Field::SubjectRef => Some(row.subject_ref.to_string()),
        Field::ClientTime => {
            let skew = (short >> 1).cast_signed() ^ -(short & 1).cast_signed();
            let time = row.event_time.as_millis().checked_add(skew)?;
            Some(UtcMillis::new(time).to_string())
        }
        Field::Ip
        | Field::IpTruncated
        | Field::IpHash
        | Field::UserId
        | Field::UserAgent
        | Field::PageOrigin
        | Field::PagePath => None,
    }
}

/// The number of a field in stored envelopes; never given to another field.
const fn number(field: Field) -> u8 {
    match field {
        Field::Ip => 1,
        Field::IpTruncated => 2,
        Field::UserId => 3,
        Field::UserAgent => 4,
        Field::PageOrigin => 5,
        Field::PagePath => 6,
        Field::ClientTime => 7,
        Field::SubjectRef => 8,
        Field::IpHash => 9,
    }
}
