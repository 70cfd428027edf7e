//! How the value of an attribute names addresses.

/// Whether an image candidate of a `srcset` is held, by the parsing rules of the HTML Standard (section 4.8.4.3.10).
pub(super) fn has_candidate(srcset: &str, is_held: &mut dyn FnMut(&str) -> bool) -> bool {
    let mut rest = srcset;
    loop {
        rest =
            rest.trim_start_matches(|letter: char| letter.is_ascii_whitespace() || letter == ',');
        if rest.is_empty() {
            return false;
        }
        let end = rest
            .find(|letter: char| letter.is_ascii_whitespace())
            .unwrap_or(rest.len());
        let (url, after) = rest.split_at(end);
        let bare = url.trim_end_matches(',');
        if is_held(bare) {
            return true;
        }
        rest = after;
        if bare.len() == url.len() {
            // Descriptors, up to a comma outside parentheses.
            let mut depth = 0;
            let end = rest.find(|letter: char| {
                match letter {
                    '(' => depth += 1,
                    ')' => depth = 0,
                    _ => {}
                }
                letter == ',' && depth == 0
            });
            rest = &rest[end.unwrap_or(rest.len())..];
        }
    }
}

/// Whether one of the addresses between spaces is held.
pub(super) fn has_listed(list: &str, is_held: &mut dyn FnMut(&str) -> bool) -> bool {
    list.split_ascii_whitespace().any(is_held)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_candidate_of_a_srcset_is_looked_at() {
        for (srcset, candidates) in [
            ("", vec![]),
            (" , a.jpg 1x ,b.jpg 2x", vec!["a.jpg", "b.jpg"]),
            ("a.jpg 1x,b.jpg 2x,", vec!["a.jpg", "b.jpg"]),
            ("a.jpg, b,c.jpg 100w", vec!["a.jpg", "b,c.jpg"]),
            ("data:a,//b 1x, //c", vec!["data:a,//b", "//c"]),
            ("a (1x,//b), c", vec!["a", "c"]),
        ] {
            let mut seen = Vec::new();
            has_candidate(srcset, &mut |url| {
                seen.push(url.to_owned());
                false
            });
            assert_eq!(seen, candidates, "{srcset}");
        }
    }
}
