//! The folder that a demo runs in: configuration, site file, keys, database, logs.

use std::fs;
use std::io::Read;
use std::os::unix::fs::{DirBuilderExt, PermissionsExt};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::{wasm, workspace};

/// A folder for one demo; a temporary one is removed on drop.
pub struct Folder {
    path: PathBuf,
    is_kept: bool,
}

impl Folder {
    /// `keep` made if needed, else a new one among the temporary files.
    pub fn open(keep: Option<&Path>) -> Result<Self> {
        let folder = match keep {
            Some(path) => Self {
                path: std::path::absolute(path).context("could not read --keep")?,
                is_kept: true,
            },
            None => Self {
                path: std::env::temp_dir().join(format!("samtycke-demo-{}", random_hex(8)?)),
                is_kept: false,
            },
        };
        // Receipts carry addresses: nobody else on this machine has any business here.
        let mut builder = fs::DirBuilder::new();
        builder.recursive(true).mode(0o700);
        let sites = folder.path.join("sites");
        builder
            .create(&sites)
            .with_context(|| format!("could not create {}", sites.display()))?;
        Ok(folder)
    }

    /// A file in it.
    pub fn file(&self, name: &str) -> PathBuf {
        self.path.join(name)
    }

    /// Whether it stays after the demo.
    pub fn is_kept(&self) -> bool {
        self.is_kept
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Writes the configuration of this run, the shop's site file and, once, the key with which the shop vouches for
    /// its users.
    pub fn write_configuration(&self, port: u16) -> Result<()> {
        self.write(
            "collector.toml",
            &collector_toml(port, &workspace::assets()),
        )?;
        let site = workspace::root().join("demo-site/site/shop.toml");
        let text = fs::read_to_string(&site)
            .with_context(|| format!("could not read {}", site.display()))?;
        self.write("sites/shop.toml", &text)?;
        for secret in [IDENTITY_KEY, SERVER_TOKEN] {
            if !self.file(secret).exists() {
                self.write(secret, &random_hex(32)?)?;
            }
        }
        Ok(())
    }

    /// Writes a file that only this user can read.
    pub fn write(&self, name: &str, text: &str) -> Result<()> {
        let path = self.file(name);
        fs::write(&path, text).with_context(|| format!("could not write {}", path.display()))?;
        fs::set_permissions(&path, fs::Permissions::from_mode(0o600))
            .with_context(|| format!("could not protect {}", path.display()))
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        if !self.is_kept {
            // What cannot be removed is left to the system's own cleaning of temporary files.
            let _ = fs::remove_dir_all(&self.path);
        }
    }
}

/// The key that the shop's site file names, beside it.
pub const IDENTITY_KEY: &str = "sites/identity.key";

/// The token of the shop's server, likewise.
pub const SERVER_TOKEN: &str = "sites/server.token";

/// `bytes` random bytes of the system as hex digits.
pub fn random_hex(bytes: usize) -> Result<String> {
    let mut random = vec![0; bytes];
    let mut source = fs::File::open("/dev/urandom").context("the system gives no randomness")?;
    source
        .read_exact(&mut random)
        .context("the system gives no randomness")?;
    Ok(wasm::hex(&random))
}

fn collector_toml(port: u16, assets: &Path) -> String {
    // A JSON string is a TOML string too.
    let assets = serde_json::Value::from(assets.to_string_lossy().into_owned());
    format!(
        "# Written by `cargo demo` at each start.\nlisten = \"127.0.0.1:{port}\"\npublic_url = \"http://consent.localhost:{port}\"\n\
         data_dir = \"data\"\nassets_dir = {assets}\nsites = [\"sites/*.toml\"]\n"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_configuration_names_the_port_twice_and_quotes_the_folder() {
        let text = collector_toml(8090, Path::new("/a \"b\"/dist"));
        assert_eq!(text.matches(":8090\"").count(), 2, "{text}");
        assert!(text.contains(r#"assets_dir = "/a \"b\"/dist""#), "{text}");
    }

    #[test]
    fn a_temporary_folder_goes_and_a_kept_one_stays_with_its_key() {
        let temporary = Folder::open(None).unwrap();
        temporary.write_configuration(8080).unwrap();
        let path = temporary.path().to_path_buf();
        assert!(path.join("sites/shop.toml").is_file());
        drop(temporary);
        assert!(!path.exists());

        let kept = Folder::open(Some(&path)).unwrap();
        kept.write_configuration(8080).unwrap();
        let key = fs::read_to_string(kept.file(IDENTITY_KEY)).unwrap();
        drop(kept);
        let again = Folder::open(Some(&path)).unwrap();
        again.write_configuration(8090).unwrap();
        assert_eq!(fs::read_to_string(again.file(IDENTITY_KEY)).unwrap(), key);
        fs::remove_dir_all(&path).unwrap();
    }
}
