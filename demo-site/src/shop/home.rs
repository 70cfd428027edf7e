//! The shelf and the page of one product.

use askama::Template;
use axum::{
    extract::{Path, State},
    response::{IntoResponse, Response},
};

use super::{
    Frame, Page, Shared, Visit,
    goods::{self, GOODS, Product},
    not_found,
};

#[derive(Template)]
#[template(path = "home.html")]
struct Home {
    f: Frame,
    goods: &'static [Product],
}

#[derive(Template)]
#[template(path = "product.html")]
struct ProductPage {
    f: Frame,
    product: &'static Product,
}

pub(super) async fn show(State(shop): Shared, visit: Visit) -> impl IntoResponse {
    let title = visit.lang.pick(
        "Fjällboden – för stugan och leden",
        "Fjällboden – for cabin and trail",
    );
    Page(Home {
        f: Frame::new(&shop, &visit, title),
        goods: &GOODS,
    })
}

pub(super) async fn product(shop: Shared, Path(slug): Path<String>, visit: Visit) -> Response {
    let Some(product) = goods::find(&slug) else {
        return not_found(shop, visit).await;
    };
    let title = format!(
        "{} – Fjällboden",
        visit.lang.pick(product.name.0, product.name.1)
    );
    Page(ProductPage {
        f: Frame::new(&shop, &visit, &title),
        product,
    })
    .into_response()
}
