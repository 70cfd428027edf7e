//! The shop: its pages, its two cookies (`cart`, `session`) and its word about who is signed in.
//!
//! One file per page; `visit` reads the request, `frame` is what all pages share.

mod account;
mod asset;
mod campaign;
pub mod cart;
mod checkout;
mod consent;
mod frame;
pub mod goods;
mod home;
mod my;
mod newsletter;
mod policy;
#[path = "../../../docs/helpers/samtycke.rs"]
#[expect(
    dead_code,
    reason = "the whole helper as sites copy it; the shop has no webhook"
)]
mod samtycke;
pub mod session;
mod visit;

use std::{
    io,
    sync::{Arc, atomic::AtomicU32},
};

use axum::{
    Json, Router,
    extract::{Request, State},
    http::{HeaderValue, StatusCode, header},
    middleware::{self, Next},
    response::{IntoResponse, Response},
    routing::{get, post},
};

use crate::{Config, Hits, Tally};
use frame::{Frame, Page};
use session::Sessions;
use visit::Visit;

/// What every handler of the shop may use.
pub(crate) struct Shop {
    head: String,
    consent: String,
    policy: Option<HeaderValue>,
    /// What the shop's server asks of the collector, and records there.
    collector: consent::Consent,
    sessions: Sessions,
    hits: Hits,
    port: u16,
    orders: AtomicU32,
}

type Shared = State<Arc<Shop>>;

/// The routes of `shop.localhost`.
pub(crate) fn router(config: &Config, port: u16, hits: &Hits) -> io::Result<Router> {
    let mut key = [0; 32];
    getrandom::fill(&mut key).map_err(io::Error::other)?;
    let policy = config
        .content_security_policy
        .as_deref()
        .map(HeaderValue::from_str);
    let shop = Arc::new(Shop {
        head: config.head_markup(),
        consent: format!("{}/s/shop", config.collector),
        policy: policy.transpose().map_err(io::Error::other)?,
        collector: consent::Consent::new(
            &config.collector,
            &config.server_token,
            &config.identity_key,
            port,
        )
        .map_err(io::Error::other)?,
        sessions: Sessions::new(key),
        hits: hits.clone(),
        port,
        orders: AtomicU32::new(1_001),
    });
    Ok(Router::new()
        .merge(pages())
        .nest("/en", pages())
        .route("/session/assertion", post(account::assertion))
        .route("/assets/{*path}", get(asset::show))
        .route("/favicon.ico", get(|| async { StatusCode::NO_CONTENT }))
        // Not part of a real shop: the panel and the tests read here what reached the stand-ins.
        .route("/__hits", get(show_hits))
        .fallback(not_found)
        .layer(middleware::from_fn_with_state(shop.clone(), headers))
        .with_state(shop))
}

/// The pages that exist once in each language.
fn pages() -> Router<Arc<Shop>> {
    Router::new()
        .route("/", get(home::show))
        .route("/product/{slug}", get(home::product))
        .route("/cart", get(checkout::cart).post(checkout::change_cart))
        .route("/checkout", get(checkout::show).post(checkout::order))
        .route("/login", get(account::login).post(account::sign_in))
        .route("/logout", post(account::sign_out))
        .route("/account", get(account::show))
        .route("/account/letters", post(account::save_letters))
        .route("/account/object", post(account::object))
        .route(
            "/newsletter",
            get(newsletter::show).post(newsletter::answer),
        )
        .route("/policy", get(policy::show))
        .route("/my-consents", get(my::show))
}

#[derive(serde::Serialize)]
struct HitsAnswer {
    note: &'static str,
    #[serde(flatten)]
    tally: Tally,
}

async fn show_hits(State(shop): Shared) -> Json<HitsAnswer> {
    Json(HitsAnswer {
        note: "demo only: requests that reached the stand-ins",
        tally: shop.hits.tally(),
    })
}

async fn not_found(State(shop): Shared, visit: Visit) -> Response {
    let page = Page(frame::Note {
        f: Frame::new(
            &shop,
            &visit,
            visit.lang.pick("Sidan finns inte", "No such page"),
        ),
        text: visit.lang.pick(
            "Stigen tar slut här. Gå tillbaka till hyllan.",
            "The trail ends here. Go back to the shelf.",
        ),
    });
    (StatusCode::NOT_FOUND, page).into_response()
}

/// Pages are personal (cart, name), so no cache keeps them; the rest is good manners.
async fn headers(State(shop): Shared, request: Request, next: Next) -> Response {
    let campaign = campaign::cookie(request.uri().query());
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    if let Some(cookie) = campaign {
        headers.append(header::SET_COOKIE, cookie);
    }
    headers
        .entry(header::CACHE_CONTROL)
        .or_insert(HeaderValue::from_static("no-store"));
    headers.insert(
        header::X_CONTENT_TYPE_OPTIONS,
        HeaderValue::from_static("nosniff"),
    );
    headers.insert(
        header::REFERRER_POLICY,
        HeaderValue::from_static("strict-origin-when-cross-origin"),
    );
    if let Some(policy) = &shop.policy {
        headers.insert(header::CONTENT_SECURITY_POLICY, policy.clone());
    }
    response
}
