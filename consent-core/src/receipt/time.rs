//! A moment in UTC and its one text form, RFC 3339 with milliseconds and `Z`. There is no clock here.

use std::fmt;

use super::text::{ParseError, json_as_text};

/// A moment in UTC: whole milliseconds since 1970-01-01T00:00:00Z, years 0000 to 9999.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct UtcMillis(i64);

const MILLIS_A_DAY: i64 = 86_400_000;
/// 0000-01-01 and 9999-12-31T23:59:59.999: what four digits of year can tell.
const FIRST: i64 = -62_167_219_200_000;
const LAST: i64 = 253_402_300_799_999;

impl UtcMillis {
    /// The moment so many milliseconds after 1970; outside years 0000 to 9999 the nearest one inside.
    pub const fn new(millis: i64) -> Self {
        if millis < FIRST {
            Self(FIRST)
        } else if millis > LAST {
            Self(LAST)
        } else {
            Self(millis)
        }
    }

    /// Milliseconds since 1970.
    pub const fn as_millis(self) -> i64 {
        self.0
    }

    /// Reads `YYYY-MM-DDTHH:MM:SS.mmmZ` and nothing else: what [`Self`] writes and what
    /// `Date.prototype.toISOString` writes. Leap seconds have no place in it.
    ///
    /// # Errors
    /// For any other form and for a date that does not exist.
    pub fn parse(text: &str) -> Result<Self, ParseError> {
        const RULE: ParseError = ParseError("a UTC time such as 2026-11-23T18:00:00.000Z");
        let bytes: &[u8; 24] = text.as_bytes().try_into().map_err(|_| RULE)?;
        let frame = [4, 7, 10, 13, 16, 19, 23].map(|at| bytes[at]);
        if &frame != b"--T::.Z" {
            return Err(RULE);
        }
        let number = |from: usize, to: usize| {
            bytes[from..to].iter().try_fold(0_i64, |sum, digit| {
                digit
                    .is_ascii_digit()
                    .then(|| sum * 10 + i64::from(digit - b'0'))
                    .ok_or(RULE)
            })
        };
        let (year, month, day) = (number(0, 4)?, number(5, 7)?, number(8, 10)?);
        let (hour, minute, second) = (number(11, 13)?, number(14, 16)?, number(17, 19)?);
        let millis = number(20, 23)?;
        let days = days_from_civil(year, month, day);
        if civil_from_days(days) != (year, month, day) || hour > 23 || minute > 59 || second > 59 {
            return Err(RULE);
        }
        Ok(Self(
            days * MILLIS_A_DAY + ((hour * 60 + minute) * 60 + second) * 1000 + millis,
        ))
    }
}

impl fmt::Display for UtcMillis {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = civil_from_days(self.0.div_euclid(MILLIS_A_DAY));
        let rest = self.0.rem_euclid(MILLIS_A_DAY);
        let (hour, minute, second) = (rest / 3_600_000, rest / 60_000 % 60, rest / 1000 % 60);
        // In one piece: a receipt has its time three times on its way.
        let mut text = *b"0000-00-00T00:00:00.000Z";
        for (end, number) in [
            (4, year),
            (7, month),
            (10, day),
            (13, hour),
            (16, minute),
            (19, second),
            (23, rest % 1000),
        ] {
            write_digits(&mut text[..end], number);
        }
        f.write_str(std::str::from_utf8(&text).map_err(|_| fmt::Error)?)
    }
}

/// Writes a number that is not negative over the zeros at the end of `text`.
fn write_digits(text: &mut [u8], mut number: i64) {
    for place in text.iter_mut().rev() {
        if number == 0 {
            return;
        }
        *place = b'0' + (number % 10) as u8;
        number /= 10;
    }
}

json_as_text!(UtcMillis);

/// Days since 1970 of a proleptic Gregorian date. Years are counted from March, so that the leap day is
/// the last of its year; 400 years are always 146,097 days.
const fn days_from_civil(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719_468
}

/// The date (year, month, day) so many days after 1970-01-01; the inverse of [`days_from_civil`].
const fn civil_from_days(days: i64) -> (i64, i64, i64) {
    let days = days + 719_468;
    let era = days.div_euclid(146_097);
    let day_of_era = days.rem_euclid(146_097);
    let year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = (month_from_march + 2) % 12 + 1;
    let year = year_of_era + era * 400 + (month <= 2) as i64;
    (year, month, day)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn known_moments_are_written_as_rfc_3339() {
        for (millis, text) in [
            (0, "1970-01-01T00:00:00.000Z"),
            (-1, "1969-12-31T23:59:59.999Z"),
            (951_782_400_000, "2000-02-29T00:00:00.000Z"),
            (1_795_456_800_007, "2026-11-23T18:00:00.007Z"),
            (FIRST, "0000-01-01T00:00:00.000Z"),
            (LAST, "9999-12-31T23:59:59.999Z"),
        ] {
            assert_eq!(UtcMillis::new(millis).to_string(), text);
        }
    }

    #[test]
    fn what_is_no_moment_or_another_form_is_refused() {
        for bad in [
            "2026-02-29T00:00:00.000Z",
            "2026-13-01T00:00:00.000Z",
            "2026-00-01T00:00:00.000Z",
            "2026-01-00T00:00:00.000Z",
            "2026-01-01T24:00:00.000Z",
            "2026-01-01T00:60:00.000Z",
            "2026-01-01T00:00:60.000Z",
            "2026-01-01T00:00:00Z",
            "2026-01-01 00:00:00.000Z",
            "2026-01-01T00:00:00.000+",
            "+026-01-01T00:00:00.000Z",
            "",
        ] {
            assert!(UtcMillis::parse(bad).is_err(), "{bad}");
        }
    }

    proptest! {
        #[test]
        fn every_moment_is_read_back(millis in FIRST..=LAST) {
            let moment = UtcMillis::new(millis);
            prop_assert_eq!(UtcMillis::parse(&moment.to_string()), Ok(moment));
        }

        #[test]
        fn text_order_is_time_order(one in FIRST..=LAST, two in FIRST..=LAST) {
            let (one, two) = (UtcMillis::new(one), UtcMillis::new(two));
            prop_assert_eq!(one.to_string().cmp(&two.to_string()), one.cmp(&two));
        }
    }
}
