//! `GET /console/unclassified`: third parties that nobody has classified, with what to write into the site file.

use askama::Template;
use axum::{extract::State, response::Response};

use super::{
    member::Member,
    page::{Page, render},
};
use crate::{
    discovery::start_of,
    http::{Problem, staff::unclassified},
    privacy::rights::{letter::day, text::bilingual},
    state::SharedState,
};

bilingual! {
    /// The words of this page.
    Texts {
    title: "Oklassade tjänster" / "Unclassified services",
    lead: "Tredje parter som besökares webbläsare har rapporterat och som varken webbplatsens fil eller katalogen känner. De släpps först när allt är tillåtet. Räknat de senaste 90 dagarna." / "Third parties that visitors' browsers reported and that neither the site's file nor the catalogue knows. They wait until everything is granted. Counted over the last 90 days.",
    hint: "Ta reda på vad tjänsten gör, välj ändamål och skriv raderna i webbplatsens fil. Rapporter kan skickas av vem som helst: lita inte på ett namn för att det står här." / "Find out what the service does, choose its purpose and put the lines into the site's file. Anybody can send reports: do not trust a name because it stands here.",
    none: "Inget oklassat har rapporterats." / "Nothing unclassified was reported.",
    none_hint: "Rapporter kommer när sidorna har en policy som pekar hit: report-uri /s/webbplats/reports." / "Reports come when the pages have a policy that points here: report-uri /s/site/reports.",
    site: "Webbplats" / "Site",
    host: "Värd" / "Host",
    stopped_by: "Stoppad av" / "Stopped by",
    count: "Antal" / "Count",
    last: "Senast" / "Last",
    entry: "Rader till webbplatsens fil" / "Lines for the site's file",
    }
}

/// A row of the table.
struct Row {
    id: usize,
    site: String,
    host: String,
    directives: String,
    count: u64,
    last: String,
    entry: String,
}

#[derive(Template)]
#[template(path = "unclassified.html")]
struct UnclassifiedPage {
    page: Page,
    u: &'static Texts,
    rows: Vec<Row>,
}

/// Shows the list.
pub async fn show(State(state): State<SharedState>, member: Member) -> Result<Response, Problem> {
    let found = unclassified::all(&state, None).await?;
    let rows = found
        .into_iter()
        .enumerate()
        .map(|(id, one)| Row {
            id,
            site: one.site,
            host: one.seen.host,
            directives: one.seen.directives.join(", "),
            count: one.seen.count,
            last: day(start_of(one.seen.last_day)),
            entry: one.entry,
        })
        .collect();
    render(&UnclassifiedPage {
        page: Page::of(&member),
        u: Texts::of(member.lang.as_str()),
        rows,
    })
}
