//! Why connections could not be moved.

/// Connections could not be written to an archive, or read from one.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ArchiveError {
    /// The text is no archive, or was damaged on its way.
    #[error(
        "this is no whole archive of connections ({0}): take the file as `export` wrote it; nothing was changed"
    )]
    Damaged(String),
    /// Something in it is longer, or more, than a store keeps.
    #[error(
        "{entry} in the archive is not as this host keeps it: {problem}; change that where the archive was written and export it again; nothing was changed"
    )]
    BeyondBounds {
        /// What it is.
        entry: String,
        /// What is wrong with it.
        problem: String,
    },
    /// The passphrase is another.
    #[error("the passphrase does not open this archive; nothing was changed")]
    WrongPassphrase,
    /// To open the archive would take too much of this machine.
    #[error(
        "to open this archive takes 2^{required} rounds of scrypt, and this host makes 2^{most} at the most: it was made by another program, or by somebody who wants this machine busy; take the file as `export` wrote it; nothing was changed"
    )]
    TooMuchWork {
        /// The power of two that it asks for.
        required: u8,
        /// The largest that is granted.
        most: u8,
    },
    /// A newer host wrote the archive.
    #[error(
        "the archive holds {what}, which this host does not know: import it with the newer host that wrote it; nothing was changed"
    )]
    Newer {
        /// What is not known.
        what: String,
    },
    /// The archive could not be encrypted.
    #[error("the archive could not be encrypted: {0}")]
    NotEncrypted(String),
    /// A grant was renewed since the archive was written.
    #[error(
        "the tokens of {account} may have been renewed since the archive was written, so it may be of no use: delete it and export again; nothing was changed"
    )]
    Outdated {
        /// The account's label.
        account: String,
    },
    /// There is nothing to write.
    #[error("there is no connection to export")]
    Nothing,
    /// Connections that stay use the same grant.
    #[error(
        "{} and {} act by one grant, which works on one machine only: export them together",
        leaving.join(", "), staying.join(", ")
    )]
    Shared {
        /// The connections that were named.
        leaving: Vec<String>,
        /// Those that were not.
        staying: Vec<String>,
    },
    /// The connection of a tenant is by the operator's app, whose grants are the
    /// operator's.
    #[error(
        "`{name}` was connected by the operator's app, and its tokens are not this tenant's to move: connect it again on the other machine"
    )]
    OfOperator {
        /// The connection.
        name: String,
    },
    /// The connection is on another machine already.
    #[error(
        "`{name}` was moved to another machine before, and its tokens live there: export it there, or connect it again here"
    )]
    AlreadyMoved {
        /// The connection.
        name: String,
    },
    /// What is here would be replaced.
    #[error(
        "the import would replace {}: allow it to, or leave things as they are; nothing was changed",
        replaced.join("; ")
    )]
    WouldReplace {
        /// What would be replaced, and by what.
        replaced: Vec<String>,
    },
    /// Names are in use for other accounts.
    #[error(
        "{}: rename or remove what has the name here; nothing was changed", taken.join("; ")
    )]
    NamesTaken {
        /// Each name, with whose it is here and in the archive.
        taken: Vec<String>,
    },
    /// Nobody has agreed to anything that the connector wants, on this machine.
    #[error(
        "the archive has connections of `{connector}`, and nobody has agreed on this machine to what that wants: add `{connector}` first, which shows it; nothing was changed"
    )]
    NotAdded {
        /// The connector's key.
        connector: String,
    },
    /// A grant is for an authorization server that nobody has agreed to here.
    #[error(
        "the tokens of {account} in the archive are renewed and ended at {endpoint}, and nobody has agreed on this machine that `{connector}` signs in there: add the version of `{connector}` that does, and accept it or not; nothing was changed"
    )]
    NotAgreed {
        /// The account's label.
        account: String,
        /// The connector's key.
        connector: String,
        /// The token endpoint.
        endpoint: String,
    },
}
