//! Object literals of JavaScript, as configurations are written: read without running anything.
//!
//! JSON is one. What is no plain value (a function, a name, a sum) is passed over and kept as [`Value::Code`], so that
//! it can be listed. A reader for JSON5 would stop there, and at regular expressions, which two of the products use.

/// How deep lists and objects may stand in each other.
const MAX_DEPTH: u32 = 64;

/// A value as written.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// A string, or a template without holes.
    Text(String),
    /// A number.
    Number(f64),
    /// `true` or `false`.
    Bool(bool),
    /// `null` or `undefined`.
    Null,
    /// A regular expression, without slashes and flags.
    Pattern(String),
    /// `[…]`
    List(Vec<Value>),
    /// `{…}`
    Object(Vec<Member>),
    /// Something that would have to be run.
    Code,
}

/// A member of an object.
#[derive(Clone, Debug, PartialEq)]
pub struct Member {
    /// Its name.
    pub name: String,
    /// Where the name stands, in bytes.
    pub at: usize,
    /// Its value.
    pub value: Value,
}

impl Value {
    /// The member of that name.
    pub fn get(&self, name: &str) -> Option<&Self> {
        self.member(name).map(|member| &member.value)
    }

    /// The member of that name, with its place.
    pub fn member(&self, name: &str) -> Option<&Member> {
        self.members().iter().find(|member| member.name == name)
    }

    /// The members of an object; none of another value.
    pub fn members(&self) -> &[Member] {
        match self {
            Self::Object(members) => members,
            _ => &[],
        }
    }

    /// The items of a list; none of another value.
    pub fn items(&self) -> &[Self] {
        match self {
            Self::List(items) => items,
            _ => &[],
        }
    }

    /// The text of a string.
    pub fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The string in the member of that name.
    pub fn text_of(&self, name: &str) -> Option<&str> {
        self.get(name)?.text()
    }

    /// Whether the member of that name is `true`.
    pub fn is(&self, name: &str) -> bool {
        self.get(name) == Some(&Self::Bool(true))
    }

    /// The whole number in the member of that name.
    pub fn number_of(&self, name: &str) -> Option<u32> {
        match self.get(name)? {
            Self::Number(number) => format!("{number:.0}").parse().ok(),
            Self::Text(text) => text.trim().parse().ok(),
            _ => None,
        }
    }
}

/// The value at `at` and where it ends; `None` where none stands or it does not end.
pub fn read(text: &str, at: usize) -> Option<(Value, usize)> {
    let mut reader = Reader { text, at };
    let value = reader.value(0)?;
    Some((value, reader.at))
}

/// Where what is neither space nor comment goes on after `at`.
pub fn after_space(text: &str, at: usize) -> usize {
    let mut reader = Reader { text, at };
    reader.space();
    reader.at
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
}

