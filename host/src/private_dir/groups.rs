//! Which groups nobody else is in.
//!
//! Containers are given their volumes by a group: the directory belongs to root
//! and to a group that may write to it, and the process is put into that group
//! (`fsGroup` of Kubernetes, `--group-add` of Docker). A group is no danger when
//! nobody is in it but this user and root. As a rule it has no name there, and
//! whoever starts processes decides who is in it; a process of the same user
//! database can't get into it. Where users come from elsewhere than the files of
//! this machine, nobody can tell who is in a group that has a name.

use std::fs;

use pwd_grp::{Group, Passwd, PwdGrp, PwdGrpProvider as _};

/// Whether nobody is in a group but this user and root.
pub(super) fn has_no_others(gid: u32) -> bool {
    let read = |file| fs::read_to_string(file).unwrap_or_default();
    let Ok(own_groups) = PwdGrp.getgroups() else {
        return false;
    };
    let (Ok(group), Ok(user)) = (
        PwdGrp.getgrgid::<String>(gid),
        PwdGrp.getpwuid::<String>(PwdGrp.getuid()),
    ) else {
        return false;
    };
    let users = Users {
        own_id: PwdGrp.getuid(),
        own_name: user.map(|user: Passwd<String>| user.name),
        passwd: read("/etc/passwd"),
        sources: read("/etc/nsswitch.conf"),
    };
    let is_own = own_groups.contains(&gid) || PwdGrp.getegid() == gid;
    match group {
        Some(group) => users.are_no_others_in(&group),
        None => is_own && users.has_no_other_of(gid),
    }
}

/// What is known of the users of this machine.
#[derive(Debug, Default)]
struct Users {
    own_id: u32,
    own_name: Option<String>,
    /// `/etc/passwd`.
    passwd: String,
    /// `/etc/nsswitch.conf`.
    sources: String,
}

impl Users {
    fn are_no_others_in(&self, group: &Group<String>) -> bool {
        let is_one_of_us = |name: &String| name == "root" || Some(name) == self.own_name.as_ref();
        self.are_all_in_files()
            && group.mem.iter().all(is_one_of_us)
            && self.has_no_other_of(group.gid)
    }

    /// Whether no other user has that group for the first of theirs.
    fn has_no_other_of(&self, gid: u32) -> bool {
        let others = self.passwd.lines().filter(|line| {
            let mut fields = line.split(':').skip(2);
            let uid = fields.next().and_then(|uid| uid.parse::<u32>().ok());
            let first = fields.next().and_then(|gid| gid.parse::<u32>().ok());
            first == Some(gid) && uid != Some(0) && uid != Some(self.own_id)
        });
        others.count() == 0
    }

    /// Whether users and groups stand in this machine's files alone.
    fn are_all_in_files(&self) -> bool {
        let lines = self.sources.lines().filter_map(|line| line.split_once(':'));
        let of_users = lines.filter(|(kind, _)| matches!(kind.trim(), "passwd" | "group"));
        let mut sources = of_users.flat_map(|(_, sources)| sources.split_whitespace());
        // `[NOTFOUND=return]` says what to do after a source.
        sources.all(|source| matches!(source, "files" | "systemd") || source.starts_with('['))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PASSWD: &str = "root:x:0:0:root:/root:/bin/sh\n\
        app:x:1000:1000::/:/bin/sh\n\
        ada:x:1001:100::/home/ada:/bin/sh\n";

    fn users(sources: &str) -> Users {
        Users {
            own_id: 1000,
            own_name: Some("app".to_owned()),
            passwd: PASSWD.to_owned(),
            sources: sources.to_owned(),
        }
    }

    fn group(gid: u32, members: &[&str]) -> Group<String> {
        let mut group = Group::blank();
        group.gid = gid;
        group.mem = members.iter().map(|&member| member.to_owned()).collect();
        group
    }

    #[test]
    fn a_group_of_this_user_and_root_alone_has_no_others() {
        let users = users("passwd: files systemd\ngroup: files [SUCCESS=merge] systemd\n");
        for members in [&[][..], &["app"], &["root", "app"]] {
            assert!(users.are_no_others_in(&group(2000, members)), "{members:?}");
        }
        assert!(!users.are_no_others_in(&group(2000, &["app", "ada"])));
        assert!(users.are_no_others_in(&group(1000, &[])));
        assert!(users.are_no_others_in(&group(0, &[])));
    }

    #[test]
    fn whoever_has_it_for_the_first_of_theirs_is_in_it() {
        assert!(!users("").are_no_others_in(&group(100, &[])));
        assert!(!users("").has_no_other_of(100));
        assert!(users("").has_no_other_of(5000));
    }

    #[test]
    fn who_is_in_a_group_of_a_directory_service_nobody_can_tell() {
        for sources in [
            "passwd: files sss\n",
            "group:\tfiles ldap",
            "passwd: compat",
        ] {
            assert!(
                !users(sources).are_no_others_in(&group(2000, &[])),
                "{sources}"
            );
        }
    }
}
