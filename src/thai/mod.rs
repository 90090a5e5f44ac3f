//! The Thai language, once, for everybody.
