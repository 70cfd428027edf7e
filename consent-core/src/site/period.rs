//! A length of calendar time in one unit: `P6M`, `P90D` (ISO 8601 without the forms nobody writes).

use std::fmt;

/// Years, weeks, months or days.
///
/// Lengths are compared and counted with a month of 30 days and a year of 365: a consent cookie has
/// a `Max-Age` in seconds, and the browser and the collector must agree on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Period {
    count: u32,
    unit: char,
}

impl Period {
    /// The period, if the text is `P`, a number above 0 and one of `Y`, `M`, `W`, `D`.
    pub fn parse(text: &str) -> Option<Self> {
        let rest = text.strip_prefix('P')?;
        let unit = rest.chars().last()?;
        let digits = rest.strip_suffix(['Y', 'M', 'W', 'D'])?;
        let is_number =
            (1..=5).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit());
        let count: u32 = is_number.then(|| digits.parse().ok())??;
        (count > 0).then_some(Self { count, unit })
    }

    /// The length in days.
    pub const fn days(self) -> u64 {
        self.count as u64
            * match self.unit {
                'Y' => 365,
                'M' => 30,
                'W' => 7,
                _ => 1,
            }
    }

    /// The length in seconds.
    pub const fn seconds(self) -> u64 {
        self.days() * 86_400
    }
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "P{}{}", self.count, self.unit)
    }
}
