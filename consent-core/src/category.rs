//! The kinds of processing a visitor decides on, and sets of them.

/// A kind of processing that the visitor can allow or refuse.
///
/// `Functional` (strictly necessary: the cart, the session) cannot be refused; every other kind starts refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
pub enum Category {
    /// Strictly necessary for what the visitor asked for; always on.
    Functional,
    /// Optional comfort: chat, maps, language memory.
    Preferences,
    /// Measuring how the site is used.
    Statistics,
    /// Adapted advertising.
    Advertising,
}

impl Category {
    /// Every category, functional first.
    pub const ALL: [Self; 4] = [
        Self::Functional,
        Self::Preferences,
        Self::Statistics,
        Self::Advertising,
    ];

    /// The category's bit in a [`CategorySet`]: 1, 2, 4 or 8.
    pub const fn bit(self) -> u8 {
        1 << self as u8
    }

    /// The name used in tags, JSON and site files.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Functional => "functional",
            Self::Preferences => "preferences",
            Self::Statistics => "statistics",
            Self::Advertising => "advertising",
        }
    }

    /// The category of that name, if there is one.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|category| category.as_str() == name)
    }
}

/// A set of categories; one byte.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct CategorySet(u8);

impl CategorySet {
    /// No category at all.
    pub const EMPTY: Self = Self(0);
    /// What every visitor has before and after any choice.
    pub const FUNCTIONAL_ONLY: Self = Self(Category::Functional.bit());

    /// The set with these bits; bits that name no category are dropped.
    pub const fn from_bits(bits: u8) -> Self {
        Self(bits & 0b1111)
    }

    /// The bits of the set.
    pub const fn bits(self) -> u8 {
        self.0
    }

    /// Whether `category` is in the set.
    pub const fn contains(self, category: Category) -> bool {
        self.0 & category.bit() != 0
    }

    /// Whether every category of `other` is in the set.
    pub const fn contains_all(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }

    /// The set and `category`.
    #[must_use]
    pub const fn with(self, category: Category) -> Self {
        Self(self.0 | category.bit())
    }

    /// The set without `category`.
    #[must_use]
    pub const fn without(self, category: Category) -> Self {
        Self(self.0 & !category.bit())
    }

    /// What is in either set.
    #[must_use]
    pub const fn union(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// What is in both sets.
    #[must_use]
    pub const fn intersection(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// What is here and not in `other`.
    #[must_use]
    pub const fn difference(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    /// Whether no category is in the set.
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The categories in the set, functional first.
    pub fn iter(self) -> impl Iterator<Item = Category> {
        Category::ALL
            .into_iter()
            .filter(move |category| self.contains(*category))
    }
}

impl FromIterator<Category> for CategorySet {
    fn from_iter<I: IntoIterator<Item = Category>>(categories: I) -> Self {
        categories.into_iter().fold(Self::EMPTY, Self::with)
    }
}
