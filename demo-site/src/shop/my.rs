//! What a visitor has consented to, in a frame of the collector's page.

use askama::Template;
use axum::{
    extract::State,
    response::{IntoResponse, Response},
};

use super::{Frame, Page, Shared, Visit};

#[derive(Template)]
#[template(path = "my.html")]
struct My {
    f: Frame,
}

pub(super) async fn show(State(shop): Shared, visit: Visit) -> Response {
    let title = visit
        .lang
        .pick("Mina samtycken – Fjällboden", "My consents – Fjällboden");
    Page(My {
        f: Frame::new(&shop, &visit, title),
    })
    .into_response()
}
