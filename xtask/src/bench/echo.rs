//! The reference: the smallest server of the same make that reads and writes JSON. It stores and signs nothing.

use std::net::Ipv4Addr;

use anyhow::{Context, Result};
use axum::routing::{get, post};
use axum::{Json, Router};
use serde_json::Value;

/// Answers each JSON body with itself, until it is killed.
pub fn serve(port: u16) -> Result<()> {
    let runtime = tokio::runtime::Runtime::new().context("could not start the runtime")?;
    runtime.block_on(async {
        let app = Router::new()
            .route("/", post(|Json(body): Json<Value>| async { Json(body) }))
            .route("/healthz", get(|| async { "ok" }));
        let listener = tokio::net::TcpListener::bind((Ipv4Addr::LOCALHOST, port))
            .await
            .context("could not listen")?;
        axum::serve(listener, app).await.context("could not serve")
    })
}
