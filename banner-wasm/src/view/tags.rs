//! The elements of the view: one start tag each, as the page's part reads it.

/// One start tag after the other, apart as the texts of a view model are.
macro_rules! tags {
    ($($name:ident = $start:literal,)+) => {
        /// An element of the view.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(super) enum Tag { $($name,)+ }

        /// Their start tags, in order: name, part (may be empty), and attributes, apart by `|`; a `*` in an attribute
        /// stands for the value of that element. `part` and `data-…` are kept for themes and tests.
        pub(super) const TAGS: &str = concat!($($start, "\u{1f}"),+);
    };
}

tags! {
    // Around both layers.
    Stage = "div",
    Status = "div|status|role=status|data-notice=skip",
    Slot = "slot",
    // The first layer. Scanners of banners look for its name.
    Banner = "div|banner|id=cookie-banner|data-layer=first|data-position=*|role=dialog|aria-labelledby=first-title",
    Words = "div|words",
    Title = "h2|title|id=first-title",
    // A refusal outside the shadow tree.
    Door = "div||data-layer=first|inert=",
    DoorReject = "a||data-action=reject",
    // In both. No button is in a form, so none needs a type.
    Paragraph = "p|text",
    Link = "a|link|href=*",
    Signal = "p|signal|data-notice=skip",
    Actions = "div|actions",
    Accept = "button|button|data-action=accept",
    Reject = "button|button|data-action=reject",
    Settings = "button|button|data-action=settings",
    Save = "button|button|data-action=save",
    // The settings.
    Dialog = "dialog|settings|data-layer=settings|aria-labelledby=settings-title|closedby=any",
    Panel = "div|panel",
    Head = "div|head",
    SettingsTitle = "h2|title|id=settings-title",
    Close = "button|close|data-action=close",
    Body = "div|body",
    // A category.
    Category = "section|category|data-category=*",
    Row = "div|row",
    CategoryTitle = "h3|category-title|id=title-*",
    Label = "label||for=*",
    AlwaysOn = "span|always-on",
    // No `role=switch`: that one has no mixed state.
    Switch = "input|switch|type=checkbox|id=*|aria-describedby=about-*",
    About = "div|about|id=about-*",
    // Its purposes.
    Purposes = "div|purposes",
    PurposeTitle = "h4|purpose-title",
    Facts = "dl|facts",
    Fact = "div|fact",
    FactLabel = "dt",
    FactValue = "dd",
    // Its services.
    Details = "details|details|aria-labelledby=title-*",
    Summary = "summary|summary",
    Service = "div|service",
    ServiceName = "h4|service-name",
    // Another site: it must not take the visitor away from an open choice, nor learn where they came from.
    VendorLink = "a|link|href=*|target=_blank|rel=noopener noreferrer",
    StoresTitle = "h5|stores-title",
    Stores = "ul|stores",
    Store = "li|store",
    StoreName = "div|store-name",
    StoreKind = "div|store-kind",
    StoreDuration = "div|store-duration",
    StoreDescription = "div|store-description",
}
