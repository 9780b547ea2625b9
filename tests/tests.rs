//! Integration tests, one binary; a module a stage.
