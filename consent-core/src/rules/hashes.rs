//! Hosts and names known by hash only, each with a category.
//!
//! The text form is eight digits of five bits for each of the sorted hashes, and an end mark: seven of the gap to the hash
//! before, the most significant first, and the category's bit. All first digits stand first, then all second ones: a
//! column is of one kind, so a compressor packs it as tightly as a code made for it would. The digits are letters that need
//! no escape in JSON. A table takes no more room than its text.

use crate::category::Category;
use alloc::string::String;
use alloc::vec::Vec;

/// The digit 0; the digits are the 32 letters from here (no quote, no `<`, no backslash).
const ZERO: u8 = b']';
/// Stands at the end, so that a text that was cut short is noticed.
const END: u8 = b'~';
const DIGIT_BITS: u32 = 5;
const COLUMNS: usize = 8;

/// What is written behind the beginning of a name, and behind a host (which covers what is below it).
pub(super) const OPEN: u8 = b'*';
/// What is written behind a whole name.
pub(super) const WHOLE: u8 = 0;

/// An FNV-1a hash (32 bits) under way.
#[derive(Clone, Copy)]
pub(super) struct Fnv(u32);

impl Fnv {
    /// The start for hosts, or for names of one kind of storage.
    pub(super) const fn of(what: u32) -> Self {
        Self((0x811C_9DC5 ^ what).wrapping_mul(0x0100_0193))
    }

    /// The hash after one more byte.
    pub(super) const fn with(self, byte: u8) -> Self {
        Self((self.0 ^ byte as u32).wrapping_mul(0x0100_0193))
    }
}

/// A hash, 32 times itself, and its category's bit; little-endian, so that it may lie anywhere.
pub type Entry = [u8; COLUMNS];

/// Hashes in rising order, of which the lowest bits are left away.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct HashTable<E> {
    pub(super) entries: E,
    pub(super) dropped_bits: u8,
}

/// Appends the text form, without the lowest `dropped_bits` of each hash; of two entries with one hash that of the lowest bit stays,
/// so that nothing functional is ever held back.
pub(super) fn encode(
    out: &mut String,
    dropped_bits: u8,
    entries: impl Iterator<Item = (Fnv, Category)>,
) {
    let mut entries: Vec<_> = entries
        .map(|(hash, category)| (u64::from(hash.0 >> dropped_bits), category.bit()))
        .collect();
    entries.sort_unstable();
    entries.dedup_by_key(|(hash, _)| *hash);
    let mut last = 0;
    for (hash, bit) in &mut entries {
        let gap = *hash - core::mem::replace(&mut last, *hash);
        *hash = gap << DIGIT_BITS | u64::from(*bit);
    }
    for column in (0..COLUMNS as u32).rev() {
        let digit = |number: u64| char::from(ZERO + (number >> (column * DIGIT_BITS) & 31) as u8);
        out.extend(entries.iter().map(|(number, _)| digit(*number)));
    }
    out.push(char::from(END));
}

impl<E: AsRef<[Entry]> + AsMut<[Entry]>> HashTable<E> {
    /// Takes what the text says; `room` is asked for so many entries. What is broken changes nothing.
    pub(super) fn read(
        &mut self,
        text: &[u8],
        dropped_bits: u8,
        room: impl FnOnce(usize) -> E,
    ) -> bool {
        let [digits @ .., END] = text else {
            return false;
        };
        if digits.len() % COLUMNS > 0 {
            return false;
        }
        let length = digits.len() / COLUMNS;
        self.dropped_bits = dropped_bits;
        self.entries = room(length);
        let mut last = 0;
        for (place, entry) in self.entries.as_mut().iter_mut().enumerate() {
            let mut number = 0;
            let mut place = place;
            while let Some(digit) = digits.get(place) {
                number = number << DIGIT_BITS | u64::from(digit.wrapping_sub(ZERO) & 31);
                place += length;
            }
            // Gaps of a broken text may be of any size; sorted or not, it is only asked.
            last = number.wrapping_add(last & !31);
            *entry = last.to_le_bytes();
        }
        true
    }

    /// The bit of the category of what has this hash; `otherwise` where it is not known.
    pub(super) fn get(&self, hash: Fnv, otherwise: u32) -> u32 {
        let wanted = u64::from(hash.0 >> self.dropped_bits) << DIGIT_BITS;
        let entry = |place: usize| match self.entries.as_ref().get(place) {
            Some(entry) => u64::from_le_bytes(*entry),
            None => u64::MAX,
        };
        // The first that is not below.
        let mut place = 0;
        let mut step = 1 << 15;
        while step > 0 {
            if entry(place + step - 1) < wanted {
                place += step;
            }
            step >>= 1;
        }
        let found = entry(place) ^ wanted;
        if found < 32 { found as u32 } else { otherwise }
    }
}
