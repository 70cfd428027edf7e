//! How tests find the parts of the banner: by the names that the view keeps for themes and tests.

/// Accept all, on the layer that is shown.
pub const ACCEPT: &str = "[data-action=accept]";
/// Reject all.
pub const REJECT: &str = "[data-action=reject]";
/// Opens the settings.
pub const SETTINGS: &str = "[data-action=settings]";
/// Saves the switches.
pub const SAVE: &str = "[data-action=save]";
/// The persistent control, an element of the page.
pub const CONTROL: &str = "samtycke-control";

/// The element whose shadow root has the banner.
pub(crate) const HOST: &str = "samtycke-banner";
/// The first layer.
pub(crate) const FIRST: &str = "[data-layer=first]";
/// The settings dialog.
pub(crate) const DIALOG: &str = "[data-layer=settings]";
