//! The functions of the contract in one component.
//!
//! The generated bindings look for all of them in each new instance, and compare their types, of which
//! there are many. An instance is there for one call: here each function is found once, and the types
//! are compared of the one that is called.

use wasmtime::Store;
use wasmtime::component::{ComponentExportIndex, ComponentNamedList, Instance, Lift, Lower};

use super::LoadError;
use super::limits::Growth;
use crate::contract::{Failure, PluginPre, Version};
use crate::told;

/// Where the functions of a component are that its calls are made by.
pub(super) struct Functions {
    pub(super) authorize: Function,
    pub(super) connect: Function,
    pub(super) invoke: Function,
    pub(super) poll: Function,
    pub(super) receive: Function,
    pub(super) resume: Function,
}

/// One of them.
pub(super) struct Function {
    pub(super) name: &'static str,
    index: ComponentExportIndex,
}

impl Functions {
    /// Of a component of the contract's world.
    pub(super) fn of(plugin: &PluginPre<Growth>) -> Result<Self, LoadError> {
        let component = plugin.instance_pre().component();
        let missing = |name: &str| LoadError::World(format!("no exported `{name}`"));
        let interface = format!("ipaas:connector/connector@{}", Version::SPOKEN);
        let found = component.get_export_index(None, interface.as_str());
        let found = found.ok_or_else(|| missing(&interface))?;
        let function = |name: &'static str| {
            let index = component.get_export_index(Some(&found), name);
            let index = index.ok_or_else(|| missing(name))?;
            Ok::<_, LoadError>(Function { name, index })
        };
        Ok(Self {
            authorize: function("authorize")?,
            connect: function("connect")?,
            invoke: function("invoke")?,
            poll: function("poll")?,
            receive: function("receive")?,
            resume: function("resume")?,
        })
    }
}

impl Function {
    /// Calls it in an instance.
    pub(super) fn call<P, T>(
        &self,
        instance: &Instance,
        store: &mut Store<Growth>,
        parameters: P,
    ) -> wasmtime::Result<Result<T, Failure>>
    where
        P: ComponentNamedList + Lower,
        T: Lift + 'static,
    {
        let function =
            instance.get_typed_func::<P, (Result<T, Failure>,)>(&mut *store, &self.index)?;
        let (answer,) = function.call(store, parameters)?;
        Ok(answer.map_err(told::failure))
    }
}
