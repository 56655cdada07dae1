//! Points in time as protocol buffers have them, and as the JSON form has them.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

/// Seconds since 1970 at the beginning of the year 1 and, nearly, at the end of the year 9999, whose last day not every offset has.
const SECONDS: std::ops::Range<i64> = -62_135_596_800..253_402_207_200;

/// Returns RFC 3339 in UTC, or the day alone; `None` outside of the years 1 to 9999.
///
/// Spec: `google/protobuf/timestamp.proto`.
pub(super) fn text(seconds: i64, nanos: u32, day: bool) -> Option<String> {
    let nanos = i32::try_from(nanos).ok().filter(|nanos| *nanos < 1_000_000_000)?;
    let time = SECONDS.contains(&seconds).then(|| Timestamp::new(seconds, nanos).ok())??;
    Some(if day { TimeZone::UTC.to_datetime(time).date().to_string() } else { time.to_string() })
}

/// Returns the seconds and nanoseconds of a time in RFC 3339, or of a day.
pub(super) fn parse(text: &str) -> Option<(i64, i32)> {
    let time = text.parse::<Timestamp>().ok().or_else(|| {
        let day = text.parse::<Date>().ok()?;
        TimeZone::UTC.to_timestamp(day.at(0, 0, 0, 0)).ok()
    })?;
    // Nanoseconds count forwards, before 1970 too.
    let nanos = time.subsec_nanosecond();
    let (seconds, nanos) =
        if nanos < 0 { (time.as_second() - 1, nanos + 1_000_000_000) } else { (time.as_second(), nanos) };
    SECONDS.contains(&seconds).then_some((seconds, nanos))
}
