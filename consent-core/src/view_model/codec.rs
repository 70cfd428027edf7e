//! A [`ViewModel`] as separated text, so that the view needs no JSON parser.
//!
//! Three groups apart by U+001D: the head (units), the UI strings (units, in the order of [`Key`]), and records apart
//! by U+001E. A record's first unit says what it is: `c` category, `p` purpose, `s` service, `k` stored value; each
//! belongs to the nearest one before it that can hold it. Units are apart by U+001F. The separators themselves, which
//! no text needs, are written as spaces.

use super::{
    CategoryView, Direction, Key, Position, PurposeView, ServiceView, StoreView, Texts, ViewModel,
};
use crate::category::Category;

const GROUP: char = '\u{1d}';
const RECORD: char = '\u{1e}';
const UNIT: char = '\u{1f}';

impl ViewModel {
    /// The model as separated text.
    pub fn encode(&self) -> String {
        let mut out = Writer(String::new());
        out.units(&[
            &self.lang,
            self.direction.as_str(),
            self.position.as_str(),
            &self.controller,
            &self.policy_url,
        ]);
        out.0.push(GROUP);
        let texts: Vec<&str> = self.texts.0.iter().map(String::as_str).collect();
        out.units(&texts);
        out.0.push(GROUP);
        for (index, category) in self.categories.iter().enumerate() {
            if index > 0 {
                out.0.push(RECORD);
            }
            out.category(category);
        }
        out.0
    }

    /// The model that was encoded; `None` for anything else.
    pub fn decode(text: &str) -> Option<Self> {
        let mut groups = text.split(GROUP);
        let (head, texts, records) = (groups.next()?, groups.next()?, groups.next()?);
        let mut head = head.split(UNIT);
        let mut model = Self {
            lang: owned(head.next())?,
            direction: Direction::parse(head.next()?)?,
            position: Position::parse(head.next()?)?,
            controller: owned(head.next())?,
            policy_url: owned(head.next())?,
            texts: Texts(texts.split(UNIT).map(str::to_owned).collect()),
            categories: Vec::new(),
        };
        let is_whole = head.next().is_none()
            && groups.next().is_none()
            && model.texts.0.len() == Key::ALL.len();
        if !is_whole {
            return None;
        }
        if !records.is_empty() {
            for record in records.split(RECORD) {
                read_record(&mut model.categories, record)?;
            }
        }
        Some(model)
    }
}

fn read_record(categories: &mut Vec<CategoryView>, record: &str) -> Option<()> {
    let mut units = record.split(UNIT);
    let kind = units.next()?;
    if kind == "c" {
        categories.push(CategoryView {
            category: Category::parse(units.next()?)?,
            title: owned(units.next())?,
            description: owned(units.next())?,
            purposes: Vec::new(),
        });
        return units.next().is_none().then_some(());
    }
    let purposes = &mut categories.last_mut()?.purposes;
    if kind == "p" {
        purposes.push(PurposeView {
            title: owned(units.next())?,
            description: owned(units.next())?,
            retention: owned(units.next())?,
            services: Vec::new(),
        });
        return units.next().is_none().then_some(());
    }
    let services = &mut purposes.last_mut()?.services;
    if kind == "s" {
        services.push(ServiceView {
            name: owned(units.next())?,
            vendor: owned(units.next())?,
            country: owned(units.next())?,
            policy_url: owned(units.next())?,
            recipients: units.map(str::to_owned).collect(),
            stores: Vec::new(),
        });
        return Some(());
    }
    if kind != "k" {
        return None;
    }
    services.last_mut()?.stores.push(StoreView {
        kind: owned(units.next())?,
        name: owned(units.next())?,
        duration: owned(units.next())?,
        description: owned(units.next())?,
    });
    units.next().is_none().then_some(())
}

fn owned(unit: Option<&str>) -> Option<String> {
    unit.map(str::to_owned)
}

struct Writer(String);

impl Writer {
    fn category(&mut self, view: &CategoryView) {
        self.units(&["c", view.category.as_str(), &view.title, &view.description]);
        for purpose in &view.purposes {
            self.record(&[
                "p",
                &purpose.title,
                &purpose.description,
                &purpose.retention,
            ]);
            for service in &purpose.services {
                self.service(service);
            }
        }
    }

    fn service(&mut self, view: &ServiceView) {
        let mut units: Vec<&str> = vec![
            "s",
            &view.name,
            &view.vendor,
            &view.country,
            &view.policy_url,
        ];
        units.extend(view.recipients.iter().map(String::as_str));
        self.record(&units);
        for store in &view.stores {
            self.record(&[
                "k",
                &store.kind,
                &store.name,
                &store.duration,
                &store.description,
            ]);
        }
    }

    fn record(&mut self, units: &[&str]) {
        self.0.push(RECORD);
        self.units(units);
    }

    fn units(&mut self, units: &[&str]) {
        for (index, unit) in units.iter().enumerate() {
            if index > 0 {
                self.0.push(UNIT);
            }
            self.0.push_str(&unit.replace([GROUP, RECORD, UNIT], " "));
        }
    }
}
