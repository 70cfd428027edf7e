//! `GET /s/{site}/{file}`: the scripts, the catalogue, the snippets, the clauses and the declaration, compressed when they were published.

use axum::{
    body::Body,
    extract::{Path, State},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse as _, Response},
};
use consent_core::site::SiteId;

use crate::{
    http::{Problem, layers::header_text},
    publish::{archive::Archive, compress::Encodings, script_name::is_script_name, snippet::Form},
    state::SharedState,
};

const IMMUTABLE: &str = "public, max-age=31536000, immutable";
const SHORT: &str = "public, max-age=300";

/// A script of the current release, of an earlier one, or one of the snippets.
pub async fn show_script(
    State(state): State<SharedState>,
    Path((site, file)): Path<(String, String)>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let site = state
        .published
        .site(&site)
        .ok_or_else(|| Problem::not_found("site"))?;
    if let Some(form) = Form::of_file(&file) {
        return Ok((
            [
                (header::CONTENT_TYPE, "text/plain; charset=utf-8"),
                (header::CACHE_CONTROL, SHORT),
            ],
            site.snippet(form).map_err(|_| Problem::internal())?,
        )
            .into_response());
    }
    if file == "clauses.json" {
        return Ok((
            [
                (header::CONTENT_TYPE, "application/json"),
                (header::CACHE_CONTROL, SHORT),
                (header::ACCESS_CONTROL_ALLOW_ORIGIN, "*"),
            ],
            site.clauses_json.clone(),
        )
            .into_response());
    }
    if let Some(script) = site.current(&file) {
        return Ok(answer(&script.encodings, &script.name, SHORT, &headers));
    }
    if let Some(script) = site.file(&file) {
        return Ok(answer(&script.encodings, &script.name, SHORT, &headers));
    }
    if let Some(script) = site.script(&file) {
        return Ok(answer(&script.encodings, &script.name, IMMUTABLE, &headers));
    }
    if !is_script_name(&file) {
        return Err(Problem::not_found("script"));
    }
    let archive = Archive::in_data_dir(&state.config.data_dir);
    let earlier = find(archive, site.site.id().clone(), file.clone())
        .await
        .ok_or_else(|| Problem::not_found("script"))?;
    Ok(answer(&earlier, &file, IMMUTABLE, &headers))
}

/// Reads an earlier script from the disk, away from the threads that answer.
async fn find(archive: Archive, site: SiteId, name: String) -> Option<Encodings> {
    tokio::task::spawn_blocking(move || archive.find(&site, &name))
        .await
        .ok()
        .flatten()
}

fn answer(
    encodings: &Encodings,
    name: &str,
    cache_control: &'static str,
    headers: &HeaderMap,
) -> Response {
    let accepted = header_text(headers, header::ACCEPT_ENCODING).unwrap_or_default();
    let (body, encoding) = if accepts(accepted, "br") {
        (&encodings.brotli, "br")
    } else if accepts(accepted, "gzip") {
        (&encodings.gzip, "gzip")
    } else {
        (&encodings.plain, "")
    };
    // The name holds the hash of the content; each encoding is a representation of its own (RFC 9110 §8.8.3.3).
    let etag = format!(
        "\"{name}{}{encoding}\"",
        if encoding.is_empty() { "" } else { "-" }
    );
    let known = header_text(headers, header::IF_NONE_MATCH).is_some_and(|list| {
        list.split(',')
            .map(str::trim)
            .any(|tag| tag == "*" || tag.trim_start_matches("W/") == etag)
    });
    let mut response = if known {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        Response::new(Body::from(body.clone()))
    };
    let out = response.headers_mut();
    let mut set = |name, value: &'static str| out.insert(name, HeaderValue::from_static(value));
    set(header::CACHE_CONTROL, cache_control);
    set(header::VARY, "Accept-Encoding, Sec-GPC");
    if header_text(headers, header::HeaderName::from_static("sec-gpc")) == Some("1") {
        // Global Privacy Control may be sent by a proxy that no script can ask (W3C GPC, section 3): so the script is
        // told what its own request said. Nothing else is told by it, and nothing is kept.
        set(header::HeaderName::from_static("server-timing"), "gpc");
        set(header::HeaderName::from_static("timing-allow-origin"), "*");
    }
    // A page of any origin may run it, and check it by hash when it asks with `crossorigin`.
    set(header::ACCESS_CONTROL_ALLOW_ORIGIN, "*");
    set(
        header::HeaderName::from_static("cross-origin-resource-policy"),
        "cross-origin",
    );
    if let Ok(etag) = HeaderValue::try_from(etag) {
        out.insert(header::ETAG, etag);
    }
    if !known {
        // The WASM in a script is Latin-1 in UTF-8: read in another encoding it is broken.
        let kind = match name.rsplit('.').next() {
            Some("js") => "text/javascript; charset=utf-8",
            Some("html") => "text/html; charset=utf-8",
            Some("css") => "text/css; charset=utf-8",
            _ => "application/octet-stream",
        };
        if name.ends_with(".html") {
            // The declaration: text and its own style sheet. It may stand in a frame of the site's policy page.
            out.insert(
                header::CONTENT_SECURITY_POLICY,
                HeaderValue::from_static(
                    "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'",
                ),
            );
        }
        out.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
        if !encoding.is_empty() {
            out.insert(header::CONTENT_ENCODING, HeaderValue::from_static(encoding));
        }
    }
    response
}

/// Whether `Accept-Encoding` takes this coding (RFC 9110 §12.5.3); `q=0` refuses it.
fn accepts(header: &str, coding: &str) -> bool {
    header.split(',').any(|item| {
        let mut parts = item.split(';').map(str::trim);
        let is_named = parts
            .next()
            .is_some_and(|name| name.eq_ignore_ascii_case(coding));
        let is_refused = parts
            .filter_map(|part| part.strip_prefix("q="))
            .any(|weight| weight.parse() == Ok(0.0_f32));
        is_named && !is_refused
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_encoding_is_used_only_when_the_client_takes_it() {
        for (header, takes) in [
            ("gzip, deflate, br", true),
            ("br;q=0.5", true),
            ("BR", true),
            ("br;q=0", false),
            ("br; q=0.0", false),
            ("gzip", false),
            ("brotli", false),
            ("", false),
        ] {
            assert_eq!(accepts(header, "br"), takes, "{header}");
        }
    }
}
