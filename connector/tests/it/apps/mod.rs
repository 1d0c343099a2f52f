//! Apps at Zoom.

mod build_manifest;
mod requests;
