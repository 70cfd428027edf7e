//! A [`ViewModel`] as separated text, so that the view needs no JSON parser.
//!
//! Three groups apart by U+001D: the head (units), the UI strings (units, in the order of [`Key`]), and records apart
//! by U+001E. A record's first unit says what it is ([`CATEGORY`], [`PURPOSE`], [`SERVICE`], [`STORE`]), and the others
//! stand in the order in which they are drawn; each record belongs to the nearest one before it that can hold it. Units
//! are apart by U+001F. The separators themselves, which
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

/// A category: its name, title and description ([`CategoryView`]).
pub const CATEGORY: u8 = b'c';
/// A purpose: its title, description and retention ([`PurposeView`]).
pub const PURPOSE: u8 = b'p';
/// A service: its name, vendor, country and policy, then its recipients ([`ServiceView`]).
pub const SERVICE: u8 = b's';
/// A stored value: its name, kind, duration and description ([`StoreView`]).
pub const STORE: u8 = b'k';

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
        let mut head = Units::of(encoded.head);
        let texts: Vec<String> = Units::of(encoded.texts).map(str::to_owned).collect();
        if texts.len() != Key::ALL.len() {
            return None;
        }
        let mut categories = Vec::new();
        for record in encoded.records() {
            take_in(&mut categories, record)?;
        }
        let model = Self {
            lang: head.next()?.to_owned(),
            direction: Direction::parse(head.next()?)?,
            position: Position::parse(head.next()?)?,
            theme: head.next()?.to_owned(),
            controller: head.next()?.to_owned(),
            policy_url: head.next()?.to_owned(),
            texts: Texts(texts),
            categories,
        };
        head.0.is_none().then_some(model)
    }
}

/// An encoded model, read where it lies: what the view draws from, with nothing copied.
#[derive(Clone, Copy, Debug)]
pub struct Encoded<'a> {
    head: &'a str,
    texts: &'a str,
    records: &'a str,
}

impl<'a> Encoded<'a> {
    /// Finds the three groups; `None` when there are not three. What is in them is read when it is asked for, and
    /// trusted: the collector has made it with [`ViewModel::encode`].
    pub fn open(text: &'a str) -> Option<Self> {
        let mut rest = Some(text);
        let encoded = Self {
            head: next(&mut rest, GROUP)?,
            texts: next(&mut rest, GROUP)?,
            records: next(&mut rest, GROUP)?,
        };
        rest.is_none().then_some(encoded)
    }

    /// The name of [`ViewModel::position`].
    pub fn position(&self) -> &'a str {
        unit(self.head, 2)
    }

    /// See [`ViewModel::policy_url`].
    pub fn policy_url(&self) -> &'a str {
        unit(self.head, 5)
    }

    /// A UI string; empty when the model has too few.
    pub fn text(&self, key: Key) -> &'a str {
        Units::of(self.texts).nth(key as usize).unwrap_or_default()
    }

    /// The records in order.
    pub fn records(&self) -> Records<'a> {
        Records(Some(self.records).filter(|records| !records.is_empty()))
    }
}

/// The records that are still to be read; a clone reads them again.
#[derive(Clone, Debug)]
pub struct Records<'a>(Option<&'a str>);

impl<'a> Iterator for Records<'a> {
    type Item = Units<'a>;

    fn next(&mut self) -> Option<Units<'a>> {
        next(&mut self.0, RECORD).map(Units::of)
    }
}

/// The units that are still to be read.
#[derive(Clone, Debug)]
pub struct Units<'a>(Option<&'a str>);

impl<'a> Units<'a> {
    const fn of(text: &'a str) -> Self {
        Self(Some(text))
    }

    /// The next one; empty when there is none.
    pub fn text(&mut self) -> &'a str {
        self.next().unwrap_or_default()
    }

    /// The next one as the kind of a record; 0 when it is none.
    pub fn kind(&mut self) -> u8 {
        self.text().bytes().next().unwrap_or_default()
    }

    /// The next one, when there is one.
    fn owned(&mut self) -> Option<String> {
        self.next().map(str::to_owned)
    }
}

/// The unit of `text` in that place, which are apart by U+001F; empty when there are too few.
pub fn unit(text: &str, place: usize) -> &str {
    Units::of(text).nth(place).unwrap_or_default()
}

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

/// Puts a record where it belongs; `None` when it cannot be read, or nothing before it can hold it.
fn take_in(categories: &mut Vec<CategoryView>, mut units: Units<'_>) -> Option<()> {
    let units = &mut units;
    match units.kind() {
        CATEGORY => categories.push(CategoryView {
            category: Category::parse(units.next()?)?,
            title: units.owned()?,
            description: units.owned()?,
            purposes: Vec::new(),
        }),
        PURPOSE => categories.last_mut()?.purposes.push(PurposeView {
            title: units.owned()?,
            description: units.owned()?,
            retention: units.owned()?,
            services: Vec::new(),
        }),
        kind => {
            let purpose = categories.last_mut()?.purposes.last_mut()?;
            if kind == SERVICE {
                purpose.services.push(ServiceView {
                    name: units.owned()?,
                    id: units.owned()?,
                    vendor: units.owned()?,
                    country: units.owned()?,
                    policy_url: units.owned()?,
                    recipients: units.map(str::to_owned).collect(),
                    stores: Vec::new(),
                });
            } else if kind == STORE {
                purpose.services.last_mut()?.stores.push(StoreView {
                    name: units.owned()?,
                    kind: units.owned()?,
                    duration: units.owned()?,
                    description: units.owned()?,
                });
            } else {
                return None;
            }
        }
    }
    units.0.is_none().then_some(())
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
            &view.id,
            &view.vendor,
            &view.country,
            &view.policy_url,
        ];
        units.extend(view.recipients.iter().map(String::as_str));
        self.record(&units);
        for store in &view.stores {
            self.record(&[
                "k",
                &store.name,
                &store.kind,
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
