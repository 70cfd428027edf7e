//! Sees that a key was added while the collector serves.
//!
//! Whoever is about to write or search looks first. That costs one `stat` of the folder as long as nothing in it
//! changes, and a listing when something did.

use std::{
    fs,
    path::{Path, PathBuf},
    time::SystemTime,
};

use super::{KeyError, KeyId, Keys, Purpose, file};

/// What the folder of the keys held when it was looked at last.
pub struct Watch {
    folder: PathBuf,
    /// None before the first look.
    modified: Option<SystemTime>,
    held: Vec<(Purpose, KeyId)>,
}

impl Watch {
    /// A watch over the folder that `keys` came from.
    pub fn over(keys: &Keys) -> Self {
        let held = held_by(keys);
        Self {
            folder: keys.folder().to_owned(),
            modified: None,
            held,
        }
    }

    /// The keys, if they are others than at the last look. After an error the next look sees the change again.
    ///
    /// # Errors
    /// When the folder or a key cannot be read, or every key of a kind is gone: nothing new is made while serving.
    pub fn look(&mut self) -> Result<Option<Keys>, KeyError> {
        let modified = modified(&self.folder)?;
        if self.modified == Some(modified) {
            return Ok(None);
        }
        let mut held = Vec::new();
        for purpose in Purpose::ALL {
            let numbers = file::numbers(&self.folder, purpose)?;
            if numbers.is_empty() {
                return Err(KeyError::Gone {
                    folder: self.folder.clone(),
                    purpose: purpose.as_str(),
                });
            }
            held.extend(numbers.into_iter().map(|number| (purpose, number)));
        }
        let newer = if held == self.held {
            None
        } else {
            Some(Keys::open(&self.folder)?)
        };
        // What was opened may be more than what was listed: then the next look tells.
        self.held = newer.as_ref().map_or(held, held_by);
        self.modified = Some(modified);
        Ok(newer)
    }
}

fn held_by(keys: &Keys) -> Vec<(Purpose, KeyId)> {
    let of =
        |purpose, numbers: Vec<KeyId>| numbers.into_iter().map(move |number| (purpose, number));
    let wrap = keys.wrap.all().map(|(id, _)| id).collect();
    let index = keys.index.all().map(|(id, _)| id).collect();
    let receipt = keys.receipt.all().map(|(id, _)| id).collect();
    let log = keys.log.all().map(|(id, _)| id).collect();
    of(Purpose::Wrap, wrap)
        .chain(of(Purpose::Index, index))
        .chain(of(Purpose::Receipt, receipt))
        .chain(of(Purpose::Log, log))
        .collect()
}

fn modified(folder: &Path) -> Result<SystemTime, KeyError> {
    fs::metadata(folder)
        .and_then(|folder| folder.modified())
        .map_err(|source| KeyError::Io {
            action: "read",
            path: folder.to_owned(),
            source,
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_key_is_seen_once_and_a_missing_kind_at_every_look() {
        let root = tempfile::tempdir().unwrap();
        let folder = root.path().join("keys");
        let mut watch = Watch::over(&Keys::open(&folder).unwrap());
        assert!(watch.look().unwrap().is_none());
        // Other files of the folder are none of its business.
        fs::write(folder.join("log.checkpoint"), "note").unwrap();
        file::announce(&folder).unwrap();
        assert!(watch.look().unwrap().is_none());

        file::rotate(&folder, Purpose::Index).unwrap();
        file::announce(&folder).unwrap();
        let keys = watch.look().unwrap().unwrap();
        assert_eq!(keys.index.current().0, 2);
        assert!(watch.look().unwrap().is_none());

        fs::rename(folder.join("wrap.1.key"), root.path().join("kept")).unwrap();
        file::announce(&folder).unwrap();
        for _ in 0..2 {
            let error = watch.look().err().unwrap().to_string();
            assert!(error.contains("`wrap`"), "{error}");
        }
        fs::rename(root.path().join("kept"), folder.join("wrap.1.key")).unwrap();
        file::announce(&folder).unwrap();
        assert!(watch.look().unwrap().is_none());
    }
}
