//! Connections: accounts that somebody has connected, each under a name and an id.
//! Either stands in the path.

mod changes;
mod connect;
mod list;
mod removed;
mod tested;
mod view;

pub(crate) use changes::{
    __path_disable, __path_enable, __path_make_default, __path_remove, __path_rename, disable,
    enable, make_default, remove, rename,
};
pub(crate) use connect::{__path_connect, __path_reconnect, connect, reconnect};
pub(crate) use list::{__path_list, __path_show, list, show};
pub(crate) use removed::Removed;
pub(crate) use tested::{__path_test, test};
pub(crate) use view::Connection;
