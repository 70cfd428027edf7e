//! Encoding and filling of view models.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::*;

fn texts() -> BTreeMap<String, String> {
    let mut texts: BTreeMap<String, String> = text_names()
        .map(|name| (name.clone(), ["<", &name, ">"].concat()))
        .collect();
    for (name, text) in [
        ("list_separator", ", "),
        ("control", "Cookie settings"),
        ("body", "{controller} asks for: {purposes}. {unknown}"),
        ("rights", "See {control}; asked again after {validity}."),
        ("duration_months", "{n} month|{n} months"),
        ("duration_days", "{n} day|{n} days"),
        ("duration_hours", "{n} hour|{n} hours"),
        ("duration_years", "{n} year|{n} years"),
        ("duration_session", "until the browser closes"),
        ("country.SE", "Sweden"),
    ] {
        texts.insert(name.into(), text.into());
    }
    texts
}

fn purpose<'a>(category: Category, title: &'a str) -> PurposeSource<'a> {
    PurposeSource {
        category,
        title,
        description: "Why",
        retention: None,
        services: Vec::new(),
    }
}

fn fill(
    texts: &[&BTreeMap<String, String>],
    purposes: Vec<PurposeSource<'_>>,
) -> Result<ViewModel, FillError> {
    ViewModel::fill(&Source {
        lang: "sv",
        texts,
        position: Position::Bar,
        theme: "",
        controller: "{purposes} AB",
        policy_url: "/policy",
        validity: "P6M",
        purposes,
    })
}

fn service<'a>(country: &'a str, stores: Vec<StoreSource<'a>>) -> ServiceSource<'a> {
    ServiceSource {
        name: "Counter",
        id: "counter",
        vendor: "Counter AB",
        country,
        policy_url: "",
        recipients: vec!["Cloud Ltd"],
        stores,
    }
}

#[test]
fn placeholders_are_filled_once_and_unknown_ones_stay() {
    let model = fill(
        &[&texts()],
        vec![
            purpose(Category::Functional, "Cart"),
            purpose(Category::Advertising, "Adverts"),
            purpose(Category::Statistics, "Counting"),
        ],
    )
    .unwrap();
    assert_eq!(
        model.text(Key::Body),
        "{purposes} AB asks for: Adverts, Counting. {unknown}"
    );
    assert_eq!(
        model.text(Key::Rights),
        "See Cookie settings; asked again after 6 months."
    );
}

#[test]
fn a_sites_own_text_beats_the_language_file() {
    let own = BTreeMap::from([("accept".to_owned(), "Yes to all".to_owned())]);
    let model = fill(&[&own, &texts()], Vec::new()).unwrap();
    assert_eq!(model.text(Key::Accept), "Yes to all");
}

#[test]
fn a_missing_text_is_named() {
    let mut texts = texts();
    texts.remove("reject");
    assert_eq!(
        fill(&[&texts], Vec::new()),
        Err(FillError::MissingText("reject".into()))
    );
}

#[test]
fn categories_come_functional_first_and_a_lone_purpose_names_its_switch() {
    let model = fill(
        &[&texts()],
        vec![
            purpose(Category::Statistics, "Counting"),
            purpose(Category::Statistics, "Heat maps"),
            purpose(Category::Functional, "Cart"),
        ],
    )
    .unwrap();
    let titles: Vec<&str> = model.categories.iter().map(|c| c.title.as_str()).collect();
    assert_eq!(titles, ["Cart", "<category_statistics>"]);
    assert_eq!(model.categories[0].description, "Why");
    assert_eq!(model.categories[0].purposes[0].title, "");
    assert_eq!(model.categories[1].description, "");
    assert_eq!(model.categories[1].purposes[1].title, "Heat maps");
}

#[test]
fn durations_kinds_and_countries_arrive_in_words() {
    let store = |duration| StoreSource {
        kind: "cookie",
        name: "_st_*",
        duration,
        description: "",
    };
    let mut asked = purpose(Category::Statistics, "Counting");
    asked.retention = Some("P1Y2M");
    asked.services = vec![
        service("SE", vec![store("P13M"), store("PT1H"), store("session")]),
        service("AQ", Vec::new()),
    ];
    let model = fill(&[&texts()], vec![asked]).unwrap();
    let purpose = &model.categories[0].purposes[0];
    assert_eq!(purpose.retention, "1 year 2 months");
    assert_eq!(purpose.services[0].country, "Sweden");
    assert_eq!(purpose.services[1].country, "AQ");
    let stores = &purpose.services[0].stores;
    let durations: Vec<&str> = stores.iter().map(|s| s.duration.as_str()).collect();
    assert_eq!(
        durations,
        ["13 months", "1 hour", "until the browser closes"]
    );
    assert_eq!(stores[0].kind, "<kind_cookie>");
}

