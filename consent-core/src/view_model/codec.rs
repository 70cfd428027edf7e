//! A [`ViewModel`] as separated text, so that the view needs no JSON parser.
//!
//! Three groups apart by U+001D: the head (units), the UI strings (units, in the order of [`Key`]), and records apart
//! by U+001E. A record's first unit says what it is: `c` category, `p` purpose, `s` service, `k` stored value; each
//! belongs to the nearest one before it that can hold it. Units are apart by U+001F. The separators themselves, which
//! no text needs, are written as spaces.

use alloc::borrow::ToOwned;
use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

use super::{
    CategoryView, Direction, Key, Position, PurposeView, ServiceView, StoreView, Texts, ViewModel,
};
use crate::category::Category;

const GROUP: u8 = 0x1d;
const RECORD: u8 = 0x1e;
const UNIT: u8 = 0x1f;

impl ViewModel {
    /// The model as separated text.
    pub fn encode(&self) -> String {
        let mut out = Writer(String::new());
        out.units(&[
            &self.lang,
            self.direction.as_str(),
            self.position.as_str(),
            &self.theme,
            &self.controller,
            &self.policy_url,
        ]);
        out.0.push(GROUP.into());
        let texts: Vec<&str> = self.texts.0.iter().map(String::as_str).collect();
        out.units(&texts);
        out.0.push(GROUP.into());
        for (index, category) in self.categories.iter().enumerate() {
            if index > 0 {
                out.0.push(RECORD.into());
            }
            out.category(category);
        }
        out.0
    }

    /// The model that was encoded; `None` for anything else.
    pub fn decode(text: &str) -> Option<Self> {
        let encoded = Encoded::open(text)?;
        let texts: Vec<String> = Units(Some(encoded.texts)).map(str::to_owned).collect();
        if texts.len() != Key::ALL.len() {
            return None;
        }
        let mut categories = Vec::new();
        for record in encoded.records() {
            take_in(&mut categories, record?)?;
        }
        Some(Self {
            lang: encoded.lang.to_owned(),
            direction: encoded.direction,
            position: encoded.position,
            theme: encoded.theme.to_owned(),
            controller: encoded.controller.to_owned(),
            policy_url: encoded.policy_url.to_owned(),
            texts: Texts(texts),
            categories,
        })
    }
}

/// An encoded model, read where it lies: what the view draws from, with nothing copied.
#[derive(Clone, Copy, Debug)]
pub struct Encoded<'a> {
    /// See [`ViewModel::lang`].
    pub lang: &'a str,
    /// See [`ViewModel::direction`].
    pub direction: Direction,
    /// See [`ViewModel::position`].
    pub position: Position,
    /// See [`ViewModel::theme`].
    pub theme: &'a str,
    /// See [`ViewModel::controller`].
    pub controller: &'a str,
    /// See [`ViewModel::policy_url`].
    pub policy_url: &'a str,
    texts: &'a str,
    records: &'a str,
}

/// One line of the third group: a part of the settings, in the order to draw.
#[derive(Clone, Debug)]
pub enum Record<'a> {
    /// A switch; see [`CategoryView`].
    Category {
        /// What the switch decides.
        category: Category,
        /// Its name.
        title: &'a str,
        /// What it is for, or empty.
        description: &'a str,
    },
    /// A purpose of the switch before it; see [`PurposeView`].
    Purpose {
        /// Its name, or empty.
        title: &'a str,
        /// What it is for, or empty.
        description: &'a str,
        /// How long data is kept, or empty.
        retention: &'a str,
    },
    /// A service of the purpose before it; see [`ServiceView`].
    Service {
        /// Name of the product.
        name: &'a str,
        /// Who runs it, or empty.
        vendor: &'a str,
        /// Where they sit, or empty.
        country: &'a str,
        /// Their policy, or empty.
        policy_url: &'a str,
        /// Further recipients.
        recipients: Units<'a>,
    },
    /// What the service before it stores; see [`StoreView`].
    Store {
        /// Kind of storage.
        kind: &'a str,
        /// Its name.
        name: &'a str,
        /// How long it stays.
        duration: &'a str,
        /// What it is for, or empty.
        description: &'a str,
    },
}

