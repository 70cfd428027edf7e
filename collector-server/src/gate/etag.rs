//! Validators of pages that depend on consent: one page is as many as there are states.
//!
//! The site's own tag goes out weak and with a mark of rules and state; it comes back without. What came without our
//! mark, or with another's, is not asked about: the browser's copy was filtered otherwise or not at all.

use axum::http::{HeaderMap, HeaderValue, header};

/// Between the site's tag and ours.
const SEPARATOR: &str = "~consent-";

/// Gives the tag of an answer the mark.
pub(super) fn mark(headers: &mut HeaderMap, mark: &str) {
    let Some(value) = headers.remove(header::ETAG) else {
        return;
    };
    let marked = value.to_str().ok().and_then(|tag| {
        let inner = tag
            .trim()
            .trim_start_matches("W/")
            .strip_prefix('"')?
            .strip_suffix('"')?;
        HeaderValue::from_str(&format!("W/\"{inner}{SEPARATOR}{mark}\"")).ok()
    });
    if let Some(marked) = marked {
        headers.insert(header::ETAG, marked);
    }
}

/// Gives the site the tags of a request for a page without our mark; says whether there was one.
pub(super) fn unmark(headers: &mut HeaderMap, mark: &str, is_page: bool) -> bool {
    let mut has_mark = false;
    let mut tags = Vec::new();
    for value in headers.get_all(header::IF_NONE_MATCH) {
        for tag in value.to_str().unwrap_or_default().split(',') {
            let tag = tag.trim();
            let inner = tag.trim_start_matches("W/").trim_matches('"');
            match inner.split_once(SEPARATOR) {
                // The site may have written it weak or strong, and may compare letter by letter.
                Some((own, found)) if found == mark => {
                    has_mark = true;
                    tags.push(format!("\"{own}\", W/\"{own}\""));
                }
                Some(_) => {}
                None if is_page || tag.is_empty() => {}
                None => tags.push(tag.to_owned()),
            }
        }
    }
    headers.remove(header::IF_NONE_MATCH);
    if let Ok(value) = HeaderValue::from_str(&tags.join(", "))
        && !tags.is_empty()
    {
        headers.insert(header::IF_NONE_MATCH, value);
    }
    has_mark
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_comes_back_as_the_site_wrote_it_for_the_same_state_only() {
        let mut headers = HeaderMap::new();
        headers.insert(header::ETAG, HeaderValue::from_static("\"v1\""));
        mark(&mut headers, "aa1");
        assert_eq!(headers[header::ETAG], "W/\"v1~consent-aa1\"");

        let ask = |tags: &'static str, is_page| {
            let mut headers = HeaderMap::new();
            headers.insert(header::IF_NONE_MATCH, HeaderValue::from_static(tags));
            let has_mark = unmark(&mut headers, "aa1", is_page);
            let left = headers.get(header::IF_NONE_MATCH);
            (
                has_mark,
                left.map(|value| value.to_str().unwrap().to_owned()),
            )
        };
        let own = Some("\"v1\", W/\"v1\"".to_owned());
        assert_eq!(ask("W/\"v1~consent-aa1\"", true), (true, own));
        assert_eq!(ask("W/\"v1~consent-bb1\", \"v0\"", true), (false, None));
        assert_eq!(ask("\"v0\"", false), (false, Some("\"v0\"".to_owned())));
    }
}
