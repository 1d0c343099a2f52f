//! Apps at Zoom.

mod build_manifest;
