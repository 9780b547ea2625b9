//! x
/// x
#[derive(Debug)]
pub struct Features;
