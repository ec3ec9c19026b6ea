using Guided.Expressions;

namespace Guided.Grammars.JsonSchema.Strings.Formats;

/// <summary>date, time and date-time (RFC 3339 §5.6) on the real calendar, and duration (RFC 3339 appendix A).</summary>
internal static class DateTimeFormats
{
    /// <summary>The name, of this library only, for .NET's TimeSpan: its constant format "c".</summary>
    public const string TimeSpan = "time-span";

    private const string Year29 = @"(?:\d\d(?:0[48]|[2468][048]|[13579][26])|(?:[02468][048]|[13579][26])00)";

    private const string Date = @"(?:\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\d|30)|02-(?:0[1-9]|1\d|2[0-8]))|"
        + Year29 + "-02-29)";

    private const string Clock = @"(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d";

    private const string Offset = @"[+-](?:[01]\d|2[0-3]):[0-5]\d";

    // .NET reads offsets up to 14 hours; one that would push the first or last year out of range is avoided.
    private const string NetTime = @"T" + Clock + @"(?:\.\d{1,7})?";

    private const string NetDateTime = @"(?!0000)" + Date + NetTime + @"Z?|(?!000[01]|9999)" + Date + NetTime + @"[+-](?:(?:0\d|1[0-3]):[0-5]\d|14:00)";

    // Units from the greatest to the least, none left out between two that are there; weeks stand alone.
    private const string DayTime = @"T(?:\d+H(?:\d+M(?:\d+S)?)?|\d+M(?:\d+S)?|\d+S)";
    private const string Duration = @"P(?:(?:\d+D|\d+M(?:\d+D)?|\d+Y(?:\d+M(?:\d+D)?)?)(?:" + DayTime + ")?|" + DayTime + @"|\d+W)";

    public static IEnumerable<StringFormat> All =>
    [
        StringFormat.Of("date", _ => FormatWriter.Pattern(Date), "(?!0000)" + Date),
        StringFormat.Of("time", Time, Clock + @"(?:\.\d{1,7})?"),
        StringFormat.Of("date-time", w => w.Factory.Concat(FormatWriter.Pattern(Date + "[Tt]"), Time(w)), NetDateTime),
        StringFormat.Of("duration", Duration),
        StringFormat.Net(TimeSpan, @"-?(?:\d{1,7}\.)?" + Clock + @"(?:\.\d{1,7})?"),
    ];

    private static Expression Time(FormatWriter w) => w.Factory.Choice(
        FormatWriter.Pattern(Clock + @"(?:\.\d+)?(?:[Zz]|" + Offset + ")"),
        TextMachine<LeapSecond>.From(w.Factory, LeapSecond.Start));
}
