//! What a request tells about the visitor: language, path, cart, customer.

use std::{
    convert::Infallible,
    sync::Arc,
    time::{SystemTime, UNIX_EPOCH},
};

use axum::{
    extract::{FromRequestParts, OriginalUri},
    http::{header, request::Parts},
};
use axum_extra::extract::{
    CookieJar,
    cookie::{Cookie, SameSite},
};

use super::{
    Shop,
    cart::{self, Cart},
    session::{self, CustomerNumber},
};
use crate::lang::Lang;

/// One visit to one page.
pub(super) struct Visit {
    pub lang: Lang,
    /// The `Cookie` header: the consent script's own cookie stands in it too.
    pub cookies: String,
    /// Path within the language.
    pub path: String,
    pub cart: Cart,
    pub customer: Option<CustomerNumber>,
    pub jar: CookieJar,
}

impl Visit {
    /// The jar with the cart as it is now. A session cookie: no `Max-Age`.
    pub fn jar_with_cart(&self) -> CookieJar {
        if self.cart.lines().is_empty() {
            self.jar
                .clone()
                .remove(functional(cart::COOKIE, String::new()))
        } else {
            self.jar
                .clone()
                .add(functional(cart::COOKIE, self.cart.value()))
        }
    }
}

/// A first-party cookie that page script has no business with.
pub(super) fn functional(name: &'static str, value: String) -> Cookie<'static> {
    Cookie::build((name, value))
        .path("/")
        .http_only(true)
        .same_site(SameSite::Lax)
        .build()
}

/// Seconds since 1970.
pub(super) fn now_seconds() -> u64 {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .map_or(0, |past| past.as_secs())
}

impl FromRequestParts<Arc<Shop>> for Visit {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, shop: &Arc<Shop>) -> Result<Self, Infallible> {
        // The path before `nest` cut the language off.
        let whole = parts
            .extensions
            .get::<OriginalUri>()
            .map_or(parts.uri.path(), |uri| uri.0.path());
        let (lang, path) = Lang::split(whole);
        let path = path.to_owned();
        let jar = CookieJar::from_headers(&parts.headers);
        let cart = jar
            .get(cart::COOKIE)
            .map_or_else(Cart::default, |cookie| Cart::parse(cookie.value()));
        let customer = jar
            .get(session::COOKIE)
            .and_then(|cookie| shop.sessions.read(cookie.value(), now_seconds()));
        let cookies = parts.headers.get(header::COOKIE);
        Ok(Self {
            cookies: cookies
                .and_then(|value| value.to_str().ok())
                .unwrap_or_default()
                .to_owned(),
            lang,
            path,
            cart,
            customer,
            jar,
        })
    }
}
