//! The buttons that make an evidence pack: of one receipt, or of what a search finds.

use axum::{Form, extract::State, response::Response};

use super::{form::SearchForm, member::Member, receipt::reason};
use crate::{
    http::{
        Problem,
        staff::{body::Pairs, evidence, problems},
    },
    staff::Filters,
    state::SharedState,
};

/// `POST /console/evidence`: with `receipt_id` for one receipt, else with the fields of the search form.
pub async fn make_pack(
    State(state): State<SharedState>,
    member: Member,
    Form(pairs): Form<Pairs>,
) -> Result<Response, Problem> {
    member.check_form(&pairs)?;
    let value = |wanted: &str| {
        pairs
            .iter()
            .find_map(|(name, value)| (name == wanted).then_some(value.as_str()))
    };
    let filters = match value("receipt_id") {
        Some(id) => Filters::parse([("receipt_id", id)]),
        None => SearchForm::read(&pairs).filters(true),
    };
    let filters = filters.map_err(|error| problems::bad_filter(&error))?;
    let reason = reason(&pairs).ok_or_else(|| {
        problems::bad_body("choose the reason for which the pack is made").field("reason")
    })?;
    let is_identified = value("identity") == Some("shown");
    evidence::answer(&state, &member.who, &filters, is_identified, &reason).await
}
