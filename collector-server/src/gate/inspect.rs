//! What a page has of the consent gate and what it lacks, as far as its markup and its headers tell.

use std::collections::BTreeMap;

use axum::http::{HeaderMap, header};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use consent_core::{
    decision::Verdict,
    markup::{PageUrl, Target, filter, path_of},
    receipt::Digest,
    site::Site,
};

use super::{SiteGate, cookies, headers, opening::tag_end};
use crate::publish::snippet::{Form, snippet};

/// A page as it was fetched.
pub struct Fetched {
    /// Where it was found in the end.
    pub url: String,
    /// Its headers.
    pub headers: HeaderMap,
    /// Its text.
    pub html: String,
}

/// What was found.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// What the page has, in words; `None` without a tag.
    pub snippet: Option<&'static str>,
    /// What has to be mended, each with its remedy.
    pub problems: Vec<String>,
    /// Third parties that wait for a category, with its name.
    pub held: BTreeMap<String, &'static str>,
    /// Third parties that nobody knows: they wait until everything is granted.
    pub unclassified: Vec<String>,
}

/// Looks at a page of `site`, whose script `public_url` serves.
///
/// # Errors
/// When the opener has lost its tokens, which is a defect of this program.
pub fn inspect(
    page: &Fetched,
    site: &Site,
    public_url: &str,
    gate: &SiteGate,
) -> anyhow::Result<Report> {
    let mut report = Report::default();
    let tag = Tag::find(&page.html, site, public_url, gate, &mut report)?;
    if let Some(tag) = &tag {
        report.snippet = Some(tag.name);
        before(page, tag, gate, &mut report);
        behind(page, tag, &mut report);
    } else {
        report.problems.push(format!(
            "the page has no tag of `{0}`: paste what `collector-server snippet --site {0}` prints first in <head>",
            site.id()
        ));
    }
    third_parties(page, gate, &mut report);
    if headers::preloads_modules(&page.headers) {
        report.problems.push(
            "the server sends `Link: …; rel=\"modulepreload\"`, and Chromium then drops what the gate says of modules: what the site's code imports from a third party leaves without consent. Send `rel=preload; as=script; crossorigin` in its place, or put the gate's layer or `collector-server rewrite` around it".to_owned(),
        );
    }
    for name in cookies::names_set(&page.headers) {
        if let Verdict::Hold(category) = gate.cookie(&gate.state(&HeaderMap::new()), &name) {
            let category = category.map_or("unknown", |category| category.as_str());
            report.problems.push(format!(
                "the server sets the cookie `{name}` ({category}) before a choice: put the gate's layer or `collector-server rewrite` around it"
            ));
        }
    }
    for value in page.headers.get_all(header::CONTENT_SECURITY_POLICY) {
        // One header may hold several policies.
        for policy in value.to_str().unwrap_or_default().split(',') {
            allows(policy, tag.as_ref(), public_url, &mut report.problems);
        }
    }
    Ok(report)
}

/// The tag of a page.
struct Tag<'a> {
    name: &'static str,
    /// Where its `<script` begins.
    start: usize,
    /// The attributes of that.
    attributes: &'a str,
    /// The inline code, of the snippets that have some.
    code: Option<&'a str>,
}

