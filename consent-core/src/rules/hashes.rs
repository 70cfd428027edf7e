//! Hosts and names known by hash only, each with a category.
//!
//! The binary form is the sorted hashes as LEB128 differences, the category in the lowest two bits of each: as small
//! as a list per category, read in one pass, and asked with one search.

use super::bytes::{self, Reader};
use super::category_of;
use crate::category::Category;
use alloc::vec::Vec;

/// How many bits of a hash are kept. With the thousand entries of a site, something unknown is taken for known once in
/// 130,000 questions (a host asks once a label, a name once a letter); the site file corrects it.
const BITS: u32 = 27;

/// An FNV-1a hash (32 bits) under way.
#[derive(Clone, Copy)]
pub(super) struct Fnv(u32);

impl Fnv {
    /// The start for hosts, or for names of one kind of storage.
    pub(super) const fn of(what: u8) -> Self {
        Self(0x811C_9DC5).with(what)
    }

    /// The hash after one more byte.
    pub(super) const fn with(self, byte: u8) -> Self {
        Self((self.0 ^ byte as u32).wrapping_mul(0x0100_0193))
    }

    const fn folded(self) -> u32 {
        (self.0 >> BITS ^ self.0) & ((1 << BITS) - 1)
    }
}

/// Hashes in rising order, each four times itself and its category.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct HashTable(Vec<u32>);

impl HashTable {
    /// Appends the binary form; of two entries with one hash the first stays.
    pub(super) fn encode(out: &mut Vec<u8>, entries: impl Iterator<Item = (Fnv, Category)>) {
        let mut entries: Vec<_> = entries
            .map(|(hash, category)| (hash.folded(), category as u32))
            .collect();
        entries.sort_by_key(|(hash, _)| *hash);
        entries.dedup_by_key(|(hash, _)| *hash);
        bytes::put_number(out, entries.len() as u32);
        let mut last = 0;
        for (hash, category) in entries {
            bytes::put_number(out, (hash - last) << 2 | category);
            last = hash;
        }
    }

    pub(super) fn read(from: &mut Reader<'_>) -> Option<Self> {
        let length = from.length()?;
        let mut entries = Vec::with_capacity(length);
        let mut last = 0_u32;
        for _ in 0..length {
            let number = from.number()?;
            last = (last & !3).checked_add(number)?;
            entries.push(last);
        }
        Some(Self(entries))
    }

    /// The category of what has this hash.
    pub(super) fn get(&self, hash: Fnv) -> Option<Category> {
        let hash = hash.folded();
        let place = self.0.partition_point(|entry| entry >> 2 < hash);
        let entry = *self.0.get(place)?;
        (entry >> 2 == hash).then_some(category_of(entry as u8))
    }
}
