//! Zoom as a connector: a pure WebAssembly component.