impl<'a> Tag<'a> {
    /// Finds it, and notes what is wrong with it.
    fn find(
        html: &'a str,
        site: &Site,
        public_url: &str,
        gate: &SiteGate,
        report: &mut Report,
    ) -> anyhow::Result<Option<Self>> {
        let mut problem = |text: &str| report.problems.push(text.to_owned());
        for (form, name) in [
            (Form::Default, "the default snippet"),
            (Form::Walled, "the walled snippet"),
            (Form::Strict, "the strict snippet"),
        ] {
            let whole = snippet(site, public_url, form)?;
            let Some((code, end)) = whole.trim_start_matches("<script>").split_once("</script>")
            else {
                continue;
            };
            let Some(place) = outside_comments(html, code) else {
                continue;
            };
            let behind = html
                .get(place + code.len() + "</script>".len()..)
                .unwrap_or_default();
            if !behind.trim_ascii_start().starts_with(end) {
                problem(&format!(
                    "the end of {name} is missing behind its script: {end}"
                ));
            }
            let (start, attributes) = script_before(html, place);
            return Ok(Some(Self {
                name,
                start,
                attributes,
                code: html.get(place..place + code.len()),
            }));
        }
        let stem = gate.script.strip_suffix("js").unwrap_or(&gate.script);
        let Some(place) = outside_comments(html, stem) else {
            return Ok(None);
        };
        let (start, attributes) = script_before(html, place);
        if !attributes.contains(stem) {
            problem(
                "the snippet is not the one of this release: print it anew with `collector-server snippet`",
            );
            return Ok(Some(Self {
                name: "an older snippet",
                start,
                attributes,
                code: None,
            }));
        }
        let lower = attributes.to_ascii_lowercase();
        let mut words =
            lower.split(|letter: char| letter.is_ascii_whitespace() || "/=>".contains(letter));
        if words.any(|word| matches!(word, "async" | "defer" | "\"module\"" | "module")) {
            problem(
                "the tag is not a plain script: take `async`, `defer` and `type=\"module\"` from it, or the page runs first",
            );
        }
        if !lower.contains("crossorigin") {
            problem(
                "the tag has no `crossorigin`: add it, or the page's own errors reach its listeners as \"Script error.\"",
            );
        }
        let is_filtered = lower.contains("data-filtered");
        if !is_filtered && !html.contains("http-equiv=\"Content-Security-Policy\" content=\"\"") {
            problem(
                "the end of the plain tag is missing: without the empty policy browsers read ahead and fetch",
            );
        }
        Ok(Some(Self {
            name: if is_filtered {
                "the plain tag, from the server that holds the page"
            } else {
                "the plain tag"
            },
            start,
            attributes,
            code: None,
        }))
    }
}

/// The last `<script` before a place, and its attributes.
fn script_before(html: &str, place: usize) -> (usize, &str) {
    let before = html.get(..place).unwrap_or_default().to_ascii_lowercase();
    let start = before.rfind("<script").unwrap_or(place);
    let rest = html.get(start + "<script".len()..).unwrap_or_default();
    let end = tag_end(rest).unwrap_or_default();
    (start, rest.get(..end).unwrap_or_default())
}

/// The first place of `needle` that is in no comment.
fn outside_comments(html: &str, needle: &str) -> Option<usize> {
    let mut from = 0;
    loop {
        let rest = html.get(from..)?;
        let comment = rest.find("<!--");
        match (rest.find(needle), comment) {
            (Some(place), None) => return Some(from + place),
            (Some(place), Some(comment)) if place < comment => return Some(from + place),
            (None, _) => return None,
            (Some(_), Some(comment)) => from += comment + rest.get(comment..)?.find("-->")?,
        }
    }
}

/// What stands behind the tag and should not: a page that is still text has no colours but those that it has told.
fn behind(page: &Fetched, tag: &Tag<'_>, report: &mut Report) {
    let place = outside_comments(&page.html, "name=\"color-scheme\"");
    if tag.code.is_some() && place.is_some_and(|place| place > tag.start) {
        report.problems.push(
            "`<meta name=\"color-scheme\">` stands behind the tag: move it before, or the page is white for a moment where the visitor has it dark".to_owned(),
        );
    }
}

/// What stands before the tag and should not.
fn before(page: &Fetched, tag: &Tag<'_>, gate: &SiteGate, report: &mut Report) {
    let before = page.html.get(..tag.start).unwrap_or_default();
    if outside_comments(&before.to_ascii_lowercase(), "<script").is_some() {
        report.problems.push(
            "a script stands before the tag and runs without the gate: move the tag first in <head>".to_owned(),
        );
    }
    if outside_comments(&before.to_ascii_lowercase(), "modulepreload").is_some() {
        report.problems.push(
            "a `modulepreload` stands before the tag, and Chromium then drops what the gate says of modules: move the tag first in <head>".to_owned(),
        );
    }
    let mut early = Report::default();
    let part = Fetched {
        url: page.url.clone(),
        headers: HeaderMap::new(),
        html: before.to_owned(),
    };
    third_parties(&part, gate, &mut early);
    for host in early.held.keys().chain(&early.unclassified) {
        report.problems.push(format!(
            "something of {host} stands before the tag and is fetched without asking: move the tag first in <head>"
        ));
    }
}

/// The third parties that the markup fetches from.
fn third_parties(page: &Fetched, gate: &SiteGate, report: &mut Report) {
    let url = PageUrl::parse(&page.url);
    let state = gate.state(&HeaderMap::new());
    let found = std::cell::RefCell::new(BTreeMap::new());
    filter(&page.html, &url, &|target| {
        if let Target::Fetch {
            url: address,
            base,
            host,
            ..
        } = target
            && let Verdict::Hold(category) = gate.fetch(&state, address, base, host, url.host())
        {
            // Of what stands on the site's own host that would say nothing.
            let name = if host == url.host() {
                path_of(address, base)
            } else {
                host.to_owned()
            };
            found.borrow_mut().insert(name, category);
        }
        Verdict::Allow
    });
    for (host, category) in found.into_inner() {
        match category {
            Some(category) => {
                report.held.insert(host, category.as_str());
            }
            None => report.unclassified.push(host),
        }
    }
}