impl<'a> Encoded<'a> {
    /// Reads the head; `None` when it is not the head of a model. Texts and records are read when they are asked for.
    pub fn open(text: &'a str) -> Option<Self> {
        let mut rest = Some(text);
        let mut head = Units(next(&mut rest, GROUP));
        let (texts, records) = (next(&mut rest, GROUP)?, next(&mut rest, GROUP)?);
        let encoded = Self {
            lang: head.next()?,
            direction: Direction::parse(head.next()?)?,
            position: Position::parse(head.next()?)?,
            theme: head.next()?,
            controller: head.next()?,
            policy_url: head.next()?,
            texts,
            records,
        };
        (rest.is_none() && head.0.is_none()).then_some(encoded)
    }

    /// A UI string; empty when the model has too few.
    pub fn text(&self, key: Key) -> &'a str {
        Units(Some(self.texts))
            .nth(key as usize)
            .unwrap_or_default()
    }

    /// The records in order; `None` for one that cannot be read.
    pub fn records(&self) -> impl Iterator<Item = Option<Record<'a>>> {
        let mut rest = Some(self.records).filter(|records| !records.is_empty());
        core::iter::from_fn(move || next(&mut rest, RECORD).map(read))
    }
}

/// The rest of a record's units.
#[derive(Clone, Debug)]
pub struct Units<'a>(Option<&'a str>);

impl<'a> Iterator for Units<'a> {
    type Item = &'a str;

    fn next(&mut self) -> Option<&'a str> {
        next(&mut self.0, UNIT)
    }
}

/// Cuts the part before the next `separator` off `rest`.
fn next<'a>(rest: &mut Option<&'a str>, separator: u8) -> Option<&'a str> {
    let text = rest.take()?;
    let Some(at) = text.bytes().position(|byte| byte == separator) else {
        return Some(text);
    };
    *rest = text.get(at + 1..);
    text.get(..at)
}

fn read(record: &str) -> Option<Record<'_>> {
    let mut units = Units(Some(record));
    let kind = units.next()?;
    let (first, second, third) = (units.next()?, units.next()?, units.next());
    let record = match kind {
        "c" => Record::Category {
            category: Category::parse(first)?,
            title: second,
            description: third?,
        },
        "p" => Record::Purpose {
            title: first,
            description: second,
            retention: third?,
        },
        "s" => {
            return Some(Record::Service {
                name: first,
                vendor: second,
                country: third?,
                policy_url: units.next()?,
                recipients: units,
            });
        }
        "k" => Record::Store {
            kind: first,
            name: second,
            duration: third?,
            description: units.next()?,
        },
        _ => return None,
    };
    units.0.is_none().then_some(record)
}

/// Puts a record where it belongs; `None` when nothing before it can hold it.
fn take_in(categories: &mut Vec<CategoryView>, record: Record<'_>) -> Option<()> {
    match record {
        Record::Category {
            category,
            title,
            description,
        } => categories.push(CategoryView {
            category,
            title: title.to_owned(),
            description: description.to_owned(),
            purposes: Vec::new(),
        }),
        Record::Purpose {
            title,
            description,
            retention,
        } => categories.last_mut()?.purposes.push(PurposeView {
            title: title.to_owned(),
            description: description.to_owned(),
            retention: retention.to_owned(),
            services: Vec::new(),
        }),
        Record::Service {
            name,
            vendor,
            country,
            policy_url,
            recipients,
        } => categories
            .last_mut()?
            .purposes
            .last_mut()?
            .services
            .push(ServiceView {
                name: name.to_owned(),
                vendor: vendor.to_owned(),
                country: country.to_owned(),
                policy_url: policy_url.to_owned(),
                recipients: recipients.map(str::to_owned).collect(),
                stores: Vec::new(),
            }),
        Record::Store {
            kind,
            name,
            duration,
            description,
        } => categories
            .last_mut()?
            .purposes
            .last_mut()?
            .services
            .last_mut()?
            .stores
            .push(StoreView {
                kind: kind.to_owned(),
                name: name.to_owned(),
                duration: duration.to_owned(),
                description: description.to_owned(),
            }),
    }
    Some(())
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
        self.0.push(RECORD.into());
        self.units(units);
    }

    fn units(&mut self, units: &[&str]) {
        for (index, unit) in units.iter().enumerate() {
            if index > 0 {
                self.0.push(UNIT.into());
            }
            self.0
                .push_str(&unit.replace([GROUP, RECORD, UNIT].map(char::from), " "));
        }
    }
}
