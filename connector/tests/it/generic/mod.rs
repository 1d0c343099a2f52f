//! What asks for whatever its input names.

mod http_request;
