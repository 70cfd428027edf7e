//! The steps of the view, carried out as the page's part does, on a tree of strings.

use std::cell::RefCell;
use std::collections::BTreeMap;

use consent_core::category::{Category, CategorySet};
use consent_core::notice::{self, Layer};
use consent_core::view_model::{
    Encoded, Position, PurposeSource, ServiceSource, Source, StoreSource, ViewModel, text_names,
};

use super::pen::{FIXED, ON};
use super::{Page, Pen};

/// What has been drawn: one line an element or a text, in document order.
#[derive(Debug, Default)]
struct Sheet {
    lines: RefCell<Vec<Line>>,
    /// How many elements are open.
    depth: RefCell<i32>,
}

#[derive(Debug)]
struct Line {
    depth: i32,
    start: String,
    text: String,
    switch: u32,
}

impl Page for &Sheet {
    fn step(&self, tag: &str, text: &str, value: &str, switch: u32) {
        let mut depth = self.depth.borrow_mut();
        if tag.is_empty() && text.is_empty() {
            *depth -= 1;
            return;
        }
        self.lines.borrow_mut().push(Line {
            depth: *depth,
            start: tag.replace('*', value),
            text: text.to_owned(),
            switch,
        });
        *depth += i32::from(text.is_empty());
    }
}

fn model(services: Vec<ServiceSource<'_>>) -> ViewModel {
    let mut texts: BTreeMap<String, String> =
        text_names().map(|name| (name.clone(), name)).collect();
    texts.insert("rights".into(), String::new());
    let purpose = |category, title| PurposeSource {
        category,
        title,
        description: "why",
        retention: None,
        services: Vec::new(),
    };
    let mut counting = purpose(Category::Statistics, "Counting");
    counting.retention = Some("P1D");
    counting.services = services;
    let more = purpose(Category::Statistics, "Counting more");
    ViewModel::fill(&Source {
        lang: "en",
        texts: &[&texts],
        position: Position::Box,
        theme: "",
        controller: "Shop",
        policy_url: "/policy",
        validity: "P6M",
        purposes: vec![purpose(Category::Functional, "Cart"), counting, more],
    })
    .unwrap()
}

fn services() -> Vec<ServiceSource<'static>> {
    let service = |name, recipients, stores| ServiceSource {
        name,
        id: name,
        vendor: "Counter AB",
        country: "",
        policy_url: "https://counter.example/policy",
        recipients,
        stores,
    };
    let store = |name, description| StoreSource {
        kind: "cookie",
        name,
        duration: "session",
        description,
    };
    vec![
        service(
            "Counter",
            vec!["Cloud", "Mirror"],
            vec![store("_a", "Counts"), store("_b", "")],
        ),
        service("Quiet", vec![], vec![]),
        service("Last", vec!["Cloud"], vec![store("_c", "")]),
    ]
}

