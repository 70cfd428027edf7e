//! Colours as a theme writes them, and how far two stand apart (WCAG 2.2, "contrast ratio").

/// An opaque sRGB colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Colour([u8; 3]);

impl Colour {
    /// The colour of `#rgb` or `#rrggbb`; other forms would need the page to know what they look like.
    pub fn parse(text: &str) -> Option<Self> {
        let digits = text.strip_prefix('#')?;
        if !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return None;
        }
        let channel = |at: usize| u8::from_str_radix(digits.get(at * 2..at * 2 + 2)?, 16).ok();
        let short = |at: usize| Some(17 * u8::from_str_radix(digits.get(at..=at)?, 16).ok()?);
        match digits.len() {
            6 => Some(Self([channel(0)?, channel(1)?, channel(2)?])),
            3 => Some(Self([short(0)?, short(1)?, short(2)?])),
            _ => None,
        }
    }

    /// Relative luminance, from 0 (black) to 1 (white).
    fn luminance(self) -> f64 {
        let linear = self.0.map(|channel| {
            let part = f64::from(channel) / 255.0;
            if part <= 0.04045 {
                part / 12.92
            } else {
                ((part + 0.055) / 1.055).powf(2.4)
            }
        });
        0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    }

    /// The contrast ratio of two colours, from 1 to 21.
    pub fn contrast(self, other: Self) -> f64 {
        let (a, b) = (self.luminance(), other.luminance());
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn contrast(a: &str, b: &str) -> f64 {
        Colour::parse(a)
            .unwrap()
            .contrast(Colour::parse(b).unwrap())
    }

    #[test]
    fn contrast_is_that_of_known_pairs() {
        assert!((contrast("#000", "#ffffff") - 21.0).abs() < 1e-9);
        assert!((contrast("#abc", "#aabbcc") - 1.0).abs() < 1e-9);
        // The darkest grey that fails on white and the first that passes.
        assert!(contrast("#777777", "#fff") < 4.5);
        assert!(contrast("#767676", "#fff") >= 4.5);
    }

    #[test]
    fn only_opaque_hexadecimal_colours_are_read() {
        for bad in [
            "",
            "#",
            "red",
            "#12",
            "#1234",
            "#12345678",
            "#ggg",
            "123456",
            "#ååå",
            "rgb(0,0,0)",
        ] {
            assert_eq!(Colour::parse(bad), None, "{bad}");
        }
    }
}