#[test]
fn what_is_no_duration_or_kind_is_refused_by_its_text() {
    for wrong in [
        "",
        "P",
        "PT",
        "13M",
        "P13",
        "PM",
        "P1H",
        "PT1D",
        "P99999999999M",
        "P1å",
    ] {
        let mut asked = purpose(Category::Statistics, "Counting");
        asked.retention = Some(wrong);
        assert_eq!(
            fill(&[&texts()], vec![asked]),
            Err(FillError::Duration(wrong.into()))
        );
    }
    let mut asked = purpose(Category::Statistics, "Counting");
    asked.services = vec![service(
        "SE",
        vec![StoreSource {
            kind: "jar",
            name: "a",
            duration: "P1D",
            description: "",
        }],
    )];
    assert_eq!(
        fill(&[&texts()], vec![asked]),
        Err(FillError::StoreKind("jar".into()))
    );
}

#[test]
fn separators_inside_a_text_cannot_break_the_form() {
    let mut model = fill(&[&texts()], vec![purpose(Category::Statistics, "Counting")]).unwrap();
    model.controller = "A\u{1d}B\u{1e}C\u{1f}D".into();
    let read = ViewModel::decode(&model.encode()).unwrap();
    assert_eq!(read.controller, "A B C D");
    assert_eq!(read.categories, model.categories);
}

#[test]
fn right_to_left_languages_are_known_by_their_primary_tag() {
    assert_eq!(Direction::of_language("ar-EG"), Direction::Rtl);
    assert_eq!(Direction::of_language("arn"), Direction::Ltr);
    assert_eq!(Direction::of_language("sv"), Direction::Ltr);
}

fn words() -> impl Strategy<Value = String> {
    "[^\u{1d}\u{1e}\u{1f}]{0,8}"
}

fn store_strategy() -> impl Strategy<Value = StoreView> {
    (words(), words(), words(), words()).prop_map(|(kind, name, duration, description)| StoreView {
        kind,
        name,
        duration,
        description,
    })
}

fn service_strategy() -> impl Strategy<Value = ServiceView> {
    let lists = (
        prop::collection::vec(words(), 0..3),
        prop::collection::vec(store_strategy(), 0..3),
    );
    (words(), words(), words(), words(), words(), lists).prop_map(
        |(name, id, vendor, country, policy_url, (recipients, stores))| ServiceView {
            name,
            id,
            vendor,
            country,
            policy_url,
            recipients,
            stores,
        },
    )
}

fn category_strategy() -> impl Strategy<Value = CategoryView> {
    let purpose = (
        words(),
        words(),
        words(),
        prop::collection::vec(service_strategy(), 0..3),
    )
        .prop_map(|(title, description, retention, services)| PurposeView {
            title,
            description,
            retention,
            services,
        });
    (
        prop::sample::select(Category::ALL.to_vec()),
        words(),
        words(),
        prop::collection::vec(purpose, 0..3),
    )
        .prop_map(|(category, title, description, purposes)| CategoryView {
            category,
            title,
            description,
            purposes,
        })
}

fn model_strategy() -> impl Strategy<Value = ViewModel> {
    (
        (words(), words(), words(), words()),
        prop::sample::select(vec![Direction::Ltr, Direction::Rtl]),
        prop::sample::select(vec![Position::Bar, Position::Box, Position::Dialog]),
        prop::collection::vec(words(), Key::ALL.len()),
        prop::collection::vec(category_strategy(), 0..4),
    )
        .prop_map(
            |((lang, theme, controller, policy_url), direction, position, texts, categories)| {
                ViewModel {
                    lang,
                    direction,
                    position,
                    theme,
                    controller,
                    policy_url,
                    texts: Texts(texts),
                    categories,
                }
            },
        )
}

proptest! {
    #[test]
    fn what_is_encoded_decodes_to_the_same(model in model_strategy()) {
        prop_assert_eq!(ViewModel::decode(&model.encode()), Some(model));
    }

    #[test]
    fn decoding_never_panics_and_accepts_only_its_own_form(
        text in "[cpsk\u{1d}\u{1e}\u{1f}a-z]{0,60}",
        model in model_strategy(),
        cut in any::<prop::sample::Index>(),
    ) {
        if let Some(read) = ViewModel::decode(&text) {
            prop_assert_eq!(read.encode(), text);
        }
        let whole = model.encode();
        let broken: String = whole.chars().take(cut.index(whole.chars().count())).collect();
        if let Some(read) = ViewModel::decode(&broken) {
            prop_assert_eq!(read.encode(), broken);
        }
    }
}
