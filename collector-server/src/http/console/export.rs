//! The export buttons under a search.

use axum::{Form, extract::State, response::Response};

use super::{form::SearchForm, member::Member};
use crate::{
    http::{
        Problem,
        staff::{body::Pairs, problems, stream},
    },
    staff::{Encoder, Format},
    state::SharedState,
};

/// `POST /console/receipts.csv`. With a byte order mark: who exports from a page opens it in a spreadsheet.
pub async fn export_csv(
    State(state): State<SharedState>,
    member: Member,
    Form(pairs): Form<Pairs>,
) -> Result<Response, Problem> {
    export(state, member, &pairs, Format::Csv).await
}

/// `POST /console/receipts.ndjson`.
pub async fn export_ndjson(
    State(state): State<SharedState>,
    member: Member,
    Form(pairs): Form<Pairs>,
) -> Result<Response, Problem> {
    export(state, member, &pairs, Format::Ndjson).await
}

async fn export(
    state: SharedState,
    member: Member,
    pairs: &Pairs,
    format: Format,
) -> Result<Response, Problem> {
    member.check_form(pairs)?;
    let filters = SearchForm::read(pairs)
        .filters(true)
        .map_err(|error| problems::bad_filter(&error))?;
    let encoder = Encoder {
        format,
        sight: member.who.role.sight(),
        has_bom: true,
    };
    // CSV is a view for a spreadsheet; NDJSON is the file that can be verified and imported.
    let has_proofs = format == Format::Ndjson;
    stream::export(state, member.who, filters, encoder, has_proofs).await
}
