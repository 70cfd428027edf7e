//! The newsletter box. It stores nothing and sends nothing: the answer says so.

use axum::{Form, extract::State, response::IntoResponse};
use serde::Deserialize;

use super::{Frame, Page, Shared, Visit, frame::Note};

/// The box is only there when it was ticked; the address is never read.
#[derive(Deserialize)]
pub(super) struct SignUp {
    agree: Option<String>,
}

pub(super) async fn answer(
    State(shop): Shared,
    visit: Visit,
    Form(form): Form<SignUp>,
) -> impl IntoResponse {
    let text = if form.agree.is_some() {
        visit.lang.pick(
            "Tack! Det här är en demonstration: din adress har varken sparats eller skickats någonstans, och inget nyhetsbrev kommer.",
            "Thank you! This is a demonstration: your address was neither stored nor sent anywhere, and no newsletter will come.",
        )
    } else {
        visit.lang.pick(
            "Rutan var inte ikryssad, så du har inte anmält dig. Ingenting har sparats.",
            "The box was not ticked, so you have not signed up. Nothing was stored.",
        )
    };
    Page(Note {
        f: Frame::new(&shop, &visit, visit.lang.pick("Nyhetsbrev", "Newsletter")),
        text,
    })
}
