//! `collector-server user`: who may log in to the console and ask the staff API.
//!
//! A password never stands on the command line, where every user of the machine could read it.

use std::{
    io::{IsTerminal as _, Read as _},
    path::{Path, PathBuf},
};

use anyhow::{Context as _, anyhow, bail};
use clap::Subcommand;
use zeroize::Zeroizing;

use crate::{
    clock::{Clock as _, SystemClock},
    config::{Config, Environment},
    staff::{Role, Secret, hash_password},
    startup,
    storage::{AuditEntry, NewStaffUser, StaffStore, StaffToken, StaffUser, StoreError},
};

const DAY_MILLIS: i64 = 24 * 60 * 60 * 1000;
const NAME_MAX: usize = 64;

/// Options of `user`.
#[derive(Debug, clap::Args)]
pub struct User {
    /// The configuration
    #[arg(
        long,
        value_name = "FILE",
        default_value = "collector.toml",
        global = true
    )]
    config: PathBuf,
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Add a user; the password is asked for, or read from stdin
    Add {
        /// Login name
        name: String,
        /// What the user is there for: dpo, support, auditor or admin
        #[arg(long)]
        role: String,
        /// Read the password from this file instead
        #[arg(long, value_name = "FILE")]
        password_file: Option<PathBuf>,
    },
    /// List the users
    List,
    /// End a user's sessions and refuse its password and tokens from now on
    Disable {
        /// Login name
        name: String,
    },
    /// Make a token for a program; it is shown this once
    Token {
        /// Login name of the user in whose name the program asks
        name: String,
        /// What the token is for
        #[arg(long, default_value = "")]
        label: String,
        /// After how many days it ends
        #[arg(long, default_value_t = 90)]
        days: u16,
    },
}

impl User {
    /// Does it.
    ///
    /// # Errors
    /// Says what could not be done.
    pub fn run(self) -> anyhow::Result<()> {
        let config = Config::load(&self.config, &Environment::of_process())?;
        tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .context("starting the asynchronous part")?
            .block_on(async {
                let store = startup::open_store(&config)?;
                act(store.staff.as_ref(), self.action).await
            })
    }
}

async fn act(staff: &dyn StaffStore, action: Action) -> anyhow::Result<()> {
    match action {
        Action::Add {
            name,
            role,
            password_file,
        } => add(staff, name, &role, password_file.as_deref()).await,
        Action::List => list(staff).await,
        Action::Disable { name } => disable(staff, &name).await,
        Action::Token { name, label, days } => token(staff, &name, label, days).await,
    }
}

async fn add(
    staff: &dyn StaffStore,
    name: String,
    role: &str,
    password_file: Option<&Path>,
) -> anyhow::Result<()> {
    check_name(&name)?;
    let role = parse_role(role)?;
    let password = read_password(password_file)?;
    let user = NewStaffUser {
        name: name.clone(),
        role: role.to_string(),
        password_hash: hash_password(&password)?,
        created_at_ms: now_ms(),
    };
    match staff.add_staff_user(user).await {
        Ok(_) => {}
        Err(StoreError::Conflict(_)) => {
            bail!("there is a user `{name}` already; choose another name")
        }
        Err(error) => return Err(error).context("adding the user"),
    }
    note(staff, "user-add").await?;
    println!("added `{name}` as {role}");
    Ok(())
}

async fn list(staff: &dyn StaffStore) -> anyhow::Result<()> {
    for user in staff.staff_users().await? {
        let state = if user.is_disabled { "disabled" } else { "" };
        println!("{:<24} {:<8} {state}", user.name, user.role);
    }
    Ok(())
}

async fn disable(staff: &dyn StaffStore, name: &str) -> anyhow::Result<()> {
    let user = find(staff, name).await?;
    staff
        .update_staff_user(StaffUser {
            is_disabled: true,
            ..user
        })
        .await
        .context("disabling the user")?;
    note(staff, "user-disable").await?;
    println!("disabled `{name}`");
    Ok(())
}

async fn token(staff: &dyn StaffStore, name: &str, label: String, days: u16) -> anyhow::Result<()> {
    let user = find(staff, name).await?;
    if user.is_disabled {
        bail!("the user `{name}` is disabled");
    }
    let secret = Secret::random().context("asking the system for randomness")?;
    let now = now_ms();
    staff
        .add_token(StaffToken {
            secret_hash: secret.hash(),
            user_id: user.user_id,
            label,
            created_at_ms: now,
            expires_at_ms: Some(now + i64::from(days) * DAY_MILLIS),
        })
        .await
        .context("keeping the token")?;
    note(staff, "token-add").await?;
    eprintln!("the token ends in {days} days and is not shown again:");
    println!("{}", secret.to_token());
    Ok(())
}

async fn find(staff: &dyn StaffStore, name: &str) -> anyhow::Result<StaffUser> {
    staff
        .staff_user(name)
        .await?
        .ok_or_else(|| anyhow!("there is no user `{name}`; `collector-server user list` shows all"))
}

/// Who has the machine can do all this; the log says that it was done from there.
async fn note(staff: &dyn StaffStore, action: &str) -> anyhow::Result<()> {
    let entry = AuditEntry {
        at_ms: now_ms(),
        actor: "command line".to_owned(),
        role: "operator".to_owned(),
        action: action.to_owned(),
        filters: Vec::new(),
        site: None,
        reason: None,
        record_id: None,
        count: 0,
    };
    staff
        .add_audit(entry)
        .await
        .context("writing the audit log")
}

fn now_ms() -> i64 {
    SystemClock.now().as_millis()
}

fn check_name(name: &str) -> anyhow::Result<()> {
    let is_plain = |c: char| c.is_alphanumeric() || matches!(c, '.' | '-' | '_' | '@' | '+');
    if !name.is_empty() && name.len() <= NAME_MAX && name.chars().all(is_plain) {
        Ok(())
    } else {
        bail!(
            "`{name}` cannot be a login name; use letters, digits and . - _ @ +, at most {NAME_MAX} bytes"
        )
    }
}

fn parse_role(role: &str) -> anyhow::Result<Role> {
    Role::parse(role).ok_or_else(|| {
        let all: Vec<_> = Role::ALL.into_iter().map(Role::as_str).collect();
        anyhow!(
            "there is no role `{role}`; the roles are {}",
            all.join(", ")
        )
    })
}

/// From the file, else from a person at the terminal (twice), else from stdin. One line end after it is dropped.
fn read_password(file: Option<&Path>) -> anyhow::Result<Zeroizing<String>> {
    let mut text = Zeroizing::new(String::new());
    match file {
        Some(path) => {
            let read = std::fs::read_to_string(path);
            *text =
                read.with_context(|| format!("cannot read the password file {}", path.display()))?;
        }
        None if std::io::stdin().is_terminal() => {
            let ask =
                |prompt| rpassword::prompt_password(prompt).context("asking for the password");
            *text = ask("Password: ")?;
            if *text != ask("Again: ")? {
                bail!("the two passwords differ; nothing was changed");
            }
        }
        None => {
            std::io::stdin()
                .read_to_string(&mut text)
                .context("reading the password from stdin")?;
        }
    }
    let line = text.strip_suffix('\n').unwrap_or(&text);
    Ok(Zeroizing::new(
        line.strip_suffix('\r').unwrap_or(line).to_owned(),
    ))
}
