//! The names of the texts: which strings the view draws, and which words only fill them.
//!
//! A language file is one flat JSON object; its names are exactly [`text_names`]. The values are not known here.

macro_rules! keys {
    ($($(#[$doc:meta])* $variant:ident => $name:literal,)+) => {
        /// A string that the view draws. The order is part of the encoded form: the view and the collector are built
        /// together, so it may change, but both must change at once.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Key { $($(#[$doc])* $variant,)+ }

        impl Key {
            /// Every key, in order.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];

            /// The name in a language file.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $name,)+ }
            }
        }
    };
}

keys! {
    /// Heading of the first layer.
    Title => "title",
    /// What is asked, by whom, for which purposes (`{controller}`, `{purposes}`).
    Body => "body",
    /// That consent can be withdrawn, and where (`{control}`).
    Rights => "rights",
    /// Link to the site's policy, in both layers.
    Policy => "policy",
    /// Allow everything that is asked.
    Accept => "accept",
    /// Refuse everything that is asked.
    Reject => "reject",
    /// Open the settings.
    Settings => "settings",
    /// Heading of the settings.
    SettingsTitle => "settings_title",
    /// Leave the settings without a choice.
    Close => "close",
    /// What the settings are for (`{controller}`, `{validity}`).
    SettingsIntro => "settings_intro",
    /// Beside the functional switch.
    AlwaysOn => "always_on",
    /// Why the functional switch cannot be turned off.
    FunctionalNote => "functional_note",
    /// Before the retention of a purpose.
    Retention => "retention",
    /// Opens the list of services and what they store.
    Details => "details",
    /// Before the name of a vendor.
    Vendor => "vendor",
    /// Before the country of a vendor.
    Country => "country",
    /// Link to a vendor's policy.
    VendorPolicy => "vendor_policy",
    /// Before the names of further recipients.
    Recipients => "recipients",
    /// Before what a service stores.
    Stores => "stores",
    /// In place of that list when it stores nothing.
    NoStores => "no_stores",
    /// Save the switches as they stand.
    Save => "save",
    /// Announced after a choice (`{control}`).
    Saved => "saved",
    /// Shown when the browser sends Global Privacy Control.
    Gpc => "gpc",
}

use alloc::borrow::ToOwned;
use alloc::string::String;
use alloc::vec::Vec;

/// The UI strings of one language, by [`Key`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Texts(pub(super) Vec<String>);

impl Texts {
    /// The string of `key`.
    pub fn get(&self, key: Key) -> &str {
        self.0.get(key as usize).map_or("", String::as_str)
    }
}

/// Words that fill other strings and never reach the view by themselves. `control` is also the label of the gate's
/// persistent button; `column_…` and `only_with_consent` are the declaration's. In a `duration_…` text the forms of the
/// language's plural stand apart by `|` ([`super::plural`]).
pub(super) const WORDS: [&str; 23] = [
    "control",
    "list_separator",
    "category_functional",
    "category_preferences",
    "category_statistics",
    "category_advertising",
    "column_name",
    "column_kind",
    "column_duration",
    "column_description",
    "only_with_consent",
    "kind_cookie",
    "kind_local",
    "kind_session",
    "kind_indexeddb",
    "kind_cache",
    "duration_session",
    "duration_persistent",
    "duration_hours",
    "duration_days",
    "duration_weeks",
    "duration_months",
    "duration_years",
];

/// Words of the placeholders and panels, which a script of their own brings. `embed_…` stands in a placeholder
/// (`{service}`, `{purposes}`), `stopped_…` and `receipts_…` in the panels, `receipt_…` in one receipt.
const PANEL: [&str; 25] = [
    "embed_text",
    "embed_once",
    "embed_always",
    "category_unknown",
    "stopped_title",
    "stopped_intro",
    "stopped_none",
    "receipts_title",
    "receipts_intro",
    "receipts_none",
    "receipts_loading",
    "receipts_failed",
    "receipts_retry",
    "receipts_waiting",
    "receipt_code",
    "receipt_purpose",
    "receipt_granted",
    "receipt_denied",
    "receipt_pending",
    "receipt_not_asked",
    "receipt_text",
    "receipt_download",
    "receipt_verify",
    "withdraw",
    "withdrawn",
];

/// What the panels say besides, with the words of the banner.
const PANEL_TOO: [&str; 11] = [
    "close",
    "settings",
    "list_separator",
    "category_preferences",
    "category_statistics",
    "category_advertising",
    "kind_cookie",
    "kind_local",
    "kind_session",
    "kind_indexeddb",
    "kind_cache",
];

/// Every name that the script of placeholders and panels is filled with.
pub fn panel_text_names() -> impl Iterator<Item = &'static str> {
    PANEL.into_iter().chain(PANEL_TOO)
}

/// ISO 3166-1 codes that every language file names as `country.<code>`: the EEA, its neighbours, and where vendors
/// commonly sit. Another code is shown as it is.
pub const COUNTRIES: [&str; 45] = [
    "AT", "AU", "BE", "BG", "BR", "CA", "CH", "CN", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR",
    "GB", "GR", "HR", "HU", "IE", "IL", "IN", "IS", "IT", "JP", "KR", "LI", "LT", "LU", "LV", "MT",
    "NL", "NO", "NZ", "PL", "PT", "RO", "RU", "SE", "SG", "SI", "SK", "UA", "US",
];

/// Every name that a language file must have, and no other.
pub fn text_names() -> impl Iterator<Item = String> {
    let keys = Key::ALL.iter().map(|key| key.as_str().to_owned());
    let words = WORDS.iter().map(|name| (*name).to_owned());
    let countries = COUNTRIES.iter().map(|code| ["country.", code].concat());
    let panel = PANEL.iter().map(|name| (*name).to_owned());
    keys.chain(words).chain(panel).chain(countries)
}
