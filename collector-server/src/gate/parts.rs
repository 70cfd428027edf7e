//! What a page brings in from the site's own server, where no hook of a script sees what comes with it: redirects,
//! style sheets, documents in XML.

use axum::http::{HeaderMap, header};
use consent_core::{
    decision::Verdict,
    markup::{PageUrl, hold_style},
};

use super::{
    SiteGate, State,
    charset::Charset,
    headers,
    letters::{Letters, to_bytes},
    policy,
};

/// The longest style sheet that is read, in bytes; a longer one is not sent.
pub(super) const LONGEST_STYLE: usize = 16 * 1024 * 1024;

/// What becomes of a redirect of something that the visitor does not go to. One that depends on consent is kept by no
/// cache for another state.
pub(super) fn redirect(
    gate: &SiteGate,
    state: &State,
    page_host: &str,
    headers: &mut HeaderMap,
) -> Verdict {
    let page = page_of(page_host);
    let Some(location) = headers.get(header::LOCATION) else {
        return Verdict::Allow;
    };
    let location = String::from_utf8_lossy(location.as_bytes()).into_owned();
    if gate.address(&state.closed(), &location, &page) != Verdict::Allow {
        headers::keep_private(headers);
    }
    gate.address(state, &location, &page)
}

/// A style sheet after a look at it.
pub(super) enum Style {
    /// The same for everybody.
    Same,
    /// Without what the visitor has not agreed to.
    Depends(Vec<u8>),
}

/// Takes out of a style sheet the addresses of held hosts (`url()`, `@import`).
pub(super) fn style(gate: &SiteGate, state: &State, page_host: &str, bytes: &[u8]) -> Style {
    let charset = match bytes {
        [0xFF, 0xFE, ..] => Charset::Utf16 { is_big: false },
        [0xFE, 0xFF, ..] => Charset::Utf16 { is_big: true },
        // Every other encoding of the web has the letters of ASCII where CSS needs them; the rest keep their bytes.
        _ => Charset::Utf8,
    };
    let page = page_of(page_host);
    let mut letters = Letters::new(charset);
    let mut css = String::with_capacity(bytes.len());
    letters.read(bytes, &mut css);
    letters.finish(&mut css);
    let held_in = |state: &State| {
        hold_style(&css, &|url| {
            (gate.address(state, url, &page) != Verdict::Allow).into()
        })
    };
    if held_in(&state.closed()).1 == 0 {
        return Style::Same;
    }
    let (mut held, _) = held_in(state);
    if matches!(charset, Charset::Utf16 { .. }) {
        // It goes out as UTF-8, which only this mark tells.
        held.insert(0, '\u{FEFF}');
    }
    Style::Depends(to_bytes(&held, charset))
}

/// Gives a document that the filter does not read a policy: nothing in it waits for a later choice, so it is enforced
/// before one too.
pub(super) fn enclose(gate: &SiteGate, state: &State, headers: &mut HeaderMap) {
    if let Some(value) = policy::value(gate, state) {
        headers.append(header::CONTENT_SECURITY_POLICY, value);
    }
    headers::keep_private(headers);
}

/// Whether this type is shown as a document in XML (MIME Sniffing Standard, section 4.6).
pub(super) fn is_xml(content_type: &str) -> bool {
    let essence = essence(content_type);
    essence.ends_with("+xml") || matches!(essence.as_str(), "text/xml" | "application/xml")
}

/// Whether this type is a style sheet's.
pub(super) fn is_style(content_type: &str) -> bool {
    essence(content_type) == "text/css"
}

fn essence(content_type: &str) -> String {
    let essence = content_type.split(';').next().unwrap_or_default();
    essence.trim_ascii().to_ascii_lowercase()
}

fn page_of(page_host: &str) -> PageUrl {
    PageUrl::parse(&format!("ws://{page_host}/"))
}
