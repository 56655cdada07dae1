//! tmp
/// c
pub struct Change; 
/// e
pub struct FixError;
/// f
pub struct Fixed;
