//! Cart and checkout. No payment and no address: an order is a number and a thank-you.

use std::sync::atomic::Ordering;

use askama::Template;
use axum::{
    Form,
    extract::State,
    response::{IntoResponse, Redirect, Response},
};
use serde::Deserialize;

use super::{
    Frame, Page, Shared, Visit,
    cart::{Cart, Line},
    goods,
};

#[derive(Template)]
#[template(path = "cart.html")]
struct CartPage {
    f: Frame,
    lines: Vec<Line>,
    sum_kr: u32,
}

#[derive(Template)]
#[template(path = "checkout.html")]
struct CheckoutPage {
    f: Frame,
    sum_kr: u32,
}

#[derive(Template)]
#[template(path = "ordered.html")]
struct Ordered {
    f: Frame,
    number: u32,
    /// Whether the shop's server told the advertiser.
    is_told: bool,
}

/// A change of one line; without `count` one more is put in.
#[derive(Deserialize)]
pub(super) struct Change {
    slug: String,
    count: Option<u32>,
}

pub(super) async fn cart(State(shop): Shared, visit: Visit) -> impl IntoResponse {
    Page(CartPage {
        f: Frame::new(
            &shop,
            &visit,
            visit
                .lang
                .pick("Varukorg – Fjällboden", "Cart – Fjällboden"),
        ),
        lines: visit.cart.lines().to_vec(),
        sum_kr: visit.cart.price_kr(),
    })
}

pub(super) async fn change_cart(mut visit: Visit, Form(change): Form<Change>) -> Response {
    if let Some(product) = goods::find(&change.slug) {
        match change.count {
            Some(count) => visit.cart.set(product, count),
            None => visit.cart.add(product),
        }
    }
    (
        visit.jar_with_cart(),
        Redirect::to(&visit.lang.href("/cart")),
    )
        .into_response()
}

pub(super) async fn show(State(shop): Shared, visit: Visit) -> Response {
    if visit.cart.lines().is_empty() {
        return Redirect::to(&visit.lang.href("/cart")).into_response();
    }
    let title = visit
        .lang
        .pick("Kassa – Fjällboden", "Checkout – Fjällboden");
    Page(CheckoutPage {
        f: Frame::new(&shop, &visit, title),
        sum_kr: visit.cart.price_kr(),
    })
    .into_response()
}

pub(super) async fn order(State(shop): Shared, mut visit: Visit) -> Response {
    if visit.cart.lines().is_empty() {
        return Redirect::to(&visit.lang.href("/cart")).into_response();
    }
    visit.cart = Cart::default();
    let customer = visit.customer.as_ref().map(ToString::to_string);
    let is_told = shop
        .collector
        .forward_order(&visit.cookies, customer.as_deref())
        .await;
    let number = shop.orders.fetch_add(1, Ordering::Relaxed);
    let title = visit
        .lang
        .pick("Tack! – Fjällboden", "Thank you! – Fjällboden");
    (
        visit.jar_with_cart(),
        Page(Ordered {
            f: Frame::new(&shop, &visit, title),
            number,
            is_told,
        }),
    )
        .into_response()
}
