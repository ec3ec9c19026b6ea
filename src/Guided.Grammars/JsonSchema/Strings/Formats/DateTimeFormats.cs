using System.Globalization;
using System.Text;

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

    private static readonly Lazy<string> Time = new(() => Clock + @"(?:\.\d+)?(?:[Zz]|" + Offset + ")|" + LeapSeconds());

    public static IEnumerable<StringFormat> All =>
    [
        StringFormat.Of("date", () => Date, "(?!0000)" + Date),
        StringFormat.Of("time", () => Time.Value, Clock + @"(?:\.\d{1,7})?"),
        StringFormat.Of("date-time", () => Date + "[Tt](?:" + Time.Value + ")", NetDateTime),
        StringFormat.Of("duration", Duration),
        StringFormat.Net(TimeSpan, @"-?(?:\d{1,7}\.)?" + Clock + @"(?:\.\d{1,7})?"),
    ];

    /// <summary>
    /// A second 60 is the last of a day in UTC (RFC 3339 §5.7): for each local minute there is one offset east and one west of Greenwich that
    /// puts it at 23:59.
    /// </summary>
    private static string LeapSeconds()
    {
        var text = new StringBuilder();
        for (var hour = 0; hour < 24; hour++)
        {
            text.Append(hour == 0 ? "" : "|").Append(CultureInfo.InvariantCulture, $"{hour:00}:(?:");
            for (var minute = 0; minute < 60; minute++)
            {
                var local = (hour * 60) + minute;
                var (east, west) = ((local + 1) % 1440, 1439 - local);
                text.Append(minute == 0 ? "" : "|").Append(
                    CultureInfo.InvariantCulture,
                    $@"{minute:00}:60(?:\.\d+)?(?:{(local == 1439 ? "[Zz]|" : "")}\+{east / 60:00}:{east % 60:00}|-{west / 60:00}:{west % 60:00})");
            }

            text.Append(')');
        }

        return text.ToString();
    }
}
