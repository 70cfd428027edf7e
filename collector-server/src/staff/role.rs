//! Roles by need (RECEIPTS, section 7): what each may do, and how much of a person it sees.

use std::fmt;

/// What a member of staff is there for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Role {
    /// Data protection officer: everything about receipts.
    Dpo,
    /// Answers a person who calls: one exact key at a time, addresses masked.
    Support,
    /// Checks proofs: receipts without anything that names a person.
    Auditor,
    /// Users and keys; no personal data.
    Admin,
}

/// Something that a route asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Permission {
    /// Search receipts and read one.
    Read,
    /// Take all that a search finds along as a file.
    Export,
    /// See an address in full.
    Unmask,
    /// Answer what people ask about their own data: find, hand over, correct, hold, erase.
    Rights,
    /// See what the machine could not do, and have it try again; nothing there is about a person.
    Operate,
}

/// How much of a person a role sees in a receipt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sight {
    /// All of it.
    Full,
    /// The user id, and addresses without their last part.
    Masked,
    /// Nothing that names or finds a person.
    Bare,
}

impl Role {
    /// Every role.
    pub const ALL: [Self; 4] = [Self::Dpo, Self::Support, Self::Auditor, Self::Admin];

    /// The name in the database and on the command line.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Dpo => "dpo",
            Self::Support => "support",
            Self::Auditor => "auditor",
            Self::Admin => "admin",
        }
    }

    /// The role of that name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.as_str() == name)
    }

    /// Whether the role may do that.
    pub const fn may(self, permission: Permission) -> bool {
        match (self, permission) {
            (Self::Dpo, _)
            | (Self::Support | Self::Auditor, Permission::Read)
            | (Self::Auditor, Permission::Export)
            | (Self::Admin, Permission::Operate) => true,
            (Self::Support | Self::Auditor | Self::Admin, _) => false,
        }
    }

    /// How much of a person the role sees where it may read at all.
    pub const fn sight(self) -> Sight {
        match self {
            Self::Dpo => Sight::Full,
            Self::Support => Sight::Masked,
            Self::Auditor | Self::Admin => Sight::Bare,
        }
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // ACCEPTANCE 80 (partly: the table itself; each route is asked through HTTP)
    #[test]
    fn only_the_dpo_unmasks_and_the_admin_sees_no_receipt() {
        for role in Role::ALL {
            assert_eq!(Role::parse(role.as_str()), Some(role));
            assert_eq!(role.may(Permission::Unmask), role == Role::Dpo);
            assert_eq!(role.may(Permission::Rights), role == Role::Dpo);
            assert_eq!(role.may(Permission::Read), role != Role::Admin);
            assert_eq!(
                role.may(Permission::Operate),
                matches!(role, Role::Dpo | Role::Admin)
            );
            assert_eq!(role.sight() == Sight::Full, role == Role::Dpo);
        }
        assert!(!Role::Support.may(Permission::Export));
        assert_eq!(Role::parse("root"), None);
    }
}