fn drawn(model: &ViewModel, what: impl FnOnce(&Pen<'_, &Sheet>)) -> Sheet {
    let encoded = model.encode();
    let sheet = Sheet::default();
    what(&Pen::new(&sheet, Encoded::open(&encoded).unwrap()));
    sheet
}

impl Sheet {
    /// The lines of the notice: each text that is not skipped, but for what stands outside the shadow tree.
    fn notice(&self) -> String {
        let lines = self.lines.borrow();
        let shown = lines
            .iter()
            .take_while(|line| line.depth >= 0)
            .filter(|line| !line.text.is_empty() && !line.start.contains("data-notice=skip"));
        shown.flat_map(|line| [&line.text, "\n"]).collect()
    }

    /// The start tags that hold `part`, with their text.
    fn having(&self, part: &str) -> Vec<String> {
        let lines = self.lines.borrow();
        lines
            .iter()
            .filter(|line| line.start.contains(part))
            .map(|line| format!("{} {}", line.start, line.text))
            .collect()
    }
}

#[test]
fn what_is_drawn_is_the_notice_that_receipts_name() {
    for services in [services(), Vec::new()] {
        let model = model(services);
        for gpc in [false, true] {
            let first = drawn(&model, |pen| super::first(pen, gpc));
            assert_eq!(first.notice(), notice::canonical(&model, Layer::First));
            let settings = drawn(&model, |pen| {
                super::settings(pen, gpc, CategorySet::FUNCTIONAL_ONLY);
            });
            assert_eq!(
                settings.notice(),
                notice::canonical(&model, Layer::Settings)
            );
            for sheet in [first, settings] {
                assert_eq!(sheet.having("|signal|").len(), usize::from(gpc));
            }
        }
    }
}

#[test]
fn the_first_layer_ends_on_the_stage_and_the_door_stands_in_the_host() {
    let sheet = drawn(&model(Vec::new()), |pen| super::first(pen, false));
    let lines = sheet.lines.borrow();
    assert!(lines[0].start.contains("|data-position=box|"));
    let door = &lines[lines.len() - 2];
    assert_eq!(
        (door.depth, &*door.start),
        (-2, "div||data-layer=first|inert=")
    );
    let refusal = &lines[lines.len() - 1];
    assert_eq!(
        (&*refusal.start, &*refusal.text),
        ("a||data-action=reject", "Reject all")
    );
}

#[test]
fn the_settings_close_all_that_they_open_but_the_dialog_and_its_panel() {
    for services in [services(), Vec::new()] {
        let sheet = drawn(&model(services), |pen| {
            super::settings(pen, true, CategorySet::FUNCTIONAL_ONLY);
        });
        assert_eq!(*sheet.depth.borrow(), 2);
        let lines = sheet.lines.borrow();
        let depth_of = |start: &str| {
            let line = lines.iter().find(|line| line.start.starts_with(start));
            line.map(|line| line.depth)
        };
        assert_eq!(depth_of("section|category"), Some(3));
        assert_eq!(depth_of("div|purposes"), Some(4));
    }
}

#[test]
fn services_of_all_purposes_stand_in_one_disclosure_below_the_purposes() {
    let sheet = drawn(&model(services()), |pen| {
        super::settings(pen, false, CategorySet::FUNCTIONAL_ONLY);
    });
    assert_eq!(sheet.having("details|").len(), 1);
    let names = ["purpose-title", "service-name", "store-name"].map(|part| sheet.having(part));
    let [purposes, services, stores] = names;
    assert_eq!(
        purposes,
        [
            "h4|purpose-title Counting",
            "h4|purpose-title Counting more"
        ]
    );
    assert_eq!(services.len(), 3);
    assert_eq!(
        stores,
        [
            "div|store-name _a",
            "div|store-name _b",
            "div|store-name _c"
        ]
    );
    // Each service inside the disclosure, and each stored value inside a list of its service.
    let lines = sheet.lines.borrow();
    let depths = |start: &str| -> Vec<i32> {
        let found = lines.iter().filter(|line| line.start == start);
        found.map(|line| line.depth).collect()
    };
    assert_eq!(depths("div|service"), [5, 5, 5]);
    assert_eq!(depths("li|store"), [7, 7, 7]);
}

#[test]
fn a_switch_is_on_when_its_category_is_granted_and_functional_is_always_on() {
    let switches = |granted| {
        let sheet = drawn(&model(Vec::new()), |pen| {
            super::settings(pen, false, granted);
        });
        let lines = sheet.lines.into_inner();
        let switches = lines.into_iter().filter(|line| line.switch != 0);
        switches
            .map(|line| (line.start, line.switch))
            .collect::<Vec<_>>()
    };
    let start =
        |name| format!("input|switch|type=checkbox|id={name}|aria-describedby=about-{name}");
    let functional = (start("functional"), 1 | ON | FIXED);
    assert_eq!(
        switches(CategorySet::EMPTY),
        [functional.clone(), (start("statistics"), 4)]
    );
    assert_eq!(
        switches(CategorySet::EMPTY.with(Category::Statistics)),
        [functional, (start("statistics"), 4 | ON)]
    );
}

#[test]
fn a_service_has_a_switch_of_its_own_as_its_category_stands() {
    for (granted, state) in [(CategorySet::EMPTY, 4), (CategorySet::from_bits(4), 4 | ON)] {
        let sheet = drawn(&model(services()), |pen| {
            super::settings(pen, false, granted);
        });
        let lines = sheet.lines.borrow();
        let is_label = |line: &&[Line]| line[0].start.starts_with("label||for=service-");
        let found: Vec<_> = lines.windows(2).filter(is_label).collect();
        for (lines, name) in found.iter().zip(["Counter", "Quiet", "Last"]) {
            let [label, switch] = lines else {
                panic!("two lines");
            };
            let start = format!("label||for=service-{name}");
            assert_eq!((&label.start, &*label.text), (&start, name));
            let start = format!(
                "input|switch|type=checkbox|id=service-{name}|aria-describedby=about-service-{name}"
            );
            assert_eq!((&switch.start, switch.switch), (&start, state));
            assert_eq!(switch.depth, label.depth - 1);
        }
        assert_eq!(found.len(), 3);
    }
}

#[test]
fn a_sweeping_yes_leaves_advertising_out_under_global_privacy_control() {
    let asked = CategorySet::EMPTY
        .with(Category::Statistics)
        .with(Category::Advertising);
    assert_eq!(super::accepted(asked, false).bits(), 0b1101);
    assert_eq!(super::accepted(asked, true).bits(), 0b0101);
}
