//! Regular expressions that stand for names of cookies, turned into names with a `*` at the end.

/// The names that `pattern` stands for; `None` where they cannot be said so.
///
/// It begins with `^` or is taken as if it did: products that allow a pattern anywhere in a name are rarely meant so, and
/// a site file's names are read by people before they count.
pub fn names(pattern: &str) -> Option<Vec<String>> {
    let body = pattern.strip_prefix('^').unwrap_or(pattern);
    // `^(a|b)` and `^a|^b`.
    if let Some(inner) = body
        .strip_prefix('(')
        .and_then(|rest| rest.strip_suffix(')'))
        && !inner.contains(['(', ')'])
    {
        return inner.split('|').map(name).collect();
    }
    if body.contains('|') && !body.contains('(') {
        let parts = body.split('|');
        return parts
            .map(|part| name(part.strip_prefix('^').unwrap_or(part)))
            .collect();
    }
    name(body).map(|name| vec![name])
}

/// One name: letters as they are, then an end or anything.
fn name(pattern: &str) -> Option<String> {
    let (body, is_exact) = match pattern.strip_suffix('$') {
        Some(body) => (body, true),
        None => (pattern, false),
    };
    let mut name = String::new();
    let mut letters = body.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '\\' => match letters.next()? {
                // A class of characters, where anything follows.
                class if class.is_ascii_alphanumeric() => return open(name),
                letter => name.push(letter),
            },
            '.' | '[' | '(' => return open(name),
            '*' | '+' | '?' | '{' | '|' | ')' | ']' | '^' | '$' => return None,
            _ => name.push(letter),
        }
        // A letter that may be missing or repeated is no part of what is sure.
        if matches!(letters.peek(), Some('*' | '?' | '{')) {
            name.pop();
            return open(name);
        }
    }
    if is_exact {
        Some(name).filter(|name| !name.is_empty())
    } else {
        open(name)
    }
}

/// A name that goes on. Of fewer than two letters it would cover what nobody meant.
fn open(mut name: String) -> Option<String> {
    if name.len() < 2 {
        return None;
    }
    name.push('*');
    Some(name)
}

#[cfg(test)]
mod tests {
    use super::names;

    #[test]
    fn patterns_of_real_configurations_become_names() {
        for (pattern, expected) in [
            ("^_ga", Some(vec!["_ga*"])),
            ("^_gid$", Some(vec!["_gid"])),
            ("^_pk_.*$", Some(vec!["_pk_*"])),
            ("^(_ga|_gid)", Some(vec!["_ga*", "_gid*"])),
            ("^_ga|^_gid$", Some(vec!["_ga*", "_gid"])),
            ("^_hj[A-Z]+", Some(vec!["_hj*"])),
            ("^_ga(_.*)?$", Some(vec!["_ga*"])),
            ("^a\\.b\\d+$", Some(vec!["a.b*"])),
            (".*", None),
            ("^a", None),
            ("^(a(b|c))$", None),
        ] {
            let expected =
                expected.map(|names| names.into_iter().map(str::to_owned).collect::<Vec<_>>());
            assert_eq!(names(pattern), expected, "{pattern}");
        }
    }
}
