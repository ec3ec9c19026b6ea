namespace Guided.DecodeBench.Automata;

/// <summary>Where JSON text is, by terminals: each bracket, comma and colon is one, each string with its quotes, each number and each word.</summary>
internal enum JsonPlace
{
    /// <summary>Between two terminals.</summary>
    Between,

    /// <summary>In a string.</summary>
    String,

    /// <summary>In a string, behind a backslash.</summary>
    Escape,

    /// <summary>In a number, or in true, false or null.</summary>
    Word,
}

/// <summary>Reads JSON terminal by terminal.</summary>
internal static class JsonTerminals
{
    /// <summary>Reads bytes.</summary>
    /// <param name="place">Where they begin.</param>
    /// <param name="bytes">The bytes.</param>
    /// <param name="borders">How many borders between terminals lie within them.</param>
    /// <returns>Where they end.</returns>
    public static JsonPlace Read(JsonPlace place, ReadOnlySpan<byte> bytes, out int borders)
    {
        // A first byte that begins a terminal crosses nothing.
        if (place == JsonPlace.Word && !bytes.IsEmpty && !IsWord(bytes[0]))
        {
            place = JsonPlace.Between;
        }

        borders = place == JsonPlace.Between ? -1 : 0;
        foreach (var value in bytes)
        {
            if (place == JsonPlace.Word && !IsWord(value))
            {
                place = JsonPlace.Between;
            }

            if (place == JsonPlace.Between)
            {
                borders++;
            }

            place = place switch
            {
                JsonPlace.Escape => JsonPlace.String,
                JsonPlace.String => value switch { (byte)'"' => JsonPlace.Between, (byte)'\\' => JsonPlace.Escape, _ => JsonPlace.String },
                _ when value == '"' => JsonPlace.String,
                _ => IsWord(value) ? JsonPlace.Word : JsonPlace.Between,
            };
        }

        return place;
    }

    private static bool IsWord(byte value) => char.IsAsciiLetterOrDigit((char)value) || value is (byte)'-' or (byte)'+' or (byte)'.';
}
