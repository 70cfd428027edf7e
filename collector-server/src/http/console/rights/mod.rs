//! Pages about people's rights: find a person, open a case, see what would go and what is held, act, write.
//!
//! Every step is `http::staff::rights::act`'s; here are forms around it. `start` is the first page, `case` that of one
//! case, `text` the words.

mod case;
mod start;
mod text;

use axum::{
    Router,
    routing::{get, post},
};

use crate::state::SharedState;

/// Why a step was not taken, and by which form of the page that is said.
#[derive(Default)]
pub struct Refused {
    text: String,
    form: String,
}

impl Refused {
    /// What `form` has to say; the empty name is the place above all of them.
    pub fn by(&self, form: &str) -> Option<&str> {
        (!self.text.is_empty() && self.form == form).then_some(self.text.as_str())
    }
}

/// The routes.
pub fn router() -> Router<SharedState> {
    Router::new()
        .route("/console/rights", get(start::show))
        .route("/console/rights/find", post(start::find))
        .route("/console/rights/cases", post(start::open))
        .route("/console/rights/{number}", get(case::show))
        .route("/console/rights/{number}/extract", post(case::extract))
        .route("/console/rights/{number}/erase", post(case::erase))
        .route("/console/rights/{number}/rectify", post(case::rectify))
        .route("/console/rights/{number}/hold", post(case::hold))
        .route("/console/rights/{number}/release", post(case::release))
        .route("/console/rights/{number}/extend", post(case::extend))
        .route("/console/rights/{number}/close", post(case::close))
        .route(
            "/console/rights/{number}/recipients/{notice}",
            post(case::settle),
        )
        .route(
            "/console/rights/{number}/letters/{kind}",
            get(case::show_letter),
        )
}
