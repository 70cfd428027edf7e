//! Keys of one purpose over time.

/// The number of a key within its purpose, from 1; rows tell by it which key they need.
pub type KeyId = u8;

/// The keys of one purpose: the newest is used for what is new, the others open what is old.
pub struct Ring<K> {
    /// Oldest first; never empty.
    keys: Vec<(KeyId, K)>,
}

impl<K> Ring<K> {
    /// A ring of the first key and the ones after it, in rising order of their numbers.
    pub fn new(first: (KeyId, K), later: impl IntoIterator<Item = (KeyId, K)>) -> Self {
        let mut keys = vec![first];
        keys.extend(later);
        keys.sort_by_key(|(id, _)| *id);
        Self { keys }
    }

    /// The key for what is new.
    pub fn current(&self) -> (KeyId, &K) {
        let (id, key) = self.keys.last().expect("a ring begins with one key");
        (*id, key)
    }

    /// The key of that number.
    pub fn get(&self, id: KeyId) -> Option<&K> {
        self.all()
            .find_map(|(known, key)| (known == id).then_some(key))
    }

    /// Every key, oldest first.
    pub fn all(&self) -> impl Iterator<Item = (KeyId, &K)> {
        self.keys.iter().map(|(id, key)| (*id, key))
    }

    /// The ring of what `change` makes of each key.
    pub fn map<L>(&self, change: impl Fn(&K) -> L) -> Ring<L> {
        Ring {
            keys: self.all().map(|(id, key)| (id, change(key))).collect(),
        }
    }
}
