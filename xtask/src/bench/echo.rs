//! The reference: the smallest server of the same make that reads and writes JSON. It stores and signs nothing.
//! It also serves the page that [`super::armed`] opens.

use std::net::Ipv4Addr;
use std::path::Path;

use anyhow::{Context, Result};
use axum::http::header::CONTENT_TYPE;
use axum::response::Html;
use axum::routing::{get, post};
use axum::{Json, Router};
use serde_json::Value;

/// Runs a script as a tag would, once the page is loaded, and writes down how long the browser was busy with it:
/// compiling, the prologue, WebAssembly, the first questions to it. The network has no part in it.
const ARMED_PAGE: &str = "<!doctype html><meta charset=utf-8><title>armed</title><script>
addEventListener('load', () => {
  const request = new XMLHttpRequest();
  request.open('GET', '/consent.js', false);
  request.send();
  const script = document.createElement('script');
  script.textContent = request.responseText;
  const start = performance.now();
  document.head.append(script);
  document.documentElement.dataset.armed = window.samtycke ? performance.now() - start : 'never';
});
</script>";

/// Answers each JSON body with itself, until it is killed.
pub fn serve(port: u16, script: &Path) -> Result<()> {
    let script = std::fs::read_to_string(script).context("could not read the script")?;
    let runtime = tokio::runtime::Runtime::new().context("could not start the runtime")?;
    runtime.block_on(async {
        let script = ([(CONTENT_TYPE, "text/javascript; charset=utf-8")], script);
        let app = Router::new()
            .route("/", post(|Json(body): Json<Value>| async { Json(body) }))
            .route("/healthz", get(|| async { "ok" }))
            .route("/armed", get(|| async { Html(ARMED_PAGE) }))
            .route("/consent.js", get(|| async { script }));
        let listener = tokio::net::TcpListener::bind((Ipv4Addr::LOCALHOST, port))
            .await
            .context("could not listen")?;
        axum::serve(listener, app).await.context("could not serve")
    })
}
