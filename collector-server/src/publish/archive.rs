//! Every script that was ever served, in `<data_dir>/scripts/<site>/`, under the name it is served by.
//!
//! It saves compressing again at every start, keeps the addresses of earlier releases alive while
//! pages still name them, and remembers which configuration a release was built from.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use anyhow::Context as _;
use consent_core::{receipt::Digest, site::SiteId, wire::Release};

use super::compress::Encodings;

/// The folder of one collector's scripts.
#[derive(Clone, Debug)]
pub struct Archive {
    folder: PathBuf,
}

impl Archive {
    /// The archive in this data folder.
    pub fn in_data_dir(data_dir: &Path) -> Self {
        Self {
            folder: data_dir.join("scripts"),
        }
    }

    /// Keeps a script under `name`, compressed; what is there already is only read.
    ///
    /// # Errors
    /// When the folder cannot be written.
    pub fn keep(&self, site: &SiteId, name: &str, plain: Vec<u8>) -> anyhow::Result<Encodings> {
        if let Some(kept) = self.find(site, name)
            && kept.plain == plain
        {
            return Ok(kept);
        }
        let encodings = Encodings::of(plain)?;
        let file = self.folder.join(site.as_str()).join(name);
        let write = |suffix: &str, bytes: &[u8]| {
            write_whole(&with_suffix(&file, suffix), bytes)
                .with_context(|| format!("cannot write {}{suffix}", file.display()))
        };
        // The plain file last: it is what `find` asks for first.
        write(".br", &encodings.brotli)?;
        write(".gz", &encodings.gzip)?;
        write("", &encodings.plain)?;
        Ok(encodings)
    }

    /// The script of that name, if it was ever kept. The caller has checked that `name` is the name of
    /// a script and nothing else ([`super::script_name::is_script_name`]).
    pub fn find(&self, site: &SiteId, name: &str) -> Option<Encodings> {
        let file = self.folder.join(site.as_str()).join(name);
        Some(Encodings {
            plain: fs::read(&file).ok()?.into(),
            brotli: fs::read(with_suffix(&file, ".br")).ok()?.into(),
            gzip: fs::read(with_suffix(&file, ".gz")).ok()?.into(),
        })
    }

    /// Remembers that a release was built from the configuration of this hash.
    ///
    /// # Errors
    /// When the folder cannot be written.
    pub fn keep_release(
        &self,
        site: &SiteId,
        release: &str,
        config: &Digest,
    ) -> anyhow::Result<()> {
        let file = self.release_file(site, release);
        write_whole(&file, config.to_string().as_bytes())
            .with_context(|| format!("cannot write {}", file.display()))
    }

    /// The configuration that a release was built from.
    pub fn config_of(&self, site: &SiteId, release: Release) -> Option<Digest> {
        let file = self.release_file(site, &release.to_string());
        Digest::parse(fs::read_to_string(file).ok()?.trim()).ok()
    }

    fn release_file(&self, site: &SiteId, release: &str) -> PathBuf {
        self.folder
            .join(site.as_str())
            .join(format!("release.{release}.config"))
    }
}

fn with_suffix(file: &Path, suffix: &str) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(suffix);
    PathBuf::from(name)
}

/// A reader finds the old file or the new one, never half of one.
fn write_whole(file: &Path, bytes: &[u8]) -> io::Result<()> {
    if let Some(folder) = file.parent() {
        fs::create_dir_all(folder)?;
    }
    let draft = with_suffix(file, ".draft");
    fs::write(&draft, bytes)?;
    fs::rename(draft, file)
}
