//! `GET /console/unclassified`: third parties that nobody has classified, with what to write into the site file.

use askama::Template;
use axum::{extract::State, response::Response};
use consent_core::category::Category;

use super::{
    member::Member,
    page::{Page, render},
};
use crate::{
    discovery::{
        observed::{Layer, Observed, Rule},
        start_of,
    },
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
    observed: "Skulle hållas" / "Would be held",
    observed_lead: "De här webbplatserna observerar bara: ingenting hålls och ingen tillfrågas. Det är inget skydd. Ta bort mode = \"observe\" ur webbplatsens fil när du sett vad som skulle hållas." / "These sites only observe: nothing is held and nobody is asked. It is no protection. Take mode = \"observe\" out of the site's file when you have seen what would be held.",
    what: "Värd eller namn" / "Host or name",
    waits_for: "Väntar på" / "Waits for",
    rule: "Regel" / "Rule",
    layer: "Lager" / "Layer",
    site_file: "Webbplatsens fil" / "Site file",
    catalogue: "Katalogen" / "Catalogue",
    nobody: "Ingen känner den" / "Nobody knows it",
    everything: "Allt som frågas om" / "Everything that is asked",
    elements: "Element" / "Elements",
    network: "Nätverksanrop" / "Network calls",
    storage: "Kakor och lagring" / "Cookies and storage",
    preferences: "Bekvämlighet" / "Convenience",
    statistics: "Statistik" / "Statistics",
    advertising: "Anpassad annonsering" / "Personalised advertising",
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

/// A row of what would be held.
struct Held {
    id: usize,
    site: String,
    what: String,
    waits_for: &'static str,
    rule: String,
    layers: String,
    count: u64,
    last: String,
    entry: Option<String>,
}

impl Held {
    fn of(id: usize, one: Observed, u: &'static Texts) -> Self {
        let rule = match &one.rule {
            Rule::SiteFile(name) => format!("{}: {name}", u.site_file),
            Rule::Catalogue(name) => format!("{}: {name}", u.catalogue),
            Rule::Unknown => u.nobody.to_owned(),
        };
        let layers = one.layers.iter().map(|layer| match layer {
            Layer::Elements => u.elements,
            Layer::Network => u.network,
            Layer::Storage => u.storage,
        });
        Self {
            id,
            waits_for: match one.category {
                Some(Category::Preferences) => u.preferences,
                Some(Category::Statistics) => u.statistics,
                Some(Category::Advertising) => u.advertising,
                Some(Category::Functional) | None => u.everything,
            },
            rule,
            layers: layers.collect::<Vec<_>>().join(", "),
            site: one.site,
            what: one.seen.host,
            count: one.seen.count,
            last: day(start_of(one.seen.last_day)),
            entry: one.entry,
        }
    }
}

#[derive(Template)]
#[template(path = "unclassified.html")]
struct UnclassifiedPage {
    page: Page,
    u: &'static Texts,
    rows: Vec<Row>,
    observes: bool,
    held: Vec<Held>,
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
    let u = Texts::of(member.lang.as_str());
    let held = unclassified::observed(&state, None).await?;
    render(&UnclassifiedPage {
        page: Page::of(&member),
        u,
        rows,
        observes: state
            .published
            .sites()
            .any(|published| published.site.observes()),
        held: held
            .into_iter()
            .enumerate()
            .map(|(id, one)| Held::of(id, one, u))
            .collect(),
    })
}
