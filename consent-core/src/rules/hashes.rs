//! Sets of names known by 32-bit hash only, each with a category.
//!
//! The binary form is the sorted hashes as LEB128 differences, the category in the lowest two bits of each: as small
//! as a list per category, read in one pass, and asked with one search.

use super::StoreKind;
use super::bytes::{self, Reader};
use super::category_of;
use crate::category::Category;

/// An FNV-1a hash (32 bits) under way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Fnv(u32);

impl Fnv {
    /// Nothing hashed yet.
    pub(super) const NEW: Self = Self(0x811C_9DC5);

    /// The start for names of one kind of storage.
    pub(super) const fn of_kind(kind: StoreKind) -> Self {
        Self::NEW.with(kind as u8)
    }

    /// The hash after one more byte.
    pub(super) const fn with(self, byte: u8) -> Self {
        Self((self.0 ^ byte as u32).wrapping_mul(0x0100_0193))
    }
}

/// Hashes in rising order with their categories.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct HashTable(Vec<(Fnv, Category)>);

impl HashTable {
    /// Appends the binary form; of two entries with one hash the first stays.
    pub(super) fn encode(out: &mut Vec<u8>, entries: impl Iterator<Item = (Fnv, Category)>) {
        let mut entries: Vec<_> = entries.collect();
        entries.sort_by_key(|(hash, _)| *hash);
        entries.dedup_by_key(|(hash, _)| *hash);
        bytes::put_length(out, entries.len());
        let mut last = 0;
        for (Fnv(hash), category) in entries {
            bytes::put_number(out, u64::from(hash - last) << 2 | category as u64);
            last = hash;
        }
    }

    pub(super) fn read(from: &mut Reader<'_>) -> Option<Self> {
        let length = from.length()?;
        let mut entries = Vec::with_capacity(length);
        let mut hash = 0_u32;
        for _ in 0..length {
            let number = from.number()?;
            hash = hash.checked_add(u32::try_from(number >> 2).ok()?)?;
            entries.push((Fnv(hash), category_of(number as u8 & 3)?));
        }
        Some(Self(entries))
    }

    /// The category of what has this hash.
    pub(super) fn get(&self, hash: Fnv) -> Option<Category> {
        let place = self
            .0
            .binary_search_by(|(entry, _)| entry.cmp(&hash))
            .ok()?;
        Some(self.0[place].1)
    }
}