/// What a policy of the site forbids that the gate needs.
fn allows(policy: &str, tag: Option<&Tag<'_>>, public_url: &str, problems: &mut Vec<String>) {
    let sources = |names: &[&str]| {
        names.iter().find_map(|name| {
            policy.split(';').find_map(|directive| {
                let mut words = directive.split_ascii_whitespace();
                words
                    .next()?
                    .eq_ignore_ascii_case(name)
                    .then(|| (directive.trim_ascii(), words.collect::<Vec<_>>()))
            })
        })
    };
    let mut problem = |directive: &str, what: &str| {
        problems.push(format!("Content-Security-Policy: `{directive}` {what}"));
    };
    if let Some((directive, words)) = sources(&["script-src", "default-src"])
        && !words
            .iter()
            .any(|word| matches!(*word, "'wasm-unsafe-eval'" | "'unsafe-eval'"))
    {
        problem(
            directive,
            "refuses the gate's module, so that all third parties stay blocked for ever: add 'wasm-unsafe-eval'",
        );
    }
    let has_nonce = tag.is_some_and(|tag| tag.attributes.contains("nonce="));
    if let Some((directive, words)) = sources(&["script-src-elem", "script-src", "default-src"]) {
        let is_dynamic = words.contains(&"'strict-dynamic'");
        if is_dynamic && !has_nonce && tag.is_some_and(|tag| tag.code.is_none()) {
            problem(
                directive,
                "trusts scripts with a nonce only: give it to the tag",
            );
        } else if !is_dynamic && !has_nonce && !reaches(&words, public_url) {
            problem(
                directive,
                &format!("refuses the gate itself: add {public_url}"),
            );
        }
        if let Some(code) = tag.and_then(|tag| tag.code) {
            let hash = format!(
                "'sha256-{}'",
                STANDARD.encode(Digest::of(code.as_bytes()).as_bytes())
            );
            let is_named = words
                .iter()
                .any(|word| word.starts_with("'nonce-") || word.starts_with("'sha"));
            let is_allowed = has_nonce
                || words.contains(&hash.as_str())
                || words.contains(&"'unsafe-inline'") && !is_named && !is_dynamic;
            if !is_allowed {
                problem(
                    directive,
                    &format!("refuses the inline opener: add {hash}, or give it the nonce"),
                );
            }
        }
    }
    if let Some((directive, words)) = sources(&["connect-src", "default-src"])
        && !reaches(&words, public_url)
    {
        problem(
            directive,
            &format!("keeps choices from being recorded: add {public_url}"),
        );
    }
}

/// Whether a list of sources has an address in it, as far as it says so plainly.
fn reaches(words: &[&str], public_url: &str) -> bool {
    let (scheme, authority) = public_url.split_once("://").unwrap_or(("", public_url));
    let host = authority.split(':').next().unwrap_or_default();
    words.iter().any(|word| {
        let (given, rest) = word.split_once("://").unwrap_or((scheme, word));
        let name = rest.split(['/', ':']).next().unwrap_or_default();
        *word == "*"
            || word.strip_suffix(':') == Some(scheme)
            || given == scheme
                && (name.eq_ignore_ascii_case(host)
                    || name
                        .strip_prefix('*')
                        .is_some_and(|end| host.ends_with(end)))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_source_reaches_its_host_and_a_wildcard_what_is_below_it() {
        for (word, is_in) in [
            ("*", true),
            ("https:", true),
            ("http:", false),
            ("consent.example", true),
            ("https://consent.example:443", true),
            ("http://consent.example", false),
            ("*.example", true),
            ("*.consent.example", false),
            ("'self'", false),
            ("other.example", false),
        ] {
            assert_eq!(reaches(&[word], "https://consent.example"), is_in, "{word}");
        }
    }

    #[test]
    fn a_comment_hides_what_is_in_it() {
        assert_eq!(outside_comments("<!-- x -->x", "x"), Some(10));
        assert_eq!(outside_comments("x<!-- x", "x"), Some(0));
        assert_eq!(outside_comments("<!-- x", "x"), None);
    }
}
