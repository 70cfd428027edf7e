//! Key files: `<purpose>.<number>.key`, 64 hexadecimal digits, readable by the owner alone.

use std::{
    fs::{self, DirBuilder, OpenOptions},
    io::{self, Write as _},
    os::unix::fs::{DirBuilderExt as _, MetadataExt as _, OpenOptionsExt as _},
    path::{Path, PathBuf},
};

use zeroize::Zeroizing;

use super::{KeyId, Purpose, Ring, Secret};

/// Why the keys cannot be used. The texts name the file and the remedy, never a key.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// A file or the folder cannot be read or written.
    #[error("cannot {action} `{path}`")]
    Io {
        /// What was tried.
        action: &'static str,
        /// Where.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// Others than the owner may read it.
    #[error("`{path}` may be read by others (mode {mode:o}): run `chmod {remedy} {path}`")]
    Loose {
        /// Which file or folder.
        path: PathBuf,
        /// Its permission bits.
        mode: u32,
        /// What they should be.
        remedy: &'static str,
    },
    /// Not 64 hexadecimal digits.
    #[error("`{path}` is not a key of 64 hexadecimal digits: restore it from a backup")]
    Malformed {
        /// Which file.
        path: PathBuf,
    },
    /// Every key of a kind is gone while the collector serves.
    #[error("`{folder}` holds no `{purpose}` key any more: restore it from a backup")]
    Gone {
        /// The folder of the keys.
        folder: PathBuf,
        /// Which kind.
        purpose: &'static str,
    },
    /// The system gave no randomness for a new key.
    #[error("the system gave no randomness for a new key")]
    Randomness(#[source] getrandom::Error),
}

/// Makes the folder if it is missing and checks that only the owner may enter it.
pub(super) fn prepare(folder: &Path) -> Result<(), KeyError> {
    DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(folder)
        .map_err(io_error("make", folder))?;
    check_mode(folder, "700")
}

/// The keys of one purpose; the first is made when there is none.
pub(super) fn load(folder: &Path, purpose: Purpose) -> Result<Ring<Secret>, KeyError> {
    let numbers = numbers(folder, purpose)?;
    let first = match numbers.first() {
        Some(number) => (*number, read(&path(folder, purpose, *number))?),
        None => (1, make(folder, purpose, 1)?),
    };
    let later = numbers
        .iter()
        .skip(1)
        .map(|number| Ok((*number, read(&path(folder, purpose, *number))?)))
        .collect::<Result<Vec<_>, _>>()?;
    Ok(Ring::new(first, later))
}

/// Makes the next key of a purpose and puts it in force; the old ones stay, because what they sealed, indexed or
/// signed stays.
///
/// # Errors
/// As [`super::Keys::open`].
pub fn rotate(folder: &Path, purpose: Purpose) -> Result<KeyId, KeyError> {
    let (number, _) = draft(folder, purpose)?;
    put_in_force(folder, purpose, number)?;
    Ok(number)
}

/// Makes the next key of a purpose under a name that nobody reads yet, so that the log can tell of it first. A draft
/// that an earlier attempt left is the same key again.
///
/// # Errors
/// As [`super::Keys::open`].
pub fn draft(folder: &Path, purpose: Purpose) -> Result<(KeyId, Secret), KeyError> {
    prepare(folder)?;
    let number = numbers(folder, purpose)?
        .last()
        .map_or(1, |number| number.saturating_add(1));
    let draft = draft_path(folder, purpose, number);
    if let Ok(secret) = read(&draft) {
        return Ok((number, secret));
    }
    let secret = Secret::random().map_err(KeyError::Randomness)?;
    write(&draft, &secret)?;
    Ok((number, secret))
}

/// Whether a draft of the next key waits to be put in force.
///
/// # Errors
/// When the folder cannot be read.
pub fn has_draft(folder: &Path, purpose: Purpose) -> Result<bool, KeyError> {
    let next = numbers(folder, purpose)?
        .last()
        .map_or(1, |number| number.saturating_add(1));
    Ok(read(&draft_path(folder, purpose, next)).is_ok())
}

/// Puts a drafted key in force: from now on every reader of the folder takes it as the newest.
///
/// # Errors
/// When the files cannot be written.
pub fn put_in_force(folder: &Path, purpose: Purpose, number: KeyId) -> Result<(), KeyError> {
    let draft = draft_path(folder, purpose, number);
    let target = path(folder, purpose, number);
    fs::hard_link(&draft, &target).map_err(io_error("write", &target))?;
    fs::remove_file(&draft).map_err(io_error("remove", &draft))?;
    sync(folder)
}

/// Tells those who watch the folder to look again, in case its time did not move with the last change: file systems
/// count it in steps of some milliseconds.
///
/// # Errors
/// When the folder cannot be changed.
pub fn announce(folder: &Path) -> Result<(), KeyError> {
    fs::File::open(folder)
        .and_then(|folder| folder.set_modified(std::time::SystemTime::now()))
        .map_err(io_error("write", folder))
}

/// When the file of a key was written.
///
/// # Errors
/// When it is not there.
pub fn made_at(
    folder: &Path,
    purpose: Purpose,
    number: KeyId,
) -> Result<std::time::SystemTime, KeyError> {
    let path = path(folder, purpose, number);
    fs::metadata(&path)
        .and_then(|file| file.modified())
        .map_err(io_error("read", &path))
}

/// The numbers of the key files of a purpose, in rising order.
pub(crate) fn numbers(folder: &Path, purpose: Purpose) -> Result<Vec<KeyId>, KeyError> {
    let mut numbers = Vec::new();
    for entry in fs::read_dir(folder).map_err(io_error("list", folder))? {
        let name = entry.map_err(io_error("list", folder))?.file_name();
        let number = name
            .to_str()
            .and_then(|name| name.strip_prefix(purpose.as_str())?.strip_prefix('.'))
            .and_then(|rest| rest.strip_suffix(".key")?.parse::<KeyId>().ok());
        numbers.extend(number);
    }
    numbers.sort_unstable();
    Ok(numbers)
}

fn path(folder: &Path, purpose: Purpose, number: KeyId) -> PathBuf {
    folder.join(format!("{}.{number}.key", purpose.as_str()))
}

fn draft_path(folder: &Path, purpose: Purpose, number: KeyId) -> PathBuf {
    folder.join(format!(".{}.{number}.new", purpose.as_str()))
}

fn read(path: &Path) -> Result<Secret, KeyError> {
    check_mode(path, "600")?;
    let text = Zeroizing::new(fs::read(path).map_err(io_error("read", path))?);
    let malformed = || KeyError::Malformed {
        path: path.to_owned(),
    };
    let digits = text.trim_ascii();
    if digits.len() != 64 {
        return Err(malformed());
    }
    let mut bytes = Zeroizing::new([0; 32]);
    for (byte, pair) in bytes.iter_mut().zip(digits.chunks_exact(2)) {
        let digit = |at: usize| char::from(pair[at]).to_digit(16).ok_or_else(malformed);
        *byte = (digit(0)? << 4 | digit(1)?) as u8;
    }
    Ok(Secret::from_bytes(*bytes))
}

/// Writes a new key whole or not at all: two collectors that start at once end up with the same one.
fn make(folder: &Path, purpose: Purpose, number: KeyId) -> Result<Secret, KeyError> {
    let secret = Secret::random().map_err(KeyError::Randomness)?;
    let target = path(folder, purpose, number);
    let draft = folder.join(format!(".{}.{}.new", purpose.as_str(), std::process::id()));
    write(&draft, &secret)?;
    // A link fails where a rename would replace the key that another process has just made.
    let linked = fs::hard_link(&draft, &target);
    fs::remove_file(&draft).map_err(io_error("remove", &draft))?;
    match linked {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => return read(&target),
        linked => linked.map_err(io_error("write", &target))?,
    }
    sync(folder)?;
    Ok(secret)
}

/// On the disk when this returns.
fn write(path: &Path, secret: &Secret) -> Result<(), KeyError> {
    let mut text = Zeroizing::new(String::with_capacity(65));
    for byte in secret.bytes() {
        for digit in [byte >> 4, byte & 15] {
            text.extend(char::from_digit(digit.into(), 16));
        }
    }
    text.push('\n');
    let written = OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(true)
        .mode(0o600)
        .open(path)
        .and_then(|mut file| {
            file.write_all(text.as_bytes())?;
            file.sync_all()
        });
    written.map_err(io_error("write", path))
}

fn sync(folder: &Path) -> Result<(), KeyError> {
    fs::File::open(folder)
        .and_then(|folder| folder.sync_all())
        .map_err(io_error("write", folder))
}

fn check_mode(path: &Path, remedy: &'static str) -> Result<(), KeyError> {
    let mode = fs::metadata(path).map_err(io_error("read", path))?.mode() & 0o777;
    if mode & 0o077 == 0 {
        return Ok(());
    }
    Err(KeyError::Loose {
        path: path.to_owned(),
        mode,
        remedy,
    })
}

fn io_error(action: &'static str, path: &Path) -> impl FnOnce(io::Error) -> KeyError {
    let path = path.to_owned();
    move |source| KeyError::Io {
        action,
        path,
        source,
    }
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;

    use super::{super::Keys, *};

    fn folder() -> (tempfile::TempDir, PathBuf) {
        let root = tempfile::tempdir().unwrap();
        let folder = root.path().join("data/keys");
        (root, folder)
    }

    // ACCEPTANCE 93 (partly: distinct keys, made once)
    #[test]
    fn keys_are_made_once_distinct_and_for_the_owner_only() {
        let (_root, folder) = folder();
        let first = Keys::open(&folder).unwrap();
        let second = Keys::open(&folder).unwrap();
        let secrets = |keys: &Keys| {
            [&keys.wrap, &keys.index, &keys.log].map(|ring| *ring.current().1.bytes())
        };
        assert_eq!(secrets(&first), secrets(&second));
        let kid = |keys: &Keys| keys.receipt.current().1.public().kid().to_owned();
        assert_eq!(kid(&first), kid(&second));
        for purpose in Purpose::ALL {
            let mode = fs::metadata(path(&folder, purpose, 1)).unwrap().mode();
            assert_eq!(mode & 0o777, 0o600);
        }
        let mut files: Vec<_> = Purpose::ALL
            .map(|purpose| fs::read(path(&folder, purpose, 1)).unwrap())
            .to_vec();
        files.sort();
        files.dedup();
        assert_eq!(files.len(), Purpose::ALL.len());
        assert_eq!(fs::read_dir(&folder).unwrap().count(), Purpose::ALL.len());
    }

    #[test]
    fn a_key_that_others_may_read_is_refused_with_the_remedy() {
        let (_root, folder) = folder();
        Keys::open(&folder).unwrap();
        let key = path(&folder, Purpose::Wrap, 1);
        fs::set_permissions(&key, fs::Permissions::from_mode(0o640)).unwrap();
        let error = Keys::open(&folder).err().unwrap().to_string();
        assert!(
            error.contains("chmod 600") && error.contains("wrap.1.key"),
            "{error}"
        );
        fs::set_permissions(&key, fs::Permissions::from_mode(0o600)).unwrap();
        fs::set_permissions(&folder, fs::Permissions::from_mode(0o750)).unwrap();
        let error = Keys::open(&folder).err().unwrap().to_string();
        assert!(error.contains("chmod 700"), "{error}");
    }

    #[test]
    fn a_damaged_key_is_refused_and_never_replaced() {
        let (_root, folder) = folder();
        Keys::open(&folder).unwrap();
        let key = path(&folder, Purpose::Index, 1);
        for text in ["", "00ff\n", &"zz".repeat(32)] {
            fs::write(&key, text).unwrap();
            let error = Keys::open(&folder).err().unwrap().to_string();
            assert!(error.contains("index.1.key"), "{error}");
            assert_eq!(fs::read_to_string(&key).unwrap(), text);
        }
    }

    #[test]
    fn a_draft_is_no_key_yet_and_the_same_again_after_a_crash() {
        let (_root, folder) = folder();
        let before = Keys::open(&folder).unwrap();
        let (number, drafted) = draft(&folder, Purpose::Index).unwrap();
        assert_eq!(Keys::open(&folder).unwrap().index.current().0, 1);
        assert_eq!(
            draft(&folder, Purpose::Index).unwrap().1.bytes(),
            drafted.bytes()
        );
        put_in_force(&folder, Purpose::Index, number).unwrap();
        let after = Keys::open(&folder).unwrap();
        assert_eq!(after.index.current().1.bytes(), drafted.bytes());
        assert_eq!(
            after.index.get(1).unwrap().bytes(),
            before.index.current().1.bytes()
        );
        // A draft that a crash cut off was told to nobody, and another takes its place.
        fs::write(draft_path(&folder, Purpose::Index, 3), "0f").unwrap();
        assert_eq!(rotate(&folder, Purpose::Index).unwrap(), 3);
    }

    // ACCEPTANCE 93 (partly: the keys' side of rotation)
    #[test]
    fn after_rotation_the_new_key_is_current_and_the_old_one_is_kept() {
        let (_root, folder) = folder();
        let before = Keys::open(&folder).unwrap();
        assert_eq!(rotate(&folder, Purpose::Wrap).unwrap(), 2);
        let after = Keys::open(&folder).unwrap();
        assert_eq!(after.wrap.current().0, 2);
        assert_eq!(
            after.wrap.get(1).unwrap().bytes(),
            before.wrap.current().1.bytes()
        );
        assert_ne!(
            after.wrap.current().1.bytes(),
            before.wrap.current().1.bytes()
        );
    }
}