impl Reader<'_> {
    fn rest(&self) -> &str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn next(&mut self) -> Option<char> {
        let letter = self.peek()?;
        self.at += letter.len_utf8();
        Some(letter)
    }

    fn accept(&mut self, text: &str) -> bool {
        let is_next = self.rest().starts_with(text);
        if is_next {
            self.at += text.len();
        }
        is_next
    }

    fn pass_until(&mut self, text: &str) {
        self.at = match self.rest().find(text) {
            Some(found) => self.at + found + text.len(),
            None => self.text.len(),
        };
    }

    fn space(&mut self) {
        loop {
            if self.accept("//") {
                self.pass_until("\n");
            } else if self.accept("/*") {
                self.pass_until("*/");
            } else if self.peek().is_some_and(char::is_whitespace) {
                self.next();
            } else {
                return;
            }
        }
    }

    fn word(&mut self) -> String {
        let rest = self.rest();
        let is_part = |letter: char| letter.is_alphanumeric() || matches!(letter, '_' | '$');
        let end = rest.find(|letter| !is_part(letter)).unwrap_or(rest.len());
        let word = rest.get(..end).unwrap_or_default().to_owned();
        self.at += end;
        word
    }

    fn value(&mut self, depth: u32) -> Option<Value> {
        if depth > MAX_DEPTH {
            return None;
        }
        self.space();
        let start = self.at;
        let value = match self.peek()? {
            '{' => self.object(depth)?,
            '[' => self.list(depth)?,
            '"' | '\'' | '`' => self.strings()?,
            '/' => Value::Pattern(self.pattern()?),
            '0'..='9' | '-' | '.' => self.number(),
            _ => match self.word().as_str() {
                "true" => Value::Bool(true),
                "false" => Value::Bool(false),
                "null" | "undefined" => Value::Null,
                _ => Value::Code,
            },
        };
        let end = self.at;
        self.space();
        let is_whole = self
            .peek()
            .is_none_or(|letter| matches!(letter, ',' | ']' | '}' | ')' | ';'));
        if depth == 0 || is_whole && value != Value::Code {
            // What follows the outermost value is no part of it, unless it is code.
            if value != Value::Code {
                self.at = end;
                return Some(value);
            }
        }
        self.at = start;
        self.code()?;
        Some(Value::Code)
    }

    fn object(&mut self, depth: u32) -> Option<Value> {
        self.next()?;
        let mut members = Vec::new();
        loop {
            self.space();
            if self.accept("}") {
                return Some(Value::Object(members));
            }
            if self.accept("...") || self.peek() == Some('[') {
                self.code()?;
            } else {
                let at = self.at;
                let name = self.name()?;
                self.space();
                let value = if self.accept(":") {
                    self.value(depth + 1)?
                } else {
                    // A method, or a name that is its own value.
                    self.code()?;
                    Value::Code
                };
                members.push(Member { name, at, value });
            }
            self.space();
            if !self.accept(",") && self.peek() != Some('}') {
                return None;
            }
        }
    }

    fn name(&mut self) -> Option<String> {
        match self.peek()? {
            '"' | '\'' => match self.string()? {
                Value::Text(name) => Some(name),
                _ => None,
            },
            _ => Some(self.word()).filter(|word| !word.is_empty()),
        }
    }

    fn list(&mut self, depth: u32) -> Option<Value> {
        self.next()?;
        let mut items = Vec::new();
        loop {
            self.space();
            if self.accept("]") {
                return Some(Value::List(items));
            }
            items.push(self.value(depth + 1)?);
            self.space();
            if !self.accept(",") && self.peek() != Some(']') {
                return None;
            }
        }
    }

    /// Strings with `+` between.
    fn strings(&mut self) -> Option<Value> {
        let mut all = String::new();
        loop {
            match self.string()? {
                Value::Text(text) => all.push_str(&text),
                _ => return Some(Value::Code),
            }
            let end = self.at;
            self.space();
            let is_sum = self.accept("+");
            self.space();
            if !is_sum || !matches!(self.peek(), Some('"' | '\'' | '`')) {
                self.at = end;
                return Some(Value::Text(all));
            }
        }
    }

    fn string(&mut self) -> Option<Value> {
        let quote = self.next()?;
        let mut text = String::new();
        let mut has_holes = false;
        loop {
            let letter = self.next()?;
            if letter == quote {
                break;
            }
            match letter {
                '\\' => match self.next()? {
                    'n' => text.push('\n'),
                    't' => text.push('\t'),
                    'r' => text.push('\r'),
                    '\n' => {}
                    'u' => text.push(self.escape()?),
                    'x' => text.push(self.code_point(2)?),
                    other => text.push(other),
                },
                '\n' if quote != '`' => return None,
                '$' if quote == '`' && self.peek() == Some('{') => {
                    has_holes = true;
                    self.next();
                    self.code()?;
                    self.accept("}");
                }
                other => text.push(other),
            }
        }
        Some(if has_holes {
            Value::Code
        } else {
            Value::Text(text)
        })
    }

    /// The letter after `\u`.
    fn escape(&mut self) -> Option<char> {
        if self.accept("{") {
            let end = self.rest().find('}')?;
            let letter = self.code_point(end);
            self.accept("}");
            return letter;
        }
        self.code_point(4)
    }

    fn code_point(&mut self, digits: usize) -> Option<char> {
        let number = u32::from_str_radix(self.rest().get(..digits)?, 16).ok()?;
        self.at += digits;
        // Half of a pair alone is no letter.
        Some(char::from_u32(number).unwrap_or(char::REPLACEMENT_CHARACTER))
    }

    fn pattern(&mut self) -> Option<String> {
        self.next()?;
        let mut pattern = String::new();
        let mut is_class = false;
        loop {
            match self.next()? {
                '/' if !is_class => break,
                '\n' => return None,
                '\\' => {
                    pattern.push('\\');
                    pattern.push(self.next()?);
                    continue;
                }
                letter => {
                    is_class = letter == '[' || is_class && letter != ']';
                    pattern.push(letter);
                }
            }
        }
        self.word();
        Some(pattern)
    }

    fn number(&mut self) -> Value {
        let rest = self.rest();
        let is_part =
            |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '.' | '-' | '_');
        let end = rest.find(|letter| !is_part(letter)).unwrap_or(rest.len());
        let digits = rest.get(..end).unwrap_or_default().replace('_', "");
        self.at += end;
        digits.parse().map_or(Value::Code, Value::Number)
    }

    /// Passes an expression: up to the comma or bracket that ends it.
    fn code(&mut self) -> Option<()> {
        let mut open = 0_u32;
        // Whether a slash would begin a regular expression.
        let mut is_operand_next = true;
        loop {
            self.space();
            match self.peek()? {
                ',' | ';' if open == 0 => return Some(()),
                ')' | ']' | '}' if open == 0 => return Some(()),
                '"' | '\'' | '`' => {
                    self.string()?;
                    is_operand_next = false;
                    continue;
                }
                '/' if is_operand_next => {
                    self.pattern()?;
                    is_operand_next = false;
                    continue;
                }
                '(' | '[' | '{' => open += 1,
                ')' | ']' | '}' => open -= 1,
                _ => {}
            }
            let letter = self.next()?;
            is_operand_next =
                !(letter.is_alphanumeric() || matches!(letter, ')' | ']' | '}' | '_' | '$'));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn whole(text: &str) -> Value {
        let (value, end) = read(text, 0).expect("a value");
        assert_eq!(end, text.len(), "{text}");
        value
    }

    #[test]
    fn a_configuration_is_read_and_what_would_run_is_passed_over() {
        let config = whole(
            "{ // said first\n  name: 'a\\u00e5', \"two\": [1, .5, -2, /^_ga(_|\\/)[/]$/i, ],\n  on: true, none: null,\n  \
             f: () => { return {a: \"}\"} }, method(x) { if (a) { b } }, short, days: 60 * 24, ...more,\n  \
             t: `plain`, hole: `a${b}`, }",
        );
        assert_eq!(config.text_of("name"), Some("aå"));
        let two = config.get("two").expect("a list").items();
        assert_eq!(
            two.get(3),
            Some(&Value::Pattern("^_ga(_|\\/)[/]$".to_owned()))
        );
        assert_eq!(two.len(), 4);
        assert!(config.is("on"));
        for code in ["f", "method", "short", "days", "hole"] {
            assert_eq!(config.get(code), Some(&Value::Code), "{code}");
        }
        assert_eq!(config.text_of("t"), Some("plain"));
        assert_eq!(config.get("more"), None);
    }

    #[test]
    fn what_does_not_end_is_no_value() {
        for text in ["{a: 1", "[1, 2", "'a", "{a: [}", "{a: f(", "/a", ""] {
            assert_eq!(read(text, 0), None, "{text}");
        }
        let deep = "[".repeat(100_000);
        assert_eq!(read(&deep, 0), None);
    }

    #[test]
    fn a_value_ends_where_it_ends() {
        assert_eq!(read("x({a: 1});", 2).map(|(_, end)| end), Some(8));
        assert_eq!(
            read("'a' + 'b'", 0),
            Some((Value::Text("ab".to_owned()), 9))
        );
        assert_eq!(after_space(" /* a */ // b\n c", 0), 15);
    }
}
