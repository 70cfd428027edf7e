//! The privacy and cookie policy, one template per language.

use askama::Template;
use axum::{
    extract::State,
    response::{IntoResponse, Response},
};

use super::{Frame, Page, Shared, Visit};
use crate::lang::Lang;

#[derive(Template)]
#[template(path = "policy.sv.html")]
struct Swedish {
    f: Frame,
}

#[derive(Template)]
#[template(path = "policy.en.html")]
struct English {
    f: Frame,
}

pub(super) async fn show(State(shop): Shared, visit: Visit) -> Response {
    match visit.lang {
        Lang::Sv => {
            let title = "Personuppgifter och kakor – Fjällboden";
            Page(Swedish {
                f: Frame::new(&shop, &visit, title),
            })
            .into_response()
        }
        Lang::En => {
            let title = "Personal data and cookies – Fjällboden";
            Page(English {
                f: Frame::new(&shop, &visit, title),
            })
            .into_response()
        }
    }
}
