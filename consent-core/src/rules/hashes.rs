//! Hosts and names known by hash only, each with a category.
//!
//! The text form is two letters (how many bits of a hash are kept, how many digits a gap takes), then a column of
//! categories, then the gaps between the sorted hashes as digits of five bits, the most significant ones of all entries
//! first, and an end mark. The digits are letters that need no escape in JSON; a column is of one kind, so a compressor
//! packs it as tightly as a code made for it would.

use super::category_of;
use crate::category::Category;
use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;

/// The digit 0; the digits are the 32 letters from here (no quote, no `<`, no backslash).
const ZERO: u8 = b']';
/// Stands at the end, so that a text that was cut short is noticed.
const END: u8 = b'~';
const DIGIT_BITS: u32 = 5;

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
}

/// Gives room for so many entries. What asks the usual allocator, and says that it could not, would be half a kilobyte in
/// the gate.
pub type Room = fn(usize) -> Box<[u64]>;

/// Hashes in rising order, each four times itself and its category.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct HashTable {
    entries: Box<[u64]>,
    dropped_bits: u8,
}

impl HashTable {
    /// Appends the text form with the `bits` topmost bits of each hash; of two entries with one hash the first stays.
    pub(super) fn encode(
        out: &mut String,
        bits: u32,
        entries: impl Iterator<Item = (Fnv, Category)>,
    ) {
        let digit = |number: u32| char::from(ZERO + (number & 31) as u8);
        let mut entries: Vec<_> = entries
            .map(|(hash, category)| (hash.0 >> (32 - bits), category as u32))
            .collect();
        entries.sort_by_key(|(hash, _)| *hash);
        entries.dedup_by_key(|(hash, _)| *hash);
        let gaps: Vec<u32> = entries
            .iter()
            .scan(0, |last, (hash, _)| {
                Some(hash - core::mem::replace(last, *hash))
            })
            .collect();
        let width = gaps
            .iter()
            .map(|gap| (32 - gap.leading_zeros()).div_ceil(DIGIT_BITS))
            .max()
            .unwrap_or(0);
        out.extend([digit(32 - bits), digit(width)]);
        out.extend(entries.iter().map(|(_, category)| digit(*category)));
        for column in (0..width).rev() {
            out.extend(gaps.iter().map(|gap| digit(gap >> (column * DIGIT_BITS))));
        }
        out.push(char::from(END));
    }

    pub(super) fn read(text: &str, room: Room) -> Option<Self> {
        let digit = |byte: &u8| u64::from(byte.wrapping_sub(ZERO) & 31);
        let (dropped_bits, rest) = text.as_bytes().split_first()?;
        let (width, rest) = rest.split_first()?;
        let columns = 1 + digit(width) as usize;
        let digits = rest.strip_suffix(&[END])?;
        let length = digits.len() / columns;
        if length * columns != digits.len() {
            return None;
        }
        let mut entries = room(length);
        let mut last = 0;
        for (place, entry) in entries.iter_mut().enumerate() {
            let category = digit(digits.get(place)?);
            let mut gap = 0;
            for column in 1..columns {
                gap = gap << DIGIT_BITS | digit(digits.get(column * length + place)?);
            }
            // Gaps of a broken text may be of any size; sorted or not, it is only asked.
            last = gap.wrapping_add(last);
            *entry = last << 2 | category & 3;
        }
        Some(Self {
            entries,
            dropped_bits: digit(dropped_bits) as u8,
        })
    }

    /// The category of what has this hash.
    pub(super) fn get(&self, hash: Fnv) -> Option<Category> {
        let hash = u64::from(hash.0 >> self.dropped_bits);
        let place = self.entries.partition_point(|entry| entry >> 2 < hash);
        let entry = *self.entries.get(place)?;
        (entry >> 2 == hash).then_some(category_of(entry as u8))
    }
}
